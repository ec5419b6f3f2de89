"""Requirements on package registries, as a host asks about them."""

import functools
import json
import os
import threading
import unittest
from typing import Any, Dict, List
from unittest import mock

from metaqore import Forked, InternalError, InvalidArgument, OutOfMemory, Requirement, _native, requirement
from metaqore.requirement import (
    AvailableVersions,
    ClashLevel,
    Constraint,
    OwnedRequirement,
    RequirementIndex,
    Sharing,
    SharingRule,
    analyze,
    compare,
    needs,
)

OLD = needs("search", "pypi", "numpy", "<2.0,>=1.18.5")
NEW = needs("vision", "pypi", "NumPy", "<2.3.0,>=2")
ANY = needs("plotter", "pypi", "numpy")


class Versions(unittest.TestCase):
    def test_compare_as_their_ecosystem_orders_them(self) -> None:
        self.assertEqual(compare("pypi", "1.0rc1", "1.0"), -1)
        self.assertEqual(compare("pypi", "1.0", "v1.0.0"), 0)
        self.assertEqual(compare("deb", "1.0", "1.0~rc1"), 1)
        versions = ["1.10.0", "1.9.0", "1.10.0-rc.1"]
        order = functools.cmp_to_key(functools.partial(compare, "npm"))
        self.assertEqual(sorted(versions, key=order), ["1.9.0", "1.10.0-rc.1", "1.10.0"])

    def test_have_canonical_forms(self) -> None:
        self.assertEqual(requirement.canonical_version("pypi", "1.0-RC1"), "1.0rc1")
        self.assertEqual(requirement.canonical_name("pypi", "Zope.Interface"), "zope-interface")
        self.assertTrue(requirement.is_prerelease("pypi", "1.0rc1"))
        self.assertFalse(requirement.is_prerelease("pypi", "1.0"))
        canonical = requirement.canonical_constraint("pypi", " >= 1.0 , <2")
        self.assertEqual(Constraint("pypi", canonical), Constraint("pypi", ">=1.0,<2"))

    def test_are_of_the_ecosystems_there_are(self) -> None:
        types = requirement.ecosystems()
        self.assertEqual(types, ("cargo", "deb", "generic", "golang", "maven", "npm", "pypi"))
        self.assertEqual({rule.ecosystem for rule in requirement.default_sharing_rules()}, set(types))

    def test_that_are_none_say_where(self) -> None:
        with self.assertRaises(InvalidArgument) as caught:
            compare("pypi", "1.0", "1..0")
        self.assertEqual(caught.exception.reason, "requirement.version")
        self.assertEqual(caught.exception.details["offset"], 1)
        with self.assertRaises(InvalidArgument) as caught:
            compare("cobol", "1.0", "1.0")
        self.assertEqual(caught.exception.reason, "requirement.unknown_ecosystem")
        with self.assertRaises(TypeError):
            compare("pypi", "1.0", 1)  # type: ignore[arg-type]
        with self.assertRaises(InvalidArgument):
            compare("npm", "1.0.0\0", "1.0.0")


