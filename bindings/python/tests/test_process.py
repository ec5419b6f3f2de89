"""The package within its process: threads, closing, memory, forks, the log hook, the environment."""

import gc
import os
import resource
import subprocess
import sys
import threading
import unittest
from typing import Any, List
from unittest import mock

from support import Case

from metaqore import (
    Closed,
    Decision,
    Engine,
    InvalidArgument,
    Lineage,
    LogLevel,
    Project,
    State,
    StorageError,
    _native,
)


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

    def test_at_the_interpreters_end_does_not_wait_for_a_call_that_the_keyboard_broke_off(self) -> None:
        script = "import metaqore\nmetaqore._native._enter()\nengine = metaqore.Engine(':memory:')\n"
        done = subprocess.run([sys.executable, "-c", script], capture_output=True, timeout=60)
        self.assertEqual((done.returncode, done.stderr), (0, b""))

    def test_happens_at_the_interpreters_end_beside_daemon_threads(self) -> None:
        script = (
            "import sys, threading, time\n"
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
            "time.sleep(0.05)\n"
        )
        path = self.folder / "team.db"
        for _ in range(4):  # threads are caught at another point each time
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


if __name__ == "__main__":
    unittest.main()
