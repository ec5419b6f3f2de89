"""Finds and loads the C library, and carries calls, buffers, errors and the log hook across."""

from __future__ import annotations

import atexit
import contextlib
import ctypes
import ctypes.util
import itertools
import os
import threading
import time
import weakref
from pathlib import Path
from typing import Any, Callable, Dict, Iterator, List, Mapping, Optional

from . import _abi, _codec
from .errors import Closed, InternalError, MetaQoreError, of_status
from .models import LogLevel

LogHook = Callable[[LogLevel, str, str, Dict[str, Any]], object]

SONAME = "libmetaqore_c.so.0"
_PACKAGE = Path(__file__).parent


# ---- Loading --------------------------------------------------------------------------------------------


def candidates(environ: Mapping[str, str], package: Path) -> Iterator[str]:
    """Where the library may be, best first. METAQORE_LIBRARY is taken at its word: nothing comes after it."""
    named = environ.get("METAQORE_LIBRARY")
    if named:
        yield named
        return
    yield from sorted(str(path) for path in package.glob("libmetaqore_c.so*"))
    yield SONAME
    # Last, because it starts other programs.
    found = ctypes.util.find_library("metaqore_c")
    if found:
        yield found


def declare(library: Any) -> Any:
    """Gives every function its types. AttributeError for one that the library lacks."""
    for name, (result, parameters) in _abi.PROTOTYPES.items():
        function = getattr(library, name)
        function.restype = result
        function.argtypes = parameters
    return library


def load(
    environ: Mapping[str, str] = os.environ,
    package: Path = _PACKAGE,
    open_library: Callable[[str], Any] = ctypes.CDLL,
) -> Any:
    tried: List[str] = []
    for path in candidates(environ, package):
        try:
            library = open_library(path)
            abi = library.metaqore_abi_version
            abi.restype, abi.argtypes = _abi.PROTOTYPES["metaqore_abi_version"]
            version = abi()
            if version < _abi.METAQORE_ABI_VERSION:
                tried.append(f"{path}: has ABI {version}, and this package needs {_abi.METAQORE_ABI_VERSION}")
                continue
            return declare(library)
        except (OSError, AttributeError) as error:
            tried.append(f"{path}: {error}")
    how = "METAQORE_LIBRARY is set" if environ.get("METAQORE_LIBRARY") else "METAQORE_LIBRARY is not set"
    raise ImportError(
        f"no usable MetaQore C library was found ({how}). Tried: {'; '.join(tried)}. Set METAQORE_LIBRARY to "
        "the path of libmetaqore_c.so, or build the package together with the library: `pip install "
        "./bindings/python` in a checkout",
        name="metaqore",
    )


lib = load()


def version() -> str:
    release: bytes = lib.metaqore_version()
    return release.decode()


# ---- Calls ----------------------------------------------------------------------------------------------


# A thread that asks for the GIL after the interpreter's end is unwound on the spot; in the log hook that goes
# through the frames of the library, which C++ answers by aborting. So no call may be under way by then.
_under_way: Dict[object, int] = {}  # a mark for each call, with its thread
_ended = False

os.register_at_fork(after_in_child=_under_way.clear)  # those threads are not in the child


def _enter() -> object:
    """A mark to discard after the call. Asked before, so that the marks dwindle; and after, so that none is
    missed by who waits for that."""
    mark = object()
    if not _ended:
        _under_way[mark] = threading.get_ident()
        if not _ended:
            return mark
        _under_way.pop(mark, None)
    raise Closed("the interpreter is ending, and closes its engines", "python.ending")


_new_error: Any = _abi.POINTER(_abi.metaqore_error)


def call(name: str, *arguments: Any) -> None:
    """Calls a function that takes `metaqore_error **` last, and raises what it answers."""
    error = _new_error()
    mark = _enter()
    try:
        status = getattr(lib, name)(*arguments, ctypes.byref(error))
        if status != _abi.METAQORE_OK:
            raise _failure(status, error)
    finally:
        lib.metaqore_error_free(error)
        _under_way.pop(mark, None)


def _free(name: str, handle: Any) -> None:
    with contextlib.suppress(Closed):
        mark = _enter()
        getattr(lib, name)(handle)
        _under_way.pop(mark, None)


