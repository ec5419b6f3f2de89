"""What the checkers of JSON share: the questions, and what equality is."""

import json
import sys


def questions():
    """A dict for each line of json_oracle."""
    for line in sys.stdin.buffer:
        yield json.loads(line)


def same(left, right):
    """Equality as JSON has it: to Python `True == 1`."""
    if isinstance(left, bool) or isinstance(right, bool):
        return left is right
    if isinstance(left, (int, float)) and isinstance(right, (int, float)):
        return left == right
    if type(left) is not type(right):
        return False
    if isinstance(left, list):
        return len(left) == len(right) and all(map(same, left, right))
    if isinstance(left, dict):
        return left.keys() == right.keys() and all(same(left[name], right[name]) for name in left)
    return left == right
