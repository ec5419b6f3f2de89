"""JSON documents of any kind, as Python values: where one may be absent, and where a text is one."""

from __future__ import annotations

import ctypes
from typing import Any, List

from . import _codec, _native
from ._codec import ABSENT
from .errors import InternalError


def dumps(what: str, value: Any) -> bytes:
    """The JSON text of a document: bytes are one already, and read as strictly as they are by the library."""
    return value if type(value) is bytes else _codec.dumps(what, value)


def value(what: str, given: Any) -> Any:
    """A document that goes into another: of bytes, what the library reads in them, which loses nothing."""
    if type(given) is not bytes:
        return given
    found, buffer = ctypes.c_int32(), _native.new_buffer()
    document, everything = _native.text(given), _native.text(b"")
    _native.call("metaqore_json_find", ctypes.byref(found), ctypes.byref(buffer), document, everything)
    return answer(found, buffer)


def texts(**given: Any) -> List[Any]:
    """Each document as an argument."""
    arguments: List[Any] = []
    for what, value in given.items():
        arguments.append(_argument(what, value))
    return arguments


def texts_if_there(**given: Any) -> List[Any]:
    """The same, and the absent text for one that is absent."""
    arguments: List[Any] = []
    for what, value in given.items():
        arguments.append(_native.text(None) if value is ABSENT else _argument(what, value))
    return arguments


def _argument(what: str, value: Any) -> Any:
    data = dumps(what, value)
    return _native.text(data) if data is value else _native.of_value(data, what, value)


def made(buffer: Any) -> Any:
    """The document that comes with success."""
    return _codec.read(object, _native.taken(buffer).encode())


def answer(is_there: Any, buffer: Any) -> Any:
    """The document that the typed answer says is there; else ABSENT."""
    document = _native.take(buffer)
    if (is_there.value == 1) is not (document is not None):
        raise InternalError(
            f"the library answered `{is_there.value}`, but {'no' if document is None else 'a'} document",
            "python.disagrees",
        )
    return ABSENT if document is None else _codec.read(object, document)
