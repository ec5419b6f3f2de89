#include <catch2/catch.hpp>
#include <chrono>
#include <string>
#include <utility>
#include <vector>

#include "requirement/ecosystem.hpp"
#include "requirement/pypi/pypi.hpp"
#include "support/random_constraints.hpp"
#include "support/refusal.hpp"
#include "support/rounds.hpp"

using namespace metaqore;
using namespace metaqore::requirement;

namespace {

std::string printed(const std::string& text) { return parse_marker(pypi(), text); }

std::string refusal(const std::string& text) {
  return test::refusal([&] { printed(text); });
}

std::string together(const std::vector<std::string>& markers) {
  std::vector<std::string> canonical;
  for (const auto& marker : markers) canonical.push_back(printed(marker));
  switch (pypi().together(canonical)) {
    case Together::no:
      return "no";
    case Together::yes:
      return "yes";
    case Together::undecided:
      return "undecided";
  }
  return "";
}

struct Row {
  std::vector<std::string> markers;
  std::string expected;
};

void check(const std::vector<Row>& rows) {
  for (const auto& [markers, expected] : rows) {
    INFO(Catch::StringMaker<std::vector<std::string>>::convert(markers));
    CHECK(together(markers) == expected);
    CHECK(together({markers.rbegin(), markers.rend()}) == expected);
  }
}

/// `first`, `0` to `count`-1 in the place of `#`, `between` each.
std::string repeated(const std::string& part, std::size_t count, const std::string& between) {
  std::string text;
  for (std::size_t i = 0; i < count; ++i) {
    if (i > 0) text += between;
    for (const char c : part) text += c == '#' ? std::to_string(i) : std::string(1, c);
  }
  return text;
}

}  // namespace

TEST_CASE("marker: they print as packaging prints them", "[requirement]") {
  for (const auto& [text, canonical] : std::vector<std::pair<std::string, std::string>>{
           {"", ""},
           {"  ", ""},
           {"python_version>='3.9'", "python_version >= \"3.9\""},
           {" os.name == 'nt' ", "os_name == \"nt\""},
           {"sys.platform=='win32'and'x'==os_name", "sys_platform == \"win32\" and \"x\" == os_name"},
           {"platform.version != 'a'", "platform_version != \"a\""},
           {"platform.machine != 'a'", "platform_machine != \"a\""},
           {"platform.python_implementation == 'PyPy'", "platform_python_implementation == \"PyPy\""},
           {"python_implementation == 'PyPy'", "platform_python_implementation == \"PyPy\""},
           {"os_name not \t in 'a b'", "os_name not in \"a b\""},
           {"os_name == 'a\"b'", "os_name == 'a\"b'"},
           {"(os_name == 'a')", "os_name == \"a\""},
           {"((os_name == 'a' or os_name == 'b'))", "os_name == \"a\" or os_name == \"b\""},
           {"os_name == 'a' and ((os_name == 'b' or os_name == 'c'))",
            "os_name == \"a\" and (os_name == \"b\" or os_name == \"c\")"},
           {"os_name == 'a' or (os_name == 'b' or os_name == 'c')",
            "os_name == \"a\" or (os_name == \"b\" or os_name == \"c\")"},
           {"(os_name == 'a' and os_name == 'b') or os_name == 'c'",
            "(os_name == \"a\" and os_name == \"b\") or os_name == \"c\""},
           {"os_name == 'a' and (os_name == 'b')", "os_name == \"a\" and os_name == \"b\""},
           {"extra == 'Foo._-Bar'", "extra == \"foo-bar\""},
           {"'Foo_Bar' == extra", "\"foo-bar\" == extra"},
           {"'Foo_Bar' in extras", "\"foo-bar\" in extras"},
           {"'Foo_Bar' not in dependency_groups", "\"foo-bar\" not in dependency_groups"},
       }) {
    INFO(text);
    CHECK(printed(text) == canonical);
    CHECK(printed(canonical) == canonical);
  }
}

