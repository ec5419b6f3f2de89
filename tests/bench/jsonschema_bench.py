"""Answers each line on standard input with how long jsonschema takes to say whether a document is valid.

jsonschema_bench.py FILE: a schema on the first line, a document on the second. A line is the way in which it is
asked. An answer is nanoseconds for one document, which is parsed already by a validator that is built already, and
1 where it is valid. The time is that of the clock or of the processor, whichever is less: what other programs take
does not count.
"""

import json
import sys
from time import perf_counter_ns, process_time_ns

from jsonschema import Draft202012Validator

with open(sys.argv[1], encoding="utf-8") as file:
    schema, document = (json.loads(line) for line in file)
Draft202012Validator.check_schema(schema)
validator = Draft202012Validator(schema)

WAYS = {
    "is_valid": lambda: validator.is_valid(document),
    "iter_errors": lambda: next(validator.iter_errors(document), None) is None,
}
PASSES = 20

for line in sys.stdin:
    way = WAYS[line.strip()]
    clock, processor = perf_counter_ns(), process_time_ns()
    for _ in range(PASSES):
        valid = way()
    took = min(perf_counter_ns() - clock, process_time_ns() - processor)
    print(took / PASSES, int(valid), flush=True)
