"""MetaQore governs what AI agents produce together.

    with Engine("team.db") as engine:
        decision = engine.state("planner").declare(Lineage(project_id, "plan"), {"steps": []})

A denial is an answer (a false Decision); failures raise MetaQoreError.
"""

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

__version__ = _native.version()

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
