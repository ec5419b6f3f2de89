#include "schema/pattern.hpp"

#include <fmt/format.h>
#include <catch2/catch.hpp>

#include <chrono>
#include <string>
#include <utility>
#include <vector>

#include "base/text.hpp"
#include "metaqore/error.hpp"

using namespace metaqore;
using schema::is_ecma_pattern;
using schema::Pattern;

namespace {

bool found(std::string_view pattern, std::string_view text) { return Pattern(pattern).matches(text); }

/// Whether the pattern, alone between the ends of the text, matches each of the first and none of the others.
bool is_exactly(const std::string& pattern, const std::vector<std::string>& in,
                const std::vector<std::string>& out) {
  const Pattern whole(fmt::format("^(?:{})$", pattern));
  for (const auto& text : in) {
    INFO(pattern << " has to match " << base::shown(text));
    CHECK(whole.matches(text));
    if (!whole.matches(text)) return false;
  }
  for (const auto& text : out) {
    INFO(pattern << " must not match " << base::shown(text));
    CHECK_FALSE(whole.matches(text));
    if (whole.matches(text)) return false;
  }
  return true;
}

std::string refusal(std::string_view pattern) {
  try {
    Pattern{pattern};
    return "taken";
  } catch (const Error& error) {
    CHECK(error.code() == ErrorCode::invalid_argument);
    CHECK(error.reason() == "schema.pattern");
    const std::string message = error.what();
    CHECK(message.size() < 400);
    CHECK_FALSE(base::has_control(message));
    CHECK(base::is_utf8(message));
    return message.substr(0, message.find(" of the pattern `")) + ' ' + error.details();
  }
}

std::string repeated(std::string_view part, std::size_t times) {
  std::string text;
  text.reserve(part.size() * times);
  for (std::size_t i = 0; i < times; ++i) text += part;
  return text;
}

/// Whether matching ends: what hangs takes longer than any machine is slow.
bool ends_in_time(const Pattern& pattern, const std::string& text) {
  const auto start = std::chrono::steady_clock::now();
  pattern.matches(text);
  const auto taken = std::chrono::steady_clock::now() - start;
  return taken < std::chrono::seconds(60);
}

}  // namespace

TEST_CASE("pattern: it is looked for anywhere in the text", "[json]") {
  CHECK(found("a+", "xxaayy"));
  CHECK_FALSE(found("a+", "xxyy"));
  CHECK(found("", ""));
  CHECK(found("", "x"));
  CHECK(found("a||b", "x"));
  CHECK(found("()", "x"));
  CHECK(found("(?:)*x", "x"));
  CHECK_FALSE(found("A", "a"));
}

TEST_CASE("pattern: ^ and $ are the ends of the text, not of a line", "[json]") {
  CHECK(found("^abc$", "abc"));
  CHECK_FALSE(found("^abc$", "abc\n"));
  CHECK_FALSE(found("^b", "a\nb"));
  CHECK_FALSE(found("a$", "a\nb"));
  CHECK(found("^a|b$", "ax"));
  CHECK(found("^a|b$", "xb"));
  CHECK_FALSE(found("^a|b$", "xax"));
}

TEST_CASE("pattern: classes are those of ECMA-262, not of RE2", "[json]") {
  const std::vector<std::string> space{" ",      "\t",     "\n",     "\v",     "\f",
                                       "\r",     "\u00a0", "\u1680", "\u2003", "\u2028",
                                       "\u2029", "\u202f", "\u205f", "\u3000", "\ufeff"};
  const std::vector<std::string> no_space{"a", "\x01", "\u0085", "\u200b", "\u2013", "\u180e"};
  for (const auto* pattern : {"\\s", "[\\s]", "[^\\S]"}) CHECK(is_exactly(pattern, space, no_space));
  for (const auto* pattern : {"\\S", "[\\S]", "[^\\s]"}) CHECK(is_exactly(pattern, no_space, space));
  CHECK(is_exactly(".", {"a", "\u0085", "\U0001F432", "\v"}, {"\n", "\r", "\u2028", "\u2029", ""}));
  CHECK(is_exactly("\\d", {"0", "9"}, {"\u0661", "\u07c0", "a"}));
  CHECK(is_exactly("\\D", {"\u0661", "a"}, {"0", "9"}));
  CHECK(is_exactly("\\w", {"a", "Z", "0", "_"}, {"\u00e9", "-", "\u017f", "\u212a"}));
  CHECK(is_exactly("\\W", {"\u00e9", "-"}, {"a", "_"}));
  CHECK(is_exactly("[\\w-]", {"a", "-"}, {"."}));
  CHECK(is_exactly("[^]", {"\n", "a", "\U0010FFFF"}, {"", "aa"}));
  CHECK(is_exactly("[]", {}, {"", "a"}));
  CHECK(is_exactly("[a-c\\x30-\\u0032\\u{1F430}-\\u{1F433}]", {"b", "1", "\U0001F432"}, {"d", "3", "-"}));
  CHECK(is_exactly("[^a-c]", {"d", "\n"}, {"b", ""}));
  CHECK(is_exactly("[\\b]", {"\b"}, {"b"}));
  CHECK(is_exactly("[a^$.*|(){}/\\]\\-]", {"a", "^", "$", ".", "*", "|", "(", "{", "}", "/", "]", "-"},
                   {"\\"}));
}

