"""The package within its process: threads, closing, memory, forks, the log hook, the environment."""

import contextlib
import gc
import os
import resource
import subprocess
import sys
import threading
import unittest
import weakref
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

    def test_may_end_its_thread_when_the_call_that_logged_is_done(self) -> None:
        for kind in (KeyboardInterrupt, SystemExit):
            raised = kind("from the hook")
            engine = Engine(":memory:", log=mock.Mock(side_effect=raised))
            with engine, mock.patch.object(sys, "unraisablehook") as unraisable:
                with self.assertRaises(kind) as caught:
                    self.conflict(engine)
                unraisable.assert_not_called()
                self.assertIs(caught.exception, raised)
                (project,) = engine.state("host").list_projects()  # is not raised twice
                self.assertEqual(len(list(engine.state("host").list_conflicts(project.id))), 1)

    def test_is_let_go_by_close(self) -> None:
        hook = Listener()
        gone = weakref.ref(hook)
        hook.engine = engine = Engine(":memory:", log=hook.hear)
        state = engine.state("a")
        engine.close()
        del hook
        self.assertIsNone(gone())
        with self.assertRaises(Closed):
            state.get_project("proj_p")

    def test_is_let_go_with_an_engine_that_it_holds(self) -> None:
        hook = Listener()
        hook.engine = Engine(":memory:", log=hook.hear)
        hook.state = hook.engine.state("a")
        gone = [weakref.ref(each) for each in (hook, hook.engine, hook.state)]
        del hook
        gc.collect()
        self.assertEqual([each() for each in gone], [None] * 3)

    def test_is_kept_while_a_state_can_log(self) -> None:
        heard: List[Any] = []
        state = Engine(":memory:", log=lambda *told: heard.append(told)).state("a")
        gc.collect()
        self.conflict(state.engine)
        self.assertTrue(heard)

    def test_is_let_go_where_opening_fails(self) -> None:
        hook = Listener()
        gone = weakref.ref(hook)
        with self.assertRaises(StorageError):
            Engine(self.folder, log=hook.hear)
        with self.assertRaises(InvalidArgument):
            Engine(":memory:", governance_mode="lenient", log=hook.hear)  # type: ignore[arg-type]
        del hook
        self.assertIsNone(gone())

    def test_outlives_the_calls_under_way_that_call_it(self) -> None:
        for _ in range(20):
            hook = Listener()
            hook.engine = engine = Engine(":memory:", log=hook.hear)
            gone: List[Any] = [weakref.ref(hook), weakref.ref(engine)]
            project = engine.state("host").create_project(Project("p"))
            engine.state("first").declare(Lineage(project.id, "plan"), 0).or_raise()
            started = threading.Barrier(5)

            def work(number: int, state: State, plan: Lineage) -> None:
                started.wait()
                with contextlib.suppress(Closed):
                    while True:
                        state.declare(plan, number)

            threads: List[threading.Thread] = []
            for number in range(4):
                state = engine.state(f"agent-{number}")
                arguments = (number, state, Lineage(project.id, "plan"))
                threads.append(threading.Thread(target=work, args=arguments))
                threads[-1].start()
            del state, arguments
            started.wait()
            engine.close()
            del hook, engine
            for thread in threads:
                thread.join()
            self.assertEqual([each() for each in gone], [None, None])


class Listener:
    """A host that holds what logs to it."""

    engine: Engine
    state: State

    def hear(self, *told: Any) -> None:
        self.heard = told


class TheCollector(Case):
    def test_frees_nothing_before_its_last_use(self) -> None:
        script = (
            "import gc\n"
            "from metaqore import *\n"
            "from metaqore.requirement import RequirementIndex\n"
            "from metaqore.schema import Schema\n"
            "class Agent:\n"
            "    def __init__(self):\n"
            "        self.engine = Engine(':memory:')\n"
            "        self.state = self.engine.state('a')\n"
            "        self.schema, self.index = Schema({'type': 'integer'}), RequirementIndex()\n"
            "        self.itself = self\n"
            "    def __del__(self):\n"
            "        print(self.state.get_project('proj_p'), self.schema.is_valid(1), len(self.index), end=' ')\n"
            "        print(self.engine.ledger.head().size)\n"
            "        self.engine.close()\n"
            "for _ in range(3):\n"
            "    Agent()\n"
            "    gc.collect()\n"
        )
        done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=60)
        self.assertEqual((done.returncode, done.stdout, done.stderr), (0, "None True 0 1\n" * 3, ""))


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
