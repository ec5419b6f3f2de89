"""The package as a host uses it."""

import copy
import dataclasses
import hashlib
import pickle
import unittest
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any, List

from support import Case

import metaqore
from metaqore import (
    ArtifactStatus,
    Candidate,
    ConflictDetected,
    ConflictType,
    Effect,
    Engine,
    InvalidArgument,
    Lineage,
    NotFound,
    Project,
    ProjectStatus,
    Requirement,
    Role,
    Severity,
    Strategy,
    Verdict,
    models,
    verify_file,
)


class TheStory(Case):
    def test_reads_as_it_is_told(self) -> None:
        with Engine(self.folder / "team.db") as engine:
            host, planner, coder = (
                engine.state("host", role="host"),
                engine.state("planner"),
                engine.state("coder"),
            )
            project = host.create_project(Project("chatbot"))
            plan = project.lineage("plan")
            first = planner.declare(plan, {"steps": ["index", "chat"]}).or_raise()
            second = coder.declare(plan, {"steps": ["chat"]})
            self.assertFalse(second)
            self.assertTrue(all(conflict.description for conflict in second.conflicts))
            head = host.head(plan)
            assert head is not None
            self.assertEqual(head, first)
            self.assertEqual(len(engine.ledger.head().root), 64)
        with Engine(self.folder / "team.db") as engine:
            self.assertEqual(engine.state("reader").head(plan), first)

    def test_has_a_version_and_a_type_marker(self) -> None:
        self.assertRegex(metaqore.__version__, r"^\d+\.\d+\.\d+$")
        self.assertTrue((Path(metaqore.__file__).parent / "py.typed").exists())
        for name in metaqore.__all__:
            self.assertTrue(hasattr(metaqore, name), name)


class AProject(Case):
    def test_is_answered_as_it_was_kept(self) -> None:
        before = datetime.now(timezone.utc) - timedelta(seconds=5)
        wanted = Project("größer", "two\nlines", "owner", {"a": [1, None]}, "proj_mine")
        made = self.host.create_project(wanted)
        self.assertEqual(
            (made.name, made.description, made.owner_id, made.metadata, made.id),
            ("größer", "two\nlines", "owner", {"a": [1, None]}, "proj_mine"),
        )
        self.assertIs(made.status, ProjectStatus.INITIALIZED)
        self.assertEqual(made.created_at.utcoffset(), timedelta(0))
        self.assertLess(before, made.created_at)
        self.assertGreater(made.sequence, 0)
        self.assertEqual(self.planner.get_project("proj_mine"), made)

    def test_can_be_created_again_with_the_same_id(self) -> None:
        wanted = Project("again", id="proj_again")
        made = self.host.create_project(wanted)
        size = self.engine.ledger.head().size
        self.assertEqual(self.host.create_project(wanted), made)
        self.assertEqual(self.engine.ledger.head().size, size)

    def test_that_says_what_the_library_has_to_say_is_refused(self) -> None:
        size = self.engine.ledger.head().size
        now = datetime.now(timezone.utc)
        for set_by_the_caller in (
            Project("p", status=ProjectStatus.PLANNING),
            Project("p", created_at=now),
            Project("p", updated_at=now),
            Project("p", sequence=7),
            self.project,
        ):
            with self.subTest(set_by_the_caller), self.assertRaisesRegex(InvalidArgument, "left out"):
                self.host.create_project(set_by_the_caller)
        self.assertEqual(self.engine.ledger.head().size, size)

    def test_gives_the_lineages_of_its_artifacts(self) -> None:
        self.assertEqual(self.project.lineage("plan"), self.plan)
        self.assertEqual(self.project.lineage("code", "main"), Lineage(self.project.id, "code", "main"))

    def test_that_is_absent_is_none(self) -> None:
        self.assertIsNone(self.host.get_project("proj_absent"))
        with self.assertRaises(NotFound):
            self.coder.declare(Lineage("proj_absent", "plan"), {})


