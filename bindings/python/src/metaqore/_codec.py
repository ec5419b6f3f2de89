"""The JSON forms of dataclasses, as their members and hints say: a new model is a dataclass and nothing else.

A hint is str, int, bool, bytes (text in JSON), datetime, an enum of names, a dataclass, a Mapping, Any or
object, or Optional, Tuple, Sequence or List of one of these; any other is refused. What goes out is checked
for type here and for meaning by the library; a name may go out as plain text. What comes in may have left
out whatever is empty, and may have members that a newer library has added.
"""

from __future__ import annotations

import collections.abc
import enum
import functools
import json
import math
import re
from dataclasses import MISSING, dataclass, fields, is_dataclass
from datetime import datetime, timezone
from typing import (
    Any,
    Callable,
    Dict,
    Iterable,
    Iterator,
    List,
    Mapping,
    Optional,
    Tuple,
    Type,
    TypeVar,
    Union,
    get_args,
    get_origin,
    get_type_hints,
)

from .errors import InternalError, InvalidArgument, OutOfMemory

T = TypeVar("T")
Reader = Callable[[Any], Any]  # makes a value of what json.loads gave
Writer = Callable[[str, Any], Any]  # makes what json.dumps takes of a value; the text is what errors call it

EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)


class Name(str, enum.Enum):
    """An enum whose values are the names in JSON; equal to its text."""

    __str__ = str.__str__


class Absent(enum.Enum):
    """The type of ABSENT, to annotate with."""

    ABSENT = "absent"

    def __bool__(self) -> bool:
        return False

    def __repr__(self) -> str:
        return "ABSENT"


ABSENT = Absent.ABSENT  #: no document or value at all, which is not the same as None: that is JSON's null


# The metadata of a field whose form is not what its name and hint say.
FLAT: Mapping[str, Any] = {"flat": True}  # a dataclass whose members stand among the others
ANSWERED: Mapping[str, Any] = {"sent": False}  # what only an answer has
GIVEN: Mapping[str, Any] = {"given": True}  # what is there even when it is empty


def named(name: str, write: Optional[Writer] = None) -> Mapping[str, Any]:
    """It has this name in JSON, and perhaps a form of its own on the way out."""
    return {"name": name, "write": write}


def read(kind: Type[T], document: Optional[bytes], what: str = "a read", **beside: Any) -> T:
    """The answer of a call that succeeded, with what came beside its document; `what` tells its caller what
    was done when it cannot be given."""
    if document is None:
        raise OutOfMemory(
            f"the call was carried out ({what}), but memory ran out for its answer: read it by its id",
            "python.no_buffer",
        )
    try:
        hint: Any = kind
        value = json.loads(document)
        if beside:
            value.update(beside)
        result: T = reader(hint)(value)
        return result
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise InternalError(
            f"the call was carried out ({what}), but its answer cannot be read here ({error!r}): use the "
            "package of the library's own release",
            "python.answer",
        ) from error


def write(what: str, value: Any, kind: Any) -> bytes:
    """The document of a value that has to be of this kind."""
    return dumps(what, plain(what, value, kind))


def plain(what: str, value: Any, kind: Any) -> Any:
    """The same as what json.dumps takes."""
    return writer(kind)(what, value)


def details(document: Optional[bytes]) -> Dict[str, Any]:
    """An error is reported even where its details cannot be read."""
    try:
        value = json.loads(document or b"{}")
    except ValueError:
        return {}
    return value if isinstance(value, dict) else {}


_encoder = json.JSONEncoder(allow_nan=False, ensure_ascii=False, separators=(",", ":"))


def dumps(what: str, value: Any) -> bytes:
    """TypeError for what JSON cannot say at all, InvalidArgument for values that it cannot."""
    try:
        return _encoder.encode(value).encode("utf-8")
    except (ValueError, RecursionError) as error:
        raise InvalidArgument(f"{what} has no JSON form: {error}", "python.json") from error
    except TypeError as error:
        raise TypeError(f"{what} has no JSON form: {error}") from error


# ---- Values that go out ---------------------------------------------------------------------------------


def _wrong(what: str, wanted: str, value: Any) -> TypeError:
    return TypeError(f"{what} must be {wanted}, not {type(value).__name__}")


def encoded(what: str, value: Any) -> bytes:
    """Exactly str: bytes have no known encoding, and a subclass may read differently than it prints."""
    if type(value) is not str:
        raise _wrong(what, "str", value)
    try:
        return value.encode("utf-8")
    except UnicodeEncodeError as error:
        raise InvalidArgument(
            f"{what} has a lone surrogate: give Unicode text", "python.surrogate"
        ) from error


def text(what: str, value: Any) -> str:
    if type(value) is not str or not value.isascii():
        encoded(what, value)
    return value  # type: ignore[no-any-return]