class Owner:
    """What owns a handle of the library, which would be freed twice if it had a copy."""

    _handle: Any

    def _own(self, noun: str, verb: str, *arguments: Any) -> None:
        """Makes the handle, which is freed when this is collected: a call under way holds this, and so it."""
        self._handle = _abi.POINTER(getattr(_abi, noun))()
        call(f"{noun}_{verb}", ctypes.byref(self._handle), *arguments)
        finalizer: Any = weakref.finalize(self, _free, f"{noun}_free", self._handle)
        finalizer.atexit = False

    def __reduce_ex__(self, protocol: Any) -> Any:
        raise TypeError(
            f"{type(self).__name__} is neither copied nor pickled: share it, or make another of what this "
            "one was made of"
        )


_engines: weakref.WeakSet[Any] = weakref.WeakSet()


def close_at_end(engine: Any) -> None:
    _engines.add(engine)


@atexit.register
def _end() -> None:
    """Waits until no thread is in a call, and closes what is open, which leaves no write-ahead log behind."""
    global _ended
    _ended = True
    # This thread is in none: what it left behind was interrupted by the keyboard.
    while set(list(_under_way.values())) - {threading.get_ident()}:
        time.sleep(0.001)
    for engine in list(_engines):
        lib.metaqore_engine_close(engine._handle, None)


def _failure(status: int, error: Any) -> MetaQoreError:
    message = lib.metaqore_error_message(error).decode("utf-8", "replace")
    reason = lib.metaqore_error_reason(error).decode("utf-8", "replace")
    return of_status(status, message, reason, _codec.details(lib.metaqore_error_details(error)))


new_buffer: Any = _abi.POINTER(_abi.metaqore_buffer)


def take(buffer: Any) -> Optional[bytes]:
    """The bytes of a buffer, which is freed; None for NULL."""
    if not buffer:
        return None
    try:
        return ctypes.string_at(lib.metaqore_buffer_data(buffer), lib.metaqore_buffer_size(buffer))
    finally:
        lib.metaqore_buffer_free(buffer)


def taken(buffer: Any) -> str:
    """The text of a buffer that comes with success."""
    document = take(buffer)
    if document is None:
        raise InternalError("the library answered without its result", "python.answer")
    return document.decode()


def text(data: Optional[bytes]) -> Any:
    """A text as an argument, which keeps it alive; None is the absent one."""
    return _abi.metaqore_text(data, 0 if data is None else len(data))


def document(what: str, value: Any, kind: Any) -> Any:
    """The document of a value that has to be of this kind, as an argument."""
    return text(_codec.write(what, value, kind))


def texts(**given: str) -> List[Any]:
    """Each text as an argument."""
    arguments: List[Any] = []
    for what, value in given.items():
        arguments.append(text(_codec.encoded(what, value)))
    return arguments


# ---- The log hook ---------------------------------------------------------------------------------------

# C is lent a number and these two functions, which live as long as the module: a callback that went away
# inside its own `destroy` would return into freed memory.
_hooks: Dict[int, LogHook] = {}
_numbers = itertools.count(1)
_levels = {
    _abi.METAQORE_LOG_INFO: LogLevel.INFO,
    _abi.METAQORE_LOG_WARNING: LogLevel.WARNING,
    _abi.METAQORE_LOG_ERROR: LogLevel.ERROR,
}


def _log(userdata: Optional[int], level: int, room: bytes, message: bytes, fields: bytes) -> None:
    try:
        hook = _hooks[userdata or 0]
        hook(
            _levels.get(level, LogLevel.INFO),
            room.decode("utf-8", "replace"),
            message.decode("utf-8", "replace"),
            _codec.details(fields),
        )
    except Exception:  # the host's, and no business of the call that logged
        pass


def _destroy(userdata: Optional[int]) -> None:
    _hooks.pop(userdata or 0, None)


_log_function = _abi.metaqore_hooks_log(_log)
_destroy_function = _abi.metaqore_hooks_destroy(_destroy)


def hooks_for(log: Optional[LogHook]) -> Any:
    """The hooks to open one engine with, or None. The library calls destroy, also when opening fails."""
    if log is None:
        return None
    hooks = _abi.metaqore_hooks()
    lib.metaqore_hooks_init(ctypes.byref(hooks))
    number = next(_numbers)
    _hooks[number] = log
    hooks.userdata = number
    hooks.destroy = _destroy_function
    hooks.log = _log_function
    return ctypes.byref(hooks)
