"""What changed between JSON documents, and how two changes of one come together."""

import copy
import json
import os
import pickle
import threading
import unittest
from typing import Any, Dict, List
from unittest import mock

from metaqore import InternalError, InvalidArgument, _native, patch
from metaqore.merge import ABSENT, Answer, Merge, Residual, ResidualKind, Take, merge, resolve

BASE = {"port": 80, "tags": ["web"]}
OURS = {"port": 8080, "tags": ["web", "api"]}
THEIRS = {"port": 9090, "tags": ["web"]}
ACTORS = ("planner", "coder")


class Absence(unittest.TestCase):
    def test_is_one_object_and_not_null(self) -> None:
        self.assertFalse(ABSENT)
        self.assertEqual(repr(ABSENT), "ABSENT")
        self.assertIs(copy.deepcopy(ABSENT), ABSENT)
        self.assertIs(pickle.loads(pickle.dumps(ABSENT)), ABSENT)
        self.assertIs(patch.ABSENT, ABSENT)
        self.assertNotEqual(ABSENT, None)

    def test_is_no_document_where_one_has_to_be(self) -> None:
        with self.assertRaises(TypeError):
            patch.make(ABSENT, {})
        with self.assertRaises(TypeError):
            patch.apply_merge({}, ABSENT)
        with self.assertRaises(TypeError):
            merge(BASE, [ABSENT], {})


class Documents(unittest.TestCase):
    def test_keep_every_integer_of_64_bits(self) -> None:
        for value in (
            2**53 + 1,
            2**63 - 1,
            2**64 - 1,
            -(2**63),
            0,
            0.1,
            1e300,
            5e-324,
            None,
            True,
            "ä\0\U0001f600",
        ):
            with self.subTest(value):
                found = patch.find([value], "/0")
                self.assertEqual((found, type(found)), (value, type(value)))

    def test_come_back_in_canonical_form(self) -> None:
        self.assertEqual(patch.find({"a": (1.0, 2)}, "/a"), [1, 2])
        self.assertIs(type(patch.find(1.0, "")), int)
        self.assertEqual(patch.find({1: "one"}, "/1"), "one")
        self.assertEqual(patch.find(10**20, ""), 10**20)

    def test_that_json_cannot_say_are_refused(self) -> None:
        for value in (float("nan"), float("inf"), "\ud800"):
            with self.subTest(value), self.assertRaises(InvalidArgument) as caught:
                patch.find(value, "")
            self.assertEqual(caught.exception.reason, "python.json")
        with self.assertRaisesRegex(InvalidArgument, "^document is an int of 16610 bits, and beyond 64 bits"):
            patch.find(10**5000, "")
        # No reader could tell it from its neighbours.
        with self.assertRaises(InvalidArgument) as caught:
            patch.find(2**64 + 1, "")
        self.assertTrue(caught.exception.reason.startswith("json."))
        with self.assertRaises(InvalidArgument) as caught:
            patch.find({1: "one", "1": "uno"}, "")
        self.assertEqual(caught.exception.reason, "json.duplicate_name")
        with self.assertRaises(TypeError):
            patch.find({1, 2}, "")

    def test_may_be_bytes_of_json_text_which_lose_nothing(self) -> None:
        self.assertEqual(patch.find(b'{"a": [1, 18446744073709551615]}', "/a/1"), 2**64 - 1)
        with self.assertRaises(InvalidArgument) as caught:
            patch.make({}, b'{"a":1,"a":2}')
        self.assertEqual(caught.exception.reason, "json.duplicate_name")
        self.assertEqual(caught.exception.details["line"], 1)
        self.assertRegex(str(caught.exception), "^`after`: ")
        with self.assertRaises(InvalidArgument):
            patch.find(b"", "")
        with self.assertRaises(TypeError):
            patch.find({"a": b"1"}, "")