class ADeclaration(Case):
    def test_is_kept_in_full(self) -> None:
        code = self.coder.declare(Lineage(self.project.id, "code", "main"), {"x": 1}).or_raise()
        needs = Requirement("pypi", "numpy", ">=1.26", scope="dev", purpose="arrays")
        made = self.planner.declare(
            self.plan,
            [1, 2.5, "ü", None, True],
            base=0,
            expected_version=1,
            depends_on=["code/main", code.id],
            reads=(code.id,),
            requirements=[needs],
            paths=["src/a.py"],
            metadata={"model": "m"},
            id="art_mine",
        ).or_raise()
        self.assertEqual(made.lineage, self.plan)
        self.assertEqual((made.id, made.version, made.created_by), ("art_mine", 1, "planner"))
        self.assertEqual((made.base, made.expected_version), (0, 1))
        self.assertEqual(made.data, [1, 2.5, "ü", None, True])
        self.assertEqual(set(made.depends_on), {"code/main", code.id})
        self.assertEqual((made.reads, made.paths), ((code.id,), ("src/a.py",)))
        self.assertEqual((made.requirements, made.metadata), ((needs,), {"model": "m"}))
        self.assertIs(made.status, ArtifactStatus.ACTIVE)
        self.assertRegex(made.content_hash, "^[0-9a-f]{64}$")
        self.assertEqual(self.host.get_artifact("art_mine"), made)

    def test_that_conflicts_is_an_answer(self) -> None:
        second = self.blocked()
        self.assertFalse(second)
        self.assertIs(second.verdict, Verdict.DENIED)
        self.assertIs(second.effect, Effect.BLOCKED)
        self.assertIs(second.artifact.status, ArtifactStatus.BLOCKED)
        (conflict,) = second.conflicts
        head = self.host.head(self.plan)
        assert head is not None
        self.assertIs(conflict.type, ConflictType.PARALLEL_CREATION)
        self.assertIs(conflict.severity, Severity.HIGH)
        self.assertIs(conflict.suggested, Strategy.MERGE)
        self.assertEqual(conflict.clashes_with, (head.id,))
        self.assertEqual(conflict.artifact_id, second.artifact.id)
        self.assertEqual(self.host.get_conflict(conflict.id), conflict)
        self.assertEqual(list(self.host.list_conflicts(self.project.id)), [conflict])
        self.assertEqual(list(self.host.list_conflicts(self.project.id, second.artifact.id)), [conflict])
        self.assertIsNone(self.host.get_conflict("conf_absent"))

    def test_raises_on_request_with_the_decision(self) -> None:
        second = self.blocked()
        with self.assertRaises(ConflictDetected) as caught:
            second.or_raise()
        self.assertIs(caught.exception.decision, second)
        with self.assertRaises(ConflictDetected) as caught:
            second.accepted()
        self.assertIs(caught.exception.decision, second)
        self.assertEqual(self.planner.check(self.plan, 1, base=1).accepted().data, 1)
        self.assertEqual(caught.exception.code, "denied")
        self.assertIn(second.conflicts[0].description, str(caught.exception))
        again = pickle.loads(pickle.dumps(caught.exception))
        self.assertEqual((str(again), again.decision), (str(caught.exception), second))

    def test_is_told_in_one_line(self) -> None:
        named = Lineage(self.project.id, "code", "main")
        self.assertEqual(self.planner.declare(named, 1).text(), "`code/main` is version 1")
        self.assertEqual(self.coder.check(named, 1).text(), "`code/main` says what version 1 says already")
        blocked = self.coder.declare(named, 2, expected_version=7, depends_on=["plan"])
        descriptions = "; ".join(conflict.description for conflict in blocked.conflicts)
        self.assertEqual(len(blocked.conflicts), 3)
        self.assertEqual(blocked.text(), f"the candidate for `code/main` is blocked: {descriptions}")
        self.assertEqual(pickle.loads(pickle.dumps(blocked)).text(), blocked.text())

    def test_can_say_by_name_all_that_a_candidate_says(self) -> None:
        said = {each.name for each in dataclasses.fields(Candidate)} - {"lineage", "data"}
        self.assertEqual(models.Members.__optional_keys__, said)
        self.assertEqual(models.Amendments.__optional_keys__, said - {"base"})

    def test_can_be_based_on_what_was_read(self) -> None:
        self.blocked()
        head = self.coder.head(self.plan)
        assert head is not None
        candidate = head.next({"steps": ["chat"]}, paths=["a"])
        self.assertEqual((candidate.base, candidate.id, candidate.paths), (1, "", ["a"]))
        made = self.coder.declare(candidate, metadata={"why": "less"}).or_raise()
        self.assertEqual((made.version, made.base, made.data), (2, 1, {"steps": ["chat"]}))
        self.assertEqual((made.paths, made.metadata), (("a",), {"why": "less"}))

    def test_that_says_the_same_converges(self) -> None:
        first = self.planner.declare(self.plan, {"a": 1}).or_raise()
        second = self.coder.declare(self.plan, {"a": 1})
        self.assertTrue(second)
        self.assertIs(second.effect, Effect.CONVERGED)
        self.assertEqual(second.or_raise(), first)

    def test_repeated_with_its_own_id_is_answered_as_before(self) -> None:
        candidate = Candidate(self.plan, {"a": 1}, id="art_once")
        first = self.planner.declare(candidate)
        size = self.engine.ledger.head().size
        self.assertEqual(self.planner.declare(candidate), first)
        self.assertEqual(self.engine.ledger.head().size, size)
        with self.assertRaises(InvalidArgument):
            self.planner.declare(candidate, {"a": 2})

    def test_can_be_checked_without_being_kept(self) -> None:
        size = self.engine.ledger.head().size
        answer = self.planner.check(self.plan, {"a": 1})
        self.assertTrue(answer)
        self.assertIs(answer.effect, Effect.NEXT_VERSION)
        self.assertEqual(self.engine.ledger.head().size, size)
        self.assertIsNone(self.host.head(self.plan))
        self.blocked()
        denied = self.coder.check(self.plan, {"a": 2})
        self.assertFalse(denied)
        self.assertEqual(denied.conflicts[0].id, "")

    def test_without_data_is_an_empty_object_and_none_is_null(self) -> None:
        self.assertEqual(self.planner.declare(self.plan).or_raise().data, {})
        self.assertIsNone(self.planner.declare(self.plan, None).or_raise().data)

    def test_receipt_leads_to_its_entry(self) -> None:
        decision = self.planner.declare(self.plan, {"a": 1})
        ledger = self.engine.ledger
        (entry,) = ledger.entries(decision.receipt.sequence, 1)
        self.assertEqual(entry.sequence, decision.receipt.sequence)
        self.assertEqual((entry.action, entry.verdict), ("declare", "accepted"))
        self.assertEqual(ledger.root(decision.receipt.head.size), decision.receipt.head.root)