class AConstraint(unittest.TestCase):
    def test_is_the_set_of_versions_that_it_admits(self) -> None:
        wheel = Constraint("pypi", "==1.5.*")
        self.assertEqual(wheel.versions, "[1.5.dev0, 1.6.dev0)")
        self.assertTrue(wheel.contains("1.5.2"))
        self.assertIn("1.5rc1", wheel)
        self.assertNotIn("1.6", wheel)
        self.assertEqual(wheel, Constraint("pypi", ">=1.5.dev0,<1.6.dev0"))
        self.assertEqual(len({wheel, Constraint("pypi", ">=1.5.dev0,<1.6.dev0")}), 1)
        self.assertNotEqual(wheel, Constraint("pypi", ">=1.5,<1.6"))
        self.assertNotEqual(wheel, "==1.5.*")
        self.assertEqual(repr(wheel), "Constraint('pypi', '==1.5.*')")

    def test_is_true_where_any_version_satisfies_it(self) -> None:
        self.assertTrue(Constraint("pypi"))
        self.assertTrue(Constraint("pypi", ">=1").has_releases)
        self.assertFalse(Constraint("pypi", ">1.0,<=1.0.post1"))
        only = Constraint("pypi", ">=2a1,<2rc1")
        self.assertTrue(only)
        self.assertFalse(only.has_releases)

    def test_stands_in_relation_to_another(self) -> None:
        old, new = Constraint("pypi", "<2,>=1.18"), Constraint("pypi", ">=2")
        self.assertFalse(old.meets(new))
        self.assertTrue(old.meets(Constraint("pypi", ">=1.26")))
        self.assertTrue(Constraint("pypi", "==1.5.*").issubset(Constraint("pypi", ">=1")))
        self.assertTrue(Constraint("pypi").issuperset(new))
        self.assertFalse(old.issuperset(new))
        both = old.relation_to(Constraint("pypi", ">=1.26"))
        self.assertEqual((both.meets, both.subset, both.superset), (True, False, False))
        assert both.common is not None
        self.assertEqual(Constraint("pypi", both.common), Constraint("pypi", ">=1.26,<2"))
        self.assertEqual(both.versions, Constraint("pypi", ">=1.26,<2").versions)
        apart = old.relation_to(new)
        self.assertEqual((apart.meets, apart.common), (False, None))

    def test_of_another_ecosystem_is_none_to_compare_with(self) -> None:
        for ask in (Constraint("npm", "^1").meets, Constraint("npm", "^1").relation_to):
            with self.assertRaises(InvalidArgument) as caught:
                ask(Constraint("cargo", "^1"))
            self.assertEqual(caught.exception.reason, "requirement.ecosystems_differ")
        self.assertNotEqual(Constraint("npm", ""), Constraint("cargo", ""))
        with self.assertRaises(TypeError):
            Constraint("npm", "^1").meets("^1")  # type: ignore[arg-type]


class AnAnalysis(unittest.TestCase):
    def test_names_who_clashes_and_what_would_help(self) -> None:
        analysis = analyze([OLD, NEW, ANY])
        self.assertFalse(analysis)
        (clash,) = analysis.clashes
        self.assertIs(clash.level, ClashLevel.ERROR)
        self.assertEqual((clash.ecosystem, clash.name), ("pypi", "numpy"))
        self.assertEqual(set(clash.core), {OLD, NEW})
        self.assertTrue(clash.ways_out)
        way = clash.ways_out[0]
        self.assertEqual(way.owners_moved, len({each.owner for each in way.relaxations}))
        # Its word is kept: with the changes that it names the rest is satisfiable.
        changes = {each.owner: each for each in way.relaxations}
        moved = [
            needs(each.owner, "pypi", "numpy", changes[each.owner].after) if each.owner in changes else each
            for each in (OLD, NEW, ANY)
        ]
        self.assertTrue(analyze(moved), moved)
        for each in (OLD, NEW):
            if each.owner in changes:
                self.assertEqual(changes[each.owner].before, each.requirement.constraint)

    def test_comes_to_a_manifest(self) -> None:
        extra = needs("server", "pypi", "uvicorn", ">=0.30", extras=["standard"])
        analysis = analyze([OLD, ANY, extra])
        self.assertTrue(analysis)
        self.assertEqual(analysis.clashes, ())
        numpy, uvicorn = analysis.packages
        self.assertEqual((numpy.name, numpy.owners), ("numpy", ("plotter", "search")))
        assert numpy.constraint is not None
        self.assertEqual(Constraint("pypi", numpy.constraint), Constraint("pypi", "<2.0,>=1.18.5"))
        self.assertIsNone(numpy.chosen)
        self.assertEqual(uvicorn.extras, ("standard",))
        (manifest,) = analysis.manifests
        self.assertEqual(manifest.file, "requirements.txt")
        self.assertIn("uvicorn[standard]", manifest.text)

    def test_chooses_of_the_versions_that_exist(self) -> None:
        exist = AvailableVersions("pypi", "NumPy", ["1.26.4", "1.25.0", "2.0.0", "not a version"])
        (numpy,) = analyze([OLD], available=[exist]).packages
        self.assertEqual((numpy.chosen, numpy.none_exists), ("1.26.4", False))
        (numpy,) = analyze([OLD], available=[AvailableVersions("pypi", "numpy", [])]).packages
        self.assertEqual((numpy.chosen, numpy.none_exists), (None, True))

    def test_takes_rules_in_place_of_the_default_ones(self) -> None:
        nested = [SharingRule("pypi", ["runtime"], Sharing.NESTED)]
        analysis = analyze([OLD, NEW], rules=nested)
        self.assertTrue(analysis)
        self.assertEqual([clash.level for clash in analysis.clashes], [ClashLevel.WARNING])
        self.assertFalse(analyze([OLD, NEW], rules=requirement.default_sharing_rules()))
        with self.assertRaises(InvalidArgument):
            analyze([OLD], rules=[])

    def test_refuses_what_is_wrong_by_its_place(self) -> None:
        with self.assertRaisesRegex(InvalidArgument, r"requirements\[1\]"):
            analyze([OLD, needs("o", "pypi", "numpy", "=>1")])
        wrong: Dict[str, List[Any]] = {
            "must be an OwnedRequirement": [Requirement("pypi", "numpy")],
            "must be a Requirement": [OwnedRequirement("o", "numpy")],  # type: ignore[arg-type]
            "owner must be str": [OwnedRequirement(1, Requirement("pypi", "a"))],  # type: ignore[arg-type]
            "extras must be a sequence of str": [needs("o", "pypi", "a", extras="std")],
        }
        for message, given in wrong.items():
            with self.subTest(message), self.assertRaisesRegex(TypeError, message):
                analyze(given)
        with self.assertRaises(TypeError):
            analyze("numpy")  # type: ignore[arg-type]

    def test_that_says_other_than_its_typed_answer_is_not_taken(self) -> None:
        original = _native.take

        def flipped(buffer: Any) -> Any:
            document = json.loads(original(buffer) or b"")
            return json.dumps({**document, "satisfiable": not document["satisfiable"]}).encode()

        with mock.patch.object(_native, "take", flipped):
            for given in ([OLD, NEW], [OLD]):
                with self.assertRaises(InternalError) as caught:
                    analyze(given)
                self.assertEqual(caught.exception.reason, "python.disagrees")


