#include "requirement/deb/deb.hpp"

#include <catch2/catch.hpp>
#include <random>
#include <sstream>
#include <string>
#include <vector>

#include "requirement/membership.hpp"
#include "support/refusal.hpp"

using namespace metaqore;
using namespace metaqore::requirement;
using test::refusal;

namespace {

Key key(const std::string& text) { return deb().version(text).key; }

// ---- The order, by the description in Debian Policy §5.6.12 ----------------------------------------------

int weight(const std::string& text, std::size_t at) {
  if (at >= text.size() || std::isdigit(static_cast<unsigned char>(text[at]))) return 0;
  if (text[at] == '~') return -1;
  return std::isalpha(static_cast<unsigned char>(text[at])) ? text[at] : text[at] + 1000;
}

std::string digits_of(const std::string& text, std::size_t& at) {
  std::string digits;
  while (at < text.size() && std::isdigit(static_cast<unsigned char>(text[at]))) digits += text[at++];
  return digits.erase(0, std::min(digits.find_first_not_of('0'), digits.size()));
}

int compare_part(const std::string& a, const std::string& b) {
  for (std::size_t i = 0, j = 0; i < a.size() || j < b.size();) {
    while (weight(a, i) != 0 || weight(b, j) != 0) {
      if (const int order = weight(a, i) - weight(b, j)) return order;
      ++i, ++j;
    }
    const auto left = digits_of(a, i), right = digits_of(b, j);
    if (left.size() != right.size()) return left.size() < right.size() ? -1 : 1;
    if (left != right) return left < right ? -1 : 1;
  }
  return 0;
}

struct Split {
  long epoch;
  std::string upstream, revision;
};

Split split(std::string text) {
  Split result{0, "", ""};
  if (const auto colon = text.find(':'); colon != text.npos) {
    result.epoch = std::stol(text.substr(0, colon));
    text.erase(0, colon + 1);
  }
  const auto hyphen = text.rfind('-');
  if (hyphen != text.npos) result.revision = text.substr(hyphen + 1);
  result.upstream = text.substr(0, hyphen);
  return result;
}

int compare(const std::string& a, const std::string& b) {
  const auto left = split(a), right = split(b);
  if (left.epoch != right.epoch) return left.epoch < right.epoch ? -1 : 1;
  const int upstream = compare_part(left.upstream, right.upstream);
  return upstream != 0 ? upstream : compare_part(left.revision, right.revision);
}

class Sampler {
 public:
  explicit Sampler(unsigned seed) : random_(seed) {}
  std::size_t below(std::size_t end) { return random_() % end; }

  std::string version() {
    static const std::vector<std::string> pieces{
        "0", "00", "1",  "9", "10", "007", "140", "141", "256", "4294967296", "18446744073709551616",
        "a", "Z",  "rc", "~", "~~", ".",   "+",   "."};
    std::string text =
        below(4) == 0 ? std::vector<std::string>{"0:", "1:", "7:", "9:", "300:"}[below(5)] : "";
    text += std::vector<std::string>{"0", "1", "01", "2"}[below(4)];
    for (auto n = below(5); n > 0; --n) text += pieces[below(pieces.size())];
    if (below(2) == 0) return text;
    if (below(5) == 0) text += "-";
    text += "-" + pieces[below(pieces.size())];
    for (auto n = below(3); n > 0; --n) text += pieces[below(pieces.size())];
    return text;
  }

  std::string relation() {
    static const std::vector<std::string> operators{"<<", "<=", "=", ">=", ">>"};
    const auto text = operators[below(5)] + (below(2) == 0 ? " " : "") + version();
    return below(3) == 0 ? "( " + text + " )" : text;
  }

  std::string constraint() {
    std::string text = below(12) == 0 ? "" : relation();
    if (text.empty()) return text;
    for (auto n = below(4); n > 0; --n) text += (below(3) == 0 ? " | " : ", ") + relation();
    return text;
  }

 private:
  std::mt19937 random_;
};

}  // namespace

TEST_CASE("deb: versions ascend as Debian Policy says", "[requirement]") {
  const std::vector<std::string> ascending{"0~~",
                                           "0~~a",
                                           "0~",
                                           "0",
                                           "0a",
                                           "1~rc1",
                                           "1~rc1-1",
                                           "1~rc2",
                                           "1-0~1",
                                           "1",
                                           "1-0a",
                                           "1-0.1",
                                           "1-1",
                                           "1-1+b1",
                                           "1-2",
                                           "1-10",
                                           "1A",
                                           "1a",
                                           "1a1",
                                           "1ab",
                                           "1+1",
                                           "1-1-1",
                                           "1.1",
                                           "1.2",
                                           "1.10",
                                           "1.10.0.1",
                                           "140",
                                           "141",
                                           "300",
                                           "18446744073709551615",
                                           "18446744073709551616",
                                           "99999999999999999999999999",
                                           "1:0~",
                                           "1:0",
                                           "1:1",
                                           "7:1",
                                           "8:1",
                                           "9:1",
                                           "10:1",
                                           "300:1",
                                           "2147483647:1"};
  for (std::size_t i = 0; i + 1 < ascending.size(); ++i) {
    INFO(ascending[i] << " < " << ascending[i + 1]);
    CHECK(key(ascending[i]) < key(ascending[i + 1]));
    CHECK(compare(ascending[i], ascending[i + 1]) < 0);
  }
}

