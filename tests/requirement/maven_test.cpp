#include "requirement/maven/maven.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <map>
#include <optional>
#include <random>
#include <sstream>
#include <string>
#include <vector>

#include "requirement/membership.hpp"
#include "support/refusal.hpp"
#include "support/rounds.hpp"

using namespace metaqore;
using namespace metaqore::requirement;
using test::refusal;

namespace {

Key key(const std::string& text) { return maven().version(text).key; }

// ---- The comparison of Maven's resolver ------------------------------------------------------------------

struct Item {
  enum Kind { least, qualifier, word, number, greatest } kind;  // in this order
  int rank;                                                     // of a qualifier; 0 is null
  std::string text;

  bool is_number() const { return kind == least || kind >= number; }
  int against_null() const {
    if (kind == qualifier) return rank;
    if (kind == number) return text.empty() ? 0 : 1;
    return kind == least ? -1 : 1;
  }
};

int compare(const Item& a, const Item& b) {
  if (a.kind != b.kind) return a.kind - b.kind;
  if (a.rank != b.rank) return a.rank - b.rank;
  if (a.kind == Item::number && a.text.size() != b.text.size()) return a.text.size() < b.text.size() ? -1 : 1;
  return a.text.compare(b.text);
}

bool is_digit_at(const std::string& text, std::size_t i) { return text[i] >= '0' && text[i] <= '9'; }

std::vector<Item> items_of(std::string text) {
  static const std::map<std::string, int> ranks{
      {"alpha", -5},    {"beta", -4}, {"milestone", -3}, {"rc", -2},     {"cr", -2},
      {"snapshot", -1}, {"ga", 0},    {"final", 0},      {"release", 0}, {"sp", 1}};
  std::ranges::transform(text, text.begin(), [](unsigned char c) { return std::tolower(c); });
  const auto is_separator = [](char c) { return c == '.' || c == '-' || c == '_'; };
  std::vector<Item> items;
  for (std::size_t i = 0; i < text.size();) {
    auto end = i;
    const bool digit = is_digit_at(text, i);
    while (end < text.size() && !is_separator(text[end]) && is_digit_at(text, end) == digit) ++end;
    auto token = text.substr(i, end - i);
    const bool transition = end < text.size() && !is_separator(text[end]);
    i = end + (end < text.size() && !transition ? 1 : 0);
    if (token.empty() || digit) {
      token.erase(0, std::min(token.find_first_not_of('0'), token.size()));
      items.push_back({Item::number, 0, token});
      continue;
    }
    if (transition && token == "a") token = "alpha";
    if (transition && token == "b") token = "beta";
    if (transition && token == "m") token = "milestone";
    const auto rank = ranks.find(token);
    if (i == text.size() && (token == "min" || token == "max")) {
      items.push_back({token == "min" ? Item::least : Item::greatest, 0, ""});
    } else if (rank != ranks.end()) {
      items.push_back({Item::qualifier, rank->second, ""});
    } else {
      items.push_back({Item::word, 0, token});
    }
  }
  // Nulls that end a run of one kind go, if they do not begin it, or if it ends the version.
  for (auto i = items.size(); i-- > 1;) {
    const bool last = i + 1 == items.size();
    const bool ends_run = last || items[i + 1].is_number() != items[i].is_number();
    const bool begins_run = items[i - 1].is_number() != items[i].is_number();
    if (items[i].against_null() == 0 && ends_run && (last || !begins_run))
      items.erase(items.begin() + static_cast<std::ptrdiff_t>(i));
  }
  return items;
}

/// The first that is not null; of those of one kind if it is asked for.
int against_null(const std::vector<Item>& items, std::size_t from, std::optional<bool> number = {}) {
  for (; from < items.size(); ++from) {
    if (number && items[from].is_number() != *number) continue;
    if (const int order = items[from].against_null()) return order;
  }
  return 0;
}

int compare(const std::vector<Item>& a, const std::vector<Item>& b) {
  for (std::size_t i = 0; i < a.size() || i < b.size(); ++i) {
    if (i == a.size()) return -against_null(b, i);
    if (i == b.size()) return against_null(a, i);
    if (i > 0 && a[i].is_number() != b[i].is_number()) {
      const bool before = a[i - 1].is_number();
      return a[i].is_number() == before ? against_null(a, i, before) : -against_null(b, i, before);
    }
    if (const int order = compare(a[i], b[i])) return order;
  }
  return 0;
}

/// A version so near above another one that none that is drawn here lies between the two.
std::string just_above(const std::string& version) {
  if (version == "min") return "alpha-alpha-alpha-alpha-alpha-alpha-alpha-alpha";
  if (version.ends_with("-max"))
    return version.substr(0, version.size() - 3) + "ga-ga-ga-ga-ga-ga-ga-ga-sp-alpha-alpha-alpha";
  return version + "-ga.0-ga.0-ga.0-ga.0-ga.0-ga.0-ga.0-ga.0-ga.1";
}

class Sampler {
 public:
  explicit Sampler(unsigned seed) : random_(seed) {}
  std::size_t below(std::size_t end) { return random_() % end; }