TEST_CASE("pattern: a hyphen beside a class stands for itself", "[json]") {
  CHECK(is_exactly("[\\w-.]", {"a", "-", "."}, {"+", "/"}));
  CHECK(is_exactly("[+-\\d]", {"+", "-", "5"}, {",", "d"}));
  CHECK(is_exactly("[-a]", {"-", "a"}, {"b"}));
}

TEST_CASE("pattern: escapes are the characters that they stand for", "[json]") {
  CHECK(is_exactly("\\t\\n\\v\\f\\r", {"\t\n\v\f\r"}, {"tnvfr"}));
  CHECK(is_exactly("\\cC\\ca\\x41\\u00e9", {"\x03\x01\x41\u00e9"}, {"cCcaA"}));
  CHECK(is_exactly("\\0", {std::string(1, '\0')}, {"0", ""}));
  CHECK(is_exactly("\\u{1F432}|\\u{0000041}", {"\U0001F432", "A"}, {"u"}));
  CHECK(is_exactly("\\uD83D\\uDC32", {"\U0001F432"}, {"\ufffd"}));
  CHECK(is_exactly("[\\uD83D\\uDC32]", {"\U0001F432"}, {"\U0001F409"}));
  CHECK(is_exactly("\\^\\$\\\\\\.\\*\\+\\?\\(\\)\\[\\]\\{\\}\\|\\/", {"^$\\.*+?()[]{}|/"}, {}));
  CHECK(is_exactly("\\-\\@\\_\\\"\\ \\:\\#\\~", {"-@_\" :#~"}, {}));
}

TEST_CASE("pattern: half a surrogate pair matches nothing, because no text has one", "[json]") {
  CHECK(is_exactly("\\uD83D", {}, {"\U0001F432", "\ufffd", ""}));
  CHECK(is_exactly("\\uD83D\\u0041", {}, {"A", "\ufffdA"}));
  CHECK(is_exactly("[\\uD800-\\uDFFF]", {}, {"\ufffd", "\ue000"}));
  CHECK(is_exactly("[^\\uD800-\\uDFFF]", {"\ufffd", "\ue000", "\ud7ff", "a"}, {}));
  CHECK(is_exactly("[\\u0000-\\uFFFF]", {"\ufffd", "\ue000", "\ud7ff"}, {"\U00010000"}));
  CHECK(is_exactly("\\p{Cs}", {}, {"\ufffd", "a"}));
}

