"""Engine: one open file."""

from __future__ import annotations

import ctypes
import os
from typing import Any, Dict, Optional, Union

from . import _abi, _codec, _native
from ._sqlite import warn_of_copies
from .ledger import Ledger
from .models import Mode, Role
from .state import State


class Engine(_native.Owner):
    """One open file: one organization, one ledger. Any thread.

    storage: a path, created when missing, or ":memory:". organization and governance_mode only seed a new
    file; another than the file's fails. With none of the first four, the environment (METAQORE_STORAGE, …)
    and the defaults say them. timeout: seconds that its states wait for the write lock, unless they say
    otherwise. log(level, room, message, fields) is called on the thread of the call that caused it, perhaps
    from several at once; what it raises is dropped. It has to return, and may not close its engine.

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
        config: Dict[str, Any] = {}
        if storage is not None:
            config["storage"] = _codec.checked("storage", os.fspath(storage))
        if organization is not None:
            config["organization"] = _codec.checked("organization", organization)
        if governance_mode is not None:
            config["governance_mode"] = _codec.name("governance_mode", governance_mode, Mode)
        if read_only is not None:
            if type(read_only) is not bool:
                raise TypeError(f"read_only must be bool, not {type(read_only).__name__}")
            config["read_only"] = read_only
        if log is not None and not callable(log):
            raise TypeError(f"log must be callable, not {type(log).__name__}")
        self._timeout = None if timeout is None else _codec.milliseconds(timeout)
        document = _codec.dumps("config", config) if config else None
        if storage != ":memory:":
            warn_of_copies(stacklevel=2)

        self._handle = ctypes.POINTER(_abi.metaqore_engine)()
        size = 0 if document is None else len(document)
        hooks = _native.hooks_for(log)
        _native.call("metaqore_engine_open", ctypes.byref(self._handle), document, size, hooks)
        _native.free_with(self, "metaqore_engine_free", self._handle)
        _native.close_at_end(self)

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
        return State(self, actor, role, timeout, trace_id)

    @property
    def ledger(self) -> Ledger:
        return Ledger(self)

    def close(self) -> None:
        """Waits for the calls under way; later ones raise Closed. May be repeated."""
        _native.call("metaqore_engine_close", self._handle)

    def __enter__(self) -> Engine:
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()
