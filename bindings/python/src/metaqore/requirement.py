"""Requirements on package registries: whether they can live together, who clashes with whom, and what helps.

    from metaqore import requirement

    requirement.Constraint("pypi", "<2,>=1.18").meets(requirement.Constraint("pypi", ">=2"))  # False
    analysis = requirement.analyze([needs("coder", "pypi", "numpy", "<2"), …])

No engine takes part. Meanings and bounds are those of include/metaqore/requirement.hpp: sets of versions are
exact, every version that the ecosystem could ever publish counts. What breaks an ecosystem's grammar raises
InvalidArgument, whose details name the offset in bytes.
"""

from __future__ import annotations

import ctypes
from dataclasses import dataclass, field
from typing import Any, List, Literal, Optional, Sequence, Tuple, Union

from . import _abi, _codec, _native
from ._codec import FLAT, Model, Name, named
from .errors import InternalError, InvalidArgument
from .models import Requirement

__all__ = [
    "Analysis",
    "AvailableVersions",
    "Clash",
    "ClashLevel",
    "Constraint",
    "Manifest",
    "OwnedRequirement",
    "PackageDemand",
    "Relation",
    "Relaxation",
    "Requirement",
    "RequirementIndex",
    "Sharing",
    "SharingRule",
    "WayOut",
    "analyze",
    "canonical_constraint",
    "canonical_name",
    "canonical_version",
    "compare",
    "default_sharing_rules",
    "ecosystems",
    "is_prerelease",
    "needs",
]


# ---- Versions and sets of them --------------------------------------------------------------------------


def ecosystems() -> Tuple[str, ...]:
    """The package-URL types that are known, in alphabetical order."""
    buffer = _native.new_buffer()
    _native.call("metaqore_ecosystem_list", ctypes.byref(buffer))
    return tuple(_codec.read(List[str], _native.take(buffer)))


def compare(ecosystem: str, left: str, right: str) -> int:
    """-1, 0 or 1, as left is below, equal to or above right in the ecosystem's order. To sort by:
    ``functools.cmp_to_key(functools.partial(compare, "pypi"))``."""
    order = ctypes.c_int32()
    texts = _native.texts(ecosystem=ecosystem, left=left, right=right)
    _native.call("metaqore_version_compare", ctypes.byref(order), *texts)
    return order.value


def canonical_version(ecosystem: str, version: str) -> str:
    """`1.0-RC1` is `1.0rc1` on PyPI."""
    buffer = _native.new_buffer()
    texts = _native.texts(ecosystem=ecosystem, version=version)
    _native.call("metaqore_version_normalize", ctypes.byref(buffer), None, *texts)
    return _native.taken(buffer)


def is_prerelease(ecosystem: str, version: str) -> bool:
    """Whether the ecosystem's tools take the version only where they are told to."""
    flag = ctypes.c_int32()
    texts = _native.texts(ecosystem=ecosystem, version=version)
    _native.call("metaqore_version_normalize", None, ctypes.byref(flag), *texts)
    return flag.value == 1


def canonical_constraint(ecosystem: str, constraint: str) -> str:
    """The constraint as its ecosystem prints it. Says the same."""
    buffer = _native.new_buffer()
    texts = _native.texts(ecosystem=ecosystem, constraint=constraint)
    _native.call("metaqore_constraint_normalize", None, ctypes.byref(buffer), None, *texts)
    return _native.taken(buffer)


def canonical_name(ecosystem: str, name: str) -> str:
    """The form in which names compare: `Zope.Interface` is `zope-interface` on PyPI."""
    buffer = _native.new_buffer()
    texts = _native.texts(ecosystem=ecosystem, name=name)
    _native.call("metaqore_name_normalize", ctypes.byref(buffer), *texts)
    return _native.taken(buffer)


@dataclass(frozen=True, repr=False)
class Relation(Model):
    """How two constraints stand to each other."""

    meets: bool  # a version satisfies both
    subset: bool  # what satisfies the first satisfies the second
    superset: bool
    common: Optional[str]  # a constraint that says what both say; None when there is none
    versions: str  # the same in the form of Constraint.versions


