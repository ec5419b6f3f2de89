"""How values show themselves, their dict forms, and what help() and type checkers are told."""

import copy
import enum
import inspect
import json
import pickle
import subprocess
import sys
import typing
import unittest
from datetime import datetime, timezone
from typing import Any, Dict, Iterator, List, Tuple

from support import Case

import metaqore
from metaqore import (
    Artifact,
    ArtifactStatus,
    Candidate,
    Conflict,
    Decision,
    Engine,
    Entry,
    InvalidArgument,
    Ledger,
    Lineage,
    Mode,
    Page,
    Project,
    Requirement,
    Role,
    State,
    Verification,
    merge,
    models,
    patch,
    requirement,
    schema,
)
from metaqore.models import Members


class TheRepr(Case):
    def test_of_what_is_open_says_what_it_is_and_of_what(self) -> None:
        path = self.folder / "team.db"
        engine = Engine(path)
        state = engine.state("planner", role="human")
        self.assertEqual(repr(engine), f"<Engine '{path}', open>")
        self.assertEqual(repr(state), f"<State of 'planner', human, <Engine '{path}', open>>")
        self.assertEqual(repr(engine.ledger), f"<Ledger of <Engine '{path}', open>>")
        engine.close()
        self.assertEqual(repr(engine), f"<Engine '{path}', closed>")
        self.assertEqual(repr(state), f"<State of 'planner', human, <Engine '{path}', closed>>")
        with Engine(path, read_only=True) as engine:
            self.assertEqual(repr(engine), f"<Engine '{path}', read-only, open>")
        self.assertEqual(repr(self.engine), "<Engine ':memory:', open>")

    def test_of_what_was_not_opened_is_none_that_fails(self) -> None:
        self.assertEqual(repr(Engine.__new__(Engine)), "<Engine '?', open>")

    def test_of_a_decision_is_a_line(self) -> None:
        denied = self.blocked()
        self.assertEqual(
            repr(denied),
            f"<Decision denied: blocked, {denied.artifact.id} `plan` version 0, "
            "because of parallel_creation>",
        )
        named = Lineage(self.project.id, "code", "main")
        accepted = self.planner.declare(named, {"x": "y" * 1_000_000})
        self.assertEqual(
            repr(accepted), f"<Decision accepted: next_version, {accepted.artifact.id} `code/main` version 1>"
        )
        missing = [f"none{i}" for i in range(100)]
        many = self.coder.check(named, {}, depends_on=missing)
        self.assertIn(f"and {len(many.conflicts) - 4} more>".replace("and ", ", "), repr(many))
        self.assertLess(len(repr(many)), 300)

    def test_of_a_value_is_short_whatever_it_holds(self) -> None:
        large: Any = {"text": "x" * 1_000_000, "list": list(range(100_000)), "bytes": b"x" * 1_000_000}
        lineage = self.plan
        for value in (
            Project("p", metadata=large),
            Candidate(lineage, large, metadata=large, paths=["a/" + "b" * 1000] * 1000),
            Artifact("art_x", lineage, 1, ArtifactStatus.ACTIVE, large, metadata=large),
            Page((Artifact("art_x", lineage, 1, ArtifactStatus.ACTIVE, large),) * 1000, "x" * 10_000),
            merge.Merge(large, (merge.Residual("/a", merge.ResidualKind.ARRAY, large, large, large),) * 50),
            requirement.Manifest("pypi", "requirements.txt", "numpy\n" * 100_000),
            Entry(0, 0, datetime.now(timezone.utc), "t", "a", b"x" * 1_000_000),
        ):
            with self.subTest(type(value).__name__):
                self.assertLess(len(repr(value)), 5_000)
                self.assertTrue(repr(value).startswith(f"{type(value).__name__}("))

    def test_of_a_value_leaves_out_what_is_not_said(self) -> None:
        self.assertEqual(
            repr(Lineage("proj_p", "plan")), "Lineage(project_id='proj_p', artifact_type='plan')"
        )
        self.assertEqual(
            repr(Candidate(Lineage("proj_p", "plan"), {"a": 1}, base=0)),
            "Candidate(lineage=Lineage(project_id='proj_p', artifact_type='plan'), data={'a': 1}, base=0)",
        )
        self.assertIn("status='blocked'", repr(self.blocked().artifact))