TEST_CASE("pattern: properties of Unicode", "[json]") {
  for (const auto* pattern : {"\\p{L}", "\\p{Letter}", "\\p{gc=L}", "\\p{General_Category=Letter}"}) {
    CHECK(is_exactly(pattern, {"a", "\u00e9", "\u05d0", "\U0001D54F"}, {"1", "-", "\u0301"}));
  }
  CHECK(is_exactly("\\P{L}", {"1", "\u0301"}, {"a", "\u00e9"}));
  CHECK(is_exactly("\\p{digit}+", {"42", "\u09ea\u09e8"}, {"-%#"}));
  CHECK(is_exactly("\\p{Lu}\\p{Lowercase_Letter}", {"\u00c9\u00e9"}, {"\u00e9\u00c9"}));
  for (const auto* pattern : {"\\p{Script=Greek}", "\\p{sc=Grek}", "\\p{sc=Greek}", "[\\p{Script=Grek}]"}) {
    CHECK(is_exactly(pattern, {"\u03b1"}, {"a", "\u0431"}));
  }
  CHECK(is_exactly("\\p{sc=Qaac}", {"\u2c80"}, {"a"}));
  CHECK(is_exactly("\\p{ASCII}", {"\x7f", "a"}, {"\u0080"}));
  CHECK(is_exactly("\\P{ASCII}", {"\u0080"}, {"\x7f"}));
  CHECK(is_exactly("\\p{Any}", {"a", "\U0010FFFF"}, {""}));
  CHECK(is_exactly("\\p{Hex_Digit}", {"f", "\uff21"}, {"g", "\uff27"}));
  CHECK(is_exactly("\\p{White_Space}", {"\u0085", " "}, {"\ufeff", "a"}));
  CHECK(is_exactly("[^\\p{L}\\p{N}]", {"-", "\n"}, {"a", "1"}));
  CHECK(is_exactly("[\\p{Lu}\\P{L}]", {"A", "-"}, {"a"}));
}

TEST_CASE("pattern: what is unassigned, and what is other, is known although RE2 has no name for it",
          "[json]") {
  const std::string unassigned = "\U0003FFFD";
  CHECK(is_exactly("\\p{Cn}", {unassigned, "\uffff"}, {"a", "\u0001", "\ue000"}));
  CHECK(is_exactly("\\p{Assigned}", {"a", "\u0001", "\ue000"}, {unassigned, "\uffff"}));
  CHECK(is_exactly("\\p{C}", {unassigned, "\u0001", "\u200b", "\ue000"}, {"a", " "}));
  for (const auto* pattern : {"\\P{C}", "[^\\p{C}]", "[^\\p{Other}]"}) {
    CHECK(is_exactly(pattern, {"a", " "}, {unassigned, "\u0001", "\u200b"}));
  }
  CHECK(is_exactly("\\p{LC}", {"a", "A", "\u01c5"}, {"\u05d0", "1", unassigned}));
  CHECK(is_exactly("\\P{LC}", {"\u05d0", "1", unassigned}, {"a", "A", "\u01c5"}));
}

TEST_CASE("pattern: a word ends where ASCII's letters do", "[json]") {
  CHECK(found("\\bcat\\b", "a cat."));
  CHECK_FALSE(found("\\bcat\\b", "concat"));
  CHECK(found("caf\\b", "caf\u00e9"));
  CHECK(found("\\Bat\\b", "cat"));
  CHECK_FALSE(found("\\B", "a"));
  // There is no place inside of a character.
  CHECK_FALSE(found("\\B", "a\u00e9b"));
  CHECK_FALSE(found("\\B", "a\U0001F432b"));
  CHECK(found("\\B", "a\u00e9\u00e9b"));
  CHECK(found("x|\\B", "\u00e9"));
}

TEST_CASE("pattern: quantifiers, groups and alternatives", "[json]") {
  CHECK(is_exactly("a?b*c+", {"c", "abbcc", "bc"}, {"ab", "aac", ""}));
  CHECK(is_exactly("a{2}b{1,}c{0,2}?", {"aab", "aabbcc"}, {"ab", "aabccc"}));
  CHECK(is_exactly("a*?b+?c??", {"b", "aabbc"}, {"a"}));
  CHECK(is_exactly("a{0}b", {"b"}, {"ab"}));
  CHECK(is_exactly("(ab|c(?:d|e))+(?<year>\\d{4})", {"abce1234", "cd0000"}, {"1234", "c1234"}));
  CHECK(is_exactly("(?<$\\u{61}_é>x)", {"x"}, {}));
  CHECK(is_exactly("(^a)?b", {"ab", "b"}, {"aab"}));
  CHECK(is_exactly("x{1000}", {repeated("x", 1000)}, {repeated("x", 999), repeated("x", 1001)}));
}

TEST_CASE("pattern: brackets and braces that can only stand for themselves do", "[json]") {
  CHECK(is_exactly("]", {"]"}, {}));
  CHECK(is_exactly("a}", {"a}"}, {}));
  CHECK(is_exactly("{}", {"{}"}, {}));
  CHECK(is_exactly("a{b}", {"a{b}"}, {"ab"}));
  CHECK(is_exactly("${name}", {}, {"{name}"}));
}