class Data(Case):
    def kept(self, value: Any) -> Any:
        return self.planner.declare(self.plan, {"value": value}).or_raise().data["value"]

    def test_comes_back_equal(self) -> None:
        for value in (
            0,
            -(2**63),
            2**64 - 1,
            2**53 + 1,
            10**20,
            0.1,
            1e300,
            1.0,
            "𝄞\u0000\n",
            [],
            {},
            [[{}]],
            False,
        ):
            with self.subTest(value):
                self.assertEqual(self.kept(value), value)

    def test_that_json_cannot_say_is_refused(self) -> None:
        for value in (float("nan"), float("inf"), -float("inf"), 2**64 + 1, 10**21, "\ud800"):
            with self.subTest(value), self.assertRaises(InvalidArgument):
                self.kept(value)
        with self.assertRaises(InvalidArgument) as caught:
            self.kept(float("nan"))
        self.assertEqual(caught.exception.reason, "python.json")
        loop: List[Any] = []
        loop.append(loop)
        deep: List[Any] = []
        for _ in range(100_000):
            deep = [deep]
        for value in (loop, deep):
            with self.assertRaises(InvalidArgument):
                self.kept(value)
        while deep:  # its collection would otherwise recurse as deep
            deep = deep.pop()
        for value in (b"bytes", {1, 2}, object(), datetime.now()):
            with self.subTest(value), self.assertRaises(TypeError):
                self.kept(value)
        with self.assertRaises(InvalidArgument):
            self.planner.declare(self.plan, {1: "a", "1": "b"})
        self.assertIsNone(self.host.head(self.plan))

    def test_is_refused_by_its_place(self) -> None:
        deep: Any = []
        for _ in range(129):
            deep = [deep]
        cases: Any = {
            "data at `/a/1` is nan, which JSON has not: give a number or None": {"a": [0, float("nan")]},
            "data is -inf, which JSON has not": float("-inf"),
            "data at `/a~1b/m~0n` is of type set, which JSON has not": {"a/b": {"m~n": {1}}},
            "data at `/a` is of type bytes, which JSON has not": {"a": b"x"},
            "data at `/a` has a name of type tuple: give str": {"a": {(1, 2): 3}},
            "data at `/a` has the name `1` twice": {"a": {1: 1, "1": 2}},
            "data at `/a` is `18446744073709551617`, and beyond 64 bits": {"a": 2**64 + 1},
            "data at `/a` is an int of 1025 bits, and beyond 64 bits": {"a": -(2**1024)},
            "data at `/a` has a lone surrogate": {"a": "\ud800"},
            "data has a name with a lone surrogate": {"\ud800": 1},
            r"data at `(/0){40}…` is deeper than 128 lists and dicts": deep,
            "data at `/a/0` is of type object": {"a": (object(),)},
            r"data at `/a\\nb` is nan": {"a\nb": float("nan")},
        }
        for message, data in cases.items():
            with self.subTest(message), self.assertRaisesRegex((InvalidArgument, TypeError), f"^{message}"):
                self.planner.declare(self.plan, data)
        with self.assertRaisesRegex(InvalidArgument, "^metadata at `/a` is nan"):
            self.planner.declare(self.plan, metadata={"a": float("nan")})
        with self.assertRaisesRegex(InvalidArgument, "^metadata at `/a` is nan"):
            self.host.create_project(Project("p", metadata={"a": float("nan")}))
        for data, reason, pointer in (
            ({"a": 2**64 + 1}, "json.integer_out_of_range", "/a"),
            (deep, "json.too_deep", "/0" * 128),
        ):
            with self.assertRaises(InvalidArgument) as caught:
                self.planner.check(self.plan, data)
            self.assertEqual(caught.exception.reason, reason)
            self.assertEqual(caught.exception.details, {"member": "data", "pointer": pointer})

    def test_may_be_as_deep_as_is_said(self) -> None:
        deep: Any = 1
        for _ in range(128):
            deep = [deep]
        self.assertEqual(self.planner.declare(self.plan, deep).or_raise().data, deep)
        for data in ([deep], {"a": [deep]}):
            with self.assertRaisesRegex(InvalidArgument, "is deeper than 128"):
                self.planner.check(self.plan, data)