class TheDictForm(Case):
    def answered(self) -> Iterator[Tuple[Any, bytes]]:
        """Values that were answered, each with the document that it was read from."""
        documents: List[bytes] = []

        def note(document: bytes) -> bytes:
            documents.append(document)
            return document

        def both(value: Any) -> Tuple[Any, bytes]:
            return value, documents[-1]

        needs = [Requirement("pypi", "numpy", ">=1", scope="dev", marker='os_name == "nt"', extras=["a"])]
        plan = self.plan
        with self.answering(note):
            yield both(self.host.create_project(Project("p", "text", "owner", {"a": [1.5, None]})))
            accepted = self.planner.declare(
                plan, [None], base=0, requirements=needs, paths=["a"], metadata={"k": {}}, expected_version=1
            )
            yield both(accepted)
            yield both(self.coder.declare(plan, {"b": 1}, reads=[accepted.artifact.id]))
            yield both(self.coder.check(plan, {"b": 2}, depends_on=["none"]))
            yield both(self.host.head(plan))
            conflict = next(self.host.list_conflicts(self.project.id))
            yield both(self.host.get_conflict(conflict.id))
            yield both(self.engine.ledger.verify())
            clash = [requirement.needs("a", "pypi", "numpy", "<2"), requirement.needs("b", "npm", "x", "^1")]
            yield both(requirement.analyze(clash))
            clash.append(requirement.needs("c", "pypi", "numpy", ">=2"))
            yield both(requirement.analyze(clash))
            yield both(merge.merge({"a": 1, "b": [1]}, {"a": 2, "b": None}, {"a": None}))
            yield both(merge.merge(1, 2, [None]))
            yield both(schema.Schema({"type": "object"}).validate([]))
            yield both(schema.Schema({"type": "object"}).validate({}))
            for entry in self.engine.ledger.entries():
                yield entry, json.dumps(json.loads(documents[-1])[entry.sequence]).encode()

    def test_is_what_the_library_wrote(self) -> None:
        kinds = set()
        for value, document in self.answered():
            with self.subTest(value):
                form: Dict[str, Any] = value.to_dict()
                said = json.loads(json.dumps(form))
                beside = {"sentence", "message"} if isinstance(value, (Decision, merge.Merge)) else set()
                self.assertEqual(
                    {name: each for name, each in said.items() if name not in beside}, json.loads(document)
                )
                self.assertEqual(type(value).from_dict(said), value)
                self.assertIs(type(value.to_dict()), dict)
                kinds.add(type(value))
        self.assertGreaterEqual(kinds, {Project, Decision, Artifact, Conflict, Entry, Verification})

    def test_keeps_what_a_decision_says_for_people(self) -> None:
        decision = self.blocked()
        self.assertEqual(Decision.from_dict(decision.to_dict()).text(), decision.text())

    def test_of_what_is_said_leaves_out_what_is_not(self) -> None:
        candidate = Candidate(self.plan, None, depends_on=["a"], id="art_x")
        self.assertEqual(
            candidate.to_dict(),
            {
                "project_id": self.project.id,
                "artifact_type": "plan",
                "data": None,
                "depends_on": ["a"],
                "id": "art_x",
            },
        )
        self.assertEqual(Candidate.from_dict(candidate.to_dict()).to_dict(), candidate.to_dict())

    def test_that_is_none_is_refused(self) -> None:
        documents: List[Any] = [{}, {"id": 1}, {"status": "lost", "id": "art_x", "version": 1}, [], None]
        for document in documents:
            with self.subTest(document), self.assertRaisesRegex(InvalidArgument, "^no Artifact can be made"):
                Artifact.from_dict(document)


