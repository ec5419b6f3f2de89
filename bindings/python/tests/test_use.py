"""The package as a host uses it."""

import contextlib
import copy
import ctypes
import gc
import hashlib
import json
import os
import pickle
import resource
import subprocess
import sys
import tempfile
import threading
import time
import unittest
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any, Dict, List
from unittest import mock

import metaqore
from metaqore import (
    ArtifactStatus,
    Busy,
    Candidate,
    Closed,
    ConflictDetected,
    ConflictType,
    Decision,
    Effect,
    Engine,
    Forked,
    InternalError,
    InvalidArgument,
    Lineage,
    LogLevel,
    MetaQoreError,
    NotFound,
    OutOfMemory,
    Project,
    ProjectStatus,
    ReadOnly,
    Requirement,
    Role,
    Severity,
    State,
    StorageError,
    Strategy,
    Verdict,
    _native,
)


class Case(unittest.TestCase):
    """One engine in memory with a project, and one folder."""

    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        self.engine = Engine(":memory:")
        self.addCleanup(self.engine.close)
        self.host = self.engine.state("host", role="host")
        self.planner = self.engine.state("planner")
        self.coder = self.engine.state("coder")
        self.project = self.host.create_project(Project("chatbot"))
        self.plan = Lineage(self.project.id, "plan")

    @contextlib.contextmanager
    def answering(self, change: Any) -> Any:
        """Answers of the library are changed on their way."""

        def take(buffer: Any) -> Any:
            return change(original(buffer))

        original = _native.take
        with mock.patch.object(_native, "take", take):
            yield

    def blocked(self) -> Decision:
        self.planner.declare(self.plan, {"steps": ["index", "chat"]}).or_raise()
        return self.coder.declare(self.plan, {"steps": ["chat"]})


class TheStory(Case):
    def test_reads_as_it_is_told(self) -> None:
        with Engine(self.folder / "team.db") as engine:
            host, planner, coder = (
                engine.state("host", role="host"),
                engine.state("planner"),
                engine.state("coder"),
            )
            project = host.create_project(Project("chatbot"))
            plan = Lineage(project.id, "plan")
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
        self.assertEqual(self.host.create_project(made), made)
        self.assertEqual(self.engine.ledger.head().size, size)

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
        self.assertEqual(caught.exception.code, "denied")
        self.assertIn(second.conflicts[0].description, str(caught.exception))
        again = pickle.loads(pickle.dumps(caught.exception))
        self.assertEqual((str(again), again.decision), (str(caught.exception), second))

    def test_is_told_as_the_library_tells_it(self) -> None:
        def told(document: bytes) -> bytes:
            buffer = _native.new_buffer()
            _native.call("metaqore_decision_text", ctypes.byref(buffer), document, len(document))
            text = original(buffer)
            assert text is not None
            texts.append(text.decode())
            return document

        original, texts = _native.take, []
        named = Lineage(self.project.id, "code", "main")
        with self.answering(told):
            decisions = [
                self.planner.declare(named, 1),
                self.coder.check(named, 1),
                self.coder.declare(named, 2, expected_version=7, depends_on=["plan"]),
                self.planner.declare(self.plan, 1),
                self.coder.declare(self.plan, 2),
            ]
        self.assertEqual([decision.text() for decision in decisions], texts)
        self.assertEqual(len(decisions[2].conflicts), 3)

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


class Text(str):
    pass


