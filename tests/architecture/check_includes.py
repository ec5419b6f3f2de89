"""Checks the include graph of include/, lib/ and capi/ against the floors of the architecture, and that tests/ has a
folder for nothing else than a room or a kind of campaign.

Usage: check_includes.py ROOT. Prints one line for each violation and answers 1 when there is any.
"""

import re
import sys
from pathlib import Path

# Lowest first. A room includes lower floors and itself, never a higher floor or its neighbours.
FLOORS = [
    ["base"],
    ["json", "crypto"],
    ["schema", "requirement", "ledger"],
    ["model"],
    ["psmp", "security"],
    ["storage"],
    ["state"],
    ["hmcp", "stream"],
    ["engine"],
    ["api"],
]
# Narrower than its floor: all that the room may include besides itself.
ONLY = {"mock_llm": ["json"]}

# The public headers have floors too. A header includes lower ones only.
HEADER_FLOORS = [
    ["version", "time"],
    ["error"],
    ["json"],
    ["json_pointer", "json_patch", "json_merge", "schema"],
    ["requirement", "receipt", "entry"],
    ["verification"],
    ["ledger"],
    ["mode", "session", "page", "hooks"],
    ["project", "artifact", "config"],
    ["conflict"],
    ["decision", "state_view"],
    ["state_manager"],
    ["engine"],
    ["metaqore"],
]
# The highest floor of the public headers that a floor of the rooms may include, by one of its headers.
HEADER_CEILING = {
    "base": "error",
    "json": "json_pointer",
    "crypto": "error",
    "schema": "schema",
    "requirement": "requirement",
    "ledger": "ledger",
    "mock_llm": "json",
    "model": "config",
    "psmp": "decision",
    "security": "decision",
    "storage": "ledger",
    "state": "state_manager",
    "hmcp": "state_manager",
    "stream": "state_manager",
    "engine": "engine",
    "api": "engine",
}

# A third-party header and the folders of lib/ that may include it.
THIRD_PARTY = [
    (r"fmt/", None),
    (r"boost/unordered/", ["requirement"]),
    (r"boost/", ["json"]),
    (r"re2/", ["schema"]),
    (r"sodium(\.h|/)", ["crypto"]),
    (r"nettle/", ["crypto"]),
    (r"(SQLiteCpp/|sqlite3\.h)", ["storage/sqlite"]),
]

# The folders of tests/ besides those of the rooms.
CAMPAIGNS = set(
    "capi conformance differential laws fuzz torture allocation bench architecture install story support".split()
)

STANDARD = set(
    """
    algorithm any array atomic barrier bit bitset cassert cctype cerrno cfenv cfloat charconv chrono cinttypes
    climits clocale cmath codecvt compare complex concepts condition_variable coroutine csetjmp csignal cstdarg
    cstddef cstdint cstdio cstdlib cstring ctime cuchar cwchar cwctype deque exception execution filesystem format
    forward_list fstream functional future initializer_list iomanip ios iosfwd iostream istream iterator latch
    limits list locale map memory memory_resource mutex new numbers numeric optional ostream queue random ranges
    ratio regex scoped_allocator semaphore set shared_mutex source_location span sstream stack stdexcept
    stop_token streambuf string string_view strstream syncstream system_error thread tuple type_traits typeindex
    typeinfo unordered_map unordered_set utility valarray variant vector version
    stddef.h stdint.h
    """.split()
)
# Processes, files and memory. No header of the network is among them.
POSIX = {"fcntl.h", "pthread.h", "signal.h", "sys/mman.h", "sys/stat.h", "sys/types.h", "unistd.h"}

COMMENT = re.compile(r'"(?:\\.|[^"\\\n])*"|//[^\n]*|/\*.*?\*/', re.DOTALL)
DIRECTIVE = re.compile(r"^[ \t]*#[ \t]*(?:include|include_next|import)\b[ \t]*(.*?)[ \t]*$", re.MULTILINE)
NAME = re.compile(r'<([^>]+)>|"([^"]+)"')


def includes(text):
    """(line number, name, in angle brackets) of each include; the name is None for one that is computed."""
    text = COMMENT.sub(
        lambda m: m[0] if m[0].startswith('"') else re.sub(r"[^\n]", " ", m[0]), text
    )
    for found in DIRECTIVE.finditer(text):
        line = text.count("\n", 0, found.start()) + 1
        name = NAME.fullmatch(found[1])
        yield line, (name[1] or name[2]) if name else None, bool(name and name[1])


def floor_of(floors, name):
    return next((number for number, names in enumerate(floors) if name in names), None)


def known_rooms():
    return {room for rooms in FLOORS for room in rooms} | set(ONLY)


