"""Two agents edit one document; a policy merges most, a hand the rest, a schema guards it: documents.py DATA"""

import json
import sys

from metaqore import MetaQoreError, patch
from metaqore.merge import Answer, merge, resolve
from metaqore.schema import Schema


def main(path):
    documents = {}
    with open(path, encoding="utf-8") as data:
        for line in data:
            name, tab, text = line.rstrip("\n").partition("\t")
            if tab and not line.startswith("#"):
                documents[name] = json.loads(text)

    def given(name):
        if name not in documents:
            raise ValueError(f"no line has the document `{name}`")
        return documents[name]

    base = given("base")
    result = merge(
        base, given("planner"), given("coder"), policy=given("policy"), actors=("planner", "coder")
    )
    merged = resolve(result, [Answer(**answer) for answer in given("answers")])
    diff = patch.text_diff(base, merged, context=1, before_label="base", after_label="merged")

    schema = Schema(given("schema"))
    before = schema.validate(merged)
    after = schema.validate(patch.apply(merged, given("edit")))

    print("nothing is left to be decided" if result else "left to be decided:")
    print(result.message, end="")
    print(f"\nanswered, it comes to:\n{diff}")
    here, there = "valid" if before else "not valid", "valid" if after else "not:"
    print(f"by its schema it is {here}; the next edit is {there}")
    for error in after.errors:
        print(error.message)
    return 0


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("documents: usage: documents.py DATA")
    try:
        sys.exit(main(sys.argv[1]))
    except (MetaQoreError, OSError, TypeError, ValueError) as error:
        sys.exit(f"documents: {error}")
