"""The JSON forms, which follow from the dataclasses alone."""

import collections.abc
import enum
import json
import typing
import unittest
from dataclasses import MISSING, dataclass, field, fields, is_dataclass, replace
from datetime import datetime, timedelta, timezone
from typing import Any, Dict, Generic, Iterator, List, Mapping, Optional, Sequence, Set, Tuple, TypeVar, Union
from unittest import mock

from metaqore import (
    InternalError,
    InvalidArgument,
    OutOfMemory,
    _codec,
    engine,
    merge,
    models,
    requirement,
    schema,
    state,
)
from metaqore._codec import ABSENT, ANSWERED, EPOCH, FLAT, GIVEN, Model, Name, named

T = TypeVar("T")
NOON = datetime(2026, 1, 31, 12, 0, 0, 1, timezone.utc)


class Colour(Name):
    RED = "red"
    DARK_BLUE = "dark_blue"


@dataclass(frozen=True)
class Place:
    room: str
    shelf: int = 0


@dataclass(frozen=True)
class PaintPot:
    """A new model: nothing beside it says how it is read and written."""

    place: Place = field(metadata=FLAT)
    colour: Colour
    wanted: Union[None, Colour, str]
    full: bool
    bought: datetime
    note: bytes
    lids: Tuple[str, ...]
    spare: Optional[Place]
    shelves: Sequence[Place]
    label: Any
    extra: Mapping[str, Any] = field(default_factory=dict)
    litres: Optional[int] = None
    owner: str = field(default="nobody", metadata=named("from"))
    sequence: int = field(default=0, metadata=ANSWERED)


POT = PaintPot(
    Place("cellar", 2),
    Colour.DARK_BLUE,
    Colour.RED,
    True,
    NOON,
    "größer".encode(),
    ("a", "b"),
    Place("attic"),
    (Place("hall", 1),),
    None,
    {"x": [1]},
    5,
    "me",
)
FORM = {
    "room": "cellar",
    "shelf": 2,
    "colour": "dark_blue",
    "wanted": "red",
    "full": True,
    "bought": "2026-01-31T12:00:00.000001Z",
    "note": "größer",
    "lids": ["a", "b"],
    "spare": {"room": "attic", "shelf": 0},
    "shelves": [{"room": "hall", "shelf": 1}],
    "label": None,
    "extra": {"x": [1]},
    "litres": 5,
    "from": "me",
}


def read(kind: Any, document: Any) -> Any:
    return _codec.read(kind, json.dumps(document).encode())


