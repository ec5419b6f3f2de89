"""JSON documents of any kind, as Python values: where one may be absent, and where a text is one."""

from __future__ import annotations

import ctypes
import enum
from typing import Any, Dict, List

from . import _codec, _native
from .errors import InternalError


class Absent(enum.Enum):
    """The type of ABSENT, to annotate with."""

    ABSENT = "absent"

    def __bool__(self) -> bool:
        return False

    def __repr__(self) -> str:
        return "ABSENT"


ABSENT = Absent.ABSENT  #: no document or value at all, which is not the same as None: that is JSON's null


def dumps(what: str, value: Any) -> bytes:
    """The JSON text of a document: bytes are one already, and read as strictly as they are by the library."""
    return value if type(value) is bytes else _codec.dumps(what, value)


def value(what: str, given: Any) -> Any:
    """A document that goes into another: of bytes, what the library reads in them, which loses nothing."""
    if type(given) is not bytes:
        return given
    found, buffer = ctypes.c_int32(), _native.new_buffer()
    _native.call("metaqore_json_find", ctypes.byref(found), ctypes.byref(buffer), given, len(given), b"", 0)
    return answer(found, buffer)


def sized(**given: Any) -> List[Any]:
    """Each document as pointer and size."""
    arguments: List[Any] = []
    for what, value in given.items():
        document = dumps(what, value)
        arguments += [document, len(document)]
    return arguments


def sized_or_null(**given: Any) -> List[Any]:
    """The same, with NULL for one that is absent."""
    arguments: List[Any] = []
    for what, value in given.items():
        arguments += [None, 0] if value is ABSENT else sized(**{what: value})
    return arguments


def there(**members: Any) -> Dict[str, Any]:
    """The members that are not absent."""
    return {name: value for name, value in members.items() if value is not ABSENT}


def made(buffer: Any) -> Any:
    """The document that comes with success."""
    return _codec.read(lambda value: value, _native.taken(buffer).encode())


def answer(is_there: Any, buffer: Any) -> Any:
    """The document that the typed answer says is there; else ABSENT."""
    document = _native.take(buffer)
    if (is_there.value == 1) is not (document is not None):
        raise InternalError(
            f"the library answered `{is_there.value}`, but {'no' if document is None else 'a'} document",
            "python.disagrees",
        )
    return ABSENT if document is None else _codec.read(lambda value: value, document)
