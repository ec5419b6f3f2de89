"""Exceptions that are raised in a thread from outside: Ctrl-C, and PyThreadState_SetAsyncExc."""

import os
import subprocess
import sys
import unittest

from support import Case

# What is broken off. It keeps what was raised, and with the tracebacks the frames.
WORK = """
import ctypes, gc, os, random, sys, threading
import metaqore
from metaqore import *

path = sys.argv[1]
kept = []

class Ended(BaseException):
    pass

class Host:
    def __init__(self, storage):
        self.engine = Engine(storage, log=self.log)
        self.state = self.engine.state('host')

    def log(self, *told):
        self.state.head(self.plan)

    def work(self):
        project = self.state.create_project(Project('p'))
        self.plan = Lineage(project.id, 'plan')
        self.state.declare(self.plan, 1).or_raise()
        self.engine.state('other').declare(self.plan, 2)  # is blocked, which is logged

def handles():
    kind = metaqore._abi.POINTER(metaqore._abi.metaqore_engine)
    return sum(isinstance(each, kind) for each in gc.get_objects())
"""

AT_RANDOM = """
raise_in = ctypes.pythonapi.PyThreadState_SetAsyncExc
shared = Engine(path)

def work():
    try:
        while True:
            shared.state('host').create_project(Project('p'))
            host = Host(random.choice((path, ':memory:')))
            if random.random() < 0.5: host.work()
            if random.random() < 0.5: host.engine.close()
    except BaseException as error:
        kept.append(error)

for trial in range(100):
    thread = threading.Thread(target=work)
    thread.start()
    thread.join(random.random() / 100)
    while thread.is_alive():
        kind = random.choice((SystemExit, KeyboardInterrupt, Ended, RuntimeError))
        raise_in(ctypes.c_ulong(thread.ident), ctypes.py_object(kind))
        thread.join(random.random() / 1000)
shared.close()
print(len(kept) > 50)
"""

EVERYWHERE = """
folder = os.path.dirname(metaqore.__file__)
files = [os.path.join(folder, name) for name in ('_native.py', 'engine.py')]

class Stop:
    def __init__(self, left):
        self.left = left

    def __call__(self, frame, event, argument):
        if frame.f_code.co_filename not in files:
            return None
        frame.f_trace_opcodes = True
        if event == 'opcode':
            self.left -= 1
            if self.left == 0:
                raise Ended
        return self

def work(stop):
    sys._getframe().f_trace_opcodes = True  # or Python 3.12 has no such events
    sys.settrace(stop)
    try:
        host = Host(sys.argv[2])
        if sys.argv[2] != path: host.work()
        host.engine.close()
        del host
        Host(sys.argv[2])
        gc.collect()
    except Ended as error:
        kept.append(error)
    finally:
        sys.settrace(None)

gc.freeze()  # the collector has to look at what is made here alone
last = Engine(path)
number = 0
stop = Stop(-1)
while stop.left <= 0:
    number += 1
    stop = Stop(number)
    thread = threading.Thread(target=work, args=(stop,))
    thread.start()
    thread.join()
    if number % 100 == 0:
        kept.clear()
        gc.collect()
        if handles() > 1: print('left open before', number)
print(number > 500)
"""


# What Ctrl-C is pressed in. No wait ends by itself: each has an hour.
WAITING = """
import os, signal, sqlite3, sys, threading, time
from metaqore import *

path = sys.argv[1]
engine = Engine(path, timeout=3600)
state = engine.state('host', role='host')

def locked():
    other = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    other.execute('BEGIN IMMEDIATE')
    return other

def press():
    os.kill(os.getpid(), signal.SIGINT)

def pressed_during(call):
    timer = threading.Timer(0.1, press)
    timer.start()
    try:
        call()
    except KeyboardInterrupt:
        return True
    finally:
        timer.join()
    return False

def names():
    return [each.name for each in state.list_projects()]

def waiting(name):
    thread = threading.Thread(target=state.create_project, args=(Project(name),))
    thread.start()
    time.sleep(0.05)
    return thread
"""

