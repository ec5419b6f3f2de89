"""Data that nobody vouches for, and the schemas that it has to satisfy."""

import copy
import json
import os
import pickle
import threading
import unittest
from typing import Any, Dict, List
from unittest import mock

from metaqore import Forked, InternalError, InvalidArgument, _native
from metaqore.schema import Dialect, Schema, Validation, ValidationFailed, ValidationLimits

SERVICE = {
    "type": "object",
    "required": ["port"],
    "properties": {"port": {"type": "integer", "maximum": 65535}, "name": {"pattern": "^[a-z]+$"}},
}


class AValidation(unittest.TestCase):
    def setUp(self) -> None:
        self.schema = Schema(SERVICE)

    def test_is_true_when_the_data_is_valid(self) -> None:
        validation = self.schema.validate({"port": 80, "name": "web"})
        self.assertTrue(validation)
        self.assertEqual(validation, Validation(True))
        self.assertIsNone(validation.or_raise())  # type: ignore[func-returns-value]
        self.assertTrue(self.schema.is_valid({"port": 80.0}))
        self.assertFalse(self.schema.is_valid({"port": 80.5}))
        self.assertFalse(self.schema.is_valid({}))

    def test_names_every_keyword_that_is_broken(self) -> None:
        validation = self.schema.validate({"port": 70000, "name": "Web 1"})
        self.assertFalse(validation)
        self.assertFalse(validation.truncated)
        name, port = validation.errors
        self.assertEqual(
            (name.instance_location, name.keyword_location), ("/name", "/properties/name/pattern")
        )
        self.assertEqual(
            (port.instance_location, port.keyword_location), ("/port", "/properties/port/maximum")
        )
        self.assertEqual(port.document, "")
        self.assertIn("70000", port.message)
        self.assertEqual(str(port), port.message)

    def test_can_be_raised(self) -> None:
        validation = self.schema.validate({"port": "http"})
        with self.assertRaises(ValidationFailed) as caught:
            validation.or_raise()
        self.assertIs(caught.exception.validation, validation)
        self.assertEqual(str(caught.exception), validation.errors[0].message)
        self.assertEqual(caught.exception.reason, "schema.unsatisfied")
        self.assertIsInstance(caught.exception, (InvalidArgument, ValueError))
        for again in (copy.copy(caught.exception), pickle.loads(pickle.dumps(caught.exception))):
            self.assertEqual(again.validation, validation)

    def test_is_of_what_the_text_says(self) -> None:
        self.assertTrue(self.schema.is_valid(b'{"port":80}'))
        with self.assertRaises(InvalidArgument) as caught:
            self.schema.is_valid(b'{"port":80,"port":"http"}')
        self.assertEqual(caught.exception.reason, "json.duplicate_name")
        exact = Schema(b'{"const":18446744073709551615}')
        self.assertTrue(exact.is_valid(2**64 - 1))
        self.assertFalse(exact.is_valid(2**64 - 2))
        self.assertFalse(exact.is_valid(float(2**64 - 1)))

    def test_that_says_other_than_its_typed_answer_is_not_taken(self) -> None:
        original = _native.take

        def flipped(buffer: Any) -> Any:
            document = json.loads(original(buffer) or b"")
            return json.dumps({**document, "valid": not document["valid"]}).encode()

        with mock.patch.object(_native, "take", flipped):
            for data in ({"port": 80}, {}):
                with self.assertRaises(InternalError) as caught:
                    self.schema.validate(data)
                self.assertEqual(caught.exception.reason, "python.disagrees")
        for answer in (b"{}", b"null", None):
            with mock.patch.object(_native, "take", lambda buffer, answer=answer: answer):
                with self.assertRaises(InternalError):
                    self.schema.validate({"port": 80})


