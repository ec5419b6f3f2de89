"""check_symbols.py fails on libraries that break its rules."""

import os
import subprocess
import tempfile
import unittest
from pathlib import Path

import check_symbols

HEADER = """
#include "metaqore/base.h"
/* metaqore_old(void); was here once */
typedef struct metaqore_hooks {
  void (*log)(void *userdata);
} metaqore_hooks;
enum { METAQORE_OK = 0 };
#ifdef __cplusplus
extern "C" {
#endif
void metaqore_hooks_init(metaqore_hooks *hooks);
int metaqore_open(const char *path,
                  int flags);
#ifdef __cplusplus
}
#endif
"""
BASE = """
#include <stdint.h>
#define METAQORE_TEXT(literal) ((metaqore_text){"" literal, sizeof(literal) - 1})
uint32_t metaqore_abi_version(void);
"""
SOUND = """
int puts(const char *);
unsigned metaqore_abi_version(void) { return 1; }
void metaqore_hooks_init(void *h) {}
int metaqore_open(void) { return puts(""); }
"""


class CheckSymbols(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        self.capi = Path(self.path("capi"))
        (self.capi / "metaqore").mkdir(parents=True)
        (self.capi / "metaqore.h").write_text(HEADER, encoding="utf-8")
        (self.capi / "metaqore/base.h").write_text(BASE, encoding="utf-8")

    def path(self, name):
        return os.path.join(self.folder.name, name)

    def compile(self, output, text, *flags):
        command = [os.environ.get("CC", "cc"), "-x", "c", "-fPIC", "-o", self.path(output), *flags, "-"]
        subprocess.run(command, input=text, text=True, check=True)
        return self.path(output)

    def shared(self, text):
        return self.compile("lib.so", text, "-shared")

    def archive(self, text):
        member = self.compile("member.o", text, "-c")
        subprocess.run(["ar", "cr", self.path("lib.a"), member], check=True)
        return self.path("lib.a")

    def test_a_sound_library_passes(self):
        self.assertEqual(check_symbols.exports(self.shared(SOUND), self.capi), [])
        self.assertEqual(check_symbols.network(self.shared(SOUND), self.archive(SOUND)), [])

    def test_a_function_too_many(self):
        library = self.shared(SOUND + "void metaqore_extra(void) {}\n")
        self.assertEqual(
            check_symbols.exports(library, self.capi), ["metaqore_extra is exported but not declared"]
        )

    def test_a_function_that_is_missing(self):
        library = self.shared("void metaqore_hooks_init(void) {} void metaqore_open(void) {}\n")
        self.assertEqual(
            check_symbols.exports(library, self.capi), ["metaqore_abi_version is declared but not exported"]
        )

    def test_headers_that_are_not_understood(self):
        for header in self.capi.rglob("*.h"):
            header.write_text("", encoding="utf-8")
        self.assertTrue(check_symbols.exports(self.shared(""), self.capi))

    def test_a_symbol_of_something_below(self):
        self.assertEqual(check_symbols.own(self.shared(SOUND), "metaqore"), [])
        library = self.shared(SOUND + "void json_parse(void) {}\n")
        self.assertEqual(check_symbols.own(library, "metaqore"), ["json_parse is exported"])

    def test_a_function_of_the_network(self):
        text = "int socket(int, int, int); int metaqore_open(void) { return socket(1, 1, 0); }\n"
        for library in (self.shared(text), self.archive(text)):
            self.assertEqual(check_symbols.network(library), [f"{library} imports socket"])

    def test_a_library_that_imports_nothing_is_suspicious(self):
        library = self.archive("void f(void) {}\n")
        self.assertEqual(len(check_symbols.network(library)), 1)


if __name__ == "__main__":
    unittest.main()
