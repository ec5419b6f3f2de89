"""Engine: one open file."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import Optional, Union

from . import _codec, _native
from .ledger import Ledger
from .models import Mode, ModeName, Role, RoleName
from .state import State


@dataclass(frozen=True)
class _Config:
    storage: Optional[str]
    organization: Optional[str]
    governance_mode: Union[None, Mode, ModeName]
    read_only: Optional[bool]


class Engine(_native.Owner):
    """One open file: one organization, one ledger. Any thread.

    `with` closes it; else it closes when it and its states are collected. A forked child opens its own.
    """

    _storage = "?"  # until it is open
    _read_only = False
    _closed = False

    def __init__(
        self,
        storage: Union[None, str, "os.PathLike[str]"] = None,
        *,
        organization: Optional[str] = None,
        governance_mode: Union[None, Mode, ModeName] = None,
        read_only: Optional[bool] = None,
        timeout: Optional[float] = None,
        log: Optional[_native.LogHook] = None,
    ) -> None:
        """Opens a file, and creates it when it is missing. With none of the first four arguments, the
        environment (METAQORE_STORAGE, …) and the defaults say them.

        storage: a path, or ":memory:".
        organization: for a new file, whose it is; `default` when left out. Another than the file's fails.
        governance_mode: for a new file, how strictly it is governed; "strict". Likewise.
        read_only: opens a file that has to exist for reading alone.
        timeout: seconds that its states wait for the write lock, unless they say otherwise; 10.
        log: log(level, room, message, fields) is called on the thread of the call that caused it, perhaps
            from several at once. What it raises is dropped, but for what ends the thread (KeyboardInterrupt,
            SystemExit), which the call raises when it is done. It has to return, may not close its engine,
            and is let go by close().

        Raises InvalidArgument, also for a file of another organization; StorageError for one that is not
        ours, newer, damaged or out of reach; Busy for one that another program holds.
        """
        path = None if storage is None else os.fspath(storage)
        config = _codec.plain("config", _Config(path, organization, governance_mode, read_only), _Config)
        if log is not None and not callable(log):
            raise TypeError(f"log must be callable, not {type(log).__name__}")
        if timeout is not None:
            _codec.milliseconds("timeout", timeout)
        self._timeout = timeout
        self._log_hook = log
        document = _codec.dumps("config", config) if config else None
        environment = {} if config else os.environ
        self._storage = path or environment.get("METAQORE_STORAGE") or "metaqore.db"
        self._read_only = bool(read_only) or environment.get("METAQORE_READ_ONLY") == "true"
        self._own("metaqore_engine", "open", _native.text(document), _native.hooks_for(self))

    def state(
        self,
        actor: str,
        role: Union[Role, RoleName] = Role.AGENT,
        *,
        timeout: Optional[float] = None,
        trace_id: Optional[str] = None,
        on_behalf_of: Optional[str] = None,
    ) -> State:
        """One actor's path through the engine. Cheap: one for each agent's run. Each call begins a session of
        its own, and what a session has not seen it cannot overwrite.

        actor: who acts, 1 to 128 bytes of UTF-8 without control characters.
        role: "agent", "human" or "host". The caller vouches for it: no data can claim it.
        timeout: seconds to wait for the write lock, then Busy; the engine's when left out.
        trace_id: 32 lower-case hex digits (W3C Trace Context), by which the ledger finds what belongs
            together.
        on_behalf_of: the user or agent for whom it acts, as actor.

        Returns a State. Raises InvalidArgument, Closed, Forked.
        """
        return State(self, actor, role, self._timeout if timeout is None else timeout, trace_id, on_behalf_of)

    @property
    def ledger(self) -> Ledger:
        """The append-only list of what happened in this file."""
        return Ledger(self)

    def backup(self, path: Union[str, "os.PathLike[str]"]) -> None:
        """Copies the file while it is in use into a new file that opens: all that was answered before the
        call, as one state.

        path: where there is nothing yet. Nothing is replaced, and of what fails nothing stays.

        Returns when the copy is on the disk. Raises StorageError, also for a path that is taken; Busy,
        Closed, Forked.
        """
        (wanted,) = _native.texts(path=os.fspath(path))
        _native.call("metaqore_engine_backup", self._handle, wanted)

    def close(self) -> None:
        """Waits for the calls under way; later ones raise Closed, also where Ctrl-C ends the wait. May be
        repeated. Raises Forked in a child of the process that opened it."""
        _native.call("metaqore_engine_close", self._handle)
        self._closed = True
        self._log_hook = None

    def __repr__(self) -> str:
        how = ", read-only" if self._read_only else ""
        return f"<Engine {self._storage!r}{how}, {'closed' if self._closed else 'open'}>"

    def __enter__(self) -> Engine:
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()

    def __del__(self) -> None:
        # Freeing the handle closes too, but the interpreter's end waits for calls alone.
        try:
            _native.call("metaqore_engine_close", self._handle)
        except Exception:  # it was never open, or the end has come
            pass
