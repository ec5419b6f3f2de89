"""What is refused, and how it is said."""

import json
import pickle
import subprocess
import sys
import time
import unittest
from typing import Any, Dict
from unittest import mock

from support import Case

import metaqore
from metaqore import (
    Busy,
    Candidate,
    Closed,
    Engine,
    Forked,
    InternalError,
    InvalidArgument,
    Lineage,
    MetaQoreError,
    NotFound,
    OutOfMemory,
    Project,
    ReadOnly,
    Role,
    StorageError,
    _native,
)


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
            "candidate must be a Lineage or a Candidate, not str: write declare(Lineage": lambda: declare(
                "plan", {}
            ),
            "lineage must be a Lineage, not str: write Candidate(Lineage(": lambda: Candidate(
                lineage, "plan", "n1", {"i": 1}
            ),
            "a Candidate has no `name`, its Lineage has: write Candidate(Lineage(": lambda: Candidate(
                self.plan, name="n1"
            ),
            "lineage must be a Lineage, not tuple: write Candidate(Lineage(": lambda: Candidate(
                lineage=(lineage, "plan")
            ),
            "a Candidate has no `project_id`": lambda: Candidate(project_id=lineage, data={}),
            "project_id must be str, not Project: give its id": lambda: declare(
                Lineage(self.project, "plan"), {}
            ),
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

    def test_of_names_that_nothing_has_are_named(self) -> None:
        head = self.planner.declare(self.plan, {}).or_raise()
        calls = {
            "`bsae`": lambda: self.planner.declare(self.plan, {}, bsae=1),  # type: ignore[call-arg]
            "`lineage`": lambda: self.planner.check(self.plan, {}, lineage=self.plan),  # type: ignore[call-arg]
            "`base`": lambda: head.next({}, base=1),  # type: ignore[call-arg]
        }
        for name, call in calls.items():
            with self.subTest(name), self.assertRaises(TypeError) as caught:
                call()
            self.assertIn(f"nothing is called {name} here: give one of ", str(caught.exception))

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

    def test_keeps_the_decision_where_memory_runs_out_for_its_sentence(self) -> None:
        original = _native.take

        def lose(buffer: Any) -> Any:
            answer = original(buffer)
            return answer if answer.startswith(b"{") else None

        with mock.patch.object(_native, "take", lose):
            decision = self.blocked()
        self.assertFalse(decision)
        self.assertEqual(decision.text(), "")
        with self.assertRaises(metaqore.ConflictDetected):
            decision.or_raise()

    def test_may_have_members_that_are_not_known_here(self) -> None:
        def extend(document: bytes) -> bytes:
            changed: Dict[str, Any] = json.loads(document)
            changed["new"] = changed["artifact"]["new"] = changed["receipt"]["new"] = 1
            return json.dumps(changed).encode()

        with self.answering(extend):
            self.assertTrue(self.planner.declare(self.plan, {"a": 1}))


if __name__ == "__main__":
    unittest.main()
