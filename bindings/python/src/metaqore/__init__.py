"""MetaQore governs what AI agents produce together.

    with Engine("team.db") as engine:
        decision = engine.state("planner").declare(Lineage(project_id, "plan"), {"steps": []})

A denial is an answer (a false Decision); failures raise MetaQoreError. metaqore.merge, metaqore.patch,
metaqore.requirement and metaqore.schema need no engine, and are imported when they are first asked for.
"""

import importlib
from typing import TYPE_CHECKING, Any, List

from . import _native
from .engine import Engine
from .errors import (
    Busy,
    Closed,
    ErrorCode,
    Forked,
    InternalError,
    InvalidArgument,
    MetaQoreError,
    NotFound,
    OutOfMemory,
    ReadOnly,
    Stale,
    StorageError,
)
from .ledger import Ledger, verify_file
from .models import (
    Artifact,
    ArtifactStatus,
    Candidate,
    Conflict,
    ConflictDetected,
    ConflictType,
    Decision,
    Durability,
    Effect,
    Entry,
    Lineage,
    LogLevel,
    Mode,
    Page,
    Project,
    ProjectStatus,
    Receipt,
    Requirement,
    Role,
    Severity,
    Strategy,
    TreeHead,
    Verdict,
    Verification,
)
from .state import State

if TYPE_CHECKING:
    from . import merge as merge
    from . import patch as patch
    from . import requirement as requirement
    from . import schema as schema

__version__ = _native.version()

_LATER = ("merge", "patch", "requirement", "schema")  # most programs need none of them


def __getattr__(name: str) -> Any:
    if name in _LATER:
        return importlib.import_module(f"{__name__}.{name}")
    raise AttributeError(f"module `{__name__}` has no attribute `{name}`")


def __dir__() -> List[str]:
    return sorted({*globals(), *_LATER})


__all__ = [
    "Artifact",
    "ArtifactStatus",
    "Busy",
    "Candidate",
    "Closed",
    "Conflict",
    "ConflictDetected",
    "ConflictType",
    "Decision",
    "Durability",
    "Effect",
    "Engine",
    "Entry",
    "ErrorCode",
    "Forked",
    "InternalError",
    "InvalidArgument",
    "Ledger",
    "Lineage",
    "LogLevel",
    "MetaQoreError",
    "Mode",
    "NotFound",
    "OutOfMemory",
    "Page",
    "Project",
    "ProjectStatus",
    "ReadOnly",
    "Receipt",
    "Requirement",
    "Role",
    "Severity",
    "Stale",
    "State",
    "StorageError",
    "Strategy",
    "TreeHead",
    "Verdict",
    "Verification",
    "verify_file",
]