TEST_CASE("marker: what is none is refused where it goes wrong", "[requirement]") {
  for (const auto& [text, said] : std::vector<std::pair<std::string, std::string>>{
           {"os_name", "7: one of == != < <= > >= ~= === in, not in is expected"},
           {"os_name == ", "11: a variable of PEP 508 or a quoted text is expected"},
           {"os_names == 'a'", "0: a variable of PEP 508 or a quoted text is expected"},
           {"os_name == a", "11: a variable of PEP 508 or a quoted text is expected"},
           {"os_name == 'a", "11: the quoted text does not end"},
           {"(os_name == 'a'", "15: `)` is expected"},
           {"os_name == 'a')", "14: `and`, `or` or the end is expected"},
           {"os_name == 'a' os_name == 'b'", "15: `and`, `or` or the end is expected"},
           {"os_name == 'a' and", "18: a variable of PEP 508 or a quoted text is expected"},
           {"os_name notin 'a'", "8: one of == != < <= > >= ~= === in, not in is expected"},
           {"os_name == 'a' andos_name == 'b'", "15: `and`, `or` or the end is expected"},
           {"os_name\n== 'a'", "7: one of == != < <= > >= ~= === in, not in is expected"},
       }) {
    INFO(text);
    CHECK(refusal(text) == said);
  }
  const auto nested = [](std::size_t depth) {
    return std::string(depth, '(') + "os_name == 'a'" + std::string(depth, ')');
  };
  CHECK(refusal(nested(32)) == "none");
  CHECK(refusal(nested(33)) == "32: parentheses nest deeper than 32");
}

TEST_CASE("marker: a quoted text cannot leave its line of requirements.txt", "[requirement]") {
  for (const std::string within : {"\n", "\r", "\v", "\x1c", "\u0085", "\u2028", "\\", "\x7f", "\u00e9"}) {
    INFO(Catch::StringMaker<std::string>::convert(within));
    CHECK(refusal("os_name == 'a" + within + "evil==1'") ==
          "13: a quoted text has printable ASCII without `\\`");
  }
  CHECK(refusal(std::string("os_name == '\0'", 14)) == "12: a quoted text has printable ASCII without `\\`");
}

TEST_CASE("marker: versions of Python lie on one line", "[requirement]") {
  const auto full = [](const std::string& text) { return "python_full_version " + text; };
  const auto minor = [](const std::string& text) { return "python_version " + text; };
  check({
      {{minor("== '3.8'"), full("== '3.8.17'")}, "yes"},
      {{minor("== '3.8'"), full("== '3.9.0'")}, "no"},
      {{minor("> '3.8'"), full("< '3.9'")}, "no"},
      {{minor("> '3.8'"), full(">= '3.9'")}, "yes"},
      {{minor("<= '3.8'"), full("> '3.8.5'")}, "yes"},
      {{minor("<= '3.8'"), full(">= '3.9'")}, "no"},
      {{minor(">= '3.8.1'"), full("< '3.9.dev0'")}, "no"},
      {{minor(">= '3.8.1'"), minor("== '3.9'")}, "yes"},
      {{minor("< '3.8.1'"), full("== '3.8.9'")}, "yes"},
      {{minor("== '3.8.1'")}, "no"},
      {{minor("== '3.8.0'"), full("== '3.8.4'")}, "yes"},
      {{minor("== '3.*'"), full(">= '4'")}, "no"},
      {{minor("~= '3.8'"), minor("== '3.12'")}, "yes"},
      {{minor("~= '3.8'"), minor("== '4.0'")}, "no"},
      {{minor("!= '3.8'"), full("== '3.8.*'")}, "no"},
      {{minor(">= '3.9'"), minor("< '3.10'"), minor("!= '3.9'")}, "no"},
      {{minor("== '3.9'"), full("== '3.9.0rc1'")}, "yes"},
      {{minor(">= '1!0'")}, "no"},
      {{minor("in '3.8 3.10'"), minor("== '3.1'")}, "yes"},  // 3.1 stands in 3.10
      {{minor("in '3.8 3.10'"), minor("== '3.9'")}, "no"},
      {{minor("not in '3.8 3.10'"), full("== '3.10.2'")}, "no"},
      {{minor("in 'x'")}, "no"},
      {{"implementation_version < '3'", "implementation_version >= '3'"}, "no"},
      {{"implementation_version < '3'", full("< '3'")}, "undecided"},
      {{"implementation_version < '3'", full(">= '3'")}, "undecided"},  // that of PyPy is its own
      {{"implementation_version >= '3.9'", full("< '3.10'")}, "yes"},
  });
}