A_WRITE = """
other = locked()
ended = pressed_during(lambda: state.create_project(Project('p')))
again = pressed_during(lambda: state.create_project(Project('p')))
other.close()
assert names() == []
print(ended and again and state.create_project(Project('q')).name == 'q' and names() == ['q'])
engine.close()
"""

BEHIND_ANOTHER = """
other = locked()
thread = waiting('first')
ended = pressed_during(lambda: state.create_project(Project('never')))
other.close()
thread.join()
print(ended and names() == ['first'])
engine.close()
"""

OPENING = """
engine.close()
other = sqlite3.connect(path, isolation_level=None)
other.execute('PRAGMA locking_mode = EXCLUSIVE')
other.execute('BEGIN EXCLUSIVE')
print(pressed_during(lambda: Engine(path)))
other.execute('ROLLBACK')
other.close()
Engine(path).close()
"""

CLOSING = """
other = locked()
thread = waiting('p')
ended = pressed_during(engine.close)
other.close()
thread.join()
engine.close()
print(ended)
"""

HANDLED = """
calls = []

def handler(*told):
    calls.append(names())  # the engine can be used in it
    engine.state('other', timeout=0)
    if len(calls) < 3: threading.Timer(0.1, press).start()
    else: other.close()

signal.signal(signal.SIGINT, handler)
other = locked()
ended = pressed_during(lambda: state.create_project(Project('p')))
print(not ended and calls == [[], [], []] and names() == ['p'])
engine.close()
"""

WRITING_HANDLER = """
def handler(*told):
    other.close()
    state.create_project(Project('of the handler'))
    raise KeyboardInterrupt

signal.signal(signal.SIGINT, handler)
other = locked()
print(pressed_during(lambda: state.create_project(Project('p'))) and names() == ['of the handler'])
engine.close()
"""

DONE_MEANWHILE = """
from metaqore import _native

# As where the lock is had while the host is asked.
_native._pressed.append(None)
try:
    state.create_project(Project('p'))
except KeyboardInterrupt:
    print(names() == ['p'])
engine.close()
"""


class AnExceptionFromOutside(Case):
    def end(self, script: str, *arguments: str) -> None:
        """The script ends with its interpreter, and leaves no write-ahead log."""
        path = self.folder / "team.db"
        command = [sys.executable, "-c", script, str(path), *arguments]
        done = subprocess.run(command, capture_output=True, text=True, timeout=300)
        self.assertEqual((done.returncode, done.stdout), (0, "True\n"), done.stderr)
        self.assertEqual(os.listdir(self.folder), ["team.db"])

    def test_leaves_nothing_open_wherever_it_is_raised_in_a_call(self) -> None:
        self.end(WORK + EVERYWHERE, ":memory:")

    def test_leaves_nothing_open_wherever_it_is_raised_while_a_file_opens_and_closes(self) -> None:
        self.end(WORK + EVERYWHERE, str(self.folder / "team.db"))

    def test_keeps_no_interpreter_from_its_end_whenever_it_is_raised(self) -> None:
        self.end(WORK + AT_RANDOM)

    def test_ends_a_wait_for_the_write_lock_and_nothing_was_written(self) -> None:
        self.end(WAITING + A_WRITE)

    def test_ends_a_wait_behind_another_thread_which_goes_on(self) -> None:
        self.end(WAITING + BEHIND_ANOTHER)

    def test_ends_the_opening_of_a_file_that_another_program_locks(self) -> None:
        self.end(WAITING + OPENING)

    def test_ends_a_close_that_waits_for_calls_and_the_next_one_closes(self) -> None:
        self.end(WAITING + CLOSING)

    def test_lets_the_wait_go_on_where_the_handler_returns(self) -> None:
        self.end(WAITING + HANDLED)

    def test_is_handled_where_the_engine_can_be_written_to(self) -> None:
        self.end(WAITING + WRITING_HANDLER)

    def test_is_raised_after_a_call_that_was_carried_out_meanwhile(self) -> None:
        self.end(WAITING + DONE_MEANWHILE)


if __name__ == "__main__":
    unittest.main()
