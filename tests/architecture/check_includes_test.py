"""Each rule of check_includes.py fails on a tree that breaks it."""

import tempfile
import unittest
from pathlib import Path

from check_includes import Checker

SOUND = {
    "include/metaqore/version.hpp": "#include <string_view>\n",
    "include/metaqore/error.hpp": '#include "metaqore/version.hpp"\n',
    "include/metaqore/json.hpp": '#include "metaqore/error.hpp"\n',
    "include/metaqore/artifact.hpp": '#include "metaqore/json.hpp"\n',
    "lib/base/hex.hpp": "#include <string>\n",
    "lib/base/hex.cpp": '#include "base/hex.hpp"\n#include <unistd.h>\n',
    "lib/json/document.cpp": '#include <boost/json.hpp>\n#include "base/hex.hpp"\n',
    "lib/crypto/sha256.hpp": "#include <sodium/core.h>\n",
    "lib/ledger/entry.hpp": '#include <fmt/format.h>\n#include "crypto/sha256.hpp"\n',
    "lib/storage/sqlite/store.cpp": "#include <sqlite3.h>\n#include <SQLiteCpp/SQLiteCpp.h>\n",
    "lib/mock_llm/script.hpp": "#include <string>\n",
    "tests/json/reading_test.cpp": "",
    "tests/laws/law.hpp": "",
    "capi/metaqore.h": "#include <stdint.h>\n",
    "capi/metaqore.cpp": '#include "metaqore.h"\n#include "metaqore/artifact.hpp"\n',
}


class CheckIncludes(unittest.TestCase):
    def violations(self, files=None):
        with tempfile.TemporaryDirectory() as folder:
            for name, text in (SOUND | (files or {})).items():
                path = Path(folder) / name
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(text, encoding="utf-8")
            return Checker(folder).run()

    def assert_one(self, file, text, message):
        found = self.violations(files={file: text})
        self.assertEqual(len(found), 1, found)
        self.assertIn(message, found[0])

    def test_a_sound_tree_has_no_violation(self):
        self.assertEqual(self.violations(), [])

    def test_an_empty_tree_is_not_taken_for_a_sound_one(self):
        with tempfile.TemporaryDirectory() as folder:
            self.assertIn("no source files", Checker(folder).run()[0])

    def test_a_higher_floor(self):
        self.assert_one("lib/base/id.cpp", '#include "ledger/entry.hpp"\n', "room base includes room ledger")

    def test_the_same_floor(self):
        self.assert_one("lib/json/hash.cpp", '#include "crypto/sha256.hpp"\n', "room json includes room crypto")

    def test_an_unknown_room(self):
        self.assert_one("lib/utils/misc.hpp", "", "lies in no known room")

    def test_a_file_beside_the_rooms(self):
        self.assert_one("lib/misc.hpp", "", "lies in no known room")

    def test_a_room_that_may_do_with_json_alone(self):
        self.assert_one("lib/mock_llm/a.cpp", '#include "base/hex.hpp"\n', "room mock_llm includes room base")

    def test_nobody_stands_on_the_scripted_llm(self):
        self.assert_one("lib/engine/a.cpp", '#include "mock_llm/script.hpp"\n', "room engine includes room mock_llm")

    def test_a_dependency_outside_its_room(self):
        for file, name in (
            ("lib/ledger/a.cpp", "boost/json.hpp"),
            ("lib/ledger/a.cpp", "sodium.h"),
            ("lib/storage/a.cpp", "sqlite3.h"),
            ("lib/storage/sqlite_other/a.cpp", "sqlite3.h"),
            ("lib/state/a.cpp", "SQLiteCpp/SQLiteCpp.h"),
            ("include/metaqore/json.hpp", "boost/json.hpp"),
            ("include/metaqore/json.hpp", "fmt/format.h"),
            ("capi/buffer.cpp", "fmt/format.h"),
        ):
            with self.subTest(file=file, name=name):
                self.assert_one(file, f"#include <{name}>\n", "is included outside")

    def test_an_unknown_dependency_and_the_network(self):
        for name in ("openssl/sha.h", "sys/socket.h", "netdb.h"):
            with self.subTest(name=name):
                self.assert_one("lib/base/a.cpp", f"#  include <{name}>\n", "neither a standard header")

    def test_the_operating_system_in_a_public_header(self):
        self.assert_one("include/metaqore/json.hpp", "#include <unistd.h>\n", "neither a standard header")

    def test_a_public_header_on_a_higher_floor(self):
        found = self.violations(files={"include/metaqore/error.hpp": '#include "metaqore/artifact.hpp"\n'})
        self.assertTrue(any("not on a lower floor" in line for line in found), found)

    def test_a_public_header_without_a_floor(self):
        self.assert_one("include/metaqore/extra.hpp", "", "without a floor")

    def test_a_room_that_knows_a_public_header_above_it(self):
        self.assert_one("lib/ledger/a.cpp", '#include "metaqore/artifact.hpp"\n', "which is above it")

    def test_a_folder_of_tests_for_nothing(self):
        self.assert_one("tests/unit/json_test.cpp", "", "neither a room")
        self.assert_one("tests/base/text.cpp", "", "has no tests")

    def test_the_c_library_sees_no_room(self):
        self.assert_one("capi/guard.cpp", '#include "base/hex.hpp"\n', "is not found")
        self.assert_one("capi/guard.cpp", '#include "../lib/base/hex.hpp"\n', "is not found")

    def test_a_cycle(self):
        found = self.violations(
            files={
                "lib/base/a.hpp": '#include "base/b.hpp"\n',
                "lib/base/b.hpp": '#include "base/a.hpp"\n',
            }
        )
        self.assertEqual(found, ["cycle: lib/base/a.hpp -> lib/base/b.hpp -> lib/base/a.hpp"])

    def test_a_computed_include(self):
        self.assert_one("lib/base/a.cpp", "#include HEADER\n", "not a plain name")

    def test_the_line_is_named_and_comments_are_not_read(self):
        text = '// #include <netdb.h>\n/*\n#include <netdb.h>\n*/\nauto s = "/*";\n#include <boost/json.hpp>\n'
        found = self.violations(files={"lib/base/a.cpp": text})
        self.assertEqual(len(found), 1, found)
        self.assertTrue(found[0].startswith("lib/base/a.cpp:6:"), found)


if __name__ == "__main__":
    unittest.main()