class Lists(Case):
    def test_give_all_pages(self) -> None:
        made = {
            self.planner.declare(Lineage(self.project.id, "note", str(i)), i).or_raise().id for i in range(25)
        }
        for size in (1, 7, 25, 26):
            listed = [each.id for each in self.host.list_artifacts(self.project.id, page_size=size)]
            self.assertEqual(len(listed), 25)
            self.assertEqual(set(listed), made)
        page = self.host.page_artifacts(self.project.id, limit=10)
        self.assertEqual(len(page.items), 10)
        rest = self.host.page_artifacts(self.project.id, limit=100, cursor=page.next)
        self.assertEqual((len(rest.items), rest.next), (15, ""))

    def test_show_the_state_of_their_call(self) -> None:
        for i in range(5):
            self.host.create_project(Project(f"p{i}"))
        listed = self.host.list_projects(page_size=2)
        self.host.create_project(Project("later"))
        names = [project.name for project in listed]
        self.assertEqual(sorted(names), ["chatbot", "p0", "p1", "p2", "p3", "p4"])
        self.assertEqual(len(list(self.host.list_projects())), 7)

    def test_can_be_narrowed(self) -> None:
        second = self.blocked()
        self.planner.declare(Lineage(self.project.id, "code", "a"), {}).or_raise()
        self.planner.declare(self.plan, {"steps": []}, base=1).or_raise()
        of = self.project.id
        self.assertEqual(
            [(a.lineage.artifact_type, a.version) for a in self.host.list_artifacts(of)],
            [("code", 1), ("plan", 2)],
        )
        self.assertEqual([a.version for a in self.host.list_artifacts(of, "plan")], [2])
        self.assertEqual([a.version for a in self.host.list_artifacts(of, "code", "a")], [1])
        self.assertEqual([a.version for a in self.host.list_artifacts(of, "code", "b")], [])
        self.assertEqual([a.id for a in self.host.list_artifacts(of, status="blocked")], [second.artifact.id])
        self.assertEqual(
            [a.version for a in self.host.list_artifacts(of, status=ArtifactStatus.SUPERSEDED)], [1]
        )
        self.assertEqual(
            sorted(a.version for a in self.host.list_artifacts(of, "plan", status=None)), [0, 1, 2]
        )

    def test_refuse_at_the_call(self) -> None:
        for call in (
            lambda: self.host.list_projects(page_size=0),
            lambda: self.host.list_projects(page_size=1001),
            lambda: self.host.page_projects(cursor="made up"),
            lambda: self.host.list_artifacts(self.project.id, status="lost"),  # type: ignore[arg-type]
            lambda: self.host.list_conflicts(""),
        ):
            with self.assertRaises(InvalidArgument):
                call()