TEST_CASE("marker: a value on the left asks the other way round, which is no mirror image", "[requirement]") {
  check({
      {{"'3.8' < python_version", "python_version == '3.8'"}, "no"},
      {{"'3.8' <= python_version", "python_version == '3.8'"}, "yes"},
      {{"'3.8' == python_version", "python_version == '3.9'"}, "no"},
      {{"'3.8' != python_version", "python_version == '3.8'"}, "no"},
      {{"'3.9' > python_full_version", "python_full_version >= '3.9'"}, "no"},
      // `>3.9rc1` admits 3.9, and `<3.9.post1` does; while `<3.9` does not admit 3.9rc1, nor
      // `>3.9` 3.9.post1.
      {{"'3.9' > python_full_version", "python_full_version == '3.9rc1'"}, "yes"},
      {{"python_full_version < '3.9'", "python_full_version == '3.9rc1'"}, "no"},
      {{"'3.9' < python_full_version", "python_full_version == '3.9.post1'"}, "yes"},
      {{"python_full_version > '3.9'", "python_full_version == '3.9.post1'"}, "no"},
      {{"'3.9rc1' < python_version", "python_version == '3.9'"}, "undecided"},
      {{"'3.8.*' == python_version"}, "undecided"},
      {{"'3.8' ~= python_version"}, "undecided"},
      {{"'3' in python_version"}, "undecided"},
  });
}

TEST_CASE("marker: where packaging compares texts, nothing is claimed", "[requirement]") {
  for (const auto* marker :
       {"python_version >= '3.6,<4'", "python_version == '=3.8'", "python_version == 'foo'",
        "python_version == ''", "python_version >= '3.8.*'", "python_version === '3.8'",
        "python_version ~= '3'", "os_name < 'posix'", "platform_release >= '5'", "'a' == 'a'",
        "os_name == sys_platform", "'x' in extras", "'x' in extra", "'y' in os_name",
        "platform_version in 'a b'"}) {
    INFO(marker);
    CHECK(together({marker}) == "undecided");
  }
}

TEST_CASE("marker: texts are equal or not, and some come together", "[requirement]") {
  check({
      {{"os_name == 'a'", "os_name == 'b'"}, "no"},
      {{"os_name == 'a'", "os_name != 'a'"}, "no"},
      {{"os_name != 'a'", "os_name != 'b'"}, "yes"},
      {{"os_name == 'posix'", "platform_machine == 'x86_64'"}, "yes"},
      {{"os_name == 'a'", "platform_machine == 'b'"}, "undecided"},
      {{"os_name in 'posix nt'"}, "yes"},
      {{"'a' in os_name", "'l' in sys_platform"}, "undecided"},
      {{"os_name in 'posix nt'", "os_name == 'nt'"}, "yes"},
      {{"os_name in 'posix nt'", "os_name == 'java'"}, "no"},
      {{"os_name not in 'posix nt'", "os_name == 'nt'"}, "no"},
      {{"'win' in sys_platform", "sys_platform == 'darwin'"}, "yes"},
      {{"'win' in sys_platform", "sys_platform == 'linux'"}, "no"},
      {{"sys_platform == 'win32'", "os_name == 'posix'"}, "no"},
      {{"sys_platform == 'win32'", "os_name == 'nt'"}, "yes"},
      {{"sys_platform != 'win32'", "os_name == 'nt'"}, "no"},
      {{"platform_system == 'Windows'", "sys_platform == 'linux'"}, "no"},
      {{"platform_system == 'Windows'", "os_name == 'posix'"}, "no"},
      {{"platform_system == 'Linux'", "sys_platform == 'linux'"}, "yes"},
      {{"sys_platform == 'cygwin'", "os_name == 'posix'"}, "yes"},
      {{"sys_platform == 'java1.8'", "platform_system == 'Linux'"}, "undecided"},
      {{"implementation_name == 'pypy'", "platform_python_implementation == 'CPython'"}, "no"},
      {{"os_name == 'a' or os_name == 'b'", "os_name == 'b' or os_name == 'c'"}, "yes"},
      {{"os_name == 'a' or os_name == 'b'", "os_name == 'c' or os_name == 'd'"}, "no"},
      {{"(os_name == 'a' or os_name == 'b') and os_name != 'a'", "os_name != 'b'"}, "no"},
      {{"os_name == 'a' and (sys_platform == 'x' or sys_platform == 'y')", "sys_platform == 'x'"},
       "undecided"},
      {{"os_name == 'nt' and (sys_platform == 'x' or sys_platform == 'win32')", "sys_platform != 'x'"},
       "yes"},
      {{"os_name == 'a' or 'y' in os_name", "os_name != 'a'"}, "undecided"},
      {{"os_name == 'a' and 'x' in platform_version", "os_name == 'b'"}, "no"},
      {{}, "yes"},
      {{"", "os_name == 'a'"}, "yes"},
  });
}

