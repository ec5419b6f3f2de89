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
from dataclasses import dataclass
from typing import Any, Dict, List, Mapping, Optional, Sequence, Tuple, Union

from . import _abi, _codec, _native
from .errors import InternalError, InvalidArgument
from .models import Requirement, _Name

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
    _native.call("metaqore_ecosystems", ctypes.byref(buffer))
    return _codec.read(tuple, _native.take(buffer))


def compare(ecosystem: str, left: str, right: str) -> int:
    """-1, 0 or 1, as left is below, equal to or above right in the ecosystem's order. To sort by:
    ``functools.cmp_to_key(functools.partial(compare, "pypi"))``."""
    order = ctypes.c_int32()
    texts = _native.sized(ecosystem=ecosystem, left=left, right=right)
    _native.call("metaqore_version_compare", ctypes.byref(order), *texts)
    return order.value


def canonical_version(ecosystem: str, version: str) -> str:
    """`1.0-RC1` is `1.0rc1` on PyPI."""
    buffer = _native.new_buffer()
    texts = _native.sized(ecosystem=ecosystem, version=version)
    _native.call("metaqore_version_normalize", ctypes.byref(buffer), None, *texts)
    return _native.taken(buffer)


def is_prerelease(ecosystem: str, version: str) -> bool:
    flag = ctypes.c_int32()
    texts = _native.sized(ecosystem=ecosystem, version=version)
    _native.call("metaqore_version_normalize", None, ctypes.byref(flag), *texts)
    return flag.value == 1


def canonical_constraint(ecosystem: str, constraint: str) -> str:
    """The constraint as its ecosystem prints it. Says the same."""
    buffer = _native.new_buffer()
    texts = _native.sized(ecosystem=ecosystem, constraint=constraint)
    _native.call("metaqore_constraint_normalize", None, ctypes.byref(buffer), None, *texts)
    return _native.taken(buffer)


def canonical_name(ecosystem: str, name: str) -> str:
    """The form in which names compare: `Zope.Interface` is `zope-interface` on PyPI."""
    buffer = _native.new_buffer()
    texts = _native.sized(ecosystem=ecosystem, name=name)
    _native.call("metaqore_name_normalize", ctypes.byref(buffer), *texts)
    return _native.taken(buffer)