def number(what: str, value: Any, limit: int = 2**64) -> int:
    """Exactly int, and within the C type, which ctypes would otherwise wrap around."""
    if type(value) is not int:
        raise _wrong(what, "int", value)
    if not 0 <= value < limit:
        raise InvalidArgument(f"{what} is `{value}`: give 0 to {limit - 1}", "python.out_of_range")
    return int(value)


def flag(what: str, value: Any) -> bool:
    if type(value) is not bool:
        raise _wrong(what, "bool", value)
    return value


def milliseconds(what: str, seconds: Any) -> int:
    if isinstance(seconds, bool) or not isinstance(seconds, (int, float)):
        raise _wrong(what, "seconds as int or float", seconds)
    if not 0 <= seconds <= 4_294_967:
        raise InvalidArgument(f"{what} is `{seconds}`: give 0 to 4294967 seconds", "python.out_of_range")
    return int(math.ceil(seconds * 1000))


def moment(what: str, value: Any) -> str:
    if not isinstance(value, datetime):
        raise _wrong(what, "a datetime", value)
    if value.tzinfo is None:
        raise InvalidArgument(f"{what} has no time zone: give one, such as timezone.utc", "python.time_zone")
    return value.astimezone(timezone.utc).replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"


def mapping(what: str, value: Any) -> Dict[Any, Any]:
    if not isinstance(value, collections.abc.Mapping):
        raise _wrong(what, "a mapping", value)
    return dict(value)


def _decoded(what: str, value: Any) -> str:
    if type(value) is not bytes:
        raise _wrong(what, "bytes", value)
    return value.decode("utf-8")


def _as_it_is(what: str, value: Any) -> Any:
    return value


def name(kind: Type[enum.Enum], what: str, value: Any) -> str:
    """The JSON name of an enum member or of a plain text that says the same."""
    return str(value.value) if isinstance(value, kind) else text(what, value)


def _each(write: Writer, wanted: str, what: str, values: Any) -> List[Any]:
    if type(values) not in (tuple, list):
        # A text and a mapping can be iterated over too, but what they give is not meant.
        iterable = isinstance(values, collections.abc.Iterable)
        if not iterable or isinstance(values, (str, bytes, collections.abc.Mapping)):
            raise _wrong(what, wanted, values)
    each = f"each of {what}"
    return [write(each, value) for value in values]


# ---- Hints ----------------------------------------------------------------------------------------------


def _moment(value: str) -> datetime:
    return datetime.fromisoformat(value.replace("Z", "+00:00"))


def _same(value: Any) -> Any:
    return value


_PLAIN: Dict[Any, Tuple[Reader, Writer]] = {
    Any: (_same, _as_it_is),
    object: (_same, _as_it_is),
    str: (_same, text),
    int: (_same, number),
    bool: (_same, flag),
    bytes: (str.encode, _decoded),
    datetime: (_moment, moment),
    collections.abc.Mapping: (_same, mapping),
}
_SEQUENCES: Dict[Any, Callable[[Iterable[Any]], Any]] = {
    tuple: tuple,
    list: list,
    collections.abc.Sequence: tuple,
}


@functools.lru_cache(maxsize=None)
def reader(hint: Any) -> Reader:
    """What reads values of a hint."""
    hint, optional = _without_none(hint)
    kind = get_origin(hint) or hint
    convert: Reader
    if kind in _PLAIN:
        convert, _ = _PLAIN[kind]
    elif kind in _SEQUENCES:
        convert = _sequence_reader(_SEQUENCES[kind], reader(_item(hint)))
    elif _is_enum(kind):
        convert = {each.value: each for each in kind}.__getitem__
    elif is_dataclass(kind):
        convert = _object_reader(hint)
    else:
        raise TypeError(f"{hint} has no JSON form")
    if convert is _same or not optional:
        return convert
    return lambda value: None if value is None else convert(value)


@functools.lru_cache(maxsize=None)
def writer(hint: Any, noun: str = "") -> Writer:
    """What writes values of a hint. The noun tells the members of a model from those of another around it."""
    hint, optional = _without_none(hint)
    kind = get_origin(hint) or hint
    convert: Writer
    if kind in _PLAIN:
        _, convert = _PLAIN[kind]
    elif kind in _SEQUENCES:
        item = _item(hint)
        wanted = "a sequence of str" if item is str else "a sequence"
        convert = functools.partial(_each, writer(item, _noun(item)), wanted)
    elif _is_enum(kind):
        convert = functools.partial(name, kind)
    elif is_dataclass(kind):
        convert = _object_writer(hint, noun)
    else:
        raise TypeError(f"{hint} has no JSON form")
    if not optional:
        return convert
    return lambda what, value: None if value is None else convert(what, value)