TEST_CASE("pattern: what is none is refused, with the offset and the way to write it", "[json]") {
  const std::vector<std::pair<std::string, std::string>> cases{
      {"a(b", "`(` is not closed at offset 1 {\"offset\":1}"},
      {"a)b", "`)` closes no group at offset 1 {\"offset\":1}"},
      {"x[a", "`[` is not closed at offset 1 {\"offset\":1}"},
      {"x[a-", "`[` is not closed at offset 1 {\"offset\":1}"},
      {"\u00e9[z-a]", "the range `z-a` ends before it begins at offset 3 {\"offset\":3}"},
      {"*a", "there is nothing to repeat for `*` at offset 0 {\"offset\":0}"},
      {"a**", "there is nothing to repeat for `*` at offset 2 {\"offset\":2}"},
      {"a|+", "there is nothing to repeat for `+` at offset 2 {\"offset\":2}"},
      {"(?:{2})", "there is nothing to repeat for `{2}` at offset 3 {\"offset\":3}"},
      {"^*", "there is nothing to repeat for `*` at offset 1 {\"offset\":1}"},
      {"\\b+", "there is nothing to repeat for `+` at offset 2 {\"offset\":2}"},
      {"(?=a)*", "there is nothing to repeat for `*` at offset 5 {\"offset\":5}"},
      {"a{2,1}", "the quantifier `{2,1}` is out of order at offset 1 {\"offset\":1}"},
      {"a{,3}", "`{` begins no quantifier of ECMA-262 at offset 1 {\"offset\":1}"},
      {"a{1", "`{` begins no quantifier of ECMA-262 at offset 1 {\"offset\":1}"},
      {"ab\\", "`\\` ends the pattern at offset 2 {\"offset\":2}"},
      {"\\a", "`\\a` is no escape of ECMA-262 at offset 0 {\"offset\":0}"},
      {"^a\\Z", "`\\Z` is no escape of ECMA-262 at offset 2 {\"offset\":2}"},
      {"[\\B]", "`\\B` is no escape of ECMA-262 at offset 1 {\"offset\":1}"},
      {"\\\u00e9", "`\\\u00e9` is no escape of ECMA-262 at offset 0 {\"offset\":0}"},
      {"\\x4", "`\\x` is no escape at offset 0 {\"offset\":0}"},
      {"\\u12", "`\\u` is no escape at offset 0 {\"offset\":0}"},
      {"\\u{110000}", "`\\u{` is no escape at offset 0 {\"offset\":0}"},
      {"\\u{}", "`\\u{` is no escape at offset 0 {\"offset\":0}"},
      {"\\c1", "`\\c` is no escape at offset 0 {\"offset\":0}"},
      {"\\01", "an octal escape is no escape of ECMA-262 at offset 0 {\"offset\":0}"},
      {"\\1", "there is no group `1` to refer to at offset 0 {\"offset\":0}"},
      {"\\k<x>", "there is no group `x` to refer to at offset 0 {\"offset\":0}"},
      {"\\k", "`\\k` is no escape at offset 0 {\"offset\":0}"},
      {"\\p", "`\\p` is no escape at offset 0 {\"offset\":0}"},
      {"\\p{L", "`\\p` is no escape at offset 0 {\"offset\":0}"},
      {"\\p{Greek}", "`Greek` is no property of ECMA-262 at offset 0 {\"offset\":0}"},
      {"\\p{l}", "`l` is no property of ECMA-262 at offset 0 {\"offset\":0}"},
      {"\\p{}", "`` is no property of ECMA-262 at offset 0 {\"offset\":0}"},
      {"\\p{sc=}", "`sc=` is no property of ECMA-262 at offset 0 {\"offset\":0}"},
      {"(?<a>x)(?<a>y)", "two groups of one name are not supported at offset 7 {\"offset\":7}"},
      {"(?<1>x)", "a group has no proper name at offset 3 {\"offset\":3}"},
      {"(?<>x)", "a group has no proper name at offset 3 {\"offset\":3}"},
      {"(?<a", "a group has no proper name at offset 3 {\"offset\":3}"},
      {"(?P<a>x)", "the group that `(?P` begins is not supported at offset 0 {\"offset\":0}"},
      {"(?i)x", "the group that `(?i` begins is not supported at offset 0 {\"offset\":0}"},
      {"(?", "the group that `(?` begins is not supported at offset 0 {\"offset\":0}"},
      {"a\xff", "a byte that is not valid UTF-8 stands at offset 1 {\"offset\":1}"},
  };
  for (const auto& [pattern, words] : cases) {
    CHECK(refusal(pattern) == words);
    INFO(pattern);
    CHECK((pattern == "a\xff" || !is_ecma_pattern(pattern)));
  }
}

