#include "requirement/maven/maven.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
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

// ---- Maven's comparison, which is no order ---------------------------------------------------------------

/// A qualifier, the beginning of a list, or a number: in this order.
struct Item {
  int kind;  // 0, 1, 2
  int rank;  // of a qualifier; 5 is null
  std::string text;

  int against_null() const {
    if (kind == 0) return rank - 5;
    return kind == 2 && !text.empty() ? 1 : 0;
  }
};

std::vector<Item> items_of(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(), [](unsigned char c) { return std::tolower(c); });
  std::vector<Item> items;
  bool nothing_in_list = true;
  const auto list = [&] {
    items.push_back({1, 0, ""});
    nothing_in_list = true;
  };
  const auto is_separator = [](char c) { return c == '.' || c == '-'; };
  for (std::size_t i = 0; i < text.size();) {
    auto end = i;
    const bool digit = std::isdigit(static_cast<unsigned char>(text[i])) != 0;
    while (end < text.size() && !is_separator(text[end]) &&
           (std::isdigit(static_cast<unsigned char>(text[end])) != 0) == digit)
      ++end;
    auto token = text.substr(i, end - i);
    const bool transition = end < text.size() && !is_separator(text[end]);
    if (token.empty() || digit) {
      token.erase(0, std::min(token.find_first_not_of('0'), token.size()));
      items.push_back({2, 0, token});
    } else {
      if ((transition || end == text.size()) && !nothing_in_list) list();
      if (transition && token == "a") token = "alpha";
      if (transition && token == "b") token = "beta";
      if (transition && token == "m") token = "milestone";
      if (token == "cr") token = "rc";
      if (token == "final" || token == "release") token = "ga";
      const std::vector<std::string> known{"alpha", "beta", "milestone", "rc", "snapshot", "ga", "sp"};
      const auto at = std::find(known.begin(), known.end(), token) - known.begin();
      items.push_back({0, static_cast<int>(at), token});
    }
    nothing_in_list = false;
    i = end;
    if (i == text.size()) break;
    if (transition || text[i] == '-') list();
    if (!transition) ++i;
  }
  for (bool changed = true; changed;) {  // what is null at the end of a list goes
    changed = false;
    while (!items.empty() && items.back().against_null() == 0) items.pop_back();
    for (std::size_t i = 1; i < items.size(); ++i) {
      if (items[i].kind != 1 || items[i - 1].kind == 1 || items[i - 1].against_null() != 0) continue;
      items.erase(items.begin() + static_cast<std::ptrdiff_t>(i) - 1);
      changed = true;
    }
  }
  return items;
}

int against_null(const std::vector<Item>& items, std::size_t from) {
  for (; from < items.size(); ++from) {
    if (const int order = items[from].against_null()) return order;
  }
  return 0;
}

int compare(const std::vector<Item>& a, const std::vector<Item>& b) {
  for (std::size_t i = 0; i < a.size() || i < b.size(); ++i) {
    if (i == a.size()) return -against_null(b, i);
    if (i == b.size()) return against_null(a, i);
    if (a[i].kind != b[i].kind) return a[i].kind - b[i].kind;
    if (a[i].rank != b[i].rank) return a[i].rank - b[i].rank;
    if (a[i].kind == 2 && a[i].text.size() != b[i].text.size())
      return a[i].text.size() < b[i].text.size() ? -1 : 1;
    if (const int order = a[i].text.compare(b[i].text)) return order;
  }
  return 0;
}

/// Whether a version that both begin with makes a circle: a < it < b < a.
bool in_circle(const std::vector<Item>& a, const std::vector<Item>& b) {
  for (std::size_t size = 0; size <= std::min(a.size(), b.size()); ++size) {
    const std::vector<Item> middle(a.begin(), a.begin() + static_cast<std::ptrdiff_t>(size));
    if (compare(a, middle) < 0 && compare(middle, b) < 0 && compare(b, a) < 0) return true;
  }
  return false;
}

class Sampler {
 public:
  explicit Sampler(unsigned seed) : random_(seed) {}
  std::size_t below(std::size_t end) { return random_() % end; }

  std::string version() {
    static const std::vector<std::string> numbers{
        "0", "1", "2", "00", "01", "10", "223", "224", "99999999999999999999"};
    static const std::vector<std::string> qualifiers{"alpha", "Beta",  "milestone", "rc", "CR", "snapshot",
                                                     "ga",    "final", "sp",        "a",  "b",  "m",
                                                     "x",     "foo",   "xy",        "+1"};
    static const std::vector<std::string> separators{".", "-", "", ".", "-", "..", "--"};
    std::string text = below(8) == 0 ? "" : numbers[below(numbers.size())];
    for (auto n = below(6) + text.empty(); n > 0; --n) {
      text += separators[below(separators.size())];
      text += below(2) == 0 ? numbers[below(5)] : qualifiers[below(qualifiers.size())];
    }
    return text.empty() ? "1" : text;
  }