def _without_none(hint: Any) -> Tuple[Any, bool]:
    """A hint without its None, if it has one, and without the str of a name that may be said as text."""
    if get_origin(hint) is not Union:
        return hint, False
    kinds = set(get_args(hint)) - {type(None)}
    if any(map(_is_enum, kinds)):
        kinds.discard(str)
    if len(kinds) != 1:
        raise TypeError(f"{hint} has no JSON form")
    return kinds.pop(), type(None) in get_args(hint)


def _item(hint: Any) -> Any:
    kinds = get_args(hint)
    if not kinds or kinds[1:] not in ((), (...,)):
        raise TypeError(f"{hint} has no JSON form")
    return kinds[0]


def _is_enum(kind: Any) -> bool:
    return isinstance(kind, type) and issubclass(kind, enum.Enum)


def _noun(hint: Any) -> str:
    """`requirement` for OwnedRequirement."""
    kind, _ = _without_none(hint)
    words: List[str] = re.findall("[A-Z][a-z]*", getattr(kind, "__name__", ""))
    return words[-1].lower() if is_dataclass(kind) else ""


def _sequence_reader(build: Callable[[Iterable[Any]], Any], item: Reader) -> Reader:
    return build if item is _same else lambda values: build(map(item, values))


# ---- Dataclasses ----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Member:
    attribute: str
    name: str
    hint: Any
    absent: Any  # what it is where the document leaves it out; MISSING: what `make` makes, or an error
    make: Callable[[], Any]
    flat: bool
    sent: bool
    write: Optional[Writer]


_EMPTY: Dict[Any, Any] = {
    str: "",
    datetime: EPOCH,
    tuple: (),
    collections.abc.Sequence: (),
    Any: ABSENT,
}


def _members(hint: Any) -> Iterator[_Member]:
    kind = get_origin(hint) or hint
    parameters = dict(zip(getattr(kind, "__parameters__", ()), get_args(hint)))
    hints = get_type_hints(kind)
    for each in fields(kind):
        own, how = hints[each.name], each.metadata
        if own in parameters:
            own = parameters[own]
        elif inner := getattr(own, "__parameters__", ()):
            own = own[tuple(parameters[parameter] for parameter in inner)]
        absent: Any = each.default
        make: Any = each.default_factory
        if how.get("given"):
            absent = make = MISSING
        elif absent is MISSING and make is MISSING:
            absent = _empty(own)
        if make is MISSING:
            make = functools.partial(_left_out, each.name, absent)
        yield _Member(
            each.name,
            how.get("name", each.name),
            own,
            absent,
            make,
            how.get("flat", False),
            how.get("sent", True),
            how.get("write"),
        )


def _empty(hint: Any) -> Any:
    hint, optional = _without_none(hint)
    return None if optional else _EMPTY.get(get_origin(hint) or hint, MISSING)


def _left_out(attribute: str, absent: Any) -> Any:
    if absent is MISSING:
        raise KeyError(attribute)
    return absent


def _object_reader(hint: Any) -> Reader:
    kind = get_origin(hint) or hint
    plan = [
        (None if member.flat else member.name, reader(member.hint), member.make) for member in _members(hint)
    ]

    def read_object(document: Any) -> Any:
        if type(document) is not dict:
            raise TypeError(f"no {kind.__name__}: {document!r}")
        values: List[Any] = []
        for name, convert, absent in plan:
            if name is None:
                values.append(convert(document))
            elif name in document:
                value = document[name]
                values.append(value if convert is _same else convert(value))
            else:
                values.append(absent())
        return kind(*values)

    return read_object


def _object_writer(hint: Any, noun: str) -> Writer:
    kind = get_origin(hint) or hint
    wanted = f"{'an' if kind.__name__[0] in 'AEIOU' else 'a'} {kind.__name__}"
    flat: List[Tuple[str, Writer]] = []
    plan: List[Tuple[str, str, Any, str, Writer]] = []
    for member in _members(hint):
        if member.flat:
            flat.append((member.attribute, writer(member.hint, noun)))
        elif member.sent:
            # None and ABSENT are left out where that says the same; everything else is said.
            left_out = member.absent if member.absent in (None, ABSENT) else MISSING
            called = f"{noun} {member.attribute}".strip()
            convert = member.write or writer(member.hint, _noun(member.hint))
            plan.append((member.attribute, member.name, left_out, called, convert))

    def write_object(what: str, value: Any) -> Dict[str, Any]:
        if not isinstance(value, kind):
            raise _wrong(what, wanted, value)
        document: Dict[str, Any] = {}
        for attribute, convert in flat:
            document.update(convert(attribute, getattr(value, attribute)))
        for attribute, name, left_out, called, convert in plan:
            given = getattr(value, attribute)
            if given is not left_out:
                document[name] = convert(called, given)
        return document

    return write_object
