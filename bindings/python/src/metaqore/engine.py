"""Engine: one open file."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import Optional, Union

from . import _codec, _native
from .ledger import Ledger
from .models import Mode, Role
from .state import State


@dataclass(frozen=True)
class _Config:
    storage: Optional[str]
    organization: Optional[str]
    governance_mode: Union[None, Mode, str]
    read_only: Optional[bool]


class Engine(_native.Owner):
    """One open file: one organization, one ledger. Any thread.

    storage: a path, created when missing, or ":memory:". organization and governance_mode only seed a new
    file; another than the file's fails. With none of the first four, the environment (METAQORE_STORAGE, …)
    and the defaults say them. timeout: seconds that its states wait for the write lock, unless they say
    otherwise. log(level, room, message, fields) is called on the thread of the call that caused it, perhaps
    from several at once; what it raises is dropped, but for what ends the thread (KeyboardInterrupt,
    SystemExit), which the call raises when it is done. It has to return, may not close its engine, and is let
    go by close().

    `with` closes it; else it closes when it and its states are collected. A forked child opens its own.
    """

    def __init__(
        self,
        storage: Union[None, str, "os.PathLike[str]"] = None,
        *,
        organization: Optional[str] = None,
        governance_mode: Union[None, Mode, str] = None,
        read_only: Optional[bool] = None,
        timeout: Optional[float] = None,
        log: Optional[_native.LogHook] = None,
    ) -> None:
        path = None if storage is None else os.fspath(storage)
        config = _codec.plain("config", _Config(path, organization, governance_mode, read_only), _Config)
        if log is not None and not callable(log):
            raise TypeError(f"log must be callable, not {type(log).__name__}")
        if timeout is not None:
            _codec.milliseconds("timeout", timeout)
        self._timeout = timeout
        self._log_hook = log
        document = _codec.dumps("config", config) if config else None
        self._own("metaqore_engine", "open", _native.text(document), _native.hooks_for(self))

    def state(
        self,
        actor: str,
        role: Union[Role, str] = Role.AGENT,
        *,
        timeout: Optional[float] = None,
        trace_id: Optional[str] = None,
    ) -> State:
        """One actor's path through the engine. Cheap: one for each agent's run. The caller vouches for the
        role. trace_id: 32 lower-case hex digits (W3C Trace Context)."""
        return State(self, actor, role, self._timeout if timeout is None else timeout, trace_id)

    @property
    def ledger(self) -> Ledger:
        return Ledger(self)

    def backup(self, path: Union[str, "os.PathLike[str]"]) -> None:
        """Copies the file while it is in use into a new file that opens: all that was answered before the call,
        as one state. Nothing is replaced, and of what fails nothing stays."""
        (wanted,) = _native.texts(path=os.fspath(path))
        _native.call("metaqore_engine_backup", self._handle, wanted)

    def close(self) -> None:
        """Waits for the calls under way; later ones raise Closed. May be repeated."""
        _native.call("metaqore_engine_close", self._handle)
        self._log_hook = None

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