 private:
  std::mt19937 random_;
};

}  // namespace

TEST_CASE("maven: versions ascend as the POM reference says", "[requirement]") {
  const std::vector<std::string> ascending{"0-alpha",
                                           "0",
                                           "0-sp",
                                           "0.1",
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
                                           "1-sp",
                                           "1-a",
                                           "1-abc",
                                           "1-foo2",
                                           "1-foo10",
                                           "1-x",
                                           "1-1-alpha",
                                           "1-1",
                                           "1-2",
                                           "1.1-rc",
                                           "1.1",
                                           "1.1-1",
                                           "1.2",
                                           "1.10",
                                           "2",
                                           "223",
                                           "224",
                                           "99999999999999999999999",
                                           "100000000000000000000000"};
  for (std::size_t i = 0; i + 1 < ascending.size(); ++i) {
    INFO(ascending[i] << " < " << ascending[i + 1]);
    CHECK(key(ascending[i]) < key(ascending[i + 1]));
  }
}

TEST_CASE("maven: what is null at the end of a list does not count", "[requirement]") {
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
                                                        {"2.0.0.RELEASE", "2"},
                                                        {"4.2.0.Final-redhat-1", "4.2-redhat-1"}}) {
    INFO(a << " = " << b);
    CHECK(key(a) == key(b));
  }
  CHECK(key("1-a") != key("1-alpha"));
  CHECK(key("1.0.1") != key("1.1"));
}

TEST_CASE("maven: keys order random versions as Maven does, or Maven goes round in a circle",
          "[requirement]") {
  Sampler sampler(3);
  const auto rounds = test::rounds(40'000);
  std::size_t circles = 0;
  for (std::size_t i = 0; i < rounds; ++i) {
    const auto a = sampler.version(), b = sampler.version();
    INFO(a << " and " << b);
    const auto left = items_of(a), right = items_of(b);
    const int order = compare(left, right), found = key(a).compare(key(b));
    REQUIRE((order == 0) == (found == 0));
    if ((order < 0) != (found < 0)) {
      ++circles;
      REQUIRE((found < 0 ? in_circle(left, right) : in_circle(right, left)));
    }
    REQUIRE(key(maven().show(key(a), false)) == key(a));
  }
  CHECK(circles > 0);
  CHECK(circles < rounds / 20);
}

TEST_CASE("maven: two circles of Maven's comparison, and the side that the order takes", "[requirement]") {
  const auto less = [](const char* a, const char* b) { return compare(items_of(a), items_of(b)) < 0; };
  CHECK((less("1.sp.1", "1-alpha") && less("1-alpha", "1") && less("1", "1.sp.1")));
  CHECK((less("1.0.alpha.1", "1") && less("1", "1-1") && less("1-1", "1.0.alpha.1")));
  CHECK((key("1-alpha") < key("1") && key("1") < key("1.sp.1")));
  CHECK((key("1.0.alpha.1") < key("1") && key("1") < key("1-1")));
}

TEST_CASE("maven: pre-releases are told by their qualifiers", "[requirement]") {
  for (const auto* text : {"1-alpha", "1.0-beta-2", "1.0.0.M1", "1.0-RC1", "1.0.CR2", "1-SNAPSHOT",
                           "1-1-snapshot", "1a1", "1-sp-rc1"})
    CHECK(maven().version(text).prerelease);
  for (const auto* text :
       {"1", "1.0.Final", "31.1-jre", "1-sp1", "1-a", "1-foo", "1.0.0.RELEASE", "1-alphabet"})
    CHECK_FALSE(maven().version(text).prerelease);
  CHECK(maven().version("1.0.Final").text == "1.0.Final");
}

TEST_CASE("maven: a text that cannot be a version is refused", "[requirement]") {
  const auto at = [](const std::string& text) { return refusal([&] { maven().version(text); }); };
  CHECK(at("") == "0: a version is expected");
  CHECK(at("1.0 ") == "3: this character has no place in a version");
  CHECK(at("1.[0") == "2: this character has no place in a version");
  CHECK(at("${project.version}") == "1: this character has no place in a version");
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
  for (const auto* text : {"[1-alpha,1)", "[1-rc1]", "(1-alpha,1-rc)", "[1.1-alpha-2,1.1-beta.7]", "(,0)",
                           "[1-x-rc1,1-x)", "[1.0.alpha.1]", "(,0-alpha.1]"})
    CHECK_FALSE(has_releases(maven(), maven().parse(text)));
  for (const auto* text :
       {"[1-alpha,1]", "(1,1.1-alpha)", "[1,1-sp)", "(1,1-sp)", "(,0]", "[1-x-rc1,1-x]", "(1-1,1-2-rc1)"})
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