class Values(unittest.TestCase):
    def test_of_candidates_are_copied_and_pickled(self) -> None:
        candidate = Candidate(Lineage("proj_p", "plan"), {"a": [1]}, paths=("a",))
        self.assertEqual(copy.copy(candidate), candidate)
        self.assertEqual(copy.deepcopy(candidate), candidate)
        self.assertEqual(pickle.loads(pickle.dumps(candidate)), candidate)
        self.assertEqual(Candidate(lineage=candidate.lineage).data, {})


class TheNames(unittest.TestCase):
    def test_that_may_be_said_as_text_are_those_of_their_enums(self) -> None:
        literals: Dict[Any, Any] = {
            models.RoleName: Role,
            models.ModeName: Mode,
            models.ArtifactStatusName: ArtifactStatus,
            schema.DialectName: schema.Dialect,
            merge.TakeName: merge.Take,
            requirement.SharingName: requirement.Sharing,
        }
        for literal, kind in literals.items():
            with self.subTest(kind.__name__):
                self.assertEqual(list(typing.get_args(literal)), [each.value for each in kind])


def public(owner: Any) -> Iterator[Tuple[str, Any]]:
    for name, each in vars(owner).items():
        if not name.startswith("_") and (inspect.isfunction(each) or isinstance(each, property)):
            if inspect.isclass(owner) or each.__module__ == owner.__name__:
                yield f"{owner.__name__}.{name}", each


class TheHelp(unittest.TestCase):
    def test_is_there_for_all_that_is_public(self) -> None:
        owners: List[Any] = [merge, patch, requirement, schema]
        for module in (metaqore, *owners[:4]):
            owners += [each for each in vars(module).values() if inspect.isclass(each)]
        seen = 0
        for owner in owners:
            for name, each in public(owner):
                if owner is not typing.Any and not issubclass(type(owner), enum.EnumMeta):
                    self.assertTrue(inspect.getdoc(each), name)
                    seen += 1
        self.assertGreaterEqual(seen, 60)

    def test_explains_each_parameter(self) -> None:
        for kind, inherited in ((Engine, {"__init__"}), (State, set()), (Ledger, set())):
            for name, method in vars(kind).items():
                if not inspect.isfunction(method) or (name.startswith("_") and name not in inherited):
                    continue
                told = inspect.getdoc(method) or ""
                if "same arguments" in told or "same as declare()" in told:
                    continue
                for parameter in list(inspect.signature(method).parameters)[1:]:
                    names = sorted(Members.__optional_keys__) if parameter == "members" else [parameter]
                    for each in names:
                        with self.subTest(f"{kind.__name__}.{name}", parameter=each):
                            self.assertRegex(told, rf"\b{each}\b")
        for told in (inspect.getdoc(State.declare) or "", inspect.getdoc(State.create_project) or ""):
            self.assertRegex(told, r"\bReturns\b[\s\S]*\bRaises\b")


class TheSubmodules(unittest.TestCase):
    def in_a_new_process(self, script: str) -> str:
        done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=60)
        self.assertEqual(done.returncode, 0, done.stderr)
        return done.stdout.strip()

    def test_are_there_after_the_import_of_the_package(self) -> None:
        script = (
            "import sys, metaqore\n"
            "later = ('merge', 'patch', 'requirement', 'schema')\n"
            "early = [name for name in later if f'metaqore.{name}' in sys.modules]\n"
            "assert set(later) <= set(dir(metaqore))\n"
            "print(early, metaqore.schema.Schema({}).is_valid(1), metaqore.patch.make(1, 1),\n"
            "      metaqore.merge.merge(1, 1, 1).merged, metaqore.requirement.compare('pypi', '1', '2'))"
        )
        self.assertEqual(self.in_a_new_process(script), "[] True [] 1 -1")

    def test_that_are_none_are_missed(self) -> None:
        with self.assertRaisesRegex(AttributeError, "^module `metaqore` has no attribute `shema`$"):
            metaqore.shema


if __name__ == "__main__":
    unittest.main()