class TheLedger(Case):
    def test_can_be_recomputed_without_the_library(self) -> None:
        self.blocked()
        ledger = self.engine.ledger
        entries = ledger.entries()
        head = ledger.head()
        self.assertEqual([entry.sequence for entry in entries], list(range(head.size)))

        def root(leaves: List[bytes]) -> bytes:  # RFC 9162 section 2.1.1
            if len(leaves) == 1:
                return hashlib.sha256(b"\0" + leaves[0]).digest()
            half = 1
            while half * 2 < len(leaves):
                half *= 2
            return hashlib.sha256(b"\1" + root(leaves[:half]) + root(leaves[half:])).digest()

        leaves = [entry.bytes for entry in entries]
        self.assertEqual(root(leaves).hex(), head.root)
        for size in range(1, head.size + 1):
            self.assertEqual(root(leaves[:size]).hex(), ledger.root(size))
        self.assertEqual(ledger.root(0), hashlib.sha256(b"").hexdigest())
        with self.assertRaises(NotFound):
            ledger.root(head.size + 1)

    def test_pages_its_entries(self) -> None:
        self.blocked()
        ledger = self.engine.ledger
        self.assertEqual([entry.sequence for entry in ledger.entries(1, limit=2)], [1, 2])
        self.assertEqual(ledger.entries(2**40), [])
        entries = {entry.sequence: entry for entry in ledger.entries()}
        self.assertEqual(entries[self.project.sequence].role, "host")
        self.assertEqual(ledger.entries(0, 1)[0].time.utcoffset(), timedelta(0))

    def test_numbers_the_entries_of_a_project_and_of_a_trace(self) -> None:
        trace = "0123456789abcdef" * 2
        self.engine.state("tracer", trace_id=trace).declare(Lineage(self.project.id, "note"), {}).or_raise()
        entries = self.engine.ledger.entries()
        of_project = [entry.project_number for entry in entries if entry.project == self.project.id]
        of_trace = [entry.trace_number for entry in entries if entry.trace == trace]
        self.assertEqual(of_project, list(range(len(of_project))))
        self.assertEqual(of_trace, list(range(len(of_trace))))
        self.assertTrue(of_project and of_trace)
        first, last = entries[0], entries[-1]
        self.assertEqual((first.project_number, first.trace_number, first.rules), (None, None, 0))
        self.assertGreater(last.rules, 0)
        self.assertEqual(last.on_behalf_of, "")

    def test_verifies(self) -> None:
        self.blocked()
        found = self.engine.ledger.verify()
        self.assertTrue(found, found.message)
        self.assertIs(found.ok, True)
        self.assertEqual(found.head, self.engine.ledger.head())
        self.assertIsNone(found.first_bad)

    def test_that_was_tampered_with_is_an_answer(self) -> None:
        path = self.folder / "team.db"
        with Engine(path) as engine:
            engine.state("host").create_project(Project("a-name-to-find"))
        stored = path.read_bytes()
        self.assertIn(b"a-name-to-find", stored)
        path.write_bytes(stored.replace(b"a-name-to-find", b"a-name-to-hide"))
        with Engine(path) as engine:
            found = engine.ledger.verify()
        self.assertFalse(found)
        self.assertTrue(found.message)
        self.assertEqual(verify_file(path), found)
        self.assertEqual(verify_file(str(path)), found)


class Values(unittest.TestCase):
    def test_are_compared_copied_and_equal_to_their_names(self) -> None:
        lineage = Lineage("proj_x", "plan")
        self.assertEqual(len({lineage, Lineage("proj_x", "plan", "")}), 1)
        self.assertEqual(copy.deepcopy(Candidate(lineage, [1])), Candidate(lineage, [1]))
        self.assertEqual(Role.HOST, "host")
        self.assertEqual(f"{Role.HOST} {Severity.HIGH}", "host high")


if __name__ == "__main__":
    unittest.main()