  std::string version() {
    static const std::vector<std::string> numbers{
        "0", "1", "2", "00", "01", "10", "223", "224", "99999999999999999999"};
    static const std::vector<std::string> qualifiers{"alpha", "Beta",  "milestone", "rc", "CR",  "snapshot",
                                                     "ga",    "final", "sp",        "a",  "b",   "m",
                                                     "x",     "foo",   "xy",        "+1", "min", "max"};
    static const std::vector<std::string> separators{".", "-", "", "_", "-", "..", "--"};
    std::string text = below(8) == 0 ? "" : numbers[below(numbers.size())];
    for (auto n = below(6) + text.empty(); n > 0; --n) {
      text += separators[below(separators.size())];
      text += below(2) == 0 ? numbers[below(5)] : qualifiers[below(qualifiers.size())];
    }
    if (below(8) == 0) text += below(2) == 0 ? ".min" : "-max";
    return text.empty() ? "1" : text;
  }

 private:
  std::mt19937 random_;
};

}  // namespace

TEST_CASE("maven: versions ascend as Maven's resolver has them", "[requirement]") {
  const std::vector<std::string> ascending{"min",
                                           "alpha",
                                           "ga",
                                           "foo",
                                           "foo-1",
                                           "0.min",
                                           "0-alpha",
                                           "0",
                                           "0-sp",
                                           "0.1",
                                           "1.min",
                                           "1.0.min",
                                           "1-alpha",
                                           "1-alpha-1",
                                           "1-alpha2",
                                           "1-a10",
                                           "1-beta",
                                           "1-b2",
                                           "1-m3",
                                           "1-rc",
                                           "1-cr2",
                                           "1-SNAPSHOT",
                                           "1",
                                           "1-ga-1",
                                           "1-sp",
                                           "1-a",
                                           "1-abc",
                                           "1-foo-rc1",
                                           "1-foo",
                                           "1-foo2",
                                           "1-foo10",
                                           "1-foo-sp",
                                           "1-x",
                                           "1.0.1",
                                           "1-1-alpha",
                                           "1-1",
                                           "1.1-1",
                                           "1_2",
                                           "1.10",
                                           "1.max",
                                           "2.min",
                                           "2",
                                           "223",
                                           "224",
                                           "99999999999999999999999",
                                           "100000000000000000000000",
                                           "max"};
  for (std::size_t i = 0; i + 1 < ascending.size(); ++i) {
    INFO(ascending[i] << " < " << ascending[i + 1]);
    CHECK(key(ascending[i]) < key(ascending[i + 1]));
  }
}

