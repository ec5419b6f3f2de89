"""What can fail. A denial is no failure: it is a Decision."""

from __future__ import annotations

import enum
from typing import Any, Dict, Optional, Type

from . import _abi


class ErrorCode(str, enum.Enum):
    """What a caller can do about a failure."""

    INVALID_ARGUMENT = "invalid_argument"
    NOT_FOUND = "not_found"
    STALE = "stale"
    BUSY = "busy"
    STORAGE = "storage"
    READ_ONLY = "read_only"
    CLOSED = "closed"
    FORKED = "forked"
    NO_MEMORY = "no_memory"
    INTERNAL = "internal"
    DENIED = "denied"

    __str__ = str.__str__


class MetaQoreError(Exception):
    """Every failure of the library. Nothing was written, unless the message says so.

    `reason` is dotted and stable, to be compared by programs; the text is one line for a person; `details`
    is what the reason can say exactly, such as ``{"column": 7, "line": 1}``.
    """

    code: ErrorCode = ErrorCode.INTERNAL

    def __init__(self, message: str, reason: str = "", details: Optional[Dict[str, Any]] = None) -> None:
        super().__init__(message)
        self.message = message
        self.reason = reason
        self.details: Dict[str, Any] = {} if details is None else details

    def __str__(self) -> str:
        return self.message


class InvalidArgument(MetaQoreError, ValueError):
    """The input is wrong: mend what the message names."""

    code = ErrorCode.INVALID_ARGUMENT


class NotFound(MetaQoreError):
    """What the input refers to does not exist."""

    code = ErrorCode.NOT_FOUND


class Stale(MetaQoreError):
    """It has changed since it was read: read again."""

    code = ErrorCode.STALE


class Busy(MetaQoreError):
    """The write lock was not had in time: try again."""

    code = ErrorCode.BUSY


class StorageError(MetaQoreError):
    """The file or the disk: the message says which and why."""

    code = ErrorCode.STORAGE


class ReadOnly(MetaQoreError):
    """The engine was opened for reading."""

    code = ErrorCode.READ_ONLY


class Closed(MetaQoreError):
    """The engine was closed."""

    code = ErrorCode.CLOSED


class Forked(MetaQoreError):
    """The engine was opened before fork(): open one in this process."""

    code = ErrorCode.FORKED


class OutOfMemory(MetaQoreError, MemoryError):
    """Memory ran out."""

    code = ErrorCode.NO_MEMORY


class InternalError(MetaQoreError):
    """A fault of the library, or an answer of it that this package cannot read."""

    code = ErrorCode.INTERNAL


_BY_STATUS: Dict[int, Type[MetaQoreError]] = {
    _abi.METAQORE_INVALID_ARGUMENT: InvalidArgument,
    _abi.METAQORE_NOT_FOUND: NotFound,
    _abi.METAQORE_STALE: Stale,
    _abi.METAQORE_BUSY: Busy,
    _abi.METAQORE_STORAGE: StorageError,
    _abi.METAQORE_READ_ONLY: ReadOnly,
    _abi.METAQORE_CLOSED: Closed,
    _abi.METAQORE_FORKED: Forked,
    _abi.METAQORE_NO_MEMORY: OutOfMemory,
    _abi.METAQORE_INTERNAL: InternalError,
}


def of_status(status: int, message: str, reason: str, details: Dict[str, Any]) -> MetaQoreError:
    """The exception for a status of the C library; an unknown one is a fault."""
    kind = _BY_STATUS.get(status, InternalError)
    return kind(message or f"the library answered status `{status}`", reason, details)
