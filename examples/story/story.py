"""Agents of one project declare what they make, and collide: story.py DATA [STORAGE]"""

import json
import re
import sys

from metaqore import Candidate, Engine, Lineage, MetaQoreError, Project, Requirement


def candidate_of(text):
    members = json.loads(text)
    lineage = Lineage(*(members.pop(name, "") for name in ("project_id", "artifact_type", "name")))
    requirements = [Requirement(**each) for each in members.pop("requirements", ())]
    return Candidate(lineage, requirements=requirements, **members)


def in_lines(text):
    """What was decided, why, and what would help: each on a line of its own."""
    return re.sub("([:;]) ", r"\1\n" + " " * 28, text)


def main(data, storage=":memory:"):
    with open(data, encoding="utf-8") as story, Engine(storage) as engine:
        host = engine.state("host", role="host")
        host.create_project(Project("retrieval chatbot", id="proj_chatbot"))

        for line in story:
            if line.startswith("#"):
                continue
            actor, _, candidate = line.rstrip("\n").partition("\t")
            decision = engine.state(actor).declare(candidate_of(candidate))
            verdict = "accepted" if decision else "denied"
            print(f"{actor:16}{verdict:10}{in_lines(decision.text())}")

        head, verification = engine.ledger.head(), engine.ledger.verify()
        print(f"\n{'ledger':16}{head.size} entries\n{'root':16}{head.root}")
        print(f"{'verified' if verification else 'broken':16}{verification.message}")
        return 0 if verification else 1


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit("story: usage: story.py DATA [STORAGE]")
    try:
        sys.exit(main(*sys.argv[1:]))
    except (MetaQoreError, OSError, TypeError, ValueError) as error:
        sys.exit(f"story: {error}")
