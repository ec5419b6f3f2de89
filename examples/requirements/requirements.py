"""Agents of one project need packages, and not all of them can live together: requirements.py DATA"""

import json
import re
import sys

from metaqore import MetaQoreError
from metaqore.requirement import RequirementIndex, analyze, needs


def in_lines(text):
    """Who clashes with whom, and what would help: each on a line of its own."""
    return re.sub("([:;]) ", r"\1\n" + " " * 22, text)


def main(path):
    index, requirements = RequirementIndex(), []
    with open(path, encoding="utf-8") as data:
        for line in data:
            if line.startswith("#"):
                continue
            owner, published, document = line.rstrip("\n").split("\t")
            need = needs(**json.loads(document))
            clash = index.check(need)
            print(f"{owner:10}{'clashes' if clash else 'fits':9}{published}")
            if clash:
                print(f"{'':20}{in_lines(clash.description)}")
            index.add(need)
            requirements.append(need)

    analysis = analyze(requirements)
    parts = ["".join(f"{clash.description}\n" for clash in analysis.clashes)]
    parts += [f"{manifest.file}:\n{manifest.text}" for manifest in analysis.manifests]
    print(f"\n{'satisfiable' if analysis else 'not satisfiable'} together\n")
    print("\n".join(filter(None, parts)), end="")
    return 0


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("requirements: usage: requirements.py DATA")
    try:
        sys.exit(main(sys.argv[1]))
    except (MetaQoreError, OSError, TypeError, ValueError) as error:
        sys.exit(f"requirements: {error}")
