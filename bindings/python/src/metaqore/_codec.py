"""The JSON forms. What goes out is checked for type here and for meaning by the library; what comes in may
have left out whatever is empty, and may have members that a newer library has added."""

from __future__ import annotations

import json
import math
from dataclasses import fields
from datetime import datetime
from typing import Any, Callable, Dict, Iterable, List, Mapping, Optional, TypeVar

from .errors import InternalError, InvalidArgument, OutOfMemory
from .models import (
    EPOCH,
    Artifact,
    ArtifactStatus,
    Candidate,
    Conflict,
    ConflictType,
    Decision,
    Durability,
    Effect,
    Entry,
    Lineage,
    Page,
    Project,
    ProjectStatus,
    Receipt,
    Requirement,
    Severity,
    Strategy,
    TreeHead,
    Verdict,
    Verification,
)

T = TypeVar("T")
Json = Mapping[str, Any]


# ---- Out ------------------------------------------------------------------------------------------------


def text(what: str, value: Any) -> bytes:
    """Exactly str: bytes have no known encoding, and a subclass may read differently than it prints."""
    if type(value) is not str:
        raise TypeError(f"{what} must be str, not {type(value).__name__}")
    try:
        return value.encode("utf-8")
    except UnicodeEncodeError as error:
        raise InvalidArgument(
            f"{what} has a lone surrogate: give Unicode text", "python.surrogate"
        ) from error


def checked(what: str, value: Any) -> str:
    text(what, value)
    return str(value)


def number(what: str, value: Any, limit: int = 2**64) -> int:
    """Exactly int, and within the C type, which ctypes would otherwise wrap around."""
    if type(value) is not int:
        raise TypeError(f"{what} must be int, not {type(value).__name__}")
    if not 0 <= value < limit:
        raise InvalidArgument(f"{what} is `{value}`: give 0 to {limit - 1}", "python.out_of_range")
    return value


def name(what: str, value: Any, kind: Any) -> str:
    """The JSON name of an enum member or of a plain text that says the same."""
    return str(value.value) if isinstance(value, kind) else checked(what, value)


def milliseconds(seconds: Any) -> int:
    if isinstance(seconds, bool) or not isinstance(seconds, (int, float)):
        raise TypeError(f"timeout must be seconds as int or float, not {type(seconds).__name__}")
    if not 0 <= seconds <= 4_294_967:
        raise InvalidArgument(f"timeout is `{seconds}`: give 0 to 4294967 seconds", "python.out_of_range")
    return math.ceil(seconds * 1000)


def dumps(what: str, value: Any) -> bytes:
    """TypeError for what JSON cannot say at all, InvalidArgument for values that it cannot."""
    try:
        return json.dumps(value, allow_nan=False, ensure_ascii=False, separators=(",", ":")).encode("utf-8")
    except (ValueError, RecursionError) as error:
        raise InvalidArgument(f"{what} has no JSON form: {error}", "python.json") from error
    except TypeError as error:
        raise TypeError(f"{what} has no JSON form: {error}") from error


def _given(**members: Any) -> Dict[str, Any]:
    return {name: value for name, value in members.items() if value is not None}


def texts(what: str, values: Any) -> List[str]:
    # A text is a sequence of texts too: its letters would be taken for paths.
    if isinstance(values, (str, bytes, Mapping)) or not isinstance(values, Iterable):
        raise TypeError(f"{what} must be a sequence of str, not {type(values).__name__}")
    return [checked(f"each of {what}", value) for value in values]


def mapping(what: str, value: Any) -> Dict[str, Any]:
    if not isinstance(value, Mapping):
        raise TypeError(f"{what} must be a mapping, not {type(value).__name__}")
    return dict(value)


def lineage_members(lineage: Any) -> Dict[str, str]:
    if not isinstance(lineage, Lineage):
        raise TypeError(f"lineage must be a Lineage, not {type(lineage).__name__}")
    return {
        "project_id": checked("project_id", lineage.project_id),
        "artifact_type": checked("artifact_type", lineage.artifact_type),
        "name": checked("name", lineage.name),
    }


def requirement(value: Any, what: str = "each of requirements") -> Dict[str, Any]:
    if not isinstance(value, Requirement):
        raise TypeError(f"{what} must be a Requirement, not {type(value).__name__}")
    members: Dict[str, Any] = {}
    for member in fields(value):
        said = getattr(value, member.name)
        if member.name != "extras":
            members[member.name] = checked(f"requirement {member.name}", said)
        elif extras := texts("requirement extras", said):
            members["extras"] = extras
    return members


def each_of(what: str, values: Any, form: Callable[[Any], T]) -> List[T]:
    # A text and a mapping can be iterated over too, but what they give is not meant.
    if isinstance(values, (str, bytes, Mapping)) or not isinstance(values, Iterable):
        raise TypeError(f"{what} must be a sequence, not {type(values).__name__}")
    return [form(value) for value in values]


