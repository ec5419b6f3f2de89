"""Processes that come from one with an open engine and threads in calls, by each way that Python has.

As a program it is the campaign fork_python: test_multiprocessing.py RUNS [SEED]. Each run is a process that
is forked off here, where no engine is ever open, and that ends in one of four ways while its children
declare."""

import functools
import multiprocessing
import os
import random
import signal
import subprocess
import sys
import tempfile
import threading
import time
import traceback
import unittest
from pathlib import Path
from typing import Any, Callable, Dict, List, Optional, Set

from metaqore import Closed, Engine, Forked, Lineage, Project

WAYS = ("os.fork", "fork", "forkserver", "spawn")
ENDS = ("goes on", "closes its engine", "exits", "is killed")
CHILDREN = 3
PATIENCE = 20.0  # seconds that a run may take; it takes one

inherited: Optional[Engine] = None  # in a forked child: what its parent had open


# ---- In the processes of a run --------------------------------------------------------------------------


class Log:
    """What the processes of a run tell, a line each, which no other's tears apart (O_APPEND of open(2))."""

    def __init__(self, path: str) -> None:
        self.path = path
        self._file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)

    def tell(self, verb: str, what: str) -> None:
        os.write(self._file, f"{verb} {what}".replace("\n", " | ").encode() + b"\n")


def live(log: Log, name: str, work: Callable[[], None]) -> None:
    try:
        work()
    except BaseException as failure:
        log.tell("fault", f"{name}: {said(failure)}")
    log.tell("ended", name)


def said(failure: BaseException) -> str:
    return "".join(traceback.format_exception_only(type(failure), failure)).strip()


def declare(log: Log, engine: Engine, project: str, name: str, number: int) -> None:
    """New work, and revisions of what others revise too."""
    lineage = Lineage(project, "shared") if number % 3 == 0 else Lineage(project, "own", f"{name}-{number}")
    artifact = f"art_{name}-{number}"
    engine.state(name).declare(lineage, {"by": name, "n": number}, id=artifact)
    log.tell("kept", artifact)


def expect_verified(engine: Engine) -> None:
    verification = engine.ledger.verify()
    if not verification:
        raise AssertionError(verification.message)


def expect_forked() -> None:
    engine = inherited
    assert engine is not None
    uses: List[Callable[[], object]] = [engine.ledger.head, lambda: engine.state("heir"), engine.close]
    for use in uses:
        try:
            use()
        except Forked:
            continue
        raise AssertionError("an inherited engine answered")


def child(path: str, project: str, log_path: str, name: str, seed: int, *, forked: bool) -> None:
    chance, log = random.Random(seed), Log(log_path)

    def work() -> None:
        if forked:
            expect_forked()
        engine = Engine(path)
        for number in range(chance.randint(3, 10)):
            declare(log, engine, project, name, number)
        expect_verified(engine)
        if chance.random() < 0.5:
            engine.close()

    live(log, name, work)


def start(way: str, *arguments: Any) -> Callable[[], Any]:
    """Starts a child; what is returned waits for its end."""
    if way == "os.fork":
        process = os.fork()
        if process == 0:
            child(*arguments, forked=True)
            os._exit(0)
        return lambda: os.waitpid(process, 0)
    # typeshed gives each context a Process of its own
    context: Any = multiprocessing.get_context(way)
    started = context.Process(target=child, args=arguments, kwargs={"forked": way == "fork"})
    started.start()
    return started.join  # type: ignore[no-any-return]


def parent(path: str, seed: int, log: Log) -> None:
    global inherited
    chance, way, end = random.Random(seed), way_of(seed), end_of(seed)
    inherited = engine = Engine(path)
    project = engine.state("host").create_project(Project("torture")).id
    stop = threading.Event()
    closing = False

    def load(number: int) -> None:
        i = 0
        try:
            state = engine.state(f"thread{number}")
            calls: List[Callable[[int], Any]] = [
                lambda i: declare(log, engine, project, "parent", i),
                lambda i: state.get_artifact(f"art_parent-{i % 20}"),
                lambda i: list(state.list_artifacts(project, page_size=20)),
                lambda i: expect_verified(engine),
            ]
            while not stop.is_set():
                calls[number % 4](i)
                i += 1
        except Closed:
            if not closing:
                raise

    threads = [threading.Thread(target=live_thread, args=(log, load, number)) for number in range(4)]
    for thread in threads:
        thread.start()
    time.sleep(chance.random() * 0.02)
    for number in range(CHILDREN):
        log.tell("began", f"child{number}")
    waits = [
        start(way, path, project, log.path, f"child{number}", seed * CHILDREN + number)
        for number in range(CHILDREN)
    ]
    if end in ("exits", "is killed"):
        time.sleep(chance.random() * 0.02)
        log.tell("killed", "parent")
        if end == "exits":
            os._exit(0)
        os.kill(os.getpid(), signal.SIGKILL)
    if end == "closes its engine":
        closing = True
        engine.close()
    for wait in waits:
        wait()
    stop.set()
    for thread in threads:
        thread.join()
    engine.close()