TEST_CASE("deb: versions of different text are equal where dpkg finds them equal", "[requirement]") {
  for (const auto& [a, b] : std::vector<std::pair<std::string, std::string>>{{"1", "1-0"},
                                                                             {"1", "0:1"},
                                                                             {"1", "01"},
                                                                             {"1.0", "1.00"},
                                                                             {"1.", "1.0"},
                                                                             {"1a", "1a0"},
                                                                             {"1-a", "1-a00"},
                                                                             {"1~", "1~0"},
                                                                             {"0:1:2", "00:1:02-0"}}) {
    INFO(a << " = " << b);
    CHECK(key(a) == key(b));
  }
  CHECK(key("1") != key("1.0"));
  CHECK(key("1-a") != key("1-0a"));
}

TEST_CASE("deb: a version that dpkg would not take is refused where it goes wrong", "[requirement]") {
  const auto at = [](const std::string& text) { return refusal([&] { deb().version(text); }); };
  CHECK(at("") == "0: a version is expected");
  CHECK(at("  ") == "2: a version is expected");
  CHECK(at("a") == "0: the upstream version does not start with a digit");
  CHECK(at("1:") == "2: the upstream version does not start with a digit");
  CHECK(at(":1") == "0: the epoch is missing");
  CHECK(at("x:1") == "0: the epoch is no number");
  CHECK(at("1-1:2") == "1: the epoch is no number");
  CHECK(at("2147483648:1") == "0: the epoch is too big");
  CHECK(at("1-") == "1: the revision is missing");
  CHECK(at("1-2-") == "3: the revision is missing");
  CHECK(at("-1") == "0: the upstream version does not start with a digit");
  CHECK(at("1_1") == "1: this character has no place here");
  CHECK(at("1 1") == "1: this character has no place here");
  CHECK(at("1:1-1:1") == "5: this character has no place here");
  CHECK(at(std::string("1\0", 2)) == "1: this character has no place here");
  CHECK(at("1\xFF") == "1: this character has no place here");
  CHECK(at(std::string(255, '1')) == "none");
  CHECK(at(std::string(256, '0')) == "none");
  CHECK(deb().version(" 0:1.0 ").text == "0:1.0");
  CHECK_FALSE(deb().version("1~rc1").prerelease);
}

TEST_CASE("deb: keys order random versions as Debian Policy does, and versions read back", "[requirement]") {
  Sampler sampler(7);
  for (int i = 0; i < 20'000; ++i) {
    const auto a = sampler.version(), b = sampler.version();
    INFO(a << " and " << b);
    const int order = compare(a, b), found = key(a).compare(key(b));
    REQUIRE((order < 0) == (found < 0));
    REQUIRE((order > 0) == (found > 0));
    REQUIRE(key(deb().show(key(a), false)) == key(a));
  }
}

TEST_CASE("deb: relations admit what Debian Policy says", "[requirement]") {
  struct Row {
    std::string constraint, in, out;  // versions, parted by blanks
  };
  for (const auto& [constraint, in, out] : std::vector<Row>{
           {"", "0~~ 1 9:9", ""},
           {">= 1.2, << 2", "1.2 1.2-0 1.10 2~rc1", "1.2-0~ 1.2~ 1.1 2 2-0 1:1.5"},
           {"(>= 1.2), (<<2)", "1.2 1.10", "1.1 2"},
           {"= 1.2", "1.2 1.2-0 0:1.2 1.02", "1.2-0A~~~~ 1.2-1 1.2~"},
           {"<= 1.2", "1.2 1.2~ 0~", "1.2-0A~ 1.2a"},
           {">> 1.2", "1.2-0A~ 1.2a 1.3", "1.2 1.2-0"},
           {"= 1 | = 2", "1 2", "1.5 3"},
           {">= 1, << 2 | >= 3, << 4", "1 1.9 3 3.9", "0.9 2 2.5 4"},
           {"<< 1 | >> 1", "0 1-1", "1"},
       }) {
    const auto set = deb().parse(constraint);
    for (const auto& [list, expected] : {std::pair(in, true), std::pair(out, false)}) {
      std::istringstream texts(list);
      for (std::string text; texts >> text;) {
        INFO(text << " in " << constraint);
        CHECK(set.versions.contains(key(text)) == expected);
      }
    }
  }
}

