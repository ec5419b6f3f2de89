"""Finds and loads the C library, and carries calls, buffers, errors and the log hook across."""

from __future__ import annotations

import atexit
import collections
import ctypes
import ctypes.util
import functools
import itertools
import operator
import os
import signal
import sys
import threading
import time
import weakref
from pathlib import Path
from typing import (
    Any,
    Callable,
    DefaultDict,
    Deque,
    Dict,
    Iterable,
    Iterator,
    List,
    Mapping,
    Optional,
    Set,
    Tuple,
)

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

# An exception may be raised in a thread from outside between any two instructions of Python: Ctrl-C, or
# PyThreadState_SetAsyncExc. So nothing waits for Python to give it back: what has to happen, happens in C.

_as_method: Any = ctypes.PYFUNCTYPE(ctypes.py_object, ctypes.py_object)(
    ("PyInstanceMethod_New", ctypes.pythonapi)
)


@functools.lru_cache(maxsize=None)
def _owning(noun: str) -> Any:
    """The type of a pointer that is there before the call which fills it, and frees what it points to with
    itself."""
    opaque = getattr(_abi, noun)

    class Owning(_abi.POINTER(opaque)):  # type: ignore[misc]
        _type_ = opaque
        __del__ = _as_method(getattr(lib, f"{noun}_free"))

    return Owning


_new_error = _owning("metaqore_error")
new_buffer = _owning("metaqore_buffer")

# A thread that asks for the GIL after the interpreter's end is unwound on the spot; in the log hook that goes
# through the frames of the library, which C++ answers by aborting. So no call may be under way by then. Here
# is a set for each thread, to which there is a weak reference while the thread is in a call.
_threads: DefaultDict[int, Set[None]] = collections.defaultdict(set)
_ended = False

os.register_at_fork(after_in_child=_threads.clear)  # those threads are not in the child


def _function(name: str) -> Any:
    if _ended:
        raise Closed("the interpreter is ending, and closes its engines", "python.ending")
    return getattr(lib, name)


def call(name: str, *arguments: Any) -> None:
    """Calls a function that takes `metaqore_error **` last, and raises what it answers. A wait that Ctrl-C
    ends is begun again where its handler returns, as Python's own are (PEP 475)."""
    while not _called(name, *arguments):
        pass


def _called(name: str, *arguments: Any) -> bool:
    """False where Ctrl-C has ended it, and its handler returned."""
    error = _new_error()
    # The weak reference is on the interpreter's stack alone, and goes with the call however that ends: in a
    # variable it would live on with a traceback. It is there before _ended is asked: who sets that and then
    # waits misses none.
    status = (
        weakref.ref(_threads[threading.get_ident()]),
        _function(name)(*arguments, ctypes.byref(error)),
    )[1]
    stopped = vars(_stopped)
    if stopped:
        raise stopped.pop("by")
    if _pressed and threading.current_thread() is threading.main_thread():
        _pressed.clear()
        _handle_interrupt()
        if status == _abi.METAQORE_BUSY and lib.metaqore_error_reason(error) == b"engine.interrupted":
            return False
    if status != _abi.METAQORE_OK:
        raise _located(_failure(status, error), arguments)
    return True


def _located(failure: MetaQoreError, arguments: Iterable[Any]) -> Exception:
    """The failure, or where one of its documents was refused, what is wrong in the value that it was made of:
    nobody has seen the document itself."""
    if failure.reason.startswith("json."):
        for given in (argument.given for argument in arguments if hasattr(argument, "given")):
            if (found := _codec.fault(*given)) is not None:
                return found
    return failure


# Python runs the handlers of signals between two of its instructions, and so not while its main thread waits
# in C. What waits asks whether Ctrl-C was pressed, which PyOS_InterruptOccurred() says once. No Python may
# run for that, or the handlers of other signals would, in the midst of a call to their engine. So it is made
# of functions in C: the answer picks one of two queues that get an element each time, and of which one stays
# empty; how many are in it then is the answer again.
_pressed: Deque[None] = collections.deque(maxlen=1)
_questions = map(
    len,
    map(
        operator.iconcat,
        map(
            (collections.deque(maxlen=0), _pressed).__getitem__,
            iter(ctypes.PYFUNCTYPE(ctypes.c_int)(("PyOS_InterruptOccurred", ctypes.pythonapi)), None),
        ),
        itertools.repeat((None,)),
    ),
)
_interrupted = _abi.metaqore_hooks_interrupted(functools.partial(next, _questions))