def live_thread(log: Log, load: Callable[[int], None], number: int) -> None:
    try:
        load(number)
    except BaseException as failure:
        log.tell("fault", f"thread{number}: {said(failure)}")


# ---- In the process that judges -------------------------------------------------------------------------


def way_of(seed: int) -> str:
    return WAYS[seed % len(WAYS)]


def end_of(seed: int) -> str:
    return ENDS[seed // len(WAYS) % len(ENDS)]


class Account:
    def __init__(self, log: str) -> None:
        self.kept: List[str] = []
        self.faults: List[str] = []
        self.running: Dict[str, None] = {}
        over: Set[str] = set()
        for line in Path(log).read_text(errors="replace").splitlines():
            verb, _, what = line.partition(" ")
            if verb == "began":
                self.running[what] = None
            elif verb in ("ended", "killed"):
                over.add(what)
            else:
                (self.kept if verb == "kept" else self.faults).append(what)
        for name in over:
            self.running.pop(name, None)


def run_apart(log_path: str, name: str, work: Callable[[Log], None]) -> Account:
    """Does it in a process of its own, with all that come from it, and ends what is not over in time."""
    log = Log(log_path)
    log.tell("began", name)
    sys.stdout.flush()
    process = os.fork()
    if process == 0:
        os.setsid()
        live(log, name, lambda: work(log))
        os._exit(0)
    deadline = time.monotonic() + PATIENCE
    while Account(log_path).running and time.monotonic() < deadline:
        time.sleep(0.005)
    hanging = list(Account(log_path).running)
    try:
        os.killpg(process, signal.SIGKILL)
    except ProcessLookupError:  # it has not become a group's first yet
        os.kill(process, signal.SIGKILL)
    os.waitpid(process, 0)
    account = Account(log_path)
    account.faults += [f"{name} hangs or died" for name in hanging]
    return account


def look_for(path: str, artifacts: List[str], _: Log) -> None:
    with Engine(path) as engine:
        verification = engine.ledger.verify()
        state = engine.state("judge")
        lost = [artifact for artifact in artifacts if state.get_artifact(artifact) is None]
        if lost or not verification:
            raise AssertionError(
                f"{verification.message}; {len(lost)} of {len(artifacts)} acknowledged are lost: {lost[:3]}"
            )


def campaign(runs: int, seed: int) -> int:
    failures = total = 0
    for trial in range(seed, seed + runs):
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "team.db")
            run = run_apart(os.path.join(folder, "log"), "parent", functools.partial(parent, path, trial))
            judge = run_apart(
                os.path.join(folder, "judge"), "judge", functools.partial(look_for, path, run.kept)
            )
        total += len(run.kept)
        faults = run.faults + judge.faults
        failures += bool(faults)
        for fault in faults:
            print(f"fork_python, seed {trial} ({way_of(trial)}, the parent {end_of(trial)}): {fault}")
    print(f"fork_python: {total} declarations were acknowledged and looked for")
    failures = failures if total else runs
    print(f"campaign fork_python {runs} {failures}", flush=True)
    return failures


@unittest.skipUnless(hasattr(os, "fork"), "fork is not offered here")
class Children(unittest.TestCase):
    def test_of_a_process_with_threads_in_calls_open_their_own(self) -> None:
        runs = len(WAYS)
        done = subprocess.run(
            [sys.executable, __file__, str(runs)],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            timeout=3 * PATIENCE * runs,
        )
        self.assertEqual(done.returncode, 0, done.stdout.decode(errors="replace"))


if __name__ == "__main__":
    if len(sys.argv) > 1 and sys.argv[1].isdigit():
        first = int(sys.argv[2]) if len(sys.argv) > 2 else random.randrange(1_000_000)
        sys.exit(1 if campaign(int(sys.argv[1]), first) else 0)
    unittest.main()
