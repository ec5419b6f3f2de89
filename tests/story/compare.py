"""An example in each language has the same answers: compare.py STORY PROGRAM...

STORY is a folder of examples/. A program that ends in `.py` is run by this interpreter. Each is run on the data
of its story, and on data that it has to refuse; one that keeps what it decides, in memory and on a file.
"""

import difflib
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
EXAMPLES = HERE.parent.parent / "examples"
ROOT = re.compile(rb"^(root +)([0-9a-f]{64})$", re.MULTILINE)


class Story:
    def __init__(self, name, keeps, refused):
        self.name = name
        self.keeps = keeps  # whether it writes a ledger, which has a root
        self.refused = refused  # what it has to refuse before it prints anything
        self.data = EXAMPLES / name / f"{name}.tsv"
        self.expected = HERE / ("expected.txt" if name == "story" else f"expected_{name}.txt")


def with_line(name, document):
    """The data of the story of documents, with another document of this name."""
    lines = (EXAMPLES / "documents" / "documents.tsv").read_text(encoding="utf-8").splitlines(True)
    return "".join(f"{name}\t{document}\n" if line.startswith(f"{name}\t") else line for line in lines)


STORIES = {
    story.name: story
    for story in (
        Story(
            "story",
            True,
            {
                "another project": 'coder\t{"project_id":"proj_other","artifact_type":"plan","data":{}}\n',
                "an unknown member": 'coder\t{"project_id":"proj_chatbot","artifact_type":"plan",'
                '"verdict":"accepted"}\n',
                "a line without candidate": "coder\n",
                "a candidate that is cut off": 'coder\t{"project_id":"proj_chatbot"',
            },
        ),
        Story(
            "requirements",
            False,
            {
                "an unknown ecosystem": 'o\tx\t{"owner":"o","ecosystem":"cobol","name":"x"}\n',
                "an unknown member": 'o\tx\t{"owner":"o","ecosystem":"pypi","name":"x","fits":true}\n',
                "a constraint that is none": 'o\tx\t{"owner":"o","ecosystem":"pypi","name":"x",'
                '"constraint":"=>1"}\n',
                "a line without requirement": "o\tx\n",
                "a requirement that is cut off": 'o\tx\t{"owner":"o"',
            },
        ),
        Story(
            "documents",
            False,
            {
                "an unknown policy": with_line("policy", '{"rules":[{"path":"","array":"some"}]}'),
                "a residual without answer": with_line("answers", "[]"),
                "an answer without residual": with_line(
                    "answers", '[{"pointer":"/port","take":"ours"},{"pointer":"/name","take":"ours"}]'
                ),
                "an answer that takes nothing": with_line("answers", '[{"pointer":"/port"}]'),
                "a schema that cannot be honoured": with_line("schema", '{"$ref":"#"}'),
                "an edit of what is not there": with_line("edit", '[{"op":"remove","path":"/nmae"}]'),
                "a document that is cut off": with_line("coder", '{"name":"letters"'),
                "no document at all": "",
            },
        ),
    )
}


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


def tells(story, program, *storage):
    """What is wrong with one telling, and the root that it printed."""
    result = run(program, story.data, *storage)
    faults = []
    if result.returncode != 0:
        faults.append(f"exits with {result.returncode}")
    if result.stderr:
        faults.append(f"says on stderr: {result.stderr.decode('utf-8', 'backslashreplace')}")
    roots = [root.decode() for _, root in ROOT.findall(result.stdout)]
    if len(roots) != story.keeps:
        faults.append(f"prints {len(roots)} roots of 64 hex digits, not {int(story.keeps)}")
    told = ROOT.sub(rb"\1ROOT", result.stdout)
    expected = story.expected.read_bytes()
    if told != expected:
        faults.append(f"tells another story:\n{difference(expected, told)}")
    return faults, roots


def refuses(story, program, data, what):
    """A failure is said on stderr, in one line and by the status, and not taken for a decision."""
    result = run(program, data)
    message = result.stderr.decode("utf-8", "backslashreplace")
    faults = []
    if result.returncode != 1:
        faults.append(f"exits with {result.returncode}, not 1, for {what}")
    if result.stdout:
        faults.append(f"prints an answer for {what}: {result.stdout!r}")
    if not re.fullmatch(rf"{story.name}: [^\n]+\n", message):
        faults.append(f"does not say in one line what is wrong with {what}: {message!r}")
    return faults


def main(name, *programs):
    story = STORIES[name]
    faults, roots = [], []
    with tempfile.TemporaryDirectory() as folder:
        missing = Path(folder) / "missing.tsv"
        bad = [(missing, "a file that is missing"), (folder, "a folder")]
        for what, text in story.refused.items():
            path = Path(folder) / f"{what}.tsv"
            path.write_text(text, encoding="utf-8")
            bad.append((path, what))

        for number, program in enumerate(programs):
            storage = Path(folder) / f"{number}.db"
            for arguments in ((), (storage,)) if story.keeps else ((),):
                found, told = tells(story, program, *arguments)
                faults += [f"{program}: {fault}" for fault in found]
                roots += told
            if story.keeps and not storage.is_file():
                faults.append(f"{program}: keeps nothing in the file that it is given")
            for data, what in bad:
                faults += [f"{program}: {fault}" for fault in refuses(story, program, data, what)]

    # Each telling has salts of its own.
    if len(set(roots)) != len(roots):
        faults.append(f"roots repeat: {roots}")
    return "\n".join(faults) or None


if __name__ == "__main__":
    if len(sys.argv) < 3 or sys.argv[1] not in STORIES:
        sys.exit(f"usage: compare.py {'|'.join(STORIES)} PROGRAM...")
    sys.exit(main(*sys.argv[1:]))
