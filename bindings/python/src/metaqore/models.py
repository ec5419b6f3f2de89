"""What agents say and what the library keeps, as plain values. Texts, bounds and meanings are those of the
headers in include/metaqore/. Each has to_dict() and from_dict(), its JSON form."""

from __future__ import annotations

import builtins
from dataclasses import dataclass, field, fields, replace
from datetime import datetime
from typing import (
    TYPE_CHECKING,
    Any,
    Dict,
    FrozenSet,
    Generic,
    Literal,
    Mapping,
    Optional,
    Sequence,
    Tuple,
    TypedDict,
    TypeVar,
)

from ._codec import ANSWERED, EPOCH, FLAT, GIVEN, KEPT, Model, Name, named, short
from .errors import ErrorCode, MetaQoreError

if TYPE_CHECKING:
    from typing_extensions import Unpack  # type checkers bring it; nothing asks for it at run time

T = TypeVar("T")

# How a name may be said as text.
RoleName = Literal["agent", "human", "host"]
ModeName = Literal["strict"]
ArtifactStatusName = Literal["blocked", "active", "superseded"]


class Role(Name):
    AGENT = "agent"
    HUMAN = "human"
    HOST = "host"


class Mode(Name):
    STRICT = "strict"


class Verdict(Name):
    DENIED = "denied"
    ACCEPTED = "accepted"


class Effect(Name):
    REFUSED = "refused"
    BLOCKED = "blocked"
    NEXT_VERSION = "next_version"
    CONVERGED = "converged"


class ProjectStatus(Name):
    INITIALIZED = "initialized"
    PLANNING = "planning"
    IN_PROGRESS = "in_progress"
    BLOCKED = "blocked"
    COMPLETED = "completed"
    FAILED = "failed"
    ARCHIVED = "archived"


class ArtifactStatus(Name):
    BLOCKED = "blocked"
    ACTIVE = "active"
    SUPERSEDED = "superseded"


class Severity(Name):
    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"
    CRITICAL = "critical"


class Strategy(Name):
    RETRY = "retry"
    OVERRIDE = "override"
    MERGE = "merge"
    ESCALATE = "escalate"
    REJECT = "reject"


class ConflictType(Name):
    VERSION_MISMATCH = "version_mismatch"
    PARALLEL_CREATION = "parallel_creation"
    MISSING_DEPENDENCY = "missing_dependency"


class Durability(Name):
    NONE = "none"
    FULL = "full"


class LogLevel(Name):
    INFO = "info"
    WARNING = "warning"
    ERROR = "error"


@dataclass(frozen=True, repr=False)
class Project(Model):
    name: str
    description: str = ""
    owner_id: str = ""
    metadata: Mapping[str, Any] = field(default_factory=dict)
    id: str = ""  # one's own, `proj_…`, or empty for one from the library
    # From here on the library's: create_project() refuses what is set.
    status: ProjectStatus = field(default=ProjectStatus.INITIALIZED, metadata=KEPT)
    created_at: datetime = field(default=EPOCH, metadata=KEPT)
    updated_at: datetime = field(default=EPOCH, metadata=KEPT)
    sequence: int = field(default=0, metadata=KEPT)

    def lineage(self, artifact_type: str, name: str = "") -> Lineage:
        """The versions of one artifact of this project: what declare() and head() take."""
        return Lineage(self.id, artifact_type, name)


@dataclass(frozen=True, repr=False)
class Lineage(Model):
    """The versions of one artifact: Lineage(project.id, "plan"), or project.lineage("plan")."""

    project_id: str
    artifact_type: str
    name: str = ""


@dataclass(frozen=True, repr=False)
class Requirement(Model):
    """What an artifact needs of a package registry."""

    ecosystem: str
    name: str
    constraint: str = ""
    scope: str = "runtime"
    purpose: str = ""
    marker: str = ""
    extras: Sequence[str] = ()  # optional features of the package