TEST_CASE("deb: a set is empty exactly if no version could be in it", "[requirement]") {
  for (const auto* text : {">= 2, << 1", ">> 1, <= 1", ">> 1, << 1-0", "= 1, = 2", ">= 1.0, << 1.00"})
    CHECK(deb().parse(text).empty());
  for (const auto* text : {"<< 0", ">> 1, << 1-0A~", ">= 1, <= 1", ">> 1~, << 1", "<< 0~~~~"})
    CHECK_FALSE(deb().parse(text).empty());
}

TEST_CASE("deb: relations that Debian Policy does not have are refused", "[requirement]") {
  const auto at = [](const std::string& text) { return refusal([&] { deb().parse(text); }); };
  CHECK(at("< 1") == "0: `<` is obsolete");
  CHECK(at(">= 1, > 1") == "6: `>` is obsolete");
  CHECK(at("== 1") == "1: there is no `==`");
  CHECK(at("1.2") == "0: one of `<<`, `<=`, `=`, `>=`, `>>` is expected");
  CHECK(at(">= 1,") == "5: one of `<<`, `<=`, `=`, `>=`, `>>` is expected");
  CHECK(at(">= 1 2") == "5: `,`, `|` or the end is expected");
  CHECK(at(">=") == "2: a version is expected");
  CHECK(at("(>= 1") == "0: the parenthesis is not closed");
  CHECK(at(">= 1)") == "4: `,`, `|` or the end is expected");
  CHECK(at(">= 1 || = 2") == "6: one of `<<`, `<=`, `=`, `>=`, `>>` is expected");
  CHECK(at(">= 1:x") == "5: the upstream version does not start with a digit");
  CHECK(at(">= " + std::string(300, '1')) == "259: the version is too long");
}

TEST_CASE("deb: sets are written as relations", "[requirement]") {
  for (const auto& [text, written] : std::vector<std::pair<std::string, std::string>>{
           {"", ""},
           {"<<2,>=1.2", ">= 1.2, << 2"},
           {">> 1, <= 2, << 2.0", ">> 1, <= 2"},
           {"=1.0-0", "= 1.0"},
           {"= 2 | = 1 | >> 3", "= 1 | = 2 | >> 3"},
           {"= 1.2~rc, = 1.2~rc0", "= 1.2~rc"},
           {"<< 1 | >= 2, << 3 | >= 4", "<< 1 | >= 2, << 3 | >= 4"},
           {">= 0.5, << 1 | >> 1", ">= 0.5, << 1 | >> 1"},
           {">= 0:1:2-3-0", ">= 0:1:2-3-0"},
       }) {
    CHECK(deb().write(deb().parse(text)) == written);
  }
  CHECK(deb().canonical(" (>=1.2 ),( <<2)|=  0:3 ") == ">= 1.2, << 2 | = 0:3");
  CHECK(normal_form(deb(), deb().parse(">> 1, <= 2")) == "[after 1, after 2)");
}

TEST_CASE("deb: random relations survive writing, and admit what each of them admits", "[requirement]") {
  Sampler sampler(11);
  for (int i = 0; i < 4'000; ++i) {
    const auto text = sampler.constraint();
    INFO(text);
    const auto set = deb().parse(text);
    const auto canonical = deb().canonical(text);
    REQUIRE(deb().parse(canonical) == set);
    REQUIRE(deb().canonical(canonical) == canonical);
    if (!set.empty()) {
      const auto written = deb().write(set);
      REQUIRE(written);
      REQUIRE(deb().parse(*written) == set);
    }
    const auto version = sampler.version();
    bool all = true, any = false;
    std::string rest = canonical;
    while (!rest.empty()) {
      const auto end = std::min(rest.find_first_of(",|"), rest.size());
      auto relation = rest.substr(0, end);
      relation.erase(0, relation.find_first_not_of(' '));
      const auto space = relation.find(' ');
      auto other = relation.substr(space + 1);
      other.erase(std::min(other.find(' '), other.size()));
      const auto op = relation.substr(0, space);
      const int order = compare(version, other);
      any = any || (op == "<<"   ? order < 0
                    : op == "<=" ? order <= 0
                    : op == "="  ? order == 0
                    : op == ">=" ? order >= 0
                                 : order > 0);
      if (end == rest.size() || rest[end] == ',') {
        all = all && any;
        any = false;
      }
      rest.erase(0, end + 1);
    }
    INFO(version);
    REQUIRE(set.versions.contains(key(version)) == all);
  }
}