TEST_CASE("marker: what names one platform holds together only where some platform has all of it",
          "[requirement]") {
  check({
      // sys.platform is `linux2` before Python 3.3, and only there.
      {{"platform_system == 'Linux'", "sys_platform != 'linux'"}, "yes"},
      {{"platform_system == 'Linux'", "sys_platform != 'linux' and python_version >= '3.9'"}, "no"},
      {{"platform_system == 'Linux'", "sys_platform == 'linux2'"}, "yes"},
      {{"platform_system == 'Darwin'", "sys_platform == 'linux2'"}, "no"},
      {{"sys_platform == 'linux2'", "python_version >= '3.9'"}, "no"},
      {{"sys_platform == 'linux'", "python_full_version < '3'"}, "no"},
      {{"sys_platform == 'linux' or sys_platform == 'linux2'", "python_version >= '2.7'"}, "yes"},
      // Jython, which ends with Python 2, says what is below it.
      {{"platform_system == 'Darwin'", "sys_platform != 'darwin'"}, "undecided"},
      {{"platform_system == 'Darwin'", "sys_platform != 'darwin'", "python_version >= '3'"}, "no"},
      {{"platform_system == 'Darwin'", "sys_platform == 'darwin'", "python_version >= '3'"}, "yes"},
      {{"platform_system != 'Windows'", "sys_platform == 'win32'"}, "no"},
      {{"platform_system == 'Windows'", "sys_platform != 'win32'", "python_version >= '3'"}, "no"},
      {{"platform_system != 'Linux'", "sys_platform != 'darwin'", "os_name == 'posix'"}, "yes"},
      {{"platform_system == 'FreeBSD'", "sys_platform == 'freebsd7'"}, "undecided"},
      {{"platform_system == 'FreeBSD'", "sys_platform == 'linux'"}, "no"},
      {{"platform_system == 'Haiku'", "sys_platform == 'haiku1'"}, "undecided"},
      {{"platform_system == 'Haiku'", "sys_platform == 'linux'"}, "no"},
      {{"sys_platform == 'haiku1'"}, "yes"},
      {{"sys_platform == 'haiku1'", "python_version >= '3.9'"}, "undecided"},
      {{"sys_platform == 'emscripten'", "python_version >= '3.9'"}, "yes"},
      {{"sys_platform == 'darwin'", "platform_machine == 'arm64'"}, "yes"},
      {{"sys_platform == 'darwin'", "platform_machine != 'arm64'"}, "yes"},
      {{"sys_platform == 'linux'", "platform_machine == 'arm64'"}, "undecided"},
      {{"sys_platform == 'win32'", "platform_machine == 'x86_64'"}, "undecided"},
      {{"sys_platform == 'linux'", "platform_machine in 'x86_64 aarch64'"}, "yes"},
      {{"sys_platform == 'linux'", "platform_version != '#1'"}, "yes"},
      {{"sys_platform == 'linux'", "platform_version == '#1'"}, "undecided"},
  });
}

TEST_CASE("marker: what names one implementation likewise", "[requirement]") {
  check({
      {{"implementation_name == 'cpython'", "platform_python_implementation != 'CPython'"}, "no"},
      // Python has names of implementations since 3.3.
      {{"implementation_name != 'cpython'", "platform_python_implementation == 'CPython'"}, "undecided"},
      {{"implementation_name != 'cpython'", "platform_python_implementation == 'CPython'",
        "python_version >= '3.9'"},
       "no"},
      {{"implementation_name == 'pypy'", "platform_python_implementation == 'PyPy'"}, "yes"},
      {{"implementation_name == 'graalpy'", "platform_python_implementation == 'GraalVM'"}, "undecided"},
      {{"implementation_name == 'pypy'", "sys_platform == 'win32'", "python_version >= '3.9'"}, "yes"},
      {{"implementation_name == 'pypy'", "sys_platform == 'emscripten'"}, "no"},
      {{"implementation_name == 'cpython'", "implementation_version < '3.8'", "python_version >= '3.9'"},
       "no"},
      {{"implementation_name == 'pypy'", "implementation_version < '7'", "python_version >= '3.9'"},
       "undecided"},
      {{"platform_python_implementation == 'Jython'", "platform_system == 'Darwin'"}, "yes"},
      {{"platform_python_implementation == 'Jython'", "python_version >= '3'"}, "no"},
  });
}