def candidate(value: Candidate) -> bytes:
    members = {
        **lineage_members(value.lineage),
        "data": value.data,
        "depends_on": texts("depends_on", value.depends_on),
        "reads": texts("reads", value.reads),
        "requirements": each_of("requirements", value.requirements, requirement),
        "paths": texts("paths", value.paths),
        "metadata": mapping("metadata", value.metadata),
        **_given(
            base=None if value.base is None else number("base", value.base),
            expected_version=None
            if value.expected_version is None
            else number("expected_version", value.expected_version),
            id=checked("id", value.id) or None,
        ),
    }
    return dumps("candidate", members)


def project(value: Any) -> bytes:
    if not isinstance(value, Project):
        raise TypeError(f"project must be a Project, not {type(value).__name__}")
    members = {
        "name": checked("name", value.name),
        "description": checked("description", value.description),
        "owner_id": checked("owner_id", value.owner_id),
        "metadata": mapping("metadata", value.metadata),
        **_given(id=checked("id", value.id) or None),
    }
    return dumps("project", members)


# ---- In -------------------------------------------------------------------------------------------------


def read(form: Callable[[Any], T], document: Optional[bytes], what: str = "a read") -> T:
    """The answer of a call that succeeded; `what` tells its caller what was done when it cannot be given."""
    if document is None:
        raise OutOfMemory(
            f"the call was carried out ({what}), but memory ran out for its answer: read it by its id",
            "python.no_buffer",
        )
    try:
        return form(json.loads(document))
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise InternalError(
            f"the call was carried out ({what}), but its answer cannot be read here ({error!r}): use the "
            "package of the library's own release",
            "python.answer",
        ) from error


def _time(document: Json, name: str) -> datetime:
    value = document.get(name)
    if value is None:
        return EPOCH
    return datetime.fromisoformat(value.replace("Z", "+00:00"))


def _lineage(document: Json) -> Lineage:
    return Lineage(
        document.get("project_id", ""), document.get("artifact_type", ""), document.get("name", "")
    )


def to_requirement(document: Json) -> Requirement:
    known = {member.name for member in fields(Requirement)}
    members = {name: value for name, value in document.items() if name in known}
    return Requirement(**{**members, "extras": tuple(members.get("extras", ()))})


def to_project(document: Json) -> Project:
    return Project(
        document["name"],
        document.get("description", ""),
        document.get("owner_id", ""),
        document.get("metadata", {}),
        document["id"],
        ProjectStatus(document["status"]),
        _time(document, "created_at"),
        _time(document, "updated_at"),
        document.get("sequence", 0),
    )


def to_artifact(document: Json) -> Artifact:
    return Artifact(
        document.get("id", ""),
        _lineage(document),
        document.get("version", 0),
        ArtifactStatus(document["status"]),
        document.get("data", {}),
        document.get("base"),
        document.get("expected_version"),
        tuple(document.get("depends_on", ())),
        tuple(document.get("reads", ())),
        tuple(to_requirement(item) for item in document.get("requirements", ())),
        tuple(document.get("paths", ())),
        document.get("metadata", {}),
        document.get("created_by", ""),
        _time(document, "created_at"),
        document.get("content_hash", ""),
        document.get("sequence", 0),
    )


def to_conflict(document: Json) -> Conflict:
    return Conflict(
        document.get("id", ""),
        document.get("project_id", ""),
        document.get("artifact_id", ""),
        ConflictType(document["type"]),
        Severity(document["severity"]),
        document.get("description", ""),
        Strategy(document["suggested"]),
        tuple(document.get("with", ())),
        _time(document, "created_at"),
        document.get("sequence", 0),
    )


def _tree_head(document: Json) -> TreeHead:
    return TreeHead(document["size"], document.get("root", ""))


def to_decision(document: Json) -> Decision:
    receipt = document["receipt"]
    return Decision(
        Verdict(document["verdict"]),
        Effect(document["effect"]),
        to_artifact(document["artifact"]),
        tuple(to_conflict(item) for item in document.get("conflicts", ())),
        Receipt(receipt["sequence"], _tree_head(receipt["head"]), Durability(receipt["durability"])),
    )


def to_entries(documents: List[Json]) -> List[Entry]:
    return [_entry(document) for document in documents]


def _entry(document: Json) -> Entry:
    known = {member.name for member in fields(Entry)}
    members = {name: value for name, value in document.items() if name in known}
    members.update(time=_time(document, "time"), bytes=document["bytes"].encode("utf-8"))
    return Entry(**members)


def to_verification(document: Json) -> Verification:
    head = _tree_head(document["head"])
    return Verification(document["ok"], head, document.get("message", ""), document.get("first_bad"))


def page_of(item: Callable[[Json], T]) -> Callable[[Json], Page[T]]:
    def page(document: Json) -> Page[T]:
        return Page(tuple(item(each) for each in document["items"]), document.get("next", ""))

    return page


def details(document: Optional[bytes]) -> Dict[str, Any]:
    """An error is reported even where its details cannot be read."""
    try:
        value = json.loads(document or b"{}")
    except ValueError:
        return {}
    return value if isinstance(value, dict) else {}
