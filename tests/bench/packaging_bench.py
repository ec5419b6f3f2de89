"""Answers each line on standard input with how long packaging takes to say which pairs of a file meet.

packaging_bench.py FILE: lines of two specifier sets with a tab between. An answer is nanoseconds for one pair
and the number of pairs that meet. The time is that of the clock or of the processor, whichever is less: what
other programs take does not count.
"""

import sys
from time import perf_counter_ns, process_time_ns

from packaging.specifiers import SpecifierSet


def one_pass(pairs):
    meet = 0
    clock, processor = perf_counter_ns(), process_time_ns()
    for a, b in pairs:
        if not (SpecifierSet(a) & SpecifierSet(b)).is_unsatisfiable():
            meet += 1
    took = min(perf_counter_ns() - clock, process_time_ns() - processor)
    return took / len(pairs), meet


with open(sys.argv[1], encoding="utf-8") as file:
    all_pairs = [tuple(line.rstrip("\n").split("\t")) for line in file]
for _ in sys.stdin:
    print(*one_pass(all_pairs), flush=True)