TEST_CASE("marker: extras of different requirements are asked for together", "[requirement]") {
  check({
      {{"extra == 'a'", "extra == 'b'"}, "yes"},
      {{"extra == 'a' and extra == 'b'"}, "no"},
      {{"extra == 'A.b' and extra != 'a_B'"}, "no"},
      {{"extra == 'a'", "extra != 'a'"}, "yes"},
      {{"extra == 'a' and os_name == 'a'", "extra == 'b' and os_name == 'b'"}, "no"},
  });
}

TEST_CASE("marker: many conditions are bounded work, and then undecided", "[requirement]") {
  const auto start = std::chrono::steady_clock::now();
  const auto product = "(" + repeated("sys_platform == 'a#'", 500, " or ") + ")";
  CHECK(together({product, "sys_platform == 'b'"}) == "no");
  CHECK(together({product, "(" + repeated("sys_platform == 'b#'", 500, " or ") + ")"}) == "undecided");
  const auto every = repeated("python_full_version != '3.#'", 430, " and ");
  const auto some = repeated("python_full_version != '4.#'", 430, " or ");
  CHECK(together({every, some, every, every, every, every}) == "undecided");
  CHECK(together({repeated("(os_name == 'a' or os_name == 'b')", 40, " and ")}) == "undecided");
  CHECK(together({"python_version in '" + repeated("1#.2# ", 1'400, "").substr(0, 16'000) + "'"}) == "yes");
  // Seconds, even with sanitizers; without the bound it would be minutes.
  CHECK(std::chrono::steady_clock::now() - start < std::chrono::seconds(20));
}

TEST_CASE("marker: random ones that an environment makes true are never told apart", "[requirement]") {
  // An environment is drawn first, and markers of conditions that it makes true.
  test::Random random(21);
  const auto rounds = test::rounds(20'000);
  std::size_t decided = 0;
  for (std::size_t i = 0; i < rounds; ++i) {
    const auto patch = std::to_string(random.below(20));
    const auto minor = static_cast<int>(8 + random.below(5));
    const auto version = "3." + std::to_string(minor), full = version + "." + patch;
    const std::string system(random.pick("linux|win32|darwin|cygwin"));
    const auto posix = system != "win32";
    const auto is_true = [&]() -> std::string {
      const auto lower = "3." + std::to_string(minor - 1), upper = "3." + std::to_string(minor + 1);
      switch (random.below(13)) {
        case 0:
          return "python_version == '" + version + "'";
        case 1:
          return "python_full_version == '" + full + "'";
        case 2:
          return "python_version >= '" + version + "'";
        case 3:
          return "python_full_version < '" + upper + "'";
        case 4:
          return "'" + lower + "' < python_version";
        case 5:
          return "'" + upper + "' > python_full_version";
        case 6:
          return "python_version in '" + lower + " " + version + "'";
        case 7:
          return "python_version > '" + lower + ".9'";
        case 8:
          return "sys_platform == '" + system + "'";
        case 9:
          return std::string("os_name == '") + (posix ? "posix" : "nt") + "'";
        case 10:
          return std::string("os_name != '") + (posix ? "nt" : "posix") + "'";
        case 11:
          return "'" + system.substr(1) + "' in sys_platform";
        default:
          return "python_version ~= '3." + std::to_string(8) + "'";
      }
    };
    const auto other = [&] {
      return std::string(random.pick("os_name == 'java'|python_version < '3'|extra == 'x'"));
    };
    std::vector<std::string> markers;
    for (auto n = 1 + random.below(3); n > 0; --n) {
      auto marker = is_true() + " and " + is_true();
      if (random.chance(40)) marker = other() + " or (" + marker + ")";
      if (random.chance(40)) marker = "(" + marker + " or " + other() + ") and " + is_true();
      markers.push_back(marker);
    }
    INFO(Catch::StringMaker<std::vector<std::string>>::convert(markers));
    const auto said = together(markers);
    REQUIRE(said != "no");
    decided += said == "yes" ? 1 : 0;
  }
  CHECK(decided > rounds / 2);
}