class APointer(unittest.TestCase):
    def test_finds_what_is_there_and_gives_the_default_else(self) -> None:
        document = {"a/b": [1, None], "": 2}
        self.assertEqual(patch.find(document, "/a~1b/0"), 1)
        self.assertIsNone(patch.find(document, "/a~1b/1"))
        self.assertIs(patch.find(document, "/a~1b/2"), ABSENT)
        self.assertEqual(patch.find(document, "/c", 7), 7)
        self.assertEqual(patch.find(document, "/"), 2)
        self.assertEqual(patch.find(document, ""), document)

    def test_that_is_none_says_where(self) -> None:
        with self.assertRaises(InvalidArgument) as caught:
            patch.find({}, "/a~2")
        self.assertEqual(caught.exception.reason, "pointer.syntax")
        self.assertIn("offset", caught.exception.details)
        with self.assertRaises(TypeError):
            patch.find({}, 0)  # type: ignore[arg-type]


class APatch(unittest.TestCase):
    def test_makes_one_document_of_the_other(self) -> None:
        self.assertEqual(
            patch.make({"port": 80}, {"port": 8080}), [{"op": "replace", "path": "/port", "value": 8080}]
        )
        self.assertEqual(patch.make(BASE, BASE), [])
        others: List[Any] = [OURS, THEIRS, {}, [], None, {"tags": []}]
        for after in others:
            with self.subTest(after):
                self.assertEqual(patch.apply(BASE, patch.make(BASE, after)), after)

    def test_is_made_as_a_whole_or_not_at_all(self) -> None:
        operations = [{"op": "remove", "path": "/tags"}, {"op": "test", "path": "/port", "value": 81}]
        document = copy.deepcopy(BASE)
        with self.assertRaises(InvalidArgument) as caught:
            patch.apply(document, operations)
        self.assertEqual(document, BASE)
        self.assertEqual(caught.exception.reason, "patch.test_failed")
        self.assertEqual(caught.exception.details["operation"], 1)
        self.assertEqual(caught.exception.details["pointer"], "/port")
        with self.assertRaises(InvalidArgument) as caught:
            patch.apply(BASE, [{"op": "remove", "path": "/nothing"}])
        self.assertEqual(caught.exception.reason, "patch.not_found")
        with self.assertRaises(InvalidArgument) as caught:
            patch.apply(BASE, {"port": 81})
        self.assertEqual(caught.exception.reason, "patch.malformed")

    def test_may_be_a_merge_patch(self) -> None:
        change = patch.make_merge(BASE, {"port": 8080})
        self.assertEqual(change, {"port": 8080, "tags": None})
        self.assertEqual(patch.apply_merge(BASE, change), {"port": 8080})
        self.assertIs(patch.make_merge({}, {"a": None}), ABSENT)
        self.assertIsNone(patch.make_merge(1, None))
        self.assertEqual(patch.apply_merge([1], {"a": {"b": None, "c": 1}}), {"a": {"c": 1}})

    def test_is_shown_to_people_as_a_diff(self) -> None:
        diff = patch.text_diff(BASE, THEIRS, context=0, before_label="team.json")
        self.assertTrue(diff.startswith("--- team.json\n+++ after\n@@ "), diff)
        self.assertIn("9090", diff)
        self.assertNotIn("tags", diff)
        self.assertIn("tags", patch.text_diff(BASE, THEIRS))
        self.assertIn("\n+++ team.json\n", patch.text_diff(BASE, THEIRS, after_label="team.json"))
        self.assertEqual(patch.text_diff(BASE, {"tags": ["web"], "port": 80.0}), "")
        with self.assertRaises(InvalidArgument):
            patch.text_diff(BASE, THEIRS, context=-1)
        with self.assertRaises(TypeError):
            patch.text_diff(BASE, THEIRS, context=1.5)  # type: ignore[arg-type]