class ASchema(unittest.TestCase):
    def test_is_of_the_dialect_that_is_said(self) -> None:
        # In draft-07 a reference has no keywords beside it.
        beside = {"$ref": "#/definitions/any", "maximum": 1, "definitions": {"any": True}}
        self.assertFalse(Schema(beside).is_valid(2))
        self.assertTrue(Schema(beside, dialect="draft-07").is_valid(2))
        self.assertTrue(Schema(beside, dialect=Dialect.DRAFT_07).is_valid(2))
        said = {**beside, "$schema": "https://json-schema.org/draft/2020-12/schema"}
        self.assertFalse(Schema(said, dialect="draft-07").is_valid(2))
        with self.assertRaises(InvalidArgument):
            Schema({}, dialect="draft-04")  # type: ignore[arg-type]
        with self.assertRaises(TypeError):
            Schema({}, dialect=7)  # type: ignore[arg-type]

    def test_may_assert_formats(self) -> None:
        self.assertTrue(Schema({"format": "ipv4"}).is_valid("none"))
        self.assertFalse(Schema({"format": "ipv4"}, assert_formats=True).is_valid("none"))
        with self.assertRaises(InvalidArgument) as caught:
            Schema({"format": "no-such-format"}, assert_formats=True)
        self.assertEqual(caught.exception.reason, "schema.format")
        with self.assertRaises(TypeError):
            Schema({}, assert_formats="yes")  # type: ignore[arg-type]

    def test_may_refer_to_documents_by_their_address(self) -> None:
        schema = Schema(
            {"properties": {"port": {"$ref": "port"}}},
            uri="https://a.example/service",
            documents={"https://a.example/port": {"maximum": 65535}},
        )
        self.assertTrue(schema.is_valid({"port": 80}))
        (error,) = schema.validate({"port": 70000}).errors
        self.assertEqual(error.document, "https://a.example/port")
        wrong: List[Any] = [[("https://a.example/port", {})], {1: {}}, None]
        for documents in wrong:
            with self.subTest(documents), self.assertRaises(TypeError):
                Schema({}, documents=documents)

    def test_takes_texts_for_its_documents(self) -> None:
        schema = Schema({"$ref": "https://x/a"}, documents={"https://x/a": b'{"maximum":9007199254740993}'})
        self.assertTrue(schema.is_valid(2**53 + 1))
        self.assertFalse(schema.is_valid(2**53 + 2))
        with self.assertRaisesRegex(InvalidArgument, "second time"):
            Schema(True, documents={"https://x/a": b'{"a":1,"a":2}'})

    def test_is_shared_and_not_copied(self) -> None:
        schema = Schema(True)
        for attempt in (copy.copy, copy.deepcopy, pickle.dumps):
            with self.assertRaisesRegex(TypeError, "Schema is neither copied nor pickled: share it"):
                attempt(schema)
        self.assertTrue(schema.is_valid(1))

    def test_that_cannot_be_honoured_is_refused_by_its_keyword(self) -> None:
        wrong: Dict[str, Any] = {
            "schema.invalid": {"properties": {"a": {"type": "strnig"}}},
            "schema.reference": {"$ref": "#/$defs/none"},
            "schema.pattern": {"pattern": "(a)\\1"},
            "schema.recursive": {"$ref": "#"},
            "schema.dialect": {"$schema": "https://a.example/none"},
        }
        for reason, schema in wrong.items():
            with self.subTest(reason), self.assertRaises(InvalidArgument) as caught:
                Schema(schema)
            self.assertEqual(caught.exception.reason, reason)
            self.assertIn("pointer", caught.exception.details)
        with self.assertRaises(InvalidArgument) as caught:
            Schema(wrong["schema.invalid"])
        self.assertEqual(caught.exception.details["pointer"], "/properties/a/type")

    def test_takes_limits(self) -> None:
        schema = Schema({"items": {"type": "integer"}})
        data = [1, "a", "b", "c"]
        validation = schema.validate(data, ValidationLimits(max_errors=2))
        self.assertEqual((len(validation.errors), validation.truncated), (2, True))
        with self.assertRaisesRegex(ValidationFailed, "; and more$"):
            validation.or_raise()
        with self.assertRaises(InvalidArgument) as caught:
            schema.validate(list(range(100)), ValidationLimits(max_steps=10))
        self.assertEqual(caught.exception.reason, "schema.too_costly")
        with self.assertRaises(InvalidArgument) as caught:
            Schema({"items": {"$ref": "#"}}).is_valid([[[[1]]]], ValidationLimits(max_depth=2))
        self.assertEqual(caught.exception.reason, "schema.too_deep")
        self.assertEqual(len(schema.validate(data, ValidationLimits(timeout=0)).errors), 3)
        self.assertEqual(len(schema.validate(data, ValidationLimits(max_errors=0)).errors), 1)
        for limits in (ValidationLimits(max_steps=-1), ValidationLimits(timeout=-1)):
            with self.subTest(limits), self.assertRaises(InvalidArgument):
                schema.validate(data, limits)
        wrong: List[Any] = [{"max_steps": 1}, ValidationLimits(max_steps=1.5), 7]  # type: ignore[arg-type]
        for no_limits in wrong:
            with self.subTest(no_limits), self.assertRaises(TypeError):
                schema.validate(data, no_limits)

    def test_serves_threads(self) -> None:
        schema = Schema(SERVICE)
        faults: List[bool] = []

        def work() -> None:
            for _ in range(100):
                if not schema.is_valid({"port": 80, "name": "web"}) or schema.is_valid(
                    {"port": 80, "name": "Web"}
                ):
                    faults.append(True)

        threads = [threading.Thread(target=work) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual(faults, [])

    def test_is_refused_in_a_forked_child(self) -> None:
        schema = Schema(SERVICE)
        self.assertTrue(schema.is_valid({"port": 80, "name": "web"}))
        child = os.fork()
        if child == 0:
            try:
                schema.is_valid({"port": 80})
                os._exit(1)
            except Forked:
                os._exit(0 if Schema(SERVICE).is_valid({"port": 80, "name": "web"}) else 2)
        self.assertEqual(os.waitpid(child, 0)[1], 0)
        self.assertTrue(schema.is_valid({"port": 80}))


if __name__ == "__main__":
    unittest.main()