TEST_CASE("deb: long constraints are read in linear time", "[requirement]") {
  std::string groups, alternatives;
  for (int i = 0; groups.size() < max_constraint_size - 40; ++i) {
    const auto number = std::to_string(i);
    groups += (i > 0 ? "," : "") + ("<<" + number) + "|>>" + number;
    alternatives += (i > 0 ? "|=" : "=") + number;
  }
  const auto holes = deb().parse(groups);
  CHECK(holes.versions.cuts().size() > 1'500);
  CHECK_FALSE(holes.versions.contains(key("77")));
  CHECK(holes.versions.contains(key("77.5")));
  CHECK(deb().write(deb().parse(alternatives)));
}

TEST_CASE("deb: major versions are first numbers, and epochs count 2^32", "[requirement]") {
  const auto cut = [](const std::string& text) { return deb().parse(text).versions.cuts().at(0); };
  CHECK(deb().major_above(Key()) == 0);
  CHECK(deb().major_above(cut(">= 3.4")) == 3);
  CHECK(deb().major_above(cut(">> 2:3.4")) == (2ull << 32) + 3);
  CHECK(deb().major_above(cut(">= 99999999999999999999999")) == 0xFFFFFFFF);
  CHECK(deb().major_below(cut(">= 3.4")) == 3);
  CHECK(deb().major_below(cut(">= 3")) == 2);
  CHECK(deb().major_below(cut(">= 3-1")) == 3);
  CHECK(deb().major_start(0).empty());
  CHECK(deb().major_start(300) == cut(">= 300"));
  CHECK(deb().major_start((1ull << 32) + 2) == cut(">= 1:2"));
  CHECK(deb().major_start(~0ull) == cut(">= 2147483647:4294967295"));
}

TEST_CASE("deb: package names are those of Debian Policy", "[requirement]") {
  CHECK(deb().name("libstdc++6") == "libstdc++6");
  CHECK(deb().name("0ad") == "0ad");
  const auto at = [](const std::string& text) { return refusal([&] { deb().name(text); }); };
  CHECK(at("") == "0: it does not start with a lower-case letter or a digit");
  CHECK(at("Python") == "0: it does not start with a lower-case letter or a digit");
  CHECK(at("pyThon") == "2: this character has no place here");
  CHECK(at("python3:any") == "7: the architecture is no part of the name");
  CHECK(at("a") == "1: it is too short");
}

TEST_CASE("deb: packages are written into a control file", "[requirement]") {
  const std::vector<Demand> demands{
      {"aa", {"runtime"}, {}, ">= 1, << 2", ""},
      {"bb", {"dev", "runtime"}, {}, "", ""},
      {"cc", {"build"}, {}, "= 3 | >= 5", ""},
      {"dd", {"optional"}, {}, ">= 1", ""},
  };
  const auto [file, text] = deb().manifest(demands);
  CHECK(file == "debian/control");
  CHECK(text ==
        "Build-Depends: cc (= 3) | cc (>= 5)\n"
        "\n"
        "Depends: aa (>= 1), aa (<< 2), bb\n"
        "Recommends: dd (>= 1)\n");
}

// deb-substvars(5), "Variable Syntax".
TEST_CASE("deb: a variable of dpkg is called one", "[requirement]") {
  const auto said = [](auto&& work) -> std::string {
    try {
      work();
    } catch (const Error& error) {
      return error.what();
    }
    return "none";
  };
  const auto constraint = [&](const char* text) { return said([&] { deb().parse(text); }); };
  CHECK(constraint("= ${binary:Version}") ==
        "the deb constraint `= ${binary:Version}` is wrong at offset 2: `${binary:Version}` is a variable of "
        "dpkg's "
        "substvars, which is filled in when the package is built; write what it stands for, or leave the "
        "requirement "
        "out");
  for (const auto* text :
       {"= ${binary:Version}", "(= ${source:Version})", ">= ${source:Upstream-Version}~rc1", ">= 1.2~${x}",
        "${shlibs:Depends}", ">= 1, ${misc:Depends}", "${x} | >= 1", ">= 1:${v}"}) {
    INFO(text);
    CHECK(constraint(text).find("}` is a variable of dpkg's substvars") != std::string::npos);
  }
  CHECK(said([] { deb().version("${binary:Version}"); }).find("a variable of dpkg's") != std::string::npos);
  CHECK(said([] { deb().name("${misc:Depends}"); }).find("a variable of dpkg's") != std::string::npos);
  CHECK(refusal([] { deb().parse(">= 1$2"); }) == "4: this character has no place here");
  CHECK(refusal([] { deb().parse(">= ${a"); }) == "3: the upstream version does not start with a digit");
}