// ComparableVersion has them the other way round.
TEST_CASE("maven: where the POM reference has another order, that of the resolver counts", "[requirement]") {
  for (const auto& [low, high] : std::vector<std::pair<std::string, std::string>>{
           {"2.13.5.Final-redhat-00002", "2.13.5.SP1-redhat-00002"},
           {"2.0.a", "2-1"},
           {"1-beta", "1-alphabet"},
           {"1.1-rc", "1-2"},
           {"1-x", "1.0.1"},
           {"1.ga.1", "1.1"}}) {
    INFO(low << " < " << high);
    CHECK(compare(items_of(low), items_of(high)) < 0);
    CHECK(key(low) < key(high));
  }
  const auto holds = [](const char* range, const char* version) {
    return maven().parse(range).versions.contains(key(version));
  };
  CHECK_FALSE(holds("(,2.13.5.Final-redhat-00002]", "2.13.5.SP1-redhat-00002"));
  CHECK(holds("[2.13.5.Final-redhat-00002,2.13.6)", "2.13.5.SP1-redhat-00002"));
}

TEST_CASE("maven: what is null at the end of a run does not count", "[requirement]") {
  for (const auto& [a, b] :
       std::vector<std::pair<std::string, std::string>>{{"1", "1.0"},
                                                        {"1", "1.ga"},
                                                        {"1", "1-FINAL"},
                                                        {"1", "1-0"},
                                                        {"1", "1."},
                                                        {"1", "1-"},
                                                        {"1", "1.0.0-0.0.0"},
                                                        {"1-foo", "1.0.0-foo.0.0"},
                                                        {"1", "1.RELEASE"},
                                                        {"01", "1"},
                                                        {"1-a1", "1-alpha-1"},
                                                        {"1x", "1.0.0-x"},
                                                        {"1-cr", "1.rc"},
                                                        {"0", "-"},
                                                        {"1--1", "1-0-1"},
                                                        {"1_1", "1.1"},
                                                        {"2.0.0.RELEASE", "2"},
                                                        {"ga", "ga.0-final"},
                                                        {"1.sp.ga.1", "1.sp.1"},
                                                        {"4.2.0.Final-redhat-1", "4.2-ga-redhat-1"}}) {
    INFO(a << " = " << b);
    CHECK(key(a) == key(b));
  }
  CHECK(key("1-a") != key("1-alpha"));
  CHECK(key("1.0.1") != key("1.1"));
  CHECK(key("4.2.0.Final-redhat-1") < key("4.2-redhat-1"));
  CHECK(key("1-min.0") != key("1.min"));  // `min` is a word unless the text ends there
  CHECK(key("0") != key("ga"));           // as in Maven 4; Maven 3 has them equal
}