@dataclass(frozen=True, repr=False)
class Candidate(Model):
    """What an agent declares. `base` is the version it was made from; 0: there is none yet; None: the newest
    that this state got by get_artifact() or head(), or declared itself. `exact`: it becomes the next version
    on exactly that base or is denied, as counters and the like need it; see State.update()."""

    lineage: Lineage = field(metadata=FLAT)
    data: Any = field(default_factory=dict)
    base: Optional[int] = None
    expected_version: Optional[int] = None
    depends_on: Sequence[str] = ()
    reads: Sequence[str] = ()
    requirements: Sequence[Requirement] = ()
    paths: Sequence[str] = ()
    metadata: Mapping[str, Any] = field(default_factory=dict)
    id: str = ""  # one's own, `art_…`, so that a repeat is safe; or empty
    exact: bool = False

    if not TYPE_CHECKING:

        def __new__(cls, *arguments: Any, **named: Any) -> Candidate:
            """What the parts of a lineage are taken for is told here: as members they would make no sense."""
            lineage = arguments[0] if arguments else named.get("lineage")
            if (arguments or "lineage" in named) and not isinstance(lineage, Lineage):
                raise TypeError(_no_lineage("lineage must be a Lineage", lineage, "Candidate"))
            for name in _OF_LINEAGE:
                if name in named:
                    write = _WITH_LINEAGE.format("Candidate")
                    raise TypeError(f"a Candidate has no `{name}`, its Lineage has: {write}")
            return super().__new__(cls)


_OF_LINEAGE = tuple(each.name for each in fields(Lineage))
_WITH_LINEAGE = "write {}(Lineage(project_id, artifact_type, name), data)"


def _no_lineage(wanted: str, given: Any, call: str) -> str:
    return f"{wanted}, not {type(given).__name__}: {_WITH_LINEAGE.format(call)}"


class Amendments(TypedDict, total=False):
    """What can be given by name in place of what a candidate says, beside its base; None replaces nothing."""

    expected_version: Optional[int]
    depends_on: Optional[Sequence[str]]
    reads: Optional[Sequence[str]]
    requirements: Optional[Sequence[Requirement]]
    paths: Optional[Sequence[str]]
    metadata: Optional[Mapping[str, Any]]
    id: Optional[str]
    exact: Optional[bool]


class Members(Amendments, total=False):
    """The same with its base."""

    base: Optional[int]


_AMENDMENTS = Amendments.__optional_keys__
_MEMBERS = Members.__optional_keys__


def candidate_of(candidate: Any, data: Any, members: Members) -> Candidate:
    """A candidate, or one of a lineage, with what is given in place of its own; `...` gives no data."""
    changes = _changes(data, members, _MEMBERS)
    if isinstance(candidate, Lineage):
        return Candidate(candidate, **changes)
    if isinstance(candidate, Artifact):
        raise TypeError("candidate must be a Lineage or a Candidate: use artifact.next(data)")
    if not isinstance(candidate, Candidate):
        raise TypeError(_no_lineage("candidate must be a Lineage or a Candidate", candidate, "declare"))
    return replace(candidate, **changes) if changes else candidate


def _changes(data: Any, members: Mapping[str, Any], known: FrozenSet[str]) -> Dict[str, Any]:
    for name in members.keys() - known:
        raise TypeError(f"nothing is called `{name}` here: give one of {', '.join(sorted(known))}")
    changes = {name: value for name, value in members.items() if value is not None}
    if data is not ...:
        changes["data"] = data
    return changes


@dataclass(frozen=True, repr=False)
class Artifact(Model):
    """A candidate with its outcome. Data never changes under an id."""

    id: str
    lineage: Lineage = field(metadata=FLAT)
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
    based_on: Optional[int] = None  # what `base` came to when it was declared; None: unknown
    exact: bool = False
    on_behalf_of: str = ""  # for whom created_by acted
    session: int = 0  # the number of the state that declared it

    def next(self, data: Any = ..., **members: Unpack[Amendments]) -> Candidate:
        """The candidate for the next version: the same again, without id, expected_version and reads, based
        on this version. What is given replaces what it says, under the names of State.declare().

        Returns a Candidate, which declare() takes. Raises TypeError for a name that is not known.
        """
        again: Dict[str, Any] = {
            "data": self.data,
            "depends_on": self.depends_on,
            "requirements": self.requirements,
            "paths": self.paths,
            "metadata": self.metadata,
            **_changes(data, members, _AMENDMENTS),
        }
        return Candidate(self.lineage, base=self.version, **again)


