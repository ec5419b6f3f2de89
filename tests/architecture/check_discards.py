"""Compiles calls whose answers are dropped: of those that a caller has to look at, each is warned of, and no other.

Usage: check_discards.py --root ROOT --cxx COMPILER. Answers 1 when an answer can be dropped in silence.
"""

import argparse
import re
import subprocess
import sys
from pathlib import Path

WARNED = """
state.declare(candidate)
state.check(candidate)
state.list_projects()
state.list_artifacts({})
state.list_conflicts({})
state.declare(candidate), state.head({})
ledger.verify()
Ledger::verify_file("a.db")
schema.validate(Json())
merge(Json(), Json(), Json())
analyze({})
index.check({})
"""
NOT_WARNED = """
state.declare(candidate).accepted()
(void)state.declare(candidate)
if (!state.declare(candidate)) return
state.create_project({})
"""
PROGRAM = """
#include "metaqore/metaqore.hpp"
using namespace metaqore;
void use(StateManager state, Candidate candidate, Ledger ledger, Schema schema, RequirementIndex& index) {{
{}
}}
"""


def statements(text):
    return text.strip().splitlines()


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--root", type=Path, required=True)
    parser.add_argument("--cxx", nargs="+", required=True)
    given = parser.parse_args()

    calls = statements(WARNED) + statements(NOT_WARNED)
    source = PROGRAM.format("\n".join(f'#line {at} "call"\n{call};' for at, call in enumerate(calls, 1)))
    # As a user compiles, who has asked for no warning.
    command = [*given.cxx, "-x", "c++", "-std=c++20", "-fsyntax-only", f"-I{given.root / 'include'}", "-"]
    done = subprocess.run(command, input=source, text=True, stderr=subprocess.PIPE, check=False)
    if done.returncode:
        print(f"{' '.join(command)}:\n{done.stderr}")
        return 1
    warned = {int(at) for at in re.findall(r"^call:(\d+):.*warning: .*(?:ignoring|unused)", done.stderr, re.MULTILINE)}
    wrong = [call for at, call in enumerate(calls, 1) if (at in warned) != (call in statements(WARNED))]
    for call in wrong:
        print(f"`{call}` is {'not ' if call in statements(WARNED) else ''}warned of")
    print(f"{len(calls) - len(wrong)} of {len(calls)} are warned of as they should be")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