class Checker:
    def __init__(self, root):
        self.root = Path(root)
        self.violations = []
        self.graph = {}

    def run(self):
        files = [
            path
            for top in ("include", "lib", "capi")
            for path in sorted((self.root / top).rglob("*"))
            if path.suffix in {".hpp", ".h", ".cpp", ".c", ".ipp", ".inc"}
        ]
        if not files:
            self.violations.append(f"{self.root}: no source files; give the folder that holds lib/")
        for path in files:
            self.check_file(path)
        self.check_cycles()
        self.check_tests()
        return self.violations

    def check_file(self, path):
        file = path.relative_to(self.root).as_posix()
        top, *folders = file.split("/")[:-1]
        self.graph[file] = []
        if top == "include" and (folders != ["metaqore"] or floor_of(HEADER_FLOORS, path.stem) is None):
            self.violations.append(f"{file}: a public header without a floor")
            return
        if top == "lib" and (not folders or folders[0] not in known_rooms()):
            self.violations.append(f"{file}: lies in no known room")
            return
        for line, name, angled in includes(path.read_text(encoding="utf-8")):
            problem = self.problem(path, file, top, folders, name, angled)
            if problem:
                self.violations.append(f"{file}:{line}: {problem}")

    def problem(self, path, file, top, folders, name, angled):
        if name is None:
            return "an include that is not a plain name"
        if angled:
            return self.foreign(top, folders, name)
        target = self.resolve(top, name)
        if target is None:
            return f'"{name}" is not found below include/, or below lib/ or capi/ for what lies there'
        self.graph[file].append(target)
        if target.startswith("include/"):
            return self.public(top, folders, path.stem, Path(target).stem)
        if target.startswith("lib/"):
            return self.room(folders[0], target.split("/")[1])
        return None

    def resolve(self, top, name):
        bases = [self.root / "include"]
        if top == "lib":
            bases.append(self.root / "lib")
        if top == "capi":
            bases.append(self.root / "capi")
        for base in bases:
            target = base / name
            if target.is_file() and ".." not in name.split("/"):
                return target.relative_to(self.root).as_posix()
        return None

    def foreign(self, top, folders, name):
        if name in STANDARD or (name in POSIX and top != "include"):
            return None
        for pattern, allowed in THIRD_PARTY:
            if re.match(pattern, name):
                here = "/".join(folders)
                if top == "lib" and (allowed is None or any((here + "/").startswith(a + "/") for a in allowed)):
                    return None
                where = "lib/" if allowed is None else " or ".join("lib/" + a for a in allowed)
                return f"<{name}> is included outside {where}"
        return f"<{name}> is neither a standard header nor a known third-party one"

    def public(self, top, folders, header, included):
        there = floor_of(HEADER_FLOORS, included)
        if there is None:
            return None  # reported where the header itself is checked
        if top == "include" and there >= floor_of(HEADER_FLOORS, header):
            return f"metaqore/{header}.hpp includes metaqore/{included}.hpp, which is not on a lower floor"
        if top == "lib" and there > floor_of(HEADER_FLOORS, HEADER_CEILING[folders[0]]):
            return f"room {folders[0]} includes metaqore/{included}.hpp, which is above it"
        return None

    def room(self, here, there):
        if there == here or there not in known_rooms():
            return None
        if here in ONLY:
            return None if there in ONLY[here] else f"room {here} includes room {there}; it may only {ONLY[here]}"
        if there in ONLY or floor_of(FLOORS, there) >= floor_of(FLOORS, here):
            return f"room {here} includes room {there}, which is not on a lower floor"
        return None

    def check_tests(self):
        tests = self.root / "tests"
        for path in sorted(tests.iterdir()) if tests.is_dir() else ():
            name = path.name
            if name in CAMPAIGNS or not path.is_dir() or not any(path.iterdir()):
                continue
            if not (self.root / "lib" / name).is_dir():
                self.violations.append(f"tests/{name}: neither a room of lib/ nor a kind of campaign")
            elif not any(path.rglob("*_test.cpp")):
                self.violations.append(f"tests/{name}: has no tests")

    def check_cycles(self):
        done, path = set(), []

        def visit(file):
            if file in path:
                self.violations.append("cycle: " + " -> ".join(path[path.index(file) :] + [file]))
                return
            if file in done:
                return
            path.append(file)
            for target in self.graph.get(file, []):
                visit(target)
            path.pop()
            done.add(file)

        for file in self.graph:
            visit(file)


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    found = Checker(sys.argv[1]).run()
    print("\n".join(found) if found else "the include graph keeps to the floors")
    sys.exit(1 if found else 0)