class WrongTypes(Case):
    def test_are_named(self) -> None:
        declare, lineage = self.planner.declare, self.project.id
        calls = {
            "actor must be str, not bytes": lambda: self.engine.state(b"planner"),
            "actor must be str, not Text": lambda: self.engine.state(Text("planner")),
            "role must be str, not int": lambda: self.engine.state("planner", 2),
            "trace_id must be str, not bytes": lambda: self.engine.state("planner", trace_id=b"0" * 32),
            "timeout must be seconds": lambda: self.engine.state("planner", timeout="1"),
            "storage must be str, not bytes": lambda: Engine(b"team.db"),
            "storage must be str, not Text": lambda: Engine(Text(":memory:")),
            "read_only must be bool, not int": lambda: Engine(":memory:", read_only=1),
            "organization must be str": lambda: Engine(":memory:", organization=7),
            "governance_mode must be str": lambda: Engine(":memory:", governance_mode=0),
            "log must be callable": lambda: Engine(":memory:", log=7),
            "project must be a Project, not str": lambda: self.host.create_project("chatbot"),
            "name must be str, not bytes": lambda: self.host.create_project(Project(b"chatbot")),
            "metadata must be a mapping, not list": lambda: self.host.create_project(
                Project("a", metadata=[])
            ),
            "candidate must be a Lineage or a Candidate, not str": lambda: declare("plan", {}),
            "artifact.next": lambda: declare(declare(self.plan, {}).or_raise(), {}),
            "artifact_type must be str, not Text": lambda: declare(Lineage(lineage, Text("plan")), {}),
            "base must be int, not str": lambda: declare(self.plan, {}, base="1"),
            "base must be int, not bool": lambda: declare(self.plan, {}, base=True),
            "expected_version must be int, not float": lambda: declare(self.plan, {}, expected_version=1.0),
            "depends_on must be a sequence of str, not str": lambda: declare(
                self.plan, {}, depends_on="code"
            ),
            "each of reads must be str, not int": lambda: declare(self.plan, {}, reads=[1]),
            "paths must be a sequence of str, not bytes": lambda: declare(self.plan, {}, paths=b"a"),
            "each of requirements must be a Requirement, not dict": lambda: declare(
                self.plan, {}, requirements=[{"name": "numpy"}]
            ),
            "id must be str, not bytes": lambda: self.host.get_artifact(b"art_x"),
            "lineage must be a Lineage, not tuple": lambda: self.host.head(("proj_x", "plan")),
            "limit must be int, not str": lambda: self.host.list_projects(page_size="10"),
            "from_ must be int, not float": lambda: self.engine.ledger.entries(0.0),
        }
        for message, call in calls.items():
            with self.subTest(message), self.assertRaises(TypeError) as caught:
                call()
            self.assertIn(message, str(caught.exception))

    def test_numbers_do_not_wrap_around(self) -> None:
        for call in (
            lambda: self.engine.ledger.entries(-1),
            lambda: self.engine.ledger.entries(0, 2**32 + 1),
            lambda: self.engine.ledger.entries(0, 0),
            lambda: self.engine.ledger.root(2**64),
            lambda: self.planner.declare(self.plan, {}, base=-1),
            lambda: self.engine.state("a", timeout=-1),
            lambda: self.engine.state("a", timeout=float("nan")),
            lambda: self.engine.state("a", timeout=2**40),
        ):
            with self.assertRaises(InvalidArgument):
                call()


