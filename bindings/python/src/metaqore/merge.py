"""Three-way merge of JSON documents that loses nothing: what both sides changed, and no policy settles, is
left to be decided and reported.

    from metaqore.merge import Answer, merge, resolve

    base = {"port": 80, "tags": ["web"]}
    result = merge(base, {"port": 8080, "tags": ["web", "api"]}, {"port": 9090, "tags": ["web"]})
    result.merged  # {"port": 80, "tags": ["web", "api"]}: it keeps the base wherever something is left
    for residual in result.residuals:
        print(residual.pointer, residual.ours, residual.theirs)  # /port 8080 9090
    resolve(result, [Answer("/port", "theirs")])  # {"port": 9090, "tags": ["web", "api"]}

No engine takes part. Documents are what metaqore.patch takes: values for json.dumps, or bytes of JSON text;
one that is not there at all is ABSENT, because None is null. Rules and policies are those of
include/metaqore/json_merge.hpp.
"""

from __future__ import annotations

import ctypes
from dataclasses import dataclass, field
from typing import Any, Iterable, Literal, Optional, Sequence, Tuple, Union

from . import _codec, _documents, _native
from ._codec import ABSENT, ANSWERED, GIVEN, Absent, Model, Name, named
from .errors import InternalError

__all__ = ["ABSENT", "Absent", "Answer", "Merge", "Residual", "ResidualKind", "Take", "merge", "resolve"]


class ResidualKind(Name):
    """Why a place could not be merged."""

    EDIT_EDIT = "edit_edit"  # both sides changed it
    ADD_ADD = "add_add"  # both sides added it, and not alike
    DELETE_EDIT = "delete_edit"  # one side removed what the other changed
    TYPE_CHANGE = "type_change"  # the sides made it values of different types, or both of another than it was
    ARRAY = "array"  # both sides changed an array in ways that its policy does not bring together
    ORDER = "order"  # both sides put the elements of a keyed array in an order of their own
    KEY_INVALID = "key_invalid"  # an array is not what its policy needs


@dataclass(frozen=True, repr=False)
class Residual(Model):
    """A place that was not merged, with what stands there in each document; ABSENT where nothing does."""

    pointer: str = field(metadata=GIVEN)  # JSON Pointer into the merged document
    kind: ResidualKind
    base: Any = ABSENT  # of an `order` all three are arrays of keys
    ours: Any = ABSENT
    theirs: Any = ABSENT
    ours_actor: str = ""
    theirs_actor: str = ""
    base_fault: str = ""  # of a `key_invalid`: what is wrong with the array of each document
    ours_fault: str = ""
    theirs_fault: str = ""


@dataclass(frozen=True, repr=False)
class Merge(Model):
    """True only when nothing is left to be decided."""

    merged: Any  # ABSENT where nothing is left of the document
    # Sorted by pointer; no pointer twice.
    residuals: Tuple[Residual, ...] = field(default=(), metadata=GIVEN)
    message: str = field(default="", metadata=ANSWERED)  # for a person: a line for each residual

    @property
    def clean(self) -> bool:
        """Whether nothing is left to be decided."""
        return not self.residuals

    def __bool__(self) -> bool:
        return self.clean


TakeName = Literal["base", "ours", "theirs", "value"]


class Take(Name):
    """Whose value an answer takes."""

    BASE = "base"
    OURS = "ours"
    THEIRS = "theirs"
    VALUE = "value"


@dataclass(frozen=True, repr=False)
class Answer(Model):
    """What is to stand at the place of a residual: what stands there in one of the documents, or with
    Take.VALUE any other value. Where that is ABSENT, it removes what is there."""

    pointer: str = field(metadata=GIVEN)
    take: Union[Take, TakeName]
    value: Any = field(default=ABSENT, metadata=named("value", _documents.value))


def merge(
    base: Any,
    ours: Any,
    theirs: Any,
    policy: Optional[Any] = None,
    *,
    actors: Tuple[str, str] = ("", ""),
) -> Merge:
    """Merges two changes of one document. ABSENT is no document: without a common base, or removed.

    `policy` says how arrays and scalars are merged that both sides changed; without one, each of them is left
    to be decided::

        {"rules": [
            {"path": "/services", "array": "map", "keys": ["/name"]},
            {"path": "/services/*/tags", "array": "set"},
            {"path": "/steps", "array": "diff3"},
            {"path": "/packages/*", "scalar": "max_version", "ecosystem": "pypi"},
        ]}

    `actors` are those of ours and theirs; the residuals say so again.
    """
    ours_actor, theirs_actor = actors
    clean = ctypes.c_int32()
    message, report = _native.new_buffer(), _native.new_buffer()
    _native.call(
        "metaqore_json_merge",
        ctypes.byref(clean),
        None,
        ctypes.byref(message),
        ctypes.byref(report),
        *_documents.texts_if_there(base=base, ours=ours, theirs=theirs),
        *_documents.texts_if_there(policy=ABSENT if policy is None else policy),
        *_native.texts(ours_actor=ours_actor, theirs_actor=theirs_actor),
    )
    lines = _native.taken(message)
    result = _codec.read(Merge, _native.taken(report).encode(), message=lines)
    if result.clean is not (clean.value == 1):
        raise InternalError(
            f"the library answered clean `{clean.value}`, but reports {len(result.residuals)} residuals",
            "python.disagrees",
        )
    return result


def resolve(result: Merge, answers: Iterable[Answer]) -> Any:
    """The merged document with an answer at the place of each residual; ABSENT where nothing is left of it.
    Raises InvalidArgument (`merge.answer`) for a residual without an answer, and for an answer without a
    residual."""
    present, buffer = ctypes.c_int32(), _native.new_buffer()
    _native.call(
        "metaqore_json_resolve",
        ctypes.byref(present),
        ctypes.byref(buffer),
        _native.document("result", result, Merge),
        _native.document("answers", answers, Sequence[Answer]),
    )
    return _documents.answer(present, buffer)