class AMerge(unittest.TestCase):
    def test_leaves_to_be_decided_what_nothing_settles(self) -> None:
        result = merge(BASE, OURS, THEIRS, actors=ACTORS)
        self.assertFalse(result)
        self.assertFalse(result.clean)
        self.assertEqual(result.merged, {"port": 80, "tags": ["web", "api"]})
        (residual,) = result.residuals
        self.assertEqual(
            residual, Residual("/port", ResidualKind.EDIT_EDIT, 80, 8080, 9090, "planner", "coder")
        )
        self.assertEqual(
            result.message,
            "`/port` was changed on both sides: `planner` made it `8080`, `coder` made it `9090`; "
            "it was `80`\n",
        )

    def test_names_what_has_no_json_form(self) -> None:
        with self.assertRaisesRegex(TypeError, "^ours at `/a` is of type set"):
            merge({}, {"a": {1}}, {})
        with self.assertRaisesRegex(InvalidArgument, "^theirs at `/a/1` is `18446744073709551617`"):
            merge({}, {}, {"a": [1, 2**64 + 1]})

    def test_says_what_is_wrong_with_an_array(self) -> None:
        rules = {"rules": [{"path": "", "array": "map", "keys": ["/name"]}]}
        result = merge([], [{"name": "a"}, {"name": "a"}], [{}], rules)
        (residual,) = result.residuals
        self.assertEqual(residual.kind, ResidualKind.KEY_INVALID)
        self.assertEqual(residual.base_fault, "")
        self.assertEqual(residual.ours_fault, '`[1]` has the key `"a"`, as `[0]` has')
        self.assertEqual(residual.theirs_fault, "`[0]` has no string, number or boolean at `/name`")
        self.assertEqual(resolve(result, [Answer("", Take.THEIRS)]), [{}])

    def test_is_true_when_it_is_clean(self) -> None:
        result = merge(BASE, OURS, {"port": 80, "tags": ["web"], "name": None})
        self.assertTrue(result)
        self.assertEqual(result, Merge({**OURS, "name": None}))
        self.assertEqual(resolve(result, []), result.merged)

    def test_tells_absent_from_null_and_empty(self) -> None:
        self.assertIs(merge({}, ABSENT, {}).merged, ABSENT)
        self.assertEqual(merge(ABSENT, {"a": 1}, {"b": 2}).merged, {"a": 1, "b": 2})
        self.assertIsNone(merge(1, None, 1).merged)
        (residual,) = merge(ABSENT, 1, 2).residuals
        self.assertEqual(residual, Residual("", ResidualKind.ADD_ADD, ABSENT, 1, 2))
        (residual,) = merge(1, 2, ABSENT).residuals
        self.assertEqual(residual, Residual("", ResidualKind.DELETE_EDIT, 1, 2, ABSENT))
        result = merge([1], ABSENT, None, actors=ACTORS)
        (residual,) = result.residuals
        self.assertEqual(residual.kind, ResidualKind.DELETE_EDIT)
        self.assertEqual(
            (residual.pointer, residual.base, residual.ours, residual.theirs), ("", [1], ABSENT, None)
        )
        self.assertIs(resolve(result, [Answer("", Take.OURS)]), ABSENT)
        self.assertIsNone(resolve(result, [Answer("", Take.THEIRS)]))
        self.assertEqual(resolve(result, [Answer("", Take.BASE)]), [1])
        self.assertIsNone(resolve(result, [Answer("", Take.VALUE, None)]))

    def test_takes_a_policy(self) -> None:
        policy = {
            "rules": [
                {"path": "/tags", "array": "set"},
                {"path": "/services", "array": "map", "keys": ["/name"]},
                {"path": "/pins/*", "scalar": "max_version", "ecosystem": "pypi"},
                {"path": "/port", "scalar": "max"},
            ]
        }
        base = {
            "pins": {"a": "1.9"},
            "port": 80,
            "services": [{"name": "web"}, {"name": "db"}],
            "tags": ["x"],
        }
        ours = {
            "pins": {"a": "1.10"},
            "port": 81,
            "services": [{"name": "web", "n": 2}, {"name": "db"}],
            "tags": [],
        }
        theirs = {
            "pins": {"a": "1.9.1"},
            "port": 82,
            "services": [{"name": "db", "n": 3}],
            "tags": ["x", "y"],
        }
        result = merge(base, ours, theirs, policy=policy, actors=ACTORS)
        self.assertEqual([each.pointer for each in result.residuals], ["/services/0"])
        self.assertEqual(
            resolve(result, [Answer("/services/0", "theirs")]),
            {"pins": {"a": "1.10"}, "port": 82, "services": [{"name": "db", "n": 3}], "tags": ["y"]},
        )
        as_text = json.dumps(policy).encode()
        self.assertEqual(merge(base, ours, theirs, policy=as_text, actors=ACTORS), result)
        with self.assertRaises(InvalidArgument) as caught:
            merge(1, 2, 3, policy={"rules": [{"path": "", "array": "some"}]})
        self.assertEqual(caught.exception.reason, "merge.policy")
        with self.assertRaises(InvalidArgument):
            merge(1, 2, 3, policy=[])

    def test_refuses_what_is_no_side(self) -> None:
        with self.assertRaises(TypeError):
            merge(1, 2, 3, actors=("planner", 1))  # type: ignore[arg-type]
        with self.assertRaises(ValueError):
            merge(1, 2, 3, actors=("planner",))  # type: ignore[arg-type]
        for actor in ("a" * 257, "\ud800"):
            with self.assertRaises(InvalidArgument):
                merge(1, 2, 3, actors=(actor, "coder"))

    def test_that_says_other_than_its_typed_answer_is_not_taken(self) -> None:
        original = _native.take

        def flipped(buffer: Any) -> Any:
            document = (original(buffer) or b"").decode()
            if not document.startswith("{"):
                return document.encode()
            residual = {"pointer": "/a", "kind": "edit_edit"}
            return json.dumps({"residuals": [] if json.loads(document)["residuals"] else [residual]}).encode()

        with mock.patch.object(_native, "take", flipped):
            for theirs in (THEIRS, BASE):
                with self.assertRaises(InternalError) as caught:
                    merge(BASE, OURS, theirs)
                self.assertEqual(caught.exception.reason, "python.disagrees")
        with mock.patch.object(_native, "take", lambda buffer: None):
            with self.assertRaises(InternalError):
                patch.find(BASE, "/port")
            with self.assertRaises(InternalError):
                merge(BASE, OURS, OURS)
        with mock.patch.object(_native, "take", lambda buffer: b"1"), self.assertRaises(InternalError):
            patch.find(BASE, "/none")

    def test_is_for_any_thread_and_any_process(self) -> None:
        faults: List[Any] = []

        def work() -> None:
            for _ in range(50):
                result = merge(BASE, OURS, THEIRS)
                if resolve(result, [Answer("/port", "ours")]) != OURS:
                    faults.append(result)

        threads = [threading.Thread(target=work) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual(faults, [])
        child = os.fork()
        if child == 0:
            os._exit(0 if merge(BASE, OURS, BASE) else 1)
        self.assertEqual(os.waitpid(child, 0)[1], 0)


class Answers(unittest.TestCase):
    def setUp(self) -> None:
        self.result = merge(BASE, OURS, THEIRS, actors=ACTORS)

    def test_are_taken_all_together_or_not_at_all(self) -> None:
        right = Answer("/port", Take.OURS)
        wrong: Dict[str, List[Answer]] = {
            "a residual without an answer": [],
            "an answer without a residual": [right, Answer("/tags", "ours")],
            "two answers": [right, right],
            "a value beside a side": [Answer("/port", Take.OURS, 1)],
        }
        for what, answers in wrong.items():
            with self.subTest(what), self.assertRaises(InvalidArgument) as caught:
                resolve(self.result, answers)
            self.assertEqual(caught.exception.reason, "merge.answer")
        self.assertEqual(resolve(self.result, [right]), OURS)
        self.assertEqual(resolve(self.result, iter([right])), OURS)
        self.assertEqual(resolve(self.result, [Answer("/port", Take.VALUE)]), {"tags": OURS["tags"]})

    def test_are_checked_for_type(self) -> None:
        wrong: List[Any] = [
            [("/port", "ours")],
            [Answer("/port", 1)],  # type: ignore[arg-type]
            [Answer(1, "ours")],  # type: ignore[arg-type]
            "ours",
        ]
        for answers in wrong:
            with self.subTest(answers), self.assertRaises(TypeError):
                resolve(self.result, answers)
        with self.assertRaises(InvalidArgument) as caught:
            resolve(self.result, [Answer("/port", "mine")])  # type: ignore[arg-type]
        self.assertEqual(caught.exception.reason, "model.unknown_value")
        with self.assertRaises(TypeError):
            resolve(self.result.merged, [])

    def test_settle_a_merge_that_was_kept_elsewhere(self) -> None:
        kept = pickle.loads(pickle.dumps(self.result))
        self.assertEqual(kept, self.result)
        self.assertEqual(resolve(kept, [Answer("/port", "value", {"min": 1})])["port"], {"min": 1})


if __name__ == "__main__":
    unittest.main()