class Constraint:
    """The set of versions that an ecosystem's constraint admits. A plain value: equal sets are equal, however
    they were written."""

    __slots__ = ("_admits", "ecosystem", "text", "versions")

    ecosystem: str
    text: str  #: as it was given
    versions: str  #: for people, equal for equal sets: `[1.5.dev0, 1.6.dev0)`

    def __init__(self, ecosystem: str, text: str = "") -> None:
        admits, versions = _abi.metaqore_admits(), _native.new_buffer()
        texts = _native.texts(ecosystem=ecosystem, constraint=text)
        _native.call(
            "metaqore_constraint_normalize", ctypes.byref(admits), None, ctypes.byref(versions), *texts
        )
        self.ecosystem = ecosystem
        self.text = text
        self.versions = _native.taken(versions)
        self._admits = admits.value

    def __bool__(self) -> bool:
        """Whether any version satisfies it."""
        return self._admits in (_abi.METAQORE_ADMITS_RELEASES, _abi.METAQORE_ADMITS_PRERELEASES)

    @property
    def has_releases(self) -> bool:
        """False when nothing but pre-releases satisfies it."""
        return self._admits == _abi.METAQORE_ADMITS_RELEASES

    def canonical(self) -> str:
        """As its ecosystem prints it."""
        return canonical_constraint(self.ecosystem, self.text)

    def contains(self, version: str) -> bool:
        """Whether the ecosystem's own tool would admit the version, pre-releases allowed."""
        contained = ctypes.c_int32()
        texts = _native.texts(ecosystem=self.ecosystem, constraint=self.text, version=version)
        _native.call("metaqore_constraint_contains", ctypes.byref(contained), *texts)
        return contained.value == 1

    def __contains__(self, version: Any) -> bool:
        return self.contains(version)

    def meets(self, other: Constraint) -> bool:
        """Whether a version satisfies both."""
        meet = ctypes.c_int32()
        _native.call("metaqore_constraint_compare", ctypes.byref(meet), None, None, None, *self._with(other))
        return meet.value == 1

    def issubset(self, other: Constraint) -> bool:
        """Whether what satisfies this one satisfies the other."""
        return self._relation_to(other) & _abi.METAQORE_SUBSET != 0

    def issuperset(self, other: Constraint) -> bool:
        """Whether what satisfies the other satisfies this one."""
        return self._relation_to(other) & _abi.METAQORE_SUPERSET != 0

    def relation_to(self, other: Constraint) -> Relation:
        """How they stand to each other, and what they have in common."""
        meet, relation = ctypes.c_int32(), _abi.metaqore_relation()
        common, versions = _native.new_buffer(), _native.new_buffer()
        _native.call(
            "metaqore_constraint_compare",
            ctypes.byref(meet),
            ctypes.byref(relation),
            ctypes.byref(common),
            ctypes.byref(versions),
            *self._with(other),
        )
        constraint = _native.take(common)
        return Relation(
            meet.value == 1,
            relation.value & _abi.METAQORE_SUBSET != 0,
            relation.value & _abi.METAQORE_SUPERSET != 0,
            None if constraint is None else constraint.decode(),
            _native.taken(versions),
        )

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Constraint):
            return NotImplemented
        return (
            self.ecosystem == other.ecosystem
            and self.versions == other.versions
            and self._relation_to(other) == _abi.METAQORE_EQUAL
        )

    def __hash__(self) -> int:
        return hash((self.ecosystem, self.versions))

    def __repr__(self) -> str:
        return f"Constraint({self.ecosystem!r}, {self.text!r})"

    def _relation_to(self, other: Constraint) -> int:
        meet, relation = ctypes.c_int32(), _abi.metaqore_relation()
        _native.call(
            "metaqore_constraint_compare",
            ctypes.byref(meet),
            ctypes.byref(relation),
            None,
            None,
            *self._with(other),
        )
        return relation.value

    def _with(self, other: Constraint) -> List[Any]:
        if not isinstance(other, Constraint):
            raise TypeError(f"other must be a Constraint, not {type(other).__name__}")
        if other.ecosystem != self.ecosystem:
            raise InvalidArgument(
                f"constraints of `{self.ecosystem}` and of `{other.ecosystem}` do not compare: take both "
                "from one ecosystem",
                "requirement.ecosystems_differ",
            )
        return _native.texts(ecosystem=self.ecosystem, left=self.text, right=other.text)


