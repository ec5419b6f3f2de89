#include "json/sequence.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <chrono>
#include <map>
#include <random>
#include <string>
#include <vector>

#include "json/compare.hpp"
#include "json/tree.hpp"
#include "support/rounds.hpp"

using namespace metaqore;
using json::Match;

namespace {

using Numbers = std::vector<std::uint32_t>;

const json::Run<json::Node>& items(const json::Tree& tree) {
  return std::get<json::Run<json::Node>>(tree.root().value);
}

/// Each character is an element.
Numbers letters(const std::string& text) { return Numbers(text.begin(), text.end()); }

Numbers random_numbers(std::mt19937& random, std::size_t size, std::uint32_t values) {
  Numbers numbers(size);
  for (auto& number : numbers) number = static_cast<std::uint32_t>(random() % values);
  return numbers;
}

std::size_t matched(const std::vector<Match>& matches) {
  std::size_t size = 0;
  for (const auto& match : matches) size += match.size;
  return size;
}

/// What is wrong with the matches, or "".
std::string fault(const Numbers& from, const Numbers& to, const std::vector<Match>& matches) {
  Match last;
  bool first = true;
  for (const auto& match : matches) {
    const auto place = "the match at " + std::to_string(match.from) + " and " + std::to_string(match.to);
    if (match.size == 0) return place + " is empty";
    if (match.from + match.size > from.size() || match.to + match.size > to.size())
      return place + " is outside";
    const auto from_free = match.from - last.from - last.size, to_free = match.to - last.to - last.size;
    if (match.from < last.from + last.size || match.to < last.to + last.size)
      return place + " does not ascend";
    if (!first && from_free == 0 && to_free == 0) return place + " belongs to the one before";
    for (std::size_t at = 0; at < match.size; ++at) {
      if (from[match.from + at] != to[match.to + at]) return place + " matches what differs";
    }
    last = match;
    first = false;
  }
  return "";
}

std::size_t longest_common(const Numbers& from, const Numbers& to) {
  std::vector<std::size_t> row(to.size() + 1);
  for (const auto number : from) {
    std::size_t diagonal = 0;
    for (std::size_t at = 0; at < to.size(); ++at) {
      const auto above = row[at + 1];
      row[at + 1] = number == to[at] ? diagonal + 1 : std::max(above, row[at]);
      diagonal = above;
    }
  }
  return row.back();
}

/// Whether something between the common ends is once in each, as an anchor is.
bool has_anchor(Numbers from, Numbers to) {
  while (!from.empty() && !to.empty() && from.back() == to.back()) from.pop_back(), to.pop_back();
  std::ranges::reverse(from);
  std::ranges::reverse(to);
  while (!from.empty() && !to.empty() && from.back() == to.back()) from.pop_back(), to.pop_back();
  return std::ranges::any_of(from, [&](auto number) {
    return std::ranges::count(from, number) == 1 && std::ranges::count(to, number) == 1;
  });
}

std::vector<Match> swapped(std::vector<Match> matches) {
  for (auto& match : matches) std::swap(match.from, match.to);
  return matches;
}

}  // namespace

TEST_CASE("sequence: equal elements have one number, in whatever array and however written", "[json]") {
  const json::Tree one(R"([1, {"a":[1],"b":null}, "1", true, [[]], 1.5])");
  const json::Tree other(R"([{"b":null,"a":[1.0]}, 10e-1, {"a":[2],"b":null}, [[], []], [{}], 15e-1])");
  const auto numbers = json::number_alike({items(one), items(other)});
  REQUIRE(numbers.size() == 2);
  const auto &a = numbers[0], &b = numbers[1];
  CHECK(a[0] == b[1]);
  CHECK(a[1] == b[0]);
  CHECK(a[5] == b[5]);
  Numbers all(a);
  all.insert(all.end(), b.begin(), b.end());
  std::ranges::sort(all);
  all.erase(std::unique(all.begin(), all.end()), all.end());
  CHECK(all == Numbers{0, 1, 2, 3, 4, 5, 6, 7, 8});
  CHECK(json::number_alike({items(other), items(one)}) == std::vector{b, a});
}

TEST_CASE("sequence: elements that share a fingerprint by chance are told apart", "[json]") {
  const json::Tree tree(R"([3,1,2,3,1,[],1,2])");
  const auto numbers = json::number_alike(std::vector<std::uint64_t>(8, 7), [&](auto left, auto right) {
    return json::compare(items(tree).first[left], items(tree).first[right]);
  });
  CHECK(numbers == Numbers{2, 0, 1, 2, 0, 3, 0, 1});
}

TEST_CASE("sequence: fingerprints of different values differ", "[json]") {
  std::map<std::uint64_t, std::string> seen;
  for (const std::string text : {"null",
                                 "false",
                                 "true",
                                 "0",
                                 "1",
                                 "-1",
                                 "18446744073709551615",
                                 "0.5",
                                 "\"\"",
                                 "\"0\"",
                                 "\"a\"",
                                 "\"a\\u0000\"",
                                 "\"abcdefgh\"",
                                 "\"abcdefgh\\u0000\"",
                                 "[]",
                                 "{}",
                                 "[[]]",
                                 "[0]",
                                 "[0,0]",
                                 "[[0],0]",
                                 "[[0,0]]",
                                 R"({"a":0})",
                                 R"({"a":1})",
                                 R"({"b":0})",
                                 R"({"a":{"b":0}})",
                                 R"({"a":{},"b":0})"}) {
    const auto [at, is_new] = seen.emplace(json::fingerprint(json::Tree(text).root()), text);
    CAPTURE(text, at->second);
    CHECK(is_new);
  }
  CHECK(json::fingerprint(json::Tree(R"({"a":1,"b":2.0})").root()) ==
        json::fingerprint(json::Tree(R"({"b":2,"a":1e0})").root()));
}