@dataclass(frozen=True, repr=False)
class Conflict(Model):
    """One finding against a candidate."""

    id: str  # empty in the answer of check()
    project_id: str
    artifact_id: str
    type: ConflictType
    severity: Severity
    description: str
    suggested: Strategy
    # Artifacts, or the dependency that is missing.
    clashes_with: Tuple[str, ...] = field(default=(), metadata=named("with"))
    created_at: datetime = EPOCH
    sequence: int = 0
    by: str = ""  # the actor of what it clashes with, where there is one


@dataclass(frozen=True, repr=False)
class TreeHead(Model):
    """The ledger's size in entries and the RFC 9162 Merkle root over them."""

    size: int
    root: str


@dataclass(frozen=True, repr=False)
class Receipt(Model):
    """Where an operation stands in the ledger; `head` is right after its last entry."""

    sequence: int
    head: TreeHead
    durability: Durability


@dataclass(frozen=True, repr=False)
class Decision(Model):
    """The answer to a candidate. True only when it was accepted."""

    verdict: Verdict
    effect: Effect
    artifact: Artifact
    conflicts: Tuple[Conflict, ...]
    receipt: Receipt
    sentence: str = field(default="", compare=False, metadata=ANSWERED)

    def __bool__(self) -> bool:
        return self.verdict is Verdict.ACCEPTED

    def text(self) -> str:
        """One line for a person: what was decided about what, and why."""
        return self.sentence

    def or_raise(self) -> Artifact:
        """Returns the artifact, or raises ConflictDetected, which carries this decision."""
        if self.verdict is Verdict.ACCEPTED:
            return self.artifact
        raise ConflictDetected(self)

    def accepted(self) -> Artifact:
        """The same as or_raise(), by its name in C++. Whether it was accepted says bool(decision)."""
        return self.or_raise()

    def __repr__(self) -> str:
        lineage = self.artifact.lineage
        name = f"{lineage.artifact_type}/{lineage.name}" if lineage.name else lineage.artifact_type
        types = [str(each.type) for each in self.conflicts]
        if len(types) > 4:
            types[4:] = [f"{len(types) - 4} more"]
        because = f", because of {', '.join(types)}" if types else ""
        return (
            f"<Decision {self.verdict}: {self.effect}, {self.artifact.id or 'an artifact'} `{name}` version "
            f"{self.artifact.version}{because}>"
        )


class ConflictDetected(MetaQoreError):
    """Raised by Decision.or_raise() for a denied candidate: `decision` says why."""

    code = ErrorCode.DENIED

    def __init__(self, decision: Decision) -> None:
        super().__init__(decision.text(), "psmp.conflict_detected")
        self.args = (decision,)  # what pickle and copy call the class with
        self.decision = decision


@dataclass(frozen=True, repr=False)
class Entry(Model):
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
    epoch: int = field(default=0, metadata=GIVEN)
    on_behalf_of: str = ""  # a pseudonym, like the actor
    rules: int = 0  # version of the rules that judged; 0: none did
    project_number: Optional[int] = None  # which of its project's entries it is, dense from 0
    trace_number: Optional[int] = None  # which of its trace's entries it is, dense from 0


@dataclass(frozen=True, repr=False)
class Verification(Model):
    """The result of Ledger.verify() and verify_file(). True only when everything held."""

    ok: bool
    head: TreeHead
    message: str
    first_bad: Optional[int] = None

    def __bool__(self) -> bool:
        return self.ok


@dataclass(frozen=True, repr=False)
class Page(Generic[T]):
    """A part of a list; `next` is the cursor of the page after this, and empty on the last."""

    items: Tuple[T, ...] = field(metadata=GIVEN)
    next: str = ""

    def __repr__(self) -> str:
        return short(self)