# ---- Who can live with whom -----------------------------------------------------------------------------


SharingName = Literal["one_version", "one_per_compatible", "nested"]


class Sharing(Name):
    """How many versions of a package one environment can hold."""

    ONE_VERSION = "one_version"
    ONE_PER_COMPATIBLE = "one_per_compatible"  # one for each Cargo compatibility range
    NESTED = "nested"  # `peer` requirements share one version with each copy


class ClashLevel(Name):
    WARNING = "warning"  # copies can nest or coexist, or a marker could not be decided
    ERROR = "error"  # one environment cannot satisfy all


@dataclass(frozen=True, repr=False)
class SharingRule(Model):
    """Requirements of these scopes look at one environment."""

    ecosystem: str
    scopes: Sequence[str]
    sharing: Union[Sharing, SharingName]


@dataclass(frozen=True, repr=False)
class OwnedRequirement(Model):
    """A requirement and who moves when it has to: an agent, an artifact, whatever the host names."""

    owner: str
    requirement: Requirement = field(metadata=FLAT)


def needs(owner: str, ecosystem: str, name: str, constraint: str = "", **more: Any) -> OwnedRequirement:
    """Short for ``OwnedRequirement(owner, Requirement(ecosystem, name, constraint, …))``."""
    return OwnedRequirement(owner, Requirement(ecosystem, name, constraint, **more))


@dataclass(frozen=True, repr=False)
class AvailableVersions(Model):
    """Versions that exist. What is not listed does not exist."""

    ecosystem: str
    name: str
    versions: Sequence[str]


@dataclass(frozen=True, repr=False)
class Relaxation(Model):
    """A changed constraint of one owner."""

    owner: str
    before: str = field(metadata=named("from"))  # the constraint as declared
    after: str = field(metadata=named("to"))  # the smallest widening that helps


@dataclass(frozen=True, repr=False)
class WayOut(Model):
    """A way out of a clash, verified: with these constraints the clash is gone."""

    owners_moved: int
    major_distance: int  # summed over the relaxations: how many major versions further
    needs_prerelease: bool
    relaxations: Tuple[Relaxation, ...]
    common: str  # what those who had to agree share then


@dataclass(frozen=True, repr=False)
class Clash(Model):
    """Requirements of one package in one environment that no version satisfies together."""

    ecosystem: str
    name: str
    level: ClashLevel
    undecided: bool  # whether the markers of the core can hold together is not known
    core: Tuple[OwnedRequirement, ...]  # minimal: without any one of them the rest has a common version
    ways_out: Tuple[WayOut, ...]  # best first
    description: str  # one line: who clashes with whom, and what would help


@dataclass(frozen=True, repr=False)
class PackageDemand(Model):
    """What all requirements of one package and environment come to."""

    ecosystem: str
    name: str
    satisfiable: bool
    only_prereleases: bool
    versions: str
    constraint: Optional[str]  # None where the ecosystem's syntax cannot say it, or there is none
    chosen: Optional[str]  # of the versions that exist; None when none or none is known
    none_exists: bool  # versions are known, and none of them satisfies
    marker: str
    scopes: Tuple[str, ...]
    extras: Tuple[str, ...]
    owners: Tuple[str, ...]


@dataclass(frozen=True, repr=False)
class Manifest(Model):
    """What to write into a project. Packages that clash are left out."""

    ecosystem: str
    file: str
    text: str


