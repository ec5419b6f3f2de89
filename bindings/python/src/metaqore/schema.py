"""JSON Schema, draft 2020-12 and draft-07, for data that nobody vouches for.

    from metaqore.schema import Schema

    service = Schema({"type": "object", "required": ["port"], "properties": {"port": {"type": "integer"}}})
    validation = service.validate({"port": "http"})
    if not validation:
        for error in validation.errors:
            print(error.instance_location, error.message)
    service.validate({"port": 80}).or_raise()

No engine takes part, and nothing is fetched. A schema that cannot be honoured raises InvalidArgument when it
is compiled; no data can make validation hang, crash or run away. Schemas and data are what metaqore.patch
takes: values for json.dumps, or bytes of JSON text, which keep what json.loads would lose (duplicate names
are refused). Meanings and bounds are those of include/metaqore/schema.hpp.
"""

from __future__ import annotations

import ctypes
from dataclasses import dataclass, field
from typing import Any, List, Literal, Mapping, Optional, Sequence, Tuple, Union

from . import _codec, _documents, _native
from ._codec import GIVEN, Model, Name, named
from .errors import InternalError, InvalidArgument

__all__ = ["Dialect", "Schema", "SchemaError", "Validation", "ValidationFailed", "ValidationLimits"]


DialectName = Literal["draft-07", "2020-12"]


class Dialect(Name):
    DRAFT_07 = "draft-07"
    DRAFT_2020_12 = "2020-12"


@dataclass(frozen=True, repr=False)
class SchemaError(Model):
    """A keyword that the data does not satisfy."""

    instance_location: str = field(metadata=GIVEN)  # JSON Pointer into the data
    keyword_location: str = field(metadata=GIVEN)  # JSON Pointer to the keyword in its document
    document: str  # address of that document; empty for the schema itself, where it has none
    message: str  # a sentence for a person

    def __str__(self) -> str:
        return self.message


@dataclass(frozen=True, repr=False)
class Validation(Model):
    """True only when the data satisfies the schema."""

    valid: bool
    errors: Tuple[SchemaError, ...] = ()  # in the order in which the data is met
    truncated: bool = field(default=False, metadata=GIVEN)  # there are more errors than limits.max_errors

    def __bool__(self) -> bool:
        return self.valid

    def or_raise(self) -> None:
        """Nothing where it is valid; else raises ValidationFailed."""
        if not self.valid:
            raise ValidationFailed(self)


class ValidationFailed(InvalidArgument):
    """Raised by Validation.or_raise(): `validation` says why."""

    def __init__(self, validation: Validation) -> None:
        said = "; ".join(error.message for error in validation.errors)
        super().__init__(said + ("; and more" if validation.truncated else ""), "schema.unsatisfied")
        self.args = (validation,)  # what pickle and copy call the class with
        self.validation = validation


@dataclass(frozen=True)
class ValidationLimits:
    """What one validation may cost. Beyond that it raises InvalidArgument: neither valid nor invalid."""

    max_steps: int = 20_000_000  # keywords applied, values and characters looked at
    max_depth: int = 1_000  # schemas applied inside each other, references included
    # Seconds; 0 leaves it to the steps, which repeat.
    timeout: float = field(default=5.0, metadata=named("timeout_ms", _codec.milliseconds))
    max_errors: int = 100  # 0 counts as 1


@dataclass(frozen=True)
class _Document:
    uri: str
    schema: Any = field(metadata=named("schema", _documents.value))


@dataclass(frozen=True)
class _Options:
    dialect: Union[Dialect, DialectName]
    assert_formats: bool
    uri: str
    documents: Sequence[_Document]


class Schema(_native.Owner):
    """A compiled schema. Immutable; any thread. A forked child compiles its own; what it inherited raises
    Forked."""

    def __init__(
        self,
        schema: Any,
        *,
        dialect: Union[Dialect, DialectName] = Dialect.DRAFT_2020_12,
        assert_formats: bool = False,
        uri: str = "",
        documents: Mapping[str, Any] = {},
    ) -> None:
        """`dialect` is that of schemas without ``$schema``. With `assert_formats` a ``format`` has to hold,
        and one that is not known is refused. `uri` is where the schema lies, and `documents` are those that
        others refer to by their address. InvalidArgument has the `pointer` and `document` of the keyword at
        fault in its details."""
        others = _codec.mapping("documents", documents).items()
        options = _Options(
            dialect, assert_formats, uri, [_Document(address, document) for address, document in others]
        )
        self._own(
            "metaqore_schema",
            "new",
            *_documents.texts(schema=schema),
            _native.document("options", options, _Options),
        )

    def validate(self, data: Any, limits: Optional[ValidationLimits] = None) -> Validation:
        """A Validation, which is false when the data does not satisfy the schema. Raises InvalidArgument
        (`schema.too_costly`, `schema.too_deep`) where a limit is met."""
        valid, report = ctypes.c_int32(), _native.new_buffer()
        arguments = _arguments(data, limits)
        _native.call(
            "metaqore_schema_validate",
            ctypes.byref(valid),
            None,
            ctypes.byref(report),
            self._handle,
            *arguments,
        )
        validation = _codec.read(Validation, _native.taken(report).encode())
        if validation.valid is not (valid.value == 1):
            raise InternalError(
                f"the library answered valid `{valid.value}`, but reports `{validation.valid}`",
                "python.disagrees",
            )
        return validation

    def is_valid(self, data: Any, limits: Optional[ValidationLimits] = None) -> bool:
        """Whether the data satisfies the schema; faster where it does not, because nothing is said of why."""
        valid = ctypes.c_int32()
        arguments = _arguments(data, limits)
        _native.call("metaqore_schema_validate", ctypes.byref(valid), None, None, self._handle, *arguments)
        return valid.value == 1


def _arguments(data: Any, limits: Optional[ValidationLimits]) -> List[Any]:
    return [
        *_documents.texts(data=data),
        _native.text(None) if limits is None else _native.document("limits", limits, ValidationLimits),
    ]
