"""What the checkers in Python share: the questions, and the count of their answers."""

import sys

FIELDS = ("a", "b", "v", "w", "a_admits", "b_admits", "meet", "order", "canonical", "version")


def questions():
    """A dict for each line of requirement_oracle."""
    for line in sys.stdin.buffer:
        fields = line.decode("utf-8").rstrip("\n").split("\t")
        if len(fields) != len(FIELDS):
            sys.exit(f"a line of requirement_oracle has {len(fields)} fields: {line!r}")
        yield dict(zip(FIELDS, fields))


class Count:
    """Of one thing that was compared. Prints disagreements as they come."""

    def __init__(self, name):
        self.name, self.passed, self.allowed, self.total = name, 0, 0, 0

    def compare(self, theirs, ours, about, allowed=None):
        """`allowed` is what we may answer instead."""
        self.total += 1
        if theirs == ours:
            self.passed += 1
        elif ours == allowed:
            self.allowed += 1
        elif self.total - self.passed - self.allowed <= 20:
            print(f"{self.name}: {about}: theirs {theirs!r}, ours {ours!r}")


def finish(counts):
    """Prints `suite differential_NAME PASSED TOTAL ALLOWED` for each, and ends with what they come to."""
    for count in counts:
        print(f"suite differential_{count.name} {count.passed} {count.total} {count.allowed}")
    sys.exit(0 if all(count.total > 0 and count.passed + count.allowed == count.total for count in counts) else 1)