@dataclass(frozen=True, repr=False)
class Analysis(Model):
    """True only when no clash is an error."""

    satisfiable: bool
    clashes: Tuple[Clash, ...]
    packages: Tuple[PackageDemand, ...]
    manifests: Tuple[Manifest, ...]

    def __bool__(self) -> bool:
        return self.satisfiable


@dataclass(frozen=True)
class _Request:
    requirements: Sequence[OwnedRequirement]
    rules: Optional[Sequence[SharingRule]]
    available: Sequence[AvailableVersions]


def default_sharing_rules() -> Tuple[SharingRule, ...]:
    """Each ecosystem's own way. The first row that names the ecosystem and the scope counts."""
    buffer = _native.new_buffer()
    _native.call("metaqore_sharing_rules_default", ctypes.byref(buffer))
    return tuple(_codec.read(List[SharingRule], _native.take(buffer)))


def analyze(
    requirements: Sequence[OwnedRequirement],
    *,
    rules: Optional[Sequence[SharingRule]] = None,
    available: Sequence[AvailableVersions] = (),
) -> Analysis:
    """Who clashes with whom, what would help, and what all come to. Without rules each ecosystem's own
    hold."""
    request = _native.document("request", _Request(requirements, rules, available), _Request)
    satisfiable, buffer = ctypes.c_int32(), _native.new_buffer()
    _native.call(
        "metaqore_requirement_analyze",
        ctypes.byref(satisfiable),
        None,
        ctypes.byref(buffer),
        request,
    )
    analysis = _codec.read(Analysis, _native.take(buffer), "an analysis, which keeps nothing")
    if analysis.satisfiable is not (satisfiable.value == 1):
        raise InternalError(
            f"the library answered satisfiable `{satisfiable.value}`, but its analysis says "
            f"`{analysis.satisfiable}`",
            "python.disagrees",
        )
    return analysis


class RequirementIndex(_native.Owner):
    """Requirements that were found to live together, and the answer for one more at a price that does not
    depend on how many there are. Any thread. A forked child fills its own; what it inherited raises
    Forked."""

    def __init__(self, rules: Optional[Sequence[SharingRule]] = None) -> None:
        given = (
            _native.text(None) if rules is None else _native.document("rules", rules, Sequence[SharingRule])
        )
        self._own("metaqore_requirement_index", "new", given)

    def add(self, requirement: OwnedRequirement) -> None:
        """Keeps it, whether it clashes or not."""
        _native.call("metaqore_requirement_index_add", self._handle, _owned(requirement))

    def remove(self, owner: str) -> bool:
        """Forgets everything of an owner. False when there was nothing."""
        removed = ctypes.c_int32()
        _native.call(
            "metaqore_requirement_index_remove",
            ctypes.byref(removed),
            self._handle,
            *_native.texts(owner=owner),
        )
        return removed.value == 1

    def check(self, requirement: OwnedRequirement) -> Optional[Clash]:
        """The clash that this one would bring about if it were added; None when it makes nothing worse."""
        fits, buffer = ctypes.c_int32(), _native.new_buffer()
        _native.call(
            "metaqore_requirement_index_check",
            ctypes.byref(fits),
            None,
            ctypes.byref(buffer),
            self._handle,
            _owned(requirement),
        )
        clash = _native.take(buffer)
        if fits.value == 1 and clash is None:
            return None
        found = _codec.read(Clash, clash, "a check, which keeps nothing")
        if fits.value != 0:
            raise InternalError(
                f"the library answered fits `{fits.value}`, but gave a clash: {found.description}",
                "python.disagrees",
            )
        return found

    def __len__(self) -> int:
        size = ctypes.c_uint64()
        _native.call("metaqore_requirement_index_size", ctypes.byref(size), self._handle)
        return size.value

    def __bool__(self) -> bool:
        """True also when it is empty: an index is not its content."""
        return True


def _owned(requirement: OwnedRequirement) -> Any:
    return _native.document("requirement", requirement, OwnedRequirement)