class AnIndex(unittest.TestCase):
    def setUp(self) -> None:
        self.index = RequirementIndex()

    def test_answers_for_one_more(self) -> None:
        self.assertIsNone(self.index.check(OLD))
        self.assertEqual(len(self.index), 0)
        self.assertTrue(self.index)
        self.index.add(OLD)
        self.assertEqual(len(self.index), 1)
        self.assertIsNone(self.index.check(ANY))
        clash = self.index.check(NEW)
        assert clash is not None
        self.assertEqual(set(clash.core), {OLD, NEW})
        self.assertTrue(self.index.remove("search"))
        self.assertFalse(self.index.remove("search"))
        self.assertIsNone(self.index.check(NEW))

    def test_takes_rules(self) -> None:
        index = RequirementIndex([SharingRule("pypi", ["runtime", "dev"], "one_version")])
        index.add(OLD)
        self.assertIsNotNone(index.check(NEW))
        with self.assertRaises(InvalidArgument):
            index.check(needs("o", "npm", "vite"))

    def test_never_takes_a_clash_for_a_fit(self) -> None:
        self.index.add(OLD)
        with mock.patch.object(_native, "take", lambda buffer: None), self.assertRaises(OutOfMemory):
            self.index.check(NEW)
        with mock.patch.object(_native, "take", lambda buffer: b"{}"), self.assertRaises(InternalError):
            self.index.check(NEW)
        for answer in (b"{}", b"null", b"[]"):
            with mock.patch.object(_native, "take", lambda buffer, answer=answer: answer):
                with self.assertRaises(InternalError):
                    self.index.check(ANY)

    def test_serves_threads(self) -> None:
        faults: List[object] = []

        def work(owner: str) -> None:
            mine = needs(owner, "npm", "vite", "^8")
            for _ in range(50):
                if self.index.check(mine) is not None:
                    faults.append(owner)
                self.index.add(mine)
                self.index.remove(owner)

        threads = [threading.Thread(target=work, args=(f"agent{i}",)) for i in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual((faults, len(self.index)), ([], 0))

    def test_is_refused_in_a_forked_child(self) -> None:
        self.index.add(OLD)
        child = os.fork()
        if child == 0:
            try:
                self.index.check(ANY)
                os._exit(1)
            except Forked:
                own = RequirementIndex()
                os._exit(0 if own.check(ANY) is None and analyze([OLD]) else 2)
        self.assertEqual(os.waitpid(child, 0)[1], 0)
        self.assertEqual(len(self.index), 1)


if __name__ == "__main__":
    unittest.main()
