"""Two states of one actor are two, and what is read, changed and written as one step."""

import threading
import unittest
from dataclasses import replace
from typing import Any, Callable

from support import Case

from metaqore import Artifact, Candidate, ConflictType, Effect, InvalidArgument, Lineage


def added(next_version: Candidate) -> Candidate:
    return replace(next_version, data=(next_version.data or 0) + 1)


class Sessions(Case):
    def setUp(self) -> None:
        super().setUp()
        self.plan = Lineage(self.project.id, "plan")

    def test_of_one_actor_are_two(self) -> None:
        first, second = self.engine.state("coder"), self.engine.state("coder")
        one = first.declare(self.plan, 1).or_raise()
        denied = second.declare(self.plan, 2)
        self.assertEqual([it.type for it in denied.conflicts], [ConflictType.VERSION_MISMATCH])
        self.assertEqual(denied.conflicts[0].by, "coder")
        self.assertIn("another session of `coder`", denied.text())
        two = first.declare(self.plan, 3).or_raise()
        self.assertEqual((two.version, two.base, two.based_on, two.session), (2, None, 1, one.session))
        self.assertNotEqual(denied.artifact.session, one.session)
        self.assertEqual(second.head(self.plan), two)
        self.assertEqual(second.declare(self.plan, 4).or_raise().version, 3)

    def test_say_on_whose_behalf(self) -> None:
        agent = self.engine.state("coder", on_behalf_of="alice")
        made = agent.declare(self.plan, 1).or_raise()
        self.assertEqual((made.created_by, made.on_behalf_of), ("coder", "alice"))
        self.assertEqual(agent.get_artifact(made.id), made)
        with self.assertRaises(InvalidArgument):
            self.engine.state("coder", on_behalf_of="a\nb")

    def test_keep_nothing_of_a_denied_attempt(self) -> None:
        self.engine.state("planner").declare(self.plan, 1).or_raise()
        size = self.engine.ledger.head().size
        denied = self.engine.state("newcomer").try_declare(self.plan, 2)
        self.assertEqual((bool(denied), denied.effect), (False, Effect.REFUSED))
        self.assertEqual(denied.conflicts[0].by, "planner")
        self.assertEqual(self.engine.ledger.head().size, size)

    def test_are_asked_for_ids_of_a_kind(self) -> None:
        state = self.engine.state("coder")
        for get, id in ((state.get_artifact, self.project.id), (state.get_project, "art_1"), (state.get_conflict, "x")):
            with self.assertRaisesRegex(InvalidArgument, f"`id` is `{id}`"):
                get(id)


class Updates(Case):
    def setUp(self) -> None:
        super().setUp()
        self.counter = Lineage(self.project.id, "counter", "hits")

    def test_lose_no_increment(self) -> None:
        failed = []

        def count() -> None:
            state = self.engine.state("counter")
            for _ in range(10):
                if not state.update(self.counter, added, attempts=1_000):
                    failed.append(state)

        threads = [threading.Thread(target=count) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual(failed, [])
        head = self.engine.state("host").head(self.counter)
        assert isinstance(head, Artifact)
        self.assertEqual((head.data, head.version, head.exact), (40, 40, True))

    def test_try_again_within_their_bound(self) -> None:
        state, rival = self.engine.state("coder"), self.engine.state("rival")
        calls = []

        def overtaken(next_version: Candidate) -> Candidate:
            calls.append(next_version.base)
            rival.update(self.counter, added).or_raise()
            return added(next_version)

        denied = state.update(self.counter, overtaken, attempts=3)
        self.assertEqual(calls, [None, 1, 2])
        self.assertEqual(denied.effect, Effect.REFUSED)

    def test_end_where_something_else_stands_against_them(self) -> None:
        calls = []

        def dependent(next_version: Candidate) -> Candidate:
            calls.append(next_version)
            return replace(next_version, depends_on=["nothing"])

        denied = self.engine.state("coder").update(self.counter, dependent)
        self.assertEqual(len(calls), 1)
        self.assertEqual([it.type for it in denied.conflicts], [ConflictType.MISSING_DEPENDENCY])

    def test_want_a_candidate_and_at_least_one_attempt(self) -> None:
        state = self.engine.state("coder")
        wrong: Callable[[Candidate], Any] = lambda next_version: 7  # noqa: E731
        with self.assertRaisesRegex(TypeError, "must return a Candidate, not int"):
            state.update(self.counter, wrong)
        with self.assertRaises(InvalidArgument):
            state.update(self.counter, added, attempts=0)
        with self.assertRaises(ZeroDivisionError):
            state.update(self.counter, lambda next_version: replace(next_version, data=1 // 0))


if __name__ == "__main__":
    unittest.main()