class ANewModel(unittest.TestCase):
    def test_is_written_by_its_hints(self) -> None:
        self.assertEqual(json.loads(_codec.write("pot", POT, PaintPot)), FORM)
        self.assertEqual(_codec.plain("pot", POT, PaintPot), FORM)

    def test_is_read_by_its_hints(self) -> None:
        self.assertEqual(read(PaintPot, FORM), POT)
        self.assertEqual(read(PaintPot, {**FORM, "sequence": 3}), replace(POT, sequence=3))
        self.assertEqual(read(List[Place], [{"room": "a"}]), [Place("a")])
        self.assertEqual(read(Tuple[Place, ...], [{"room": "a"}]), (Place("a"),))

    def test_has_what_is_empty_where_it_is_left_out(self) -> None:
        bare = read(PaintPot, {"colour": "red", "full": False, "note": ""})
        self.assertEqual(bare, PaintPot(Place(""), Colour.RED, None, False, EPOCH, b"", (), None, (), ABSENT))
        self.assertEqual((bare.extra, bare.litres, bare.owner, bare.sequence), ({}, None, "nobody", 0))
        again = read(PaintPot, {"colour": "red", "full": False, "note": ""})
        self.assertIsNot(bare.extra, again.extra)

    def test_leaves_out_what_is_not_there(self) -> None:
        bare = replace(POT, wanted=None, spare=None, label=ABSENT, litres=None)
        written = _codec.plain("pot", bare, PaintPot)
        self.assertEqual(set(FORM) - set(written), {"wanted", "spare", "label", "litres"})
        self.assertEqual(read(PaintPot, written), bare)

    def test_says_null_where_none_is_not_what_is_left_out(self) -> None:
        @dataclass(frozen=True)
        class Query:
            colour: Optional[Colour] = Colour.RED

        self.assertEqual(_codec.plain("query", Query(None), Query), {"colour": None})
        self.assertEqual(read(Query, {"colour": None}), Query(None))
        self.assertEqual(read(Query, {}), Query())

    def test_is_read_without_what_a_newer_library_has_added(self) -> None:
        self.assertEqual(read(PaintPot, {**FORM, "brush": {"room": 1}, "place": 7, "owner": 1}), POT)

    def test_is_not_read_without_what_has_no_empty_form(self) -> None:
        for name in ("colour", "full", "note"):
            document = {member: value for member, value in FORM.items() if member != name}
            with self.subTest(name), self.assertRaisesRegex(InternalError, name) as caught:
                read(PaintPot, document)
            self.assertEqual(caught.exception.reason, "python.answer")

        @dataclass(frozen=True)
        class Found:
            items: Tuple[str, ...] = field(default=(), metadata=GIVEN)

        with self.assertRaises(InternalError):
            read(Found, {})
        self.assertEqual(read(Found, {"items": []}), Found())

    def test_is_not_read_of_what_is_no_object_or_no_name(self) -> None:
        wrong: List[Any] = [[], None, 1, "colour", {**FORM, "colour": "mauve"}, {**FORM, "spare": []}]
        for document in (*wrong, {**FORM, "bought": "noon"}, {**FORM, "lids": None}, {**FORM, "shelves": 1}):
            with self.subTest(document), self.assertRaises(InternalError):
                read(PaintPot, document)
        with self.assertRaises(InternalError):
            _codec.read(PaintPot, b"{")
        with self.assertRaises(OutOfMemory):
            _codec.read(PaintPot, None)

    def test_may_be_of_other_models(self) -> None:
        @dataclass(frozen=True)
        class Pair(Generic[T]):
            one: T
            others: Tuple[T, ...]

        pair = Pair(Place("a"), (Place("b"), Place("c")))
        self.assertEqual(read(Pair[Place], _codec.plain("pair", pair, Pair[Place])), pair)
        with self.assertRaises(TypeError):
            _codec.plain("pair", Pair(1, ()), Pair[Place])

    def test_is_looked_at_once(self) -> None:
        _codec.write("pot", POT, PaintPot)
        read(PaintPot, FORM)
        with mock.patch.object(_codec, "get_type_hints") as asked:
            _codec.write("pot", POT, PaintPot)
            read(PaintPot, FORM)
        asked.assert_not_called()

    def test_with_a_hint_that_has_no_form_is_refused(self) -> None:
        hints: List[Any] = [float, Set[str], Dict[str, int], Union[int, str], Tuple[int, str], list, complex]
        for hint in hints:
            kind: Any = type("Kind", (), {"__annotations__": {"member": hint}})
            with self.subTest(hint):
                for use in (_codec.reader, _codec.writer):
                    with self.assertRaisesRegex(TypeError, "has no JSON form"):
                        use(dataclass(kind))