def _handle_interrupt() -> None:
    """Calls the handler of Ctrl-C as Python would have."""
    handler = signal.getsignal(signal.SIGINT)
    if callable(handler):
        handler(signal.SIGINT, sys._getframe())


class Owner:
    """What owns a handle of the library, which would be freed twice if it had a copy."""

    _handle: Any

    def _own(self, noun: str, verb: str, *arguments: Any) -> None:
        """Makes the handle, which is freed when this is collected: a call under way holds this, and so it."""
        self._handle = _owning(noun)()
        # Held from outside while this lives: of a cycle, the collector may free a part before its last use.
        forget = functools.partial(_owners.pop, id(self))
        _owners[id(self)] = weakref.ref(self, forget), self._handle
        call(f"{noun}_{verb}", ctypes.byref(self._handle), *arguments)

    def __reduce_ex__(self, protocol: Any) -> Any:
        raise TypeError(
            f"{type(self).__name__} is neither copied nor pickled: share it, or make another of what this "
            "one was made of"
        )


_owners: Dict[int, Tuple["weakref.ref[Owner]", Any]] = {}  # by their id(), each with its handle


def _in_a_call(thread: int) -> bool:
    return weakref.getweakrefcount(_threads[thread]) > 0


@atexit.register
def _end() -> None:
    """Waits until no other thread is in a call, and closes what is open, which leaves no write-ahead log."""
    global _ended
    _ended = True
    try:
        while any(map(_in_a_call, set(_threads) - {threading.get_ident()})):
            time.sleep(0.001)
    finally:
        for _, handle in list(_owners.values()):
            if isinstance(handle, _abi.POINTER(_abi.metaqore_engine)):
                lib.metaqore_engine_close(handle, None)


def _failure(status: int, error: Any) -> MetaQoreError:
    message = lib.metaqore_error_message(error).decode("utf-8", "replace")
    reason = lib.metaqore_error_reason(error).decode("utf-8", "replace")
    return of_status(status, message, reason, _codec.details(lib.metaqore_error_details(error)))


def take(buffer: Any) -> Optional[bytes]:
    """The bytes of a buffer; None for NULL."""
    if not buffer:
        return None
    return ctypes.string_at(lib.metaqore_buffer_data(buffer), lib.metaqore_buffer_size(buffer))


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
    form = _codec.plain(what, value, kind)
    return of_value(_codec.dumps(what, form, True), what, form, True)


def of_value(data: Optional[bytes], what: str, value: Any, has_members: bool = False) -> Any:
    """A document as an argument, with what it was made of: see _codec.fault()."""
    argument = text(data)
    argument.given = what, value, has_members
    return argument


def texts(**given: str) -> List[Any]:
    """Each text as an argument."""
    arguments: List[Any] = []
    for what, value in given.items():
        arguments.append(text(_codec.encoded(what, value)))
    return arguments


# ---- The log hook ---------------------------------------------------------------------------------------

# C is lent a number and one function, which lives as long as the module. The hook belongs to its engine,
# where the collector sees what it holds, and is held by who calls it.
_levels = {
    _abi.METAQORE_LOG_INFO: LogLevel.INFO,
    _abi.METAQORE_LOG_WARNING: LogLevel.WARNING,
    _abi.METAQORE_LOG_ERROR: LogLevel.ERROR,
}
_stopped = threading.local()  # `by` what is to end the thread, from its hook until the call raises it


def _log(userdata: Optional[int], level: int, room: bytes, message: bytes, fields: bytes) -> None:
    try:
        owner, _ = _owners[userdata or 0]
        hook = getattr(owner(), "_log_hook", None)
        if hook is not None:
            hook(
                _levels.get(level, LogLevel.INFO),
                room.decode("utf-8", "replace"),
                message.decode("utf-8", "replace"),
                _codec.details(fields),
            )
    except Exception:  # the host's, and no business of the call that logged
        pass
    except BaseException as error:  # the thread's, as KeyboardInterrupt and SystemExit are
        _stopped.by = error


_log_function = _abi.metaqore_hooks_log(_log)


def hooks_for(owner: Owner) -> Any:
    """The hooks to open an engine with, whose messages go to its `_log_hook`, if it has one."""
    hooks = _abi.metaqore_hooks()
    lib.metaqore_hooks_init(ctypes.byref(hooks))
    hooks.userdata = id(owner)
    if getattr(owner, "_log_hook", None) is not None:
        hooks.log = _log_function
    hooks.interrupted = _interrupted
    return ctypes.byref(hooks)