TEST_CASE("pattern: numbers of a quantifier may begin with zeros", "[json]") {
  for (const auto* pattern : {"^a{02}$", "^a{2,02}$", "^a{002,2}$"}) {
    CHECK(Pattern(pattern).matches("aa"));
    CHECK_FALSE(Pattern(pattern).matches("a"));
    CHECK_FALSE(Pattern(pattern).matches("a{02}"));
  }
  CHECK(Pattern("^a{01,}$").matches("aaa"));
  CHECK(Pattern("^a{00}$").matches(""));
}

TEST_CASE("pattern: what takes backtracking or too much is refused, although it is a pattern", "[json]") {
  const std::vector<std::pair<std::string, std::string>> cases{
      {"a(?=b)", "`(?=` looks around, which takes backtracking at offset 1 {\"offset\":1}"},
      {"a(?!b(c|[d]))", "`(?!` looks around, which takes backtracking at offset 1 {\"offset\":1}"},
      {"(?<=a)b", "`(?<=` looks around, which takes backtracking at offset 0 {\"offset\":0}"},
      {"(?<!a)b", "`(?<!` looks around, which takes backtracking at offset 0 {\"offset\":0}"},
      {"(a)\\1", "`\\1` refers back to a group, which takes backtracking at offset 3 {\"offset\":3}"},
      {"\\1(a)", "`\\1` refers back to a group, which takes backtracking at offset 0 {\"offset\":0}"},
      {"(?<n>a)\\k<n>*",
       "`\\k<n>` refers back to a group, which takes backtracking at offset 7 {\"offset\":7}"},
      {"\\p{Emoji}", "the property `Emoji` is not known here at offset 0 {\"offset\":0}"},
      {"[\\p{scx=Greek}]", "the property `scx=Greek` is not known here at offset 1 {\"offset\":1}"},
      {"a{1001}", "the quantifier `{1001}` exceeds `1000` at offset 1 {\"offset\":1}"},
      {"a{0,99999999999999999999}",
       "the quantifier `{0,99999999999999999999}` exceeds `1000` at offset 1 {\"offset\":1}"},
      {"(?:a{100}){100}", "repetitions inside each other exceed `1000` at offset 0 {\"offset\":0}"},
      {repeated("(", 201) + repeated(")", 201),
       "groups nest deeper than `200` at offset 200 {\"offset\":200}"},
      {repeated("(?:a{0,999})", 1000),
       "the pattern is too large, its repetitions written out at offset 0 {\"offset\":0}"},
      {repeated("\\p{L}", 12'000),
       "the pattern is too large, its repetitions written out at offset 0 {\"offset\":0}"},
  };
  for (const auto& [pattern, words] : cases) {
    CHECK(refusal(pattern) == words);
    INFO(pattern.substr(0, 40));
    CHECK(is_ecma_pattern(pattern));
  }
  CHECK(refusal(repeated("a", 70'000)) ==
        "the pattern exceeds `65536` bytes at offset 65536 {\"offset\":65536}");
  CHECK_FALSE(is_ecma_pattern(repeated("a", 70'000)));
  CHECK(refusal(repeated("(", 200) + repeated(")", 200)) == "taken");
}

TEST_CASE("pattern: a class of many properties is refused before it takes much", "[json]") {
  const auto start = std::chrono::steady_clock::now();
  const auto many = fmt::format("a[{}]", repeated("\\p{Cn}", 10'000));
  CHECK(refusal(many) == "the pattern is too large, its repetitions written out at offset 0 {\"offset\":0}");
  CHECK(is_ecma_pattern(many));
  CHECK(std::chrono::steady_clock::now() - start < std::chrono::seconds(60));
}

TEST_CASE("pattern: its size is what it was made into", "[json]") {
  CHECK(Pattern("^a$").size() < 20);
  CHECK(Pattern("^.{1,255}$").size() > 2'000);
  CHECK(Pattern("^\\p{L}{1,60}$").size() > 100'000);
}

TEST_CASE("pattern: the largest that are taken are made in bounded time, or refused so", "[json]") {
  const auto start = std::chrono::steady_clock::now();
  for (const auto& pattern :
       {repeated("[a-zé-ü]{1,999}", 50), repeated("(a|", 190) + repeated(")", 190),
        repeated("\\p{Cn}", 10'000), repeated("(", 30'000), repeated("[", 60'000), repeated("a|", 32'000),
        repeated("(?<a", 16'000), repeated("\\u{0000000000000000000000000000000000061}", 1'500),
        repeated("(?<a>b)|", 8'000), repeated("[^\\p{L}\\p{M}]?", 80), repeated("\\B", 30'000),
        repeated("(?:x?){30}", 30)}) {
    refusal(pattern);
    is_ecma_pattern(pattern);
  }
  CHECK(std::chrono::steady_clock::now() - start < std::chrono::seconds(60));
}

TEST_CASE("pattern: no text makes matching take more than its cost says", "[json]") {
  const std::vector<std::string> texts{repeated("a", 1'000'000), repeated("ab", 500'000),
                                       repeated("a", 999'999) + "!", repeated("\u00e9a", 300'000)};
  for (const auto* pattern :
       {"^(a+)+$", "^(a|b)*$", "^(a|a)*$", "^(a|b|ab)*c$", "(.*a){12}$", "^(([a-z])+.)+[A-Z]([a-z])+$",
        "(x+x+)+y", "(a?){30}a{30}", "^(?:[ab][ab]?)*$", "[^]*[^]*[^]*x", "\\B[ab]*\\Bx"}) {
    const Pattern compiled(pattern);
    for (const auto& text : texts) {
      INFO(pattern << " on " << text.substr(0, 4));
      CHECK(ends_in_time(compiled, text));
    }
  }
  // So many states that they cannot be kept.
  std::string coins;
  for (std::uint32_t i = 0, x = 1; i < 20'000; ++i) coins += "ab"[(x = x * 1'664'525 + 1'013'904'223) >> 31];
  for (const auto* pattern :
       {"[ab]*a[ab]{1000}c", "^[ab]*a[ab]{1000}c", "(?:[ab]{999}x|[ab]{998}y)", "\\B[ab]{500}c"}) {
    INFO(pattern);
    CHECK(ends_in_time(Pattern(pattern), coins));
  }
}

TEST_CASE("pattern: a small one costs about a step for some characters, whatever it counts", "[json]") {
  for (const auto* pattern :
       {"^[a-z]{1,255}$", "^[a-z0-9]+(-[a-z0-9]+)*$", "^#[0-9a-f]{6}$", "abc", "^[0-9]{4}-[0-9]{2}-[0-9]{2}$",
        "^([a-z]+/){1,100}[a-z]+$", "^[a-z]+(-[a-z]+){1,200}$", "^[ab]{4}(?:[ab][ab]){450}$"}) {
    INFO(pattern);
    CHECK(Pattern(pattern).cost(1'000) >= 100);
    CHECK(Pattern(pattern).cost(1'000) <= 1'300);
  }
  CHECK(Pattern("^[ab]*a[ab]{1000}").cost(1'000) > 60'000);
  CHECK(Pattern("[ab]{1000}x").cost(1'000) > 60'000);
  CHECK(Pattern("^(?:[ab]|ab){1000}").cost(1'000) > 60'000);
  CHECK(Pattern("^(?:a?){1000}").cost(1'000) > 60'000);
  CHECK(Pattern("^(?:(?:[ab]|ab){900}|c|d)").cost(1'000) > 60'000);
  CHECK(Pattern("(?:^)?[ab]{1000}x").cost(1'000) > 60'000);
  CHECK(Pattern("^a|[ab]{1000}x").cost(1'000) > 60'000);
  CHECK(Pattern("^(?:(?:[ab]c?){1,2}){500}").cost(1'000) > 60'000);
  CHECK(Pattern("a").cost(0) >= 1);
}
