"""Checks what the built libraries export and import, by nm.

Usage: check_symbols.py exports LIBRARY FOLDER   the dynamic symbols are exactly the functions of its headers
       check_symbols.py own LIBRARY NAME         every dynamic symbol has the name in it
       check_symbols.py network LIBRARY...       no function of the network is imported; .so or .a
"""

import re
import subprocess
import sys
from pathlib import Path

# POSIX.1-2017 <sys/socket.h> and <netdb.h>, and what Linux adds to them.
NETWORK = set(
    """
    accept accept4 bind connect getpeername getsockname getsockopt listen recv recvfrom recvmmsg recvmsg send
    sendmmsg sendmsg sendto setsockopt shutdown sockatmark socket socketpair
    freeaddrinfo getaddrinfo gethostbyaddr gethostbyname gethostbyname2 gethostbyname_r gethostent getnameinfo
    getnetbyname getservbyname getservbyport res_init res_query res_search
    """.split()
)


def nm(library, *options):
    done = subprocess.run(
        ["nm", "--format=posix", *options, library], capture_output=True, text=True, check=True
    )
    rows = [line.split() for line in done.stdout.splitlines()]
    # An archive's members each begin with a line `library[member]:`.
    return {row[0].split("@")[0] for row in rows if len(row) >= 2 and not row[0].endswith(":")}


def declared_functions(header):
    text = re.sub(r"/\*.*?\*/", "", header, flags=re.DOTALL)
    text = re.sub(r"^\s*#.*$", "", text, flags=re.MULTILINE)
    text = re.sub(r"\{[^{}]*\}", "", text.replace('extern "C" {', ""))  # bodies of structs and enums
    return set(re.findall(r"\b(metaqore_\w+)\s*\([^()]*\)\s*;", text))


def exports(library, folder):
    headers = [path.read_text(encoding="utf-8") for path in Path(folder).rglob("*.h")]
    declared = set().union(*map(declared_functions, headers))
    exported = nm(library, "--dynamic", "--defined-only")
    problems = [f"{name} is declared but not exported" for name in sorted(declared - exported)]
    problems += [f"{name} is exported but not declared" for name in sorted(exported - declared)]
    return problems if declared else [f"no header in {folder} declares a function"]


def own(library, name):
    exported = nm(library, "--dynamic", "--defined-only")
    problems = [f"{other} is exported" for other in sorted(exported) if name not in other]
    return problems if exported else [f"{library} exports nothing"]


def network(*libraries):
    problems = []
    for library in libraries:
        imported = nm(library, "--undefined-only", *([] if library.endswith(".a") else ["--dynamic"]))
        if not imported:
            problems.append(f"{library} imports nothing at all: is it a library?")
        problems += [f"{library} imports {name}" for name in sorted(imported & NETWORK)]
    return problems


if __name__ == "__main__":
    checks = {"exports": exports, "own": own, "network": network}
    if len(sys.argv) < 3 or sys.argv[1] not in checks:
        sys.exit(__doc__)
    found = checks[sys.argv[1]](*sys.argv[2:])
    print("\n".join(found) if found else f"{sys.argv[1]}: as it should be")
    sys.exit(1 if found else 0)