TEST_CASE("sequence: an insertion, a removal and a change are found as such", "[json]") {
  const auto at = [](const char* from, const char* to) { return json::match(letters(from), letters(to)); };
  using Matches = std::vector<Match>;
  CHECK(at("abc", "abc") == Matches{{0, 0, 3}});
  CHECK(at("abc", "abxc") == Matches{{0, 0, 2}, {2, 3, 1}});
  CHECK(at("abxc", "abc") == Matches{{0, 0, 2}, {3, 2, 1}});
  CHECK(at("abc", "axc") == Matches{{0, 0, 1}, {2, 2, 1}});
  CHECK(at("abc", "xyz") == Matches{});
  CHECK(at("", "xyz") == Matches{});
  CHECK(at("", "") == Matches{});
  CHECK(at("aaaa", "aaaaaa") == Matches{{0, 0, 4}});
  CHECK(matched(at("ABCABBA", "CBABAC")) == 4);  // the example of Myers' paper
}

TEST_CASE("sequence: matches are right, mirrored, and longest where no anchor decides", "[json]") {
  std::mt19937 random(11);
  const auto rounds = test::rounds(20'000);
  std::size_t longest = 0;
  for (std::size_t round = 0; round < rounds; ++round) {
    const auto values = 1 + random() % 6;
    const auto from = random_numbers(random, random() % 24, static_cast<std::uint32_t>(values));
    auto to = random_numbers(random, random() % 24, static_cast<std::uint32_t>(values));
    if (round % 3 == 0) {  // an edited one
      to = from;
      for (auto edits = random() % 5; edits > 0 && !to.empty(); --edits) {
        const auto at = to.begin() + static_cast<std::ptrdiff_t>(random() % to.size());
        if (random() % 2 == 0) {
          to.erase(at);
        } else {
          to.insert(at, static_cast<std::uint32_t>(random() % 7));
        }
      }
    }
    const auto effort = 1 + random() % 12;
    const auto short_sighted = json::match(from, to, effort);
    const auto matches = json::match(from, to);
    CAPTURE(from, to, effort);
    REQUIRE(fault(from, to, matches) == "");
    REQUIRE(fault(from, to, short_sighted) == "");
    REQUIRE(matches == swapped(json::match(to, from)));
    REQUIRE(short_sighted == swapped(json::match(to, from, effort)));
    if (has_anchor(from, to)) continue;
    REQUIRE(matched(matches) == longest_common(from, to));
    ++longest;
  }
  CHECK(longest > rounds / 4);
}

TEST_CASE("sequence: half a million elements of any shape are matched in time", "[json][large]") {
  constexpr std::uint32_t size = 500'000;
  std::mt19937 random(12);
  Numbers ascending(size), descending(size), alternating(size), shifted(size), equal(size, 0), pairs(size);
  for (std::uint32_t at = 0; at < size; ++at) {
    ascending[at] = at;
    descending[at] = size - 1 - at;
    alternating[at] = at % 2;
    shifted[at] = (at + size / 3) % size;
    pairs[at] = (size - 1 - at) / 2;
  }
  auto shuffled = ascending, edited = alternating, blocks = ascending;
  std::ranges::shuffle(shuffled, random);
  for (std::uint32_t at = 0; at < size; at += 1'000) edited[at] = 1 - edited[at];
  for (std::uint32_t at = 0; at + 64 <= size; at += 64)
    std::reverse(blocks.begin() + at, blocks.begin() + at + 64);
  const auto two = random_numbers(random, size, 2), two_others = random_numbers(random, size, 2);
  const auto many = random_numbers(random, size, 1'000), many_others = random_numbers(random, size, 1'000);
  Numbers fewer(equal.begin(), equal.begin() + size / 2);

  const auto check = [](const char* name, const Numbers& from, const Numbers& to, std::size_t least) {
    CAPTURE(name);
    const auto start = std::chrono::steady_clock::now();
    const auto matches = json::match(from, to);
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - start;
    CHECK(fault(from, to, matches) == "");
    CHECK(matched(matches) >= least);
    CHECK(took.count() < 20);
    INFO(took.count());
  };
  check("equal", equal, equal, size);
  check("fewer", fewer, equal, size / 2);
  check("ascending and descending", ascending, descending, 1);
  check("ascending and shuffled", ascending, shuffled, 1'000);
  check("ascending and shifted", ascending, shifted, size - size / 3 - 1);
  check("alternating and edited", alternating, edited, size - size / 500);
  check("alternating and equal", alternating, equal, size / 2);
  check("blocks", ascending, blocks, size / 64);
  check("pairs", ascending, pairs, 1);
  check("random of two", two, two_others, size * 7 / 10);
  check("random of a thousand", many, many_others, size / 50);
}