class WhatGoesOut(unittest.TestCase):
    def refused(self, error: Any, message: str, **members: Any) -> None:
        with self.subTest(message), self.assertRaisesRegex(error, f"^{message}"):
            _codec.write("pot", replace(POT, **members), PaintPot)

    def test_has_exactly_the_types_that_are_said(self) -> None:
        class Text(str):
            pass

        class Number(int):
            pass

        self.refused(TypeError, "place must be a Place, not tuple", place=("cellar", 2))
        self.refused(TypeError, "room must be str, not Text", place=Place(Text("cellar")))
        self.refused(TypeError, "shelf must be int, not bool", place=Place("cellar", True))
        self.refused(TypeError, "shelf must be int, not Number", place=Place("cellar", Number(1)))
        self.refused(TypeError, "colour must be str, not int", colour=1)
        self.refused(TypeError, "full must be bool, not int", full=1)
        self.refused(TypeError, "bought must be a datetime, not str", bought="2026-01-31T12:00:00Z")
        self.refused(TypeError, "note must be bytes, not str", note="größer")
        self.refused(TypeError, "lids must be a sequence of str, not str", lids="ab")
        self.refused(TypeError, "each of lids must be str, not bytes", lids=[b"a"])
        self.refused(TypeError, "spare must be a Place, not dict", spare={"room": "attic"})
        self.refused(TypeError, "shelves must be a sequence, not dict", shelves={})
        self.refused(TypeError, "each of shelves must be a Place, not str", shelves=["hall"])
        self.refused(TypeError, "place shelf must be int, not str", shelves=[Place("hall", "1")])  # type: ignore[arg-type]
        self.refused(TypeError, "place room must be str, not int", spare=Place(1))  # type: ignore[arg-type]
        self.refused(TypeError, "extra must be a mapping, not list", extra=[])
        self.refused(TypeError, "owner must be str, not NoneType", owner=None)
        self.refused(TypeError, "pot at `/label` is of type set", label={1, 2})
        with self.assertRaisesRegex(TypeError, "pot must be a PaintPot, not dict"):
            _codec.write("pot", FORM, PaintPot)

    def test_has_values_that_json_can_say(self) -> None:
        self.refused(InvalidArgument, "shelf is `-1`: give 0 to", place=Place("cellar", -1))
        self.refused(InvalidArgument, "litres is `18446744073709551616`", litres=2**64)
        self.refused(InvalidArgument, "owner has a lone surrogate", owner="\ud800")
        self.refused(InvalidArgument, "bought has no time zone", bought=datetime(2026, 1, 31))
        self.refused(InvalidArgument, "pot at `/label` is nan", label=float("nan"))

    def test_may_be_a_name_as_text_and_any_sequence(self) -> None:
        said = replace(
            POT,
            colour="dark_blue",  # type: ignore[arg-type]
            wanted="red",
            lids=(lid for lid in "ab"),  # type: ignore[arg-type]
            shelves=[Place("hall", 1)],
            bought=NOON.astimezone(timezone(timedelta(hours=2))),
        )
        self.assertEqual(_codec.plain("pot", said, PaintPot), FORM)

    def test_may_have_a_form_of_its_own(self) -> None:
        self.assertEqual(
            _codec.plain("limits", schema.ValidationLimits(timeout=0.25), schema.ValidationLimits),
            {"max_steps": 20_000_000, "max_depth": 1000, "timeout_ms": 250, "max_errors": 100},
        )


def dataclasses_of(*modules: Any) -> Iterator[Any]:
    for module in modules:
        for each in vars(module).values():
            if is_dataclass(each) and isinstance(each, type) and each.__module__ == module.__name__:
                yield each


def is_sent(member: Any) -> bool:
    return bool(member.metadata.get("sent", True))


def sample(hint: Any) -> Any:
    """A value that is no default."""
    kind, items = typing.get_origin(hint) or hint, typing.get_args(hint)
    if kind is Union:
        return sample(items[0] if items[0] is not type(None) else items[1])
    if kind in (tuple, list, collections.abc.Sequence):
        return (sample(items[0]),)
    if isinstance(kind, type) and issubclass(kind, enum.Enum):
        return list(kind)[-1]
    if isinstance(kind, type) and is_dataclass(kind):
        hints = typing.get_type_hints(kind)
        return kind(**{each.name: sample(hints[each.name]) for each in fields(kind) if is_sent(each)})
    plain = {str: "é", int: 7, bool: True, bytes: b"b", datetime: NOON, Any: [None], T: "t"}
    return {"k": 1} if kind is collections.abc.Mapping else plain[kind] if kind in plain else "t"


class EveryModel(unittest.TestCase):
    def test_is_read_as_it_was_written(self) -> None:
        seen = 0
        for kind in dataclasses_of(models, requirement, merge, schema, state, engine):
            if kind is schema.ValidationLimits:  # seconds go out as milliseconds, and never come in
                continue
            hint = kind[str] if kind is models.Page else kind
            with self.subTest(kind.__name__):
                value = sample(kind)
                for each in fields(kind):
                    if is_sent(each) and each.default is not MISSING:
                        self.assertNotEqual(getattr(value, each.name), each.default, each.name)
                self.assertEqual(read(hint, _codec.plain("value", value, hint)), value)
                if issubclass(kind, Model):
                    self.assertEqual(kind.from_dict(json.loads(json.dumps(value.to_dict()))), value)
                    self.assertLess(len(repr(value)), 1500)
                seen += 1
        self.assertGreater(seen, 25)

    def test_that_others_see_has_a_dict_form(self) -> None:
        without = {
            kind.__name__
            for kind in dataclasses_of(models, requirement, merge, schema)
            if not issubclass(kind, Model) and not kind.__name__.startswith("_")
        }
        self.assertEqual(without, {"Page", "ValidationLimits"})  # a list of any kind, and bounds


if __name__ == "__main__":
    unittest.main()
