"""Ledger: reads of the append-only list."""

from __future__ import annotations

import ctypes
import os
from typing import Any, List, Union

from . import _abi, _codec, _native
from .errors import InternalError
from .models import Entry, TreeHead, Verification


class Ledger:
    """The append-only list of entries: audit trail, event stream and clock in one. From Engine.ledger."""

    def __init__(self, engine: _native.Owner) -> None:
        self._engine = engine

    def __repr__(self) -> str:
        return f"<Ledger of {self._engine!r}>"

    def head(self) -> TreeHead:
        """How many entries there are, and the root of the tree over them. Raises StorageError, Closed,
        Forked, as all of these."""
        size, root = ctypes.c_uint64(), _abi.metaqore_hash()
        handle = self._engine._handle
        _native.call("metaqore_ledger_head", ctypes.byref(size), ctypes.byref(root), handle)
        return TreeHead(size.value, root.text.decode())

    def root(self, size: int) -> str:
        """The root when it had that many entries, as 64 hex digits. Raises NotFound beyond its present
        size."""
        root, wanted = _abi.metaqore_hash(), _codec.number("size", size)
        _native.call("metaqore_ledger_root", ctypes.byref(root), self._engine._handle, wanted)
        text: bytes = root.text
        return text.decode()

    def entries(self, from_: int = 0, limit: int = 100) -> List[Entry]:
        """The entries in their order.

        from_: the sequence of the first; that of the oldest entry is 0.
        limit: at most so many, 1 to 1,000.

        Returns an empty list past the end, and nowhere else. Fewer than the limit may come before it: ask
        again from the sequence after the last.
        """
        first, most = _codec.number("from_", from_), _codec.number("limit", limit, 2**32)
        buffer, handle = _native.new_buffer(), self._engine._handle
        _native.call("metaqore_ledger_entries", ctypes.byref(buffer), handle, first, most)
        return _codec.read(List[Entry], _native.take(buffer))

    def verify(self) -> Verification:
        """Recomputes the tree, every entry, every state row and index from the stored bytes, which takes
        time in proportion to the file.

        Returns a Verification, which is false when the ledger is wrong: that is an answer. Raises what keeps
        it from reading: StorageError, Busy.
        """
        return _verified("metaqore_ledger_verify", self._engine._handle)


def verify_file(path: Union[str, "os.PathLike[str]"]) -> Verification:
    """The same as Ledger.verify() of a file that no engine need be able to open, because it is damaged.

    path: the file, which is opened for reading and need not be writable.

    Returns a Verification, which is false when the ledger is wrong. Raises StorageError where the file is
    missing or not ours, and Busy where another program holds it.
    """
    (argument,) = _native.texts(path=os.fspath(path))
    return _verified("metaqore_verify_file", argument)


def _verified(function: str, subject: Any) -> Verification:
    ok, buffer = ctypes.c_int32(), _native.new_buffer()
    _native.call(function, ctypes.byref(ok), None, ctypes.byref(buffer), subject)
    report = _codec.read(Verification, _native.take(buffer))
    if report.ok is not (ok.value == 1):
        raise InternalError(f"verify answered `{ok.value}`, but its report differs", "python.disagrees")
    return report