class Errors(Case):
    def test_say_what_the_library_says(self) -> None:
        with self.assertRaises(InvalidArgument) as caught:
            self.planner.declare(Lineage(self.project.id, "no type"), {})
        error = caught.exception
        self.assertIsInstance(error, MetaQoreError)
        self.assertIsInstance(error, ValueError)
        self.assertEqual(error.code, "invalid_argument")
        self.assertRegex(error.reason, r"^[a-z_]+\.[a-z_]+$")
        self.assertIn("no type", str(error))
        self.assertIsInstance(error.details, dict)
        again = pickle.loads(pickle.dumps(error))
        self.assertEqual((str(again), again.reason), (str(error), error.reason))

    def test_of_roles_and_traces(self) -> None:
        for call in (
            lambda: self.engine.state("a", role="robot"),
            lambda: self.engine.state(""),
            lambda: self.engine.state("a", trace_id="xyz"),
            lambda: self.engine.state("a", trace_id="\0" * 32),
            lambda: self.engine.state("\ud800"),
        ):
            with self.assertRaises(InvalidArgument):
                call()
        self.assertIs(self.engine.state("a", role="human", trace_id="0123456789abcdef" * 2).role, Role.HUMAN)

    def test_of_files(self) -> None:
        with self.assertRaises(StorageError):
            Engine(self.folder)
        with self.assertRaises(StorageError):
            Engine(self.folder / "absent" / "team.db")
        (self.folder / "text.db").write_text("not a database\n" * 1000)
        with self.assertRaises(StorageError):
            Engine(self.folder / "text.db")
        with self.assertRaises(StorageError):
            Engine(self.folder / "absent.db", read_only=True)
        self.assertFalse((self.folder / "absent.db").exists())

    def test_of_another_organization_or_mode(self) -> None:
        path = self.folder / "team.db"
        Engine(path, organization="acme", governance_mode="strict").close()
        with self.assertRaises(InvalidArgument):
            Engine(path, organization="other")
        with self.assertRaises(InvalidArgument):
            Engine(path, governance_mode="lenient")
        Engine(path, organization="acme").close()

    def test_of_a_file_opened_for_reading(self) -> None:
        path = self.folder / "team.db"
        with Engine(path) as engine:
            project = engine.state("host").create_project(Project("chatbot"))
        with Engine(path, read_only=True) as engine:
            reader = engine.state("reader")
            self.assertEqual(reader.get_project(project.id), project)
            with self.assertRaises(ReadOnly):
                reader.declare(Lineage(project.id, "plan"), {})

    def test_of_a_lock_that_another_process_holds(self) -> None:
        path = self.folder / "team.db"
        holder = (
            "import sqlite3, sys\n"
            "db = sqlite3.connect(sys.argv[1], isolation_level=None)\n"
            "db.execute('BEGIN IMMEDIATE')\n"
            "print('held', flush=True)\n"
            "sys.stdin.read()\n"
        )
        with Engine(path, timeout=0.2) as engine:
            host = engine.state("host")
            other = subprocess.Popen(
                [sys.executable, "-c", holder, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
            )
            with other:
                assert other.stdout is not None
                self.assertEqual(other.stdout.readline(), b"held\n")
                began = time.monotonic()
                with self.assertRaises(Busy):
                    host.create_project(Project("chatbot"))
                with self.assertRaises(Busy):
                    engine.state("host", timeout=0).create_project(Project("chatbot"))
                self.assertLess(time.monotonic() - began, 5)
            host.create_project(Project("chatbot"))

    def test_of_every_status_have_their_class(self) -> None:
        names = {
            "INVALID_ARGUMENT": InvalidArgument,
            "NOT_FOUND": NotFound,
            "STALE": metaqore.Stale,
            "BUSY": Busy,
            "STORAGE": StorageError,
            "READ_ONLY": ReadOnly,
            "CLOSED": Closed,
            "FORKED": Forked,
            "NO_MEMORY": OutOfMemory,
            "INTERNAL": InternalError,
        }
        for name, kind in names.items():
            status = getattr(metaqore._abi, f"METAQORE_{name}")
            error = metaqore.errors.of_status(status, "m", "r.r", {"a": 1})
            self.assertIs(type(error), kind)
            self.assertEqual((str(error), error.reason, error.details), ("m", "r.r", {"a": 1}))
            self.assertEqual(error.code, name.lower())
        self.assertIsInstance(metaqore.errors.of_status(99, "", "", {}), InternalError)


class AnAnswerThatDoesNotFit(Case):
    """The library is trusted with the work, but a denial never turns into an allowance on the way here."""

    def test_raises_where_the_decision_differs_from_the_verdict(self) -> None:
        self.blocked()

        def flip(document: bytes) -> bytes:
            changed: Dict[str, Any] = json.loads(document)
            changed["verdict"] = "accepted"
            return json.dumps(changed).encode()

        with self.answering(flip), self.assertRaises(InternalError) as caught:
            self.coder.declare(self.plan, {"steps": []})
        self.assertEqual(caught.exception.reason, "python.disagrees")
        with self.answering(flip), self.assertRaises(InternalError):
            self.coder.check(self.plan, {"steps": []})

    def test_raises_where_the_report_differs_from_the_verification(self) -> None:
        with Engine(self.folder / "team.db") as engine:
            with self.answering(lambda document: document.replace(b'"ok":true', b'"ok":false')):
                with self.assertRaises(InternalError):
                    engine.ledger.verify()

    def test_raises_memory_error_where_there_is_none_and_says_what_was_done(self) -> None:
        def lose(document: bytes) -> None:
            return None

        with self.answering(lose), self.assertRaises(MemoryError) as caught:
            self.planner.declare(self.plan, {"a": 1}, id="art_lost")
        self.assertIn("accepted: artifact `art_lost`", str(caught.exception))
        found = self.host.get_artifact("art_lost")
        assert found is not None
        self.assertEqual(found.data, {"a": 1})

    def test_raises_where_it_cannot_be_read(self) -> None:
        for answer in (b"", b"[]", b"{}", b"null", b'{"verdict":"maybe"}'):
            with self.subTest(answer), self.answering(lambda _, answer=answer: answer):
                with self.assertRaises(InternalError) as caught:
                    self.planner.declare(self.plan, {"a": 1})
                self.assertEqual(caught.exception.reason, "python.answer")

    def test_may_have_members_that_are_not_known_here(self) -> None:
        def extend(document: bytes) -> bytes:
            changed: Dict[str, Any] = json.loads(document)
            changed["new"] = changed["artifact"]["new"] = changed["receipt"]["new"] = 1
            return json.dumps(changed).encode()

        with self.answering(extend):
            self.assertTrue(self.planner.declare(self.plan, {"a": 1}))


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
            lambda: self.host.list_artifacts(self.project.id, status="lost"),
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


class Threads(Case):
    def test_share_an_engine_and_a_state(self) -> None:
        with Engine(self.folder / "team.db") as engine:
            host = engine.state("host", role="host")
            project = host.create_project(Project("busy"))
            shared = Lineage(project.id, "shared")
            decisions: List[Decision] = []
            failures: List[BaseException] = []

            def work(number: int) -> None:
                try:
                    own = engine.state(f"agent-{number}")
                    lineage = Lineage(project.id, "own", str(number))
                    for i in range(10):
                        self.assertEqual(own.declare(lineage, {"i": i}).or_raise().version, i + 1)
                    decisions.append(host.declare(shared, {"by": number}, base=0))
                except BaseException as failure:
                    failures.append(failure)

            threads = [threading.Thread(target=work, args=(number,)) for number in range(16)]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
            self.assertEqual(failures, [])
            self.assertEqual(sum(map(bool, decisions)), 1)
            self.assertEqual(len(list(host.list_conflicts(project.id))), 15)
            self.assertEqual(len(list(host.list_artifacts(project.id, "own"))), 16)
            self.assertTrue(engine.ledger.verify())

    def test_are_answered_closed_when_another_closes(self) -> None:
        engine = Engine(self.folder / "team.db")
        host = engine.state("host")
        project = host.create_project(Project("busy"))
        answers: List[str] = []
        started = threading.Barrier(9)

        def work(number: int) -> None:
            state = engine.state(f"agent-{number}")
            started.wait()
            try:
                for i in range(100_000):
                    state.declare(Lineage(project.id, "own", str(number)), {"i": i}).or_raise()
            except BaseException as error:
                answers.append(type(error).__name__)

        threads = [threading.Thread(target=work, args=(number,)) for number in range(8)]
        for thread in threads:
            thread.start()
        started.wait()
        engine.close()
        for thread in threads:
            thread.join()
        self.assertEqual(answers, ["Closed"] * 8)

    def test_may_drop_an_engine_beneath_a_state(self) -> None:
        states: List[State] = [Engine(":memory:").state("alone")]
        gc.collect()
        project = states[0].create_project(Project("kept alive"))
        self.assertEqual(states[0].get_project(project.id), project)


class Closing(Case):
    def test_ends_every_call_and_may_be_repeated(self) -> None:
        self.engine.close()
        self.engine.close()
        for call in (
            lambda: self.planner.declare(self.plan, {}),
            lambda: self.planner.check(self.plan, {}),
            lambda: self.host.create_project(Project("late")),
            lambda: self.host.get_project(self.project.id),
            lambda: self.host.head(self.plan),
            lambda: self.host.list_projects(),
            lambda: self.engine.state("late"),
            lambda: self.engine.ledger.head(),
            lambda: self.engine.ledger.root(0),
            lambda: self.engine.ledger.entries(),
            lambda: self.engine.ledger.verify(),
        ):
            with self.assertRaises(Closed):
                call()

    def test_happens_at_the_interpreters_end_beside_daemon_threads(self) -> None:
        script = (
            "import sys, threading\n"
            "from metaqore import *\n"
            "engine = Engine(sys.argv[1], log=lambda *a: None)\n"
            "project = engine.state('host').create_project(Project('p'))\n"
            "ready = threading.Barrier(5)\n"
            "def work(n):\n"
            "    state = engine.state(str(n))\n"
            "    ready.wait()\n"
            "    i = 0\n"
            "    while True:\n"
            "        i += 1\n"
            "        try: state.declare(Lineage(project.id, 'own'), {'n': n, 'i': i})\n"
            "        except Closed: pass\n"
            "for n in range(4): threading.Thread(target=work, args=(n,), daemon=True).start()\n"
            "ready.wait()\n"
        )
        path = self.folder / "team.db"
        done = subprocess.run([sys.executable, "-c", script, str(path)], capture_output=True, timeout=60)
        self.assertEqual((done.returncode, done.stdout, done.stderr), (0, b"", b""))
        self.assertEqual(os.listdir(self.folder), ["team.db"])  # no write-ahead log is left over
        with Engine(path) as engine:
            self.assertTrue(engine.ledger.verify())


class Memory(Case):
    def test_does_not_grow_with_answers(self) -> None:
        self.planner.declare(self.plan, "x" * 1_000_000).or_raise()
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        for _ in range(200):
            self.host.head(self.plan)
        self.assertLess(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before, 50_000)  # KiB


@unittest.skipUnless(hasattr(os, "fork"), "fork is not offered here")
class AForkedChild(Case):
    def in_child(self, work: Any) -> str:
        """What `work` returns or raises in a child process."""
        reader, writer = os.pipe()
        child = os.fork()
        if child == 0:
            try:
                try:
                    answer = str(work())
                except BaseException as error:
                    answer = type(error).__name__
                os.write(writer, answer.encode())
            finally:
                os._exit(0)
        os.close(writer)
        with os.fdopen(reader) as pipe:
            answer = pipe.read()
        _, status = os.waitpid(child, 0)
        self.assertEqual(status, 0)
        return answer

    def test_is_answered_forked_by_what_it_inherited(self) -> None:
        for call in (
            lambda: self.planner.declare(self.plan, {}),
            lambda: self.host.get_project(self.project.id),
            lambda: self.engine.state("child"),
            lambda: self.engine.ledger.head(),
            lambda: self.engine.close(),
        ):
            self.assertEqual(self.in_child(call), "Forked")
        self.assertEqual(self.host.get_project(self.project.id), self.project)

    def test_opens_its_own_and_drops_what_it_inherited(self) -> None:
        path = self.folder / "team.db"
        engine = Engine(path)
        project = engine.state("parent").create_project(Project("shared"))

        def work() -> Any:
            nonlocal engine
            del engine
            gc.collect()
            with Engine(path) as own:
                return (
                    own.state("child")
                    .declare(Lineage(project.id, "plan"), {"by": "child"})
                    .or_raise()
                    .version
                )

        self.assertEqual(self.in_child(work), "1")
        head = engine.state("parent").head(Lineage(project.id, "plan"))
        assert head is not None
        self.assertEqual(head.data, {"by": "child"})
        self.assertTrue(engine.ledger.verify())
        engine.close()


class TheLogHook(Case):
    def conflict(self, engine: Engine) -> None:
        project = engine.state("host").create_project(Project("p"))
        plan = Lineage(project.id, "plan")
        engine.state("a").declare(plan, 1).or_raise()
        self.assertFalse(engine.state("b").declare(plan, 2))

    def test_is_told_on_the_callers_thread(self) -> None:
        heard: List[Any] = []
        with Engine(":memory:", log=lambda *told: heard.append((threading.get_ident(), *told))) as engine:
            self.conflict(engine)
        self.assertTrue(heard)
        for thread, level, room, message, fields in heard:
            self.assertEqual(thread, threading.get_ident())
            self.assertIsInstance(level, LogLevel)
            self.assertIs(type(fields), dict)
            self.assertTrue(room and message)
        self.assertIn((LogLevel.INFO, "psmp"), [told[1:3] for told in heard])

    def test_may_raise_without_harm(self) -> None:
        calls: List[int] = []

        def log(*told: Any) -> None:
            calls.append(1)
            raise RuntimeError("from the hook")

        with mock.patch.object(sys, "unraisablehook") as unraisable, Engine(":memory:", log=log) as engine:
            self.conflict(engine)
        self.assertTrue(calls)
        unraisable.assert_not_called()

    def test_may_call_the_engine(self) -> None:
        sizes: List[int] = []
        engine = Engine(":memory:", log=lambda *told: sizes.append(engine.ledger.head().size))
        with engine:
            self.conflict(engine)
        self.assertTrue(sizes and all(sizes))

    def test_is_let_go_when_the_engine_is_gone_or_never_was(self) -> None:
        gc.collect()
        before = dict(_native._hooks)
        engine = Engine(":memory:", log=print)
        state = engine.state("a")
        self.assertEqual(len(_native._hooks), len(before) + 1)
        del engine
        gc.collect()
        self.assertEqual(len(_native._hooks), len(before) + 1)
        del state
        gc.collect()
        self.assertEqual(_native._hooks, before)
        with self.assertRaises(StorageError):
            Engine(self.folder, log=print)
        with self.assertRaises(InvalidArgument):
            Engine(":memory:", governance_mode="lenient", log=print)
        self.assertEqual(_native._hooks, before)


class TheEnvironment(Case):
    def test_says_what_the_call_leaves_open(self) -> None:
        named = {"METAQORE_STORAGE": str(self.folder / "named.db"), "METAQORE_ORGANIZATION": "acme"}
        with mock.patch.dict(os.environ, named), Engine() as engine:
            engine.state("host").create_project(Project("p"))
        self.assertTrue((self.folder / "named.db").exists())
        with self.assertRaises(InvalidArgument):
            Engine(self.folder / "named.db", organization="other")


class Values(unittest.TestCase):
    def test_are_compared_copied_and_equal_to_their_names(self) -> None:
        lineage = Lineage("proj_x", "plan")
        self.assertEqual(len({lineage, Lineage("proj_x", "plan", "")}), 1)
        self.assertEqual(copy.deepcopy(Candidate(lineage, [1])), Candidate(lineage, [1]))
        self.assertEqual(Role.HOST, "host")
        self.assertEqual(f"{Role.HOST} {Severity.HIGH}", "host high")


if __name__ == "__main__":
    unittest.main()
