"""The JSON forms of dataclasses, as their members and hints say: a new model is a dataclass and nothing else.

A hint is str, int, bool, bytes (text in JSON), datetime, an enum of names, a dataclass, a Mapping, Any or
object, or Optional, Tuple, Sequence or List of one of these; any other is refused. What goes out is checked
for type here and for meaning by the library; a name may go out as plain text, which its hint says with a
Literal. What comes in may have left out whatever is empty, and may have members that a newer library has
added.
"""

from __future__ import annotations

import collections.abc
import enum
import functools
import json
import math
import re
import reprlib
from dataclasses import MISSING, dataclass, fields, is_dataclass
from datetime import datetime, timezone
from typing import (
    Any,
    Callable,
    Dict,
    Iterable,
    Iterator,
    List,
    Literal,
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
M = TypeVar("M", bound="Model")
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
KEPT: Mapping[str, Any] = {"kept": True}  # the library's to say: sent where it is set, to be refused there
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


def dumps(what: str, value: Any, has_members: bool = False) -> bytes:
    """TypeError for what JSON cannot say at all, InvalidArgument for values that it cannot: see fault()."""
    try:
        return _encoder.encode(value).encode("utf-8")
    except (ValueError, RecursionError, TypeError) as error:
        found = fault(what, value, has_members)
        if found is None:
            found = InvalidArgument(f"{what} has no JSON form: {error}", "python.json")
        raise found from error


# ---- Where a value is at fault --------------------------------------------------------------------------

MAX_DEPTH = 128  # arrays and objects inside each other: Json::max_depth


def fault(what: str, value: Any, has_members: bool) -> Optional[Exception]:
    """The first reason why no document can be made of a value, with its place; None where one can. With
    members, each of them is a value with a name, and `what` is only the form around them."""
    for name, each in value.items() if has_members and type(value) is dict else [(what, value)]:
        path: List[str] = []
        if (found := _fault(each, path)) is not None:
            said, reason = found
            pointer = "".join("/" + token.replace("~", "~0").replace("/", "~1") for token in path)
            message = f"{name} at `{_shown(pointer)}` {said}" if path else f"{name} {said}"
            if not reason:
                return TypeError(message)
            return InvalidArgument(message, reason, {"member": name, "pointer": pointer})
    return None


def _fault(value: Any, path: List[str]) -> Optional[Tuple[str, str]]:
    """What is wrong and the error's reason, empty for a wrong type; the path is then the way to it."""
    items: Iterable[Tuple[str, Any]]
    if value is None or isinstance(value, bool):
        return None
    if isinstance(value, str):
        return _fault_of_text(value)
    if isinstance(value, int):
        return _fault_of_int(value)
    if isinstance(value, float):
        finite = math.isfinite(value)
        return None if finite else (f"is {value}, which JSON has not: give a number or None", "python.json")
    if isinstance(value, (list, tuple)):
        items = ((str(at), each) for at, each in enumerate(value))
    elif isinstance(value, dict):
        names: Dict[str, Any] = {}
        for given, each in value.items():
            if not (given is None or isinstance(given, (str, int, float))):
                return f"has a name of type {type(given).__name__}: give str", ""
            said = given if isinstance(given, str) else json.dumps(given)
            if said in names:
                return f"has the name `{_shown(said)}` twice, as text and not: give each name once", (
                    "json.duplicate_name"
                )
            if _fault_of_text(said):
                return "has a name with a lone surrogate: give Unicode text", "python.json"
            names[said] = each
        items = names.items()
    else:
        return (
            f"is of type {type(value).__name__}, which JSON has not: give dict, list, tuple, str, int, "
            "float, bool or None",
            "",
        )
    if len(path) == MAX_DEPTH:
        return f"is deeper than {MAX_DEPTH} lists and dicts, or contains itself: flatten it", "json.too_deep"
    for token, each in items:
        path.append(token)
        if (found := _fault(each, path)) is not None:
            return found
        path.pop()
    return None


def _fault_of_text(value: str) -> Optional[Tuple[str, str]]:
    try:
        value.encode("utf-8")
        return None
    except UnicodeEncodeError:
        return "has a lone surrogate: give Unicode text", "python.json"


def _fault_of_int(value: int) -> Optional[Tuple[str, str]]:
    if -(2**63) <= value < 2**64 or (abs(value) < 10**21 and int(float(value)) == value):
        return None
    said = f"`{value}`" if value.bit_length() < 200 else f"an int of {value.bit_length()} bits"
    return f"is {said}, and beyond 64 bits: give it as text", "json.integer_out_of_range"


def _shown(text: str, longest: int = 80) -> str:
    """In one line, and not endless."""
    text = "".join(
        each if each.isprintable() else each.encode("unicode_escape").decode() for each in text[:longest]
    )
    return text if len(text) < longest else f"{text}…"


# ---- Values that go out ---------------------------------------------------------------------------------


def _wrong(what: str, wanted: str, value: Any) -> TypeError:
    hint = ": give its id" if wanted == "str" and isinstance(getattr(value, "id", None), str) else ""
    return TypeError(f"{what} must be {wanted}, not {type(value).__name__}{hint}")


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
def writer(hint: Any, noun: str = "", whole: bool = False) -> Writer:
    """What writes values of a hint. The noun tells the members of a model from those of another around it.
    The whole is what the library would write, with what only answers have, and without what is empty."""
    hint, optional = _without_none(hint)
    kind = get_origin(hint) or hint
    convert: Writer
    if kind in _PLAIN:
        _, convert = _PLAIN[kind]
    elif kind in _SEQUENCES:
        item = _item(hint)
        wanted = "a sequence of str" if item is str else "a sequence"
        convert = functools.partial(_each, writer(item, _noun(item), whole), wanted)
    elif _is_enum(kind):
        convert = functools.partial(name, kind)
    elif is_dataclass(kind):
        convert = _object_writer(hint, noun, whole)
    else:
        raise TypeError(f"{hint} has no JSON form")
    if not optional:
        return convert
    return lambda what, value: None if value is None else convert(what, value)


def _without_none(hint: Any) -> Tuple[Any, bool]:
    """A hint without its None, if it has one, and without the text that a name may be said as."""
    if get_origin(hint) is not Union:
        return hint, False
    kinds = set(get_args(hint)) - {type(None)}
    if any(map(_is_enum, kinds)):
        kinds = {kind for kind in kinds if kind is not str and get_origin(kind) is not Literal}
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
    kept: bool
    given: bool
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
            how.get("kept", False),
            how.get("given", False),
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


def _is_empty(member: _Member, value: Any) -> bool:
    """Whether the library would leave it out."""
    if member.given or value is ABSENT:
        return not member.given
    kind, optional = _without_none(member.hint)
    kind = get_origin(kind) or kind
    if kind in (Any, object):
        return False
    if optional:
        return value is None
    if kind is bool:
        return value is member.absent is False
    if kind is int:
        return value is None or (not optional and value == 0 == member.absent)
    return value is None or value == EPOCH or (kind in (*_EMPTY, collections.abc.Mapping) and not value)


def _object_writer(hint: Any, noun: str, whole: bool) -> Writer:
    kind = get_origin(hint) or hint
    wanted = f"{'an' if kind.__name__[0] in 'AEIOU' else 'a'} {kind.__name__}"
    flat: List[Tuple[str, Writer]] = []
    plan: List[Tuple[str, str, Any, str, Writer]] = []
    every: Dict[str, _Member] = {}
    for member in _members(hint):
        if member.flat:
            flat.append((member.attribute, writer(member.hint, noun, whole)))
        elif member.sent or whole:
            every[member.attribute] = member
            # None and ABSENT are left out where that says the same; everything else is said.
            left_out = member.absent if member.kept or member.absent in (None, ABSENT) else MISSING
            called = f"{noun} {member.attribute}".strip()
            convert = member.write or writer(member.hint, _noun(member.hint), whole)
            plan.append((member.attribute, member.name, left_out, called, convert))

    def write_object(what: str, value: Any) -> Dict[str, Any]:
        if not isinstance(value, kind):
            raise _wrong(what, wanted, value)
        document: Dict[str, Any] = {}
        for attribute, convert in flat:
            document.update(convert(attribute, getattr(value, attribute)))
        for attribute, name, left_out, called, convert in plan:
            given = getattr(value, attribute)
            if _is_empty(every[attribute], given) if whole else given is left_out:
                continue
            document[name] = convert(called, given)
        return document

    return write_object


class Model:
    """What every value of the library can."""

    def to_dict(self) -> Dict[str, Any]:
        """Its JSON form, as the library writes it: what json.dumps takes, with names as text, times in UTC
        and what is empty left out. TypeError for a member of another type than is said."""
        kind: Any = type(self)
        document: Dict[str, Any] = writer(kind, "", True)(kind.__name__, self)
        return document

    @classmethod
    def from_dict(cls: Type[M], document: Mapping[str, Any]) -> M:
        """What to_dict() was of; members that are not known are passed over. InvalidArgument for a document
        of which none can be made."""
        kind: Any = cls
        try:
            made: M = reader(kind)(dict(document))
            return made
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise InvalidArgument(
                f"no {cls.__name__} can be made of the document ({error!r}): give what {cls.__name__}"
                ".to_dict() gives",
                "python.document",
            ) from error

    def __repr__(self) -> str:
        """In short: without what has its default, and with the beginning of what is large."""
        return short(self)


class _Short(reprlib.Repr):
    def __init__(self) -> None:
        super().__init__()
        self.maxlevel = 4
        self.maxstring = self.maxother = self.maxlong = 80

    def repr_instance(self, x: Any, level: int) -> str:
        if isinstance(x, Name):
            return repr(x.value)
        if isinstance(x, datetime):
            return repr(x.isoformat())
        return repr(x) if is_dataclass(x) else super().repr_instance(x, level)

    repr_datetime = repr_instance

    def repr_bytes(self, x: bytes, level: int) -> str:
        return repr(x[: self.maxother]) + ("..." if len(x) > self.maxother else "")


_short = _Short()


def short(value: Any) -> str:
    """The repr of a dataclass that may hold megabytes."""
    said: List[str] = []
    for each in fields(value):
        given = getattr(value, each.name)
        default = each.default if each.default_factory is MISSING else each.default_factory()
        if each.repr and not (type(given) is type(default) and given == default):
            said.append(f"{each.name}={_short.repr(given)}")
    return f"{type(value).__name__}({', '.join(said)})"