TEST_CASE("maven: keys order random versions as Maven's resolver does", "[requirement]") {
  Sampler sampler(3);
  const auto rounds = test::rounds(40'000);
  for (std::size_t i = 0; i < rounds; ++i) {
    const auto a = sampler.version(), b = sampler.version();
    INFO(a << " and " << b);
    const int order = compare(items_of(a), items_of(b)), found = key(a).compare(key(b));
    REQUIRE((order < 0) == (found < 0));
    REQUIRE((order == 0) == (found == 0));
    REQUIRE(key(maven().show(key(a), false)) == key(a));
  }
}

TEST_CASE("maven: an interval of random versions has a version in it unless it is empty", "[requirement]") {
  Sampler sampler(21);
  std::size_t empty = 0;
  const auto rounds = test::rounds(20'000);
  for (std::size_t i = 0; i < rounds; ++i) {
    auto a = sampler.version(), b = sampler.version();
    if (sampler.below(4) == 0) {  // none lies between these
      b = a + ".0.min";
      a += ".min";
    }
    const auto& [low, high] = std::minmax(a, b, [](const auto& x, const auto& y) { return key(x) < key(y); });
    if (key(low) == key(high)) continue;
    const auto between = maven().parse('(' + low + ',' + high + ')').versions;
    INFO(low << " and " << high);
    if (between.empty()) ++empty;
    for (const auto& [from, to] : between.intervals()) {
      const auto near =
          from.ends_with('\0') ? just_above(maven().show(from, false).substr(6)) : maven().show(from, false);
      REQUIRE(between.contains(key(near)));
      REQUIRE((key(low) < key(near) && key(near) < key(high)));
    }
    for (int k = 0; k < 5; ++k) {
      const auto other = sampler.version();
      REQUIRE(between.contains(key(other)) == (key(low) < key(other) && key(other) < key(high)));
    }
  }
  CHECK(empty > 0);
}

TEST_CASE("maven: pre-releases are told by their qualifiers", "[requirement]") {
  for (const auto* text : {"1-alpha", "1.0-beta-2", "1.0.0.M1", "1.0-RC1", "1.0.CR2", "1-SNAPSHOT",
                           "1-1-snapshot", "1a1", "1-sp-rc1", "1.min", "alpha"})
    CHECK(maven().version(text).prerelease);
  for (const auto* text : {"1", "1.0.Final", "31.1-jre", "1-sp1", "1-a", "1-foo", "1.0.0.RELEASE",
                           "1-alphabet", "1.max", "foo", "1-min-x"})
    CHECK_FALSE(maven().version(text).prerelease);
  CHECK(maven().version("1.0.Final").text == "1.0.Final");
}

TEST_CASE("maven: a text that cannot be a version is refused", "[requirement]") {
  const auto at = [](const std::string& text) { return refusal([&] { maven().version(text); }); };
  CHECK(at("") == "0: a version is expected");
  CHECK(at("1.0 ") == "3: this character has no place in a version");
  CHECK(at("1.[0") == "2: this character has no place in a version");
  CHECK(at("${project.version}") == "0: `${project.version}` is a property of the POM");
  CHECK(at("1.${minor}.0") == "2: `${minor}` is a property of the POM");
  CHECK(at("1.${minor") == "3: this character has no place in a version");
  CHECK(at(std::string("1\0", 2)) == "1: this character has no place in a version");
  CHECK(at("1-\xFF") == "2: this character has no place in a version");
  CHECK(at("1.0+build_5~x") == "none");
}

TEST_CASE("maven: the largest keys fit", "[requirement]") {
  for (const std::string part : {"x1", "-x", "1x", ".x", "-", "x", "9a", "m1", "-1", ".224"}) {
    std::string text;
    while (text.size() + part.size() <= max_version_size) text += part;
    CHECK(key(text) == key(text));
    CHECK_FALSE(maven().show(key(text), false).empty());
  }
}

TEST_CASE("maven: whether a set has releases is told exactly", "[requirement]") {
  for (const auto* text : {"[1-alpha,1)", "[1-rc1]", "(1-alpha,1-rc)", "[1.1-alpha-2,1.1-beta.7]", "(,ga)",
                           "[1-x-rc1,1-x)", "[1.0.alpha.1]", "[0.min,0)", "(1.max,2)"})
    CHECK_FALSE(has_releases(maven(), maven().parse(text)));
  for (const auto* text :
       {"[1-alpha,1]", "(1,1.1-alpha)", "[1,1-sp)", "(1,1-sp)", "(,0)", "[1-x-rc1,1-x]", "(1-1,1-2-rc1)"})
    CHECK(has_releases(maven(), maven().parse(text)));
  Sampler sampler(9);
  for (int i = 0; i < 4'000; ++i) {  // no release is jumped over, and the order is kept
    const auto a = key(sampler.version()), b = key(sampler.version());
    const auto& [low, high] = std::minmax(a, b);
    REQUIRE(maven().releases(low) <= maven().releases(high));
    REQUIRE(maven().releases(low) >= low);
    const auto c = maven().version(sampler.version());
    if (c.prerelease) continue;
    REQUIRE(maven().releases(c.key) == c.key);
    REQUIRE((low <= c.key) == (maven().releases(low) <= c.key));
  }
}

TEST_CASE("maven: major versions are first numbers", "[requirement]") {
  CHECK(maven().major_above(Key()) == 0);
  CHECK(maven().major_above(key("3.4")) == 3);
  CHECK(maven().major_above(key("3-alpha")) == 2);
  CHECK(maven().major_above(key("foo-3")) == 0);
  CHECK(maven().major_above(key("0.9")) == 0);
  CHECK(maven().major_above(key("99999999999999999999999")) == ~0ull);
  CHECK(maven().major_below(key("3.4")) == 3);
  CHECK(maven().major_below(key("3")) == 2);
  CHECK(maven().major_below(key("0")) == 0);
  CHECK(maven().major_start(0).empty());
  CHECK(maven().major_start(300) == key("300"));
}
