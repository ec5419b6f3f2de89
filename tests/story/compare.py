"""The story in each language has the same answers: compare.py PROGRAM...

A program that ends in `.py` is run by this interpreter. Each is run in memory and on a file, and on data that
it has to refuse.
"""

import difflib
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
DATA = HERE.parent.parent / "examples" / "story" / "story.tsv"
EXPECTED = HERE / "expected.txt"
ROOT = re.compile(rb"^(root +)([0-9a-f]{64})$", re.MULTILINE)

# What each program has to refuse, and what it has printed until then.
NO_SUCH_PROJECT = 'coder\t{"project_id":"proj_other","artifact_type":"plan","data":{}}\n'
UNKNOWN_MEMBER = 'coder\t{"project_id":"proj_chatbot","artifact_type":"plan","verdict":"accepted"}\n'
NO_CANDIDATE = "coder\n"
TRUNCATED = 'coder\t{"project_id":"proj_chatbot"'


def run(program, *arguments):
    command = [sys.executable, program] if program.endswith(".py") else [program]
    # What governs the host's own engines has no say here.
    environment = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith("METAQORE_") or name == "METAQORE_LIBRARY"
    }
    command += [str(argument) for argument in arguments]
    return subprocess.run(command, capture_output=True, env=environment, timeout=120, check=False)


def difference(expected, actual):
    lines = difflib.unified_diff(
        expected.decode().splitlines(),
        actual.decode("utf-8", "backslashreplace").splitlines(),
        "expected",
        "actual",
        lineterm="",
    )
    return "\n".join(lines) or f"they differ in line ends: {actual!r}"


def tells_the_story(program, *storage):
    """What is wrong with one telling, and the root that it printed."""
    result = run(program, DATA, *storage)
    faults = []
    if result.returncode != 0:
        faults.append(f"exits with {result.returncode}")
    if result.stderr:
        faults.append(f"says on stderr: {result.stderr.decode('utf-8', 'backslashreplace')}")
    roots = [root.decode() for _, root in ROOT.findall(result.stdout)]
    if len(roots) != 1:
        faults.append(f"prints {len(roots)} roots of 64 hex digits, not one")
    told = ROOT.sub(rb"\1ROOT", result.stdout)
    expected = EXPECTED.read_bytes()
    if told != expected:
        faults.append(f"tells another story:\n{difference(expected, told)}")
    return faults, roots


def refuses(program, data, what):
    """A failure is said on stderr, in one line and by the status, and not taken for a decision."""
    result = run(program, data)
    message = result.stderr.decode("utf-8", "backslashreplace")
    faults = []
    if result.returncode != 1:
        faults.append(f"exits with {result.returncode}, not 1, for {what}")
    if result.stdout:
        faults.append(f"prints an answer for {what}: {result.stdout!r}")
    if not re.fullmatch(r"story: [^\n]+\n", message):
        faults.append(f"does not say in one line what is wrong with {what}: {message!r}")
    return faults


def main(programs):
    if not programs:
        return "usage: compare.py PROGRAM..."
    faults, roots = [], []
    with tempfile.TemporaryDirectory() as folder:
        missing = Path(folder) / "missing.tsv"
        bad = [(missing, "a file that is missing"), (folder, "a folder")]
        for name, text in (
            ("another project", NO_SUCH_PROJECT),
            ("an unknown member", UNKNOWN_MEMBER),
            ("a line without candidate", NO_CANDIDATE),
            ("a candidate that is cut off", TRUNCATED),
        ):
            path = Path(folder) / f"{name}.tsv"
            path.write_text(text, encoding="utf-8")
            bad.append((path, name))

        for number, program in enumerate(programs):
            storage = Path(folder) / f"{number}.db"
            for arguments in ((), (storage,)):
                found, told = tells_the_story(program, *arguments)
                faults += [f"{program}: {fault}" for fault in found]
                roots += told
            if not storage.is_file():
                faults.append(f"{program}: keeps nothing in the file that it is given")
            for data, what in bad:
                faults += [f"{program}: {fault}" for fault in refuses(program, data, what)]

    # Each telling has salts of its own.
    if len(set(roots)) != len(roots):
        faults.append(f"roots repeat: {roots}")
    return "\n".join(faults) or None


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
