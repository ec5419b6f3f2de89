"""What agents say and what the library keeps, as plain values. Texts, bounds and meanings are those of
include/metaqore/models.hpp."""

from __future__ import annotations

import builtins
import enum
from dataclasses import dataclass, field, replace
from datetime import datetime, timezone
from typing import Any, Generic, Mapping, Optional, Sequence, Tuple, TypeVar

from .errors import ConflictDetected

T = TypeVar("T")

EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)


class _Name(str, enum.Enum):
    """An enum whose values are the names in JSON; equal to its text."""

    __str__ = str.__str__


class Role(_Name):
    AGENT = "agent"
    HUMAN = "human"
    HOST = "host"


class Mode(_Name):
    STRICT = "strict"


class Verdict(_Name):
    DENIED = "denied"
    ACCEPTED = "accepted"


class Effect(_Name):
    REFUSED = "refused"
    BLOCKED = "blocked"
    NEXT_VERSION = "next_version"
    CONVERGED = "converged"


class ProjectStatus(_Name):
    INITIALIZED = "initialized"
    PLANNING = "planning"
    IN_PROGRESS = "in_progress"
    BLOCKED = "blocked"
    COMPLETED = "completed"
    FAILED = "failed"
    ARCHIVED = "archived"


class ArtifactStatus(_Name):
    BLOCKED = "blocked"
    ACTIVE = "active"
    SUPERSEDED = "superseded"


class Severity(_Name):
    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"
    CRITICAL = "critical"


class Strategy(_Name):
    RETRY = "retry"
    OVERRIDE = "override"
    MERGE = "merge"
    ESCALATE = "escalate"
    REJECT = "reject"


class ConflictType(_Name):
    VERSION_MISMATCH = "version_mismatch"
    PARALLEL_CREATION = "parallel_creation"
    MISSING_DEPENDENCY = "missing_dependency"


class Durability(_Name):
    NONE = "none"
    FULL = "full"


class LogLevel(_Name):
    INFO = "info"
    WARNING = "warning"
    ERROR = "error"


@dataclass(frozen=True)
class Project:
    name: str
    description: str = ""
    owner_id: str = ""
    metadata: Mapping[str, Any] = field(default_factory=dict)
    id: str = ""  # one's own, `proj_…`, or empty for one from the library
    status: ProjectStatus = ProjectStatus.INITIALIZED  # from here on the library's
    created_at: datetime = EPOCH
    updated_at: datetime = EPOCH
    sequence: int = 0


@dataclass(frozen=True)
class Lineage:
    """The versions of one artifact."""

    project_id: str
    artifact_type: str
    name: str = ""


@dataclass(frozen=True)
class Requirement:
    """What an artifact needs of a package registry."""

    ecosystem: str
    name: str
    constraint: str = ""
    scope: str = "runtime"
    purpose: str = ""
    marker: str = ""
    extras: Sequence[str] = ()  # optional features of the package


@dataclass(frozen=True)
class Candidate:
    """What an agent declares. `base` is the version it was made from; 0: there is none yet; None: unknown."""

    lineage: Lineage
    data: Any = field(default_factory=dict)
    base: Optional[int] = None
    expected_version: Optional[int] = None
    depends_on: Sequence[str] = ()
    reads: Sequence[str] = ()
    requirements: Sequence[Requirement] = ()
    paths: Sequence[str] = ()
    metadata: Mapping[str, Any] = field(default_factory=dict)
    id: str = ""  # one's own, `art_…`, so that a repeat is safe; or empty