@dataclass(frozen=True)
class Relation:
    """How two constraints stand to each other."""

    meets: bool  # a version satisfies both
    subset: bool  # what satisfies the first satisfies the second
    superset: bool
    common: Optional[str]  # a constraint for what satisfies both; None when there is none
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
        texts = _native.sized(ecosystem=ecosystem, constraint=text)
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
        return canonical_constraint(self.ecosystem, self.text)

    def contains(self, version: str) -> bool:
        """Whether the ecosystem's own tool would admit the version, pre-releases allowed."""
        contained = ctypes.c_int32()
        texts = _native.sized(ecosystem=self.ecosystem, constraint=self.text, version=version)
        _native.call("metaqore_constraint_contains", ctypes.byref(contained), *texts)
        return contained.value == 1

    def __contains__(self, version: Any) -> bool:
        return self.contains(version)

    def meets(self, other: Constraint) -> bool:
        """Whether a version satisfies both."""
        meet = ctypes.c_int32()
        _native.call("metaqore_constraints_compare", ctypes.byref(meet), None, None, None, *self._with(other))
        return meet.value == 1

    def issubset(self, other: Constraint) -> bool:
        return self._relation_to(other) & _abi.METAQORE_SUBSET != 0

    def issuperset(self, other: Constraint) -> bool:
        return self._relation_to(other) & _abi.METAQORE_SUPERSET != 0

    def relation_to(self, other: Constraint) -> Relation:
        meet, relation = ctypes.c_int32(), _abi.metaqore_relation()
        common, versions = _native.new_buffer(), _native.new_buffer()
        _native.call(
            "metaqore_constraints_compare",
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
            "metaqore_constraints_compare",
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
        return _native.sized(ecosystem=self.ecosystem, left=self.text, right=other.text)


# ---- Who can live with whom -----------------------------------------------------------------------------


class Sharing(_Name):
    """How many versions of a package one environment can hold."""

    ONE_VERSION = "one_version"
    ONE_PER_COMPATIBLE = "one_per_compatible"  # one for each Cargo compatibility range
    NESTED = "nested"  # `peer` requirements share one version with each copy


class ClashLevel(_Name):
    WARNING = "warning"  # copies can nest or coexist, or a marker could not be decided
    ERROR = "error"  # one environment cannot satisfy all


@dataclass(frozen=True)
class SharingRule:
    """Requirements of these scopes look at one environment."""

    ecosystem: str
    scopes: Sequence[str]
    sharing: Union[Sharing, str]


@dataclass(frozen=True)
class OwnedRequirement:
    """A requirement and who moves when it has to: an agent, an artifact, whatever the host names."""

    owner: str
    requirement: Requirement


def needs(owner: str, ecosystem: str, name: str, constraint: str = "", **more: Any) -> OwnedRequirement:
    """Short for ``OwnedRequirement(owner, Requirement(ecosystem, name, constraint, …))``."""
    return OwnedRequirement(owner, Requirement(ecosystem, name, constraint, **more))


@dataclass(frozen=True)
class AvailableVersions:
    """Versions that exist. What is not listed does not exist."""

    ecosystem: str
    name: str
    versions: Sequence[str]


@dataclass(frozen=True)
class Relaxation:
    """A changed constraint of one owner."""

    owner: str
    before: str  # `from` in JSON: the constraint as declared
    after: str  # `to`: the smallest widening that helps


@dataclass(frozen=True)
class WayOut:
    """A way out of a clash, verified: with these constraints the clash is gone."""

    owners_moved: int
    major_distance: int  # summed over the relaxations: how many major versions further
    needs_prerelease: bool
    relaxations: Tuple[Relaxation, ...]
    common: str  # what those who had to agree share then


@dataclass(frozen=True)
class Clash:
    """Requirements of one package in one environment that no version satisfies together."""

    ecosystem: str
    name: str
    level: ClashLevel
    undecided: bool  # whether the markers of the core can hold together is not known
    core: Tuple[OwnedRequirement, ...]  # minimal: without any one of them the rest has a common version
    ways_out: Tuple[WayOut, ...]  # best first
    description: str  # one line: who clashes with whom, and what would help


@dataclass(frozen=True)
class PackageDemand:
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


@dataclass(frozen=True)
class Manifest:
    """What to write into a project. Packages that clash are left out."""

    ecosystem: str
    file: str
    text: str


@dataclass(frozen=True)
class Analysis:
    """True only when no clash is an error."""

    satisfiable: bool
    clashes: Tuple[Clash, ...]
    packages: Tuple[PackageDemand, ...]
    manifests: Tuple[Manifest, ...]

    def __bool__(self) -> bool:
        return self.satisfiable


def default_sharing_rules() -> Tuple[SharingRule, ...]:
    """Each ecosystem's own way. The first row that names the ecosystem and the scope counts."""
    buffer = _native.new_buffer()
    _native.call("metaqore_default_sharing_rules", ctypes.byref(buffer))
    return _codec.read(lambda rows: tuple(_to_rule(row) for row in rows), _native.take(buffer))


def analyze(
    requirements: Sequence[OwnedRequirement],
    *,
    rules: Optional[Sequence[SharingRule]] = None,
    available: Sequence[AvailableVersions] = (),
) -> Analysis:
    """Who clashes with whom, what would help, and what all come to. Without rules each ecosystem's own
    hold."""
    members: Dict[str, Any] = {"requirements": _codec.each_of("requirements", requirements, _owned)}
    if rules is not None:
        members["rules"] = _codec.each_of("rules", rules, _rule)
    if available:
        members["available"] = _codec.each_of("available", available, _available)
    document = _codec.dumps("request", members)
    satisfiable, buffer = ctypes.c_int32(), _native.new_buffer()
    _native.call(
        "metaqore_requirements_analyze",
        ctypes.byref(satisfiable),
        None,
        ctypes.byref(buffer),
        document,
        len(document),
    )
    analysis = _codec.read(_to_analysis, _native.take(buffer), "an analysis, which keeps nothing")
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
        document = None if rules is None else _codec.dumps("rules", _codec.each_of("rules", rules, _rule))
        size = 0 if document is None else len(document)
        self._handle = ctypes.POINTER(_abi.metaqore_requirement_index)()
        _native.call("metaqore_requirement_index_new", ctypes.byref(self._handle), document, size)
        _native.free_with(self, "metaqore_requirement_index_free", self._handle)

    def add(self, requirement: OwnedRequirement) -> None:
        """Keeps it, whether it clashes or not."""
        document = _codec.dumps("requirement", _owned(requirement))
        _native.call("metaqore_requirement_index_add", self._handle, document, len(document))

    def remove(self, owner: str) -> bool:
        """Forgets everything of an owner. False when there was nothing."""
        removed = ctypes.c_int32()
        _native.call(
            "metaqore_requirement_index_remove",
            ctypes.byref(removed),
            self._handle,
            *_native.sized(owner=owner),
        )
        return removed.value == 1

    def check(self, requirement: OwnedRequirement) -> Optional[Clash]:
        """The clash that this one would bring about if it were added; None when it makes nothing worse."""
        document = _codec.dumps("requirement", _owned(requirement))
        fits, buffer = ctypes.c_int32(), _native.new_buffer()
        _native.call(
            "metaqore_requirement_index_check",
            ctypes.byref(fits),
            None,
            ctypes.byref(buffer),
            self._handle,
            document,
            len(document),
        )
        clash = _native.take(buffer)
        if fits.value == 1 and clash is None:
            return None
        found = _codec.read(_to_clash, clash, "a check, which keeps nothing")
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


# ---- The JSON forms -------------------------------------------------------------------------------------


def _owned(value: Any) -> Dict[str, Any]:
    if not isinstance(value, OwnedRequirement):
        raise TypeError(f"requirement must be an OwnedRequirement, not {type(value).__name__}")
    members = _codec.requirement(value.requirement, "requirement")
    return {"owner": _codec.checked("owner", value.owner), **members}


def _rule(value: Any) -> Dict[str, Any]:
    if not isinstance(value, SharingRule):
        raise TypeError(f"each of rules must be a SharingRule, not {type(value).__name__}")
    return {
        "ecosystem": _codec.checked("ecosystem", value.ecosystem),
        "scopes": _codec.texts("scopes", value.scopes),
        "sharing": _codec.name("sharing", value.sharing, Sharing),
    }


def _available(value: Any) -> Dict[str, Any]:
    if not isinstance(value, AvailableVersions):
        raise TypeError(f"each of available must be an AvailableVersions, not {type(value).__name__}")
    return {
        "ecosystem": _codec.checked("ecosystem", value.ecosystem),
        "name": _codec.checked("name", value.name),
        "versions": _codec.texts("versions", value.versions),
    }


def _to_rule(document: Mapping[str, Any]) -> SharingRule:
    return SharingRule(document["ecosystem"], tuple(document.get("scopes", ())), Sharing(document["sharing"]))


def _to_owned(document: Mapping[str, Any]) -> OwnedRequirement:
    return OwnedRequirement(document.get("owner", ""), _codec.to_requirement(document))


def _to_way_out(document: Mapping[str, Any]) -> WayOut:
    relaxations = tuple(
        Relaxation(each.get("owner", ""), each.get("from", ""), each.get("to", ""))
        for each in document.get("relaxations", ())
    )
    return WayOut(
        document["owners_moved"],
        document["major_distance"],
        document["needs_prerelease"],
        relaxations,
        document.get("common", ""),
    )


def _to_clash(document: Mapping[str, Any]) -> Clash:
    return Clash(
        document["ecosystem"],
        document["name"],
        ClashLevel(document["level"]),
        document["undecided"],
        tuple(_to_owned(each) for each in document["core"]),
        tuple(_to_way_out(each) for each in document.get("ways_out", ())),
        document["description"],
    )


def _to_demand(document: Mapping[str, Any]) -> PackageDemand:
    return PackageDemand(
        document["ecosystem"],
        document["name"],
        document["satisfiable"],
        document["only_prereleases"],
        document.get("versions", ""),
        document.get("constraint"),
        document.get("chosen"),
        document["none_exists"],
        document.get("marker", ""),
        tuple(document.get("scopes", ())),
        tuple(document.get("extras", ())),
        tuple(document.get("owners", ())),
    )


def _to_analysis(document: Mapping[str, Any]) -> Analysis:
    return Analysis(
        document["satisfiable"],
        tuple(_to_clash(each) for each in document.get("clashes", ())),
        tuple(_to_demand(each) for each in document.get("packages", ())),
        tuple(
            Manifest(each["ecosystem"], each["file"], each.get("text", ""))
            for each in document.get("manifests", ())
        ),
    )