@dataclass(frozen=True)
class Artifact:
    """A candidate with its outcome. Data never changes under an id."""

    id: str
    lineage: Lineage
    version: int  # 1, 2, …; 0 while blocked
    status: ArtifactStatus
    data: Any = field(default_factory=dict)
    base: Optional[int] = None
    expected_version: Optional[int] = None
    depends_on: Tuple[str, ...] = ()
    reads: Tuple[str, ...] = ()
    requirements: Tuple[Requirement, ...] = ()
    paths: Tuple[str, ...] = ()
    metadata: Mapping[str, Any] = field(default_factory=dict)
    created_by: str = ""
    created_at: datetime = EPOCH
    content_hash: str = ""
    sequence: int = 0

    def next(
        self,
        data: Any = ...,
        *,
        expected_version: Optional[int] = None,
        depends_on: Optional[Sequence[str]] = None,
        reads: Optional[Sequence[str]] = None,
        requirements: Optional[Sequence[Requirement]] = None,
        paths: Optional[Sequence[str]] = None,
        metadata: Optional[Mapping[str, Any]] = None,
        id: Optional[str] = None,
    ) -> Candidate:
        """The same again, without id, expected_version and reads, based on this version; what is given
        replaces what it says."""
        again = Candidate(
            self.lineage,
            self.data,
            base=self.version,
            depends_on=self.depends_on,
            requirements=self.requirements,
            paths=self.paths,
            metadata=self.metadata,
        )
        return amended(
            again,
            data,
            expected_version=expected_version,
            depends_on=depends_on,
            reads=reads,
            requirements=requirements,
            paths=paths,
            metadata=metadata,
            id=id,
        )


def amended(candidate: Candidate, data: Any = ..., **given: Any) -> Candidate:
    """The candidate with what is given in place of its own: None and, for the data, `...` keep it."""
    changes = {name: value for name, value in given.items() if value is not None}
    if data is not ...:
        changes["data"] = data
    return replace(candidate, **changes)


@dataclass(frozen=True)
class Conflict:
    """One finding against a candidate."""

    id: str  # empty in the answer of check()
    project_id: str
    artifact_id: str
    type: ConflictType
    severity: Severity
    description: str
    suggested: Strategy
    clashes_with: Tuple[str, ...] = ()  # `with` in JSON: artifacts, or the dependency that is missing
    created_at: datetime = EPOCH
    sequence: int = 0


@dataclass(frozen=True)
class TreeHead:
    """The ledger's size in entries and the RFC 9162 Merkle root over them."""

    size: int
    root: str


@dataclass(frozen=True)
class Receipt:
    """Where an operation stands in the ledger; `head` is right after its last entry."""

    sequence: int
    head: TreeHead
    durability: Durability


@dataclass(frozen=True)
class Decision:
    """The answer to a candidate. True only when it was accepted."""

    verdict: Verdict
    effect: Effect
    artifact: Artifact
    conflicts: Tuple[Conflict, ...]
    receipt: Receipt
    document: builtins.bytes = field(default=b"", repr=False, compare=False)  #: the JSON it was read from

    def __bool__(self) -> bool:
        return self.verdict is Verdict.ACCEPTED

    def text(self) -> str:
        """One line for a person: what was decided about what, and why."""
        from . import _native  # which stands above the models

        return _native.decision_text(self.document)

    def or_raise(self) -> Artifact:
        """The artifact, or ConflictDetected carrying this decision."""
        if self.verdict is Verdict.ACCEPTED:
            return self.artifact
        raise ConflictDetected(self)


@dataclass(frozen=True)
class Entry:
    """One event of the ledger. `bytes` are what its tree hashes; the rest is read from them."""

    sequence: int
    operation: int
    time: datetime
    type: str
    action: str
    bytes: builtins.bytes
    actor: str = ""
    role: str = ""
    verdict: str = ""
    severity: str = ""
    project: str = ""
    resource: str = ""
    before: str = ""
    after: str = ""
    settings: str = ""
    trace: str = ""
    epoch: int = 0


@dataclass(frozen=True)
class Verification:
    """The result of Ledger.verify(). True only when everything held."""

    ok: bool
    head: TreeHead
    message: str
    first_bad: Optional[int] = None

    def __bool__(self) -> bool:
        return self.ok


@dataclass(frozen=True)
class Page(Generic[T]):
    """A part of a list; `next` is the cursor of the page after this, and empty on the last."""

    items: Tuple[T, ...]
    next: str = ""
