#include <algorithm>
#include <catch2/catch.hpp>
#include <chrono>
#include <functional>
#include <numeric>
#include <random>
#include <vector>

#include "support/merging.hpp"
#include "support/rounds.hpp"

using namespace metaqore;
using namespace metaqore::test;

namespace {

MergePolicy policy(const std::string& rules) { return MergePolicy(Json(R"({"rules":[)" + rules + "]}")); }

const MergePolicy& sets() {
  static const auto it = policy(R"({"path":"","array":"set"})");
  return it;
}

const MergePolicy& maps() {
  static const auto it = policy(R"({"path":"","array":"map","keys":["/k"]})");
  return it;
}

const MergePolicy& diffs() {
  static const auto it = policy(R"({"path":"","array":"diff3"})");
  return it;
}

/// Letters as a keyed array: `ab` is [{"k":"a"},{"k":"b"}], and `aB` has a `v` of 1 in the second.
std::string keyed(std::string_view letters) {
  std::string text;
  for (const char letter : letters) {
    const bool is_upper = letter < 'a';
    text +=
        fmt::format(R"({}{{"k":"{}"{}}})", text.empty() ? "" : ",",
                    static_cast<char>(is_upper ? letter - 'A' + 'a' : letter), is_upper ? R"(,"v":1)" : "");
  }
  return '[' + text + ']';
}

/// The merge of keyed arrays, as the letters of the merged one.
std::string letters(std::string_view base, std::string_view ours, std::string_view theirs) {
  auto text = merged(keyed(base), keyed(ours), keyed(theirs), maps());
  for (char letter = 'a'; letter <= 'z'; ++letter) {
    for (const bool is_upper : {true, false}) {
      const auto element = keyed({std::string(1, static_cast<char>(is_upper ? letter - 'a' + 'A' : letter))});
      const auto inside = element.substr(1, element.size() - 2);
      for (auto at = text.find(inside); at != std::string::npos; at = text.find(inside)) {
        text.replace(at, inside.size(), 1, static_cast<char>(is_upper ? letter - 'a' + 'A' : letter));
      }
    }
  }
  const auto end = text.find(']');
  text.erase(std::remove(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(end), ','),
             text.begin() + static_cast<std::ptrdiff_t>(end));
  return text.substr(1, text.find(']') - 1) + text.substr(text.find(']') + 1);
}

/// A text of letters as an array of strings.
std::string strings(std::string_view letters) {
  std::string text;
  for (const char letter : letters) text += fmt::format("{}\"{}\"", text.empty() ? "" : ",", letter);
  return '[' + text + ']';
}

/// The merge by diff3 of arrays of letters; `conflict` where there is one.
std::string spliced(std::string_view base, std::string_view ours, std::string_view theirs) {
  const auto text = merged(strings(base), strings(ours), strings(theirs), diffs());
  if (text ==
      fmt::format("{} &  array {} {} {}", strings(base), strings(base), strings(ours), strings(theirs))) {
    return "conflict";
  }
  std::string result;
  std::copy_if(text.begin(), text.end(), std::back_inserter(result),
               [](char c) { return std::string_view("[\",]").find(c) == std::string_view::npos; });
  return result;
}

}  // namespace

// ---- Sets

TEST_CASE("merge: a set has what either side added, and not what either removed", "[merge]") {
  CHECK(merged("[3,1,2]", "[3,1,2,5]", "[1,2,4]", sets()) == "[1,2,4,5]");
  CHECK(merged("[3,1]", "[]", "[3,1,2]", sets()) == "[2]");
  CHECK(merged("[1]", R"([1,"b",null,true])", R"([1,"a",2.5,null])", sets()) ==
        R"([1,null,true,2.5,"a","b"])");
  CHECK(merged("", "[2,1]", "[3,1]", sets()) == "[1,2,3]");
  CHECK(merged("[1,2,3]", "[3,2,1]", "[2,1,3]", sets()) == "[1,2,3]");
}

TEST_CASE("merge: elements of a set are the same by their exact value", "[merge]") {
  CHECK(merged("[1.0]", "[1,2]", "[1e0,2.0,3]", sets()) == "[1,2,3]");
  CHECK(merged("[9007199254740993]", "[9007199254740993,9007199254740992]", "[]", sets()) ==
        "[9007199254740992]");
}

TEST_CASE("merge: what is no set of scalars is reported, and not merged", "[merge]") {
  CHECK(merged("[1,2]", "[1,[]]", "[1,3]", sets()) == "[1,2] &  key_invalid [1,2] [1,[]] [1,3]");
  CHECK(merged("[1,1.0]", "[1]", "[1,3]", sets()) == "[1,1] &  key_invalid [1,1] [1] [1,3]");
  CHECK(merged("", "[1,1]", "[1,3]", sets()) == "nothing &  key_invalid nothing [1,1] [1,3]");
  // One side alone may do what it likes.
  CHECK(merged("[1,2]", "[1,1,{}]", "[1,2]", sets()) == "[1,1,{}]");
}

// ---- Keyed arrays

TEST_CASE("merge: elements of a keyed array are merged key by key", "[merge]") {
  CHECK(merged(R"([{"k":1,"x":1,"y":1},{"k":2}])", R"([{"k":1,"x":2,"y":1},{"k":2}])",
               R"([{"k":1,"x":1,"y":3},{"k":2,"z":1}])", maps()) == R"([{"k":1,"x":2,"y":3},{"k":2,"z":1}])");
  CHECK(letters("abc", "aBc", "Ac") == "Abc & /1 delete_edit b B nothing");
  CHECK(letters("abc", "abC", "ac") == "aC");
}

TEST_CASE("merge: a conflict in a keyed array points into the merged one", "[merge]") {
  CHECK(merged(R"([{"k":1,"x":1},{"k":2,"x":1}])", R"([{"k":0},{"k":1,"x":1},{"k":2,"x":2}])",
               R"([{"k":2,"x":3}])", maps()) == R"([{"k":0},{"k":2,"x":1}] & /1/x edit_edit 1 2 3)");
  CHECK(merged(R"([{"k":1},{"k":2}])", R"([{"k":3},{"k":1},{"k":2,"x":1}])", R"([{"k":1}])", maps()) ==
        R"([{"k":3},{"k":1},{"k":2}] & /2 delete_edit {"k":2} {"k":2,"x":1} nothing)");
  CHECK(merged("[]", R"([{"k":1,"x":1}])", R"([{"k":1,"x":2}])", maps()) ==
        R"([{"k":1}] & /0/x add_add nothing 1 2)");
  CHECK(merged("", R"([{"k":1,"x":1}])", R"([{"k":1,"y":2}])", maps()) == R"([{"k":1,"x":1,"y":2}])");
}

TEST_CASE("merge: an order that one side changed, or both alike, is taken", "[merge]") {
  CHECK(letters("abc", "cab", "abc") == "cab");
  CHECK(letters("abc", "cab", "aBc") == "caB");
  CHECK(letters("abc", "cba", "cbA") == "cbA");
  CHECK(letters("abcd", "dcba", "abd") == "dba");
  CHECK(letters("abc", "cab", "abcx") == "cxab");
}

TEST_CASE("merge: what both sides added leaves the order to the one that moved the rest", "[merge]") {
  CHECK(letters("ab", "bac", "abc") == "bac");
  CHECK(letters("ab", "abc", "bac") == "bac");
}

TEST_CASE("merge: orders that both sides changed are left open, and what is inside is merged", "[merge]") {
  CHECK(letters("abc", "cAb", "bac") == R"(Abc &  order ["a","b","c"] ["c","a","b"] ["b","a","c"])");
  // The keys of all elements, also of those that one side added, removed or kept.
  CHECK(letters("abcd", "xdCba", "bady") ==
        R"(xabdcy &  order ["x","a","b","d","c","y"] ["x","d","c","y","b","a"] ["x","b","a","d","c","y"])"
        " & /4 delete_edit c C nothing");
  CHECK(merged(R"([{"k":1,"j":true},{"k":2,"j":1},{"k":3,"j":1}])",
               R"([{"k":2,"j":1},{"k":1,"j":true},{"k":3,"j":1}])",
               R"([{"k":1,"j":true},{"k":3,"j":1},{"k":2,"j":1}])",
               policy(R"({"path":"","array":"map","keys":["/k","/j"]})")) ==
        R"([{"j":true,"k":1},{"j":1,"k":2},{"j":1,"k":3}])"
        R"( &  order [[1,true],[2,1],[3,1]] [[2,1],[1,true],[3,1]] [[1,true],[3,1],[2,1]])");
}

TEST_CASE("merge: what both sides added in different places is a question of order", "[merge]") {
  CHECK(letters("ab", "abxy", "abxy") == "abxy");
  CHECK(letters("ab", "abx", "axby") ==
        R"(abyx &  order ["a","b","y","x"] ["a","b","y","x"] ["a","x","b","y"])");
  CHECK(letters("", "yx", "xy") == R"(xy &  order ["x","y"] ["y","x"] ["x","y"])");
}

TEST_CASE("merge: an element that a side added stands behind the one that it follows there", "[merge]") {
  CHECK(letters("abc", "axbc", "abcy") == "axbcy");
  CHECK(letters("abc", "xabc", "yabc") == "xyabc");
  CHECK(letters("abc", "azbc", "axybc") == "axyzbc");
  CHECK(letters("abc", "abzyc", "acx") == "azycx");
  CHECK(letters("abc", "abxc", "ac") == "axc");
}

TEST_CASE("merge: an array without valid keys is reported, and not merged", "[merge]") {
  const std::string base = R"([{"k":1}])";
  for (const std::string broken : {R"([{"k":1},{"k":1.0,"x":1}])", R"([{"k":null}])", R"([{"k":[]}])",
                                   R"([{}])", R"(["k"])", R"([{"k":{}}])", R"([[1]])"}) {
    CAPTURE(broken);
    const auto shown = Json(broken).canonical();
    CHECK(merged(base, broken, R"([{"k":2}])", maps()) ==
          fmt::format(R"({0} &  key_invalid {0} {1} [{{"k":2}}])", base, shown));
    CHECK(merged(broken, base, R"([{"k":2}])", maps()) ==
          fmt::format(R"({0} &  key_invalid {0} {1} [{{"k":2}}])", shown, base));
    CHECK(merged(base, broken, base, maps()) == shown);
  }
}

TEST_CASE("merge: a report names the elements that are not what the policy needs", "[merge]") {
  const auto fault = [](std::string_view side, const MergePolicy& policy) {
    const auto merge = metaqore::merge(Json("[]"), Json(side), Json("[4]"), policy);
    REQUIRE(merge.residuals.size() == 1);
    return merge.residuals[0].ours_fault;
  };
  CHECK(fault("[1,{},[]]", sets()) == "`[1]` is an object");
  CHECK(fault("[[],1]", sets()) == "`[0]` is an array");
  CHECK(fault("[2,\"x\",1,\"x\",\"x\"]", sets()) == "`[3]` is `\"x\"`, as `[1]` is");
  CHECK(fault("[1,2,1.0]", sets()) == "`[2]` is `1`, as `[0]` is");
  CHECK(fault(R"([{"k":1},{"l":1}])", maps()) == "`[1]` has no string, number or boolean at `/k`");
  CHECK(fault(R"([{"k":2},{"k":"x"},{"k":1},{"k":"x"}])", maps()) ==
        "`[3]` has the key `\"x\"`, as `[1]` has");
  const auto two_keys = policy(R"({"path":"","array":"map","keys":["/a","/b~1c"]})");
  CHECK(fault(R"([{"a":1,"b/c":null}])", two_keys) == "`[0]` has no string, number or boolean at `/b~1c`");
  CHECK(fault(R"([{"a":1,"b/c":true},{"b/c":true,"a":1.0}])", two_keys) ==
        "`[1]` has the key `[1,true]`, as `[0]` has");
}

TEST_CASE("merge: a report tells of the arrays of all documents what is wrong", "[merge]") {
  const auto merge = metaqore::merge(Json(R"({"t":[1,1]})"), Json(R"({"t":[[]]})"), Json(R"({"t":[{}]})"),
                                     policy(R"({"path":"/t","array":"set"})"), {"planner", ""});
  REQUIRE(merge.residuals.size() == 1);
  CHECK(merge.residuals[0].text() ==
        "`/t` is not the array that its policy needs (of the base `[1]` is `1`, as `[0]` is; of `planner` "
        "`[0]` "
        "is an array; of their side `[0]` is an object): `planner` made it `[[]]`, their side made it "
        "`[{}]`; it "
        "was `[1,1]`");
  const auto one = metaqore::merge(Json(R"({"t":[1]})"), Json(R"({"t":[2]})"), Json(R"({"t":[3,3]})"),
                                   policy(R"({"path":"/t","array":"set"})"));
  REQUIRE(one.residuals.size() == 1);
  CHECK(one.residuals[0].base_fault.empty());
  CHECK(one.residuals[0].ours_fault.empty());
  CHECK(one.residuals[0].theirs_fault == "`[1]` is `3`, as `[0]` is");
  CHECK(
      Catch::contains(one.residuals[0].text(), "needs (of their side `[1]` is `3`, as `[0]` is): our side"));
}

TEST_CASE("merge: keys may lie deeper, but not inside an array", "[merge]") {
  const auto deep = policy(R"({"path":"","array":"map","keys":["/m/id"]})");
  CHECK(merged(R"([{"m":{"id":1}}])", R"([{"m":{"id":1},"x":1}])", R"([{"m":{"id":1,"y":1}}])", deep) ==
        R"([{"m":{"id":1,"y":1},"x":1}])");
  const auto inside = policy(R"({"path":"","array":"map","keys":["/m/0"]})");
  CHECK(merged(R"([{"m":[1]}])", R"([{"m":[1,2]}])", R"([{"m":[1,3]}])", inside) ==
        R"([{"m":[1]}] &  key_invalid [{"m":[1]}] [{"m":[1,2]}] [{"m":[1,3]}])");
}

TEST_CASE("merge: rules hold inside of the elements of a keyed array", "[merge]") {
  const auto nested = policy(R"({"path":"/s","array":"map","keys":["/n"]},
                                {"path":"/s/*/t","array":"set"},
                                {"path":"/s/*/v","scalar":"max"},
                                {"path":"/s/*/m","array":"map","keys":["/n"]})");
  CHECK(merged(R"({"s":[{"n":1,"t":[1],"v":1,"m":[{"n":1}]}]})",
               R"({"s":[{"n":1,"t":[1,3],"v":5,"m":[{"n":1,"a":1}]}]})",
               R"({"s":[{"n":1,"t":[2],"v":4,"m":[{"n":2},{"n":1,"a":2}]}]})", nested) ==
        R"({"s":[{"m":[{"n":2},{"n":1}],"n":1,"t":[2,3],"v":5}]} & /s/0/m/1/a add_add nothing 1 2)");
}

TEST_CASE("merge: random keyed arrays obey the laws, and lose nothing", "[merge]") {
  std::mt19937 engine(7);
  const auto side = [&](std::string letters) {
    for (auto& letter : letters) {
      if (engine() % 4 == 0) letter = static_cast<char>(letter - 'a' + 'A');
    }
    if (engine() % 2 == 0) std::shuffle(letters.begin(), letters.end(), engine);
    while (!letters.empty() && engine() % 2 == 0) letters.erase(engine() % letters.size(), 1);
    for (const char* added : {"u", "v", "W", "x"}) {
      if (engine() % 2 == 0) letters.insert(engine() % (letters.size() + 1), added);
    }
    return letters;
  };
  const auto rounds = test::rounds(10'000);
  std::size_t orders = 0, clean = 0;
  for (std::size_t round = 0; round < rounds; ++round) {
    const std::string base = "abcdef";
    const auto ours = side(base), theirs = side(base);
    const auto text = letters(base, ours, theirs);
    INFO(base << ' ' << ours << ' ' << theirs << " gives " << text);
    const auto merged = text.substr(0, text.find(" &"));
    const auto has = [](const std::string& all, char letter) {
      return all.find(letter) != std::string::npos ||
             all.find(static_cast<char>(letter - 32)) != std::string::npos;
    };
    for (char letter = 'a'; letter <= 'z'; ++letter) {
      const bool in_ours = has(ours, letter), in_theirs = has(theirs, letter);
      const auto& left = in_ours ? ours : theirs;
      const bool was_edited = left.find(letter) == std::string::npos;
      const bool stays = in_ours && in_theirs   ? true
                         : in_ours || in_theirs ? !has(base, letter) || was_edited
                                                : false;
      if (has(merged, letter) != stays) REQUIRE(has(merged, letter) == stays);
    }
    if (text.starts_with("merge(") || text.starts_with("swap")) FAIL();
    orders += text.find("order") != std::string::npos;
    clean += text == merged;
  }
  CHECK(orders > rounds / 10);
  CHECK(clean > rounds / 10);
}

// ---- Edits of sequences
// ------------------------------------------------------------------------------------

TEST_CASE("merge: edits of an array that do not overlap are all made", "[merge]") {
  CHECK(spliced("abcdef", "axcdef", "abcdyf") == "axcdyf");
  CHECK(spliced("abcdef", "abxcdef", "abcdyef") == "abxcdyef");
  CHECK(spliced("abcdef", "bcdef", "abcde") == "bcde");
  CHECK(spliced("abcdef", "abcdefx", "yabcdef") == "yabcdefx");
  CHECK(spliced("abc", "abc", "xyz") == "xyz");
  // Next to each other is not over each other.
  CHECK(spliced("abcd", "acd", "abd") == "ad");
  CHECK(spliced("abcd", "axcd", "abyd") == "axyd");
  CHECK(spliced("abcd", "abxcd", "acd") == "axcd");
  CHECK(spliced("abcd", "abxcd", "abd") == "abxd");
}

TEST_CASE("merge: edits of an array that overlap, or insert at one gap, are a conflict", "[merge]") {
  CHECK(spliced("abc", "axc", "ayc") == "conflict");
  CHECK(spliced("abcd", "axd", "abyd") == "conflict");
  CHECK(spliced("abc", "abxc", "abyc") == "conflict");
  CHECK(spliced("abc", "abxc", "ayc") == "conflict");
  CHECK(spliced("abc", "abxc", "aby") == "conflict");
  CHECK(spliced("abc", "ac", "axc") == "conflict");
  CHECK(spliced("abcd", "abxcd", "ad") == "conflict");
  CHECK(spliced("ab", "", "axb") == "conflict");
  CHECK(spliced("", "x", "y") == "conflict");
  CHECK(merged("", "[1]", "[2]", diffs()) == "nothing &  add_add nothing [1] [2]");
}

TEST_CASE("merge: the same edit of both sides is made once", "[merge]") {
  CHECK(spliced("abcd", "axbcd", "axbcy") == "axbcy");
  CHECK(spliced("abcde", "axcde", "axcd") == "axcd");
  CHECK(spliced("abcde", "acde", "acdx") == "acdx");
  CHECK(merged(R"([1,{"a":1},2])", R"([1,{"a":2.0},2,3])", R"([0,1,{"a":2},2])", diffs()) ==
        R"([0,1,{"a":2},2,3])");
}

TEST_CASE("merge: random arrays obey the laws under diff3 and as sets", "[merge]") {
  std::mt19937 engine(11);
  const auto random = [&] {
    std::string text;
    for (auto left = engine() % 8; left > 0; --left) text += static_cast<char>('a' + engine() % 3);
    return text;
  };
  const auto rounds = test::rounds(10'000);
  std::size_t conflicts = 0;
  for (std::size_t round = 0; round < rounds; ++round) {
    const auto base = random(), ours = random(), theirs = random();
    INFO(base << ' ' << ours << ' ' << theirs);
    const auto text = spliced(base, ours, theirs);
    if (text.starts_with("merge") || text.starts_with("swap")) FAIL(text);
    conflicts += text == "conflict";
    const auto set = merged(strings(base), strings(ours), strings(theirs), sets());
    if (set.starts_with("merge") || set.starts_with("swap")) FAIL(set);
  }
  CHECK(conflicts > rounds / 10);
  CHECK(conflicts < rounds * 9 / 10);
}

// ---- Large and hostile arrays
// --------------------------------------------------------------------------------

namespace {

constexpr int many = 100'000;

/// An array of `many` elements.
Json array_of(const std::function<std::string(int)>& element) {
  std::string text = "[";
  for (int i = 0; i < many; ++i) text.append(i == 0 ? "" : ",").append(element(i));
  return Json(text + ']');
}

/// Merges within seconds, or fails.
Merge timed(const Json& base, const Json& ours, const Json& theirs, const MergePolicy& policy) {
  const auto start = std::chrono::steady_clock::now();
  auto result = merge(base, ours, theirs, policy);
  CHECK(std::chrono::steady_clock::now() - start < std::chrono::seconds(60));
  return result;
}

}  // namespace

TEST_CASE("merge: large sets and keyed arrays of any order are merged in time", "[merge][hostile][large]") {
  const auto number = [](int i) { return std::to_string(i); };
  const auto ascending = array_of(number);
  const auto descending = array_of([&](int i) { return number(many - i); });
  const auto shuffled = array_of([&](int i) { return number(static_cast<int>(i * 77'773LL % many)); });
  CHECK(timed(ascending, descending, shuffled, sets()).clean());
  CHECK(timed(Json("[]"), descending, shuffled, sets()).clean());

  const auto element = [](int i) { return fmt::format(R"({{"k":{}}})", i); };
  const auto keys = array_of(element);
  const auto reversed = array_of([&](int i) { return element(many - 1 - i); });
  const auto mixed = array_of([&](int i) { return element(static_cast<int>(i * 77'773LL % many)); });
  const auto others = array_of([&](int i) { return element(many + i); });
  const auto orders = timed(keys, reversed, mixed, maps());
  REQUIRE(orders.residuals.size() == 1);
  CHECK(orders.residuals[0].kind == ResidualKind::order);
  CHECK(timed(keys, reversed, others, maps()).merged == others);
  CHECK(timed(Json("[]"), keys, others, maps()).clean());
  const auto same = array_of([](int) { return R"({"k":1})"; });
  const auto invalid = timed(keys, same, others, maps());
  REQUIRE(invalid.residuals.size() == 1);
  CHECK(invalid.residuals[0].kind == ResidualKind::key_invalid);
}

TEST_CASE("merge: of equal elements in a row both sides edit the same ones", "[merge]") {
  const auto letters = [](std::string_view base, std::string_view ours, std::string_view theirs) {
    const auto array = [](std::string_view text) {
      std::string items;
      for (const char letter : text) items += fmt::format(R"({}"{}")", items.empty() ? "" : ",", letter);
      return '[' + items + ']';
    };
    std::string text;
    for (const char character : merged(array(base), array(ours), array(theirs), diffs())) {
      if (character >= 'a' && character <= 'z') text += character;
    }
    return text;
  };
  CHECK(letters("acbccb", "abcb", "acbcb") == "abcb");  // both remove one of `cc`
  CHECK(letters("ab", "abb", "xabb") == "xabb");        // both put a second `b`
  CHECK(letters("aab", "ab", "aabx") == "abx");
  CHECK(letters("aab", "aaab", "aabx") == "aaabx");
}

TEST_CASE("merge: large arrays of any shape are merged by diff3 in time", "[merge][hostile][large]") {
  const auto number = [](int i) { return std::to_string(i); };
  const auto ascending = array_of(number);
  const auto descending = array_of([&](int i) { return number(many - i); });
  const auto equal = array_of([](int) { return "1"; });
  const auto alternating = array_of([&](int i) { return number(i % 2); });
  std::mt19937 engine(3);
  const auto noise = [&] { return array_of([&](int) { return number(static_cast<int>(engine() % 2)); }); };
  const auto first_noise = noise(), second_noise = noise(), third_noise = noise();
  const auto some = array_of([&](int i) { return number(i % 100 == 50 ? -i : i); });
  const auto others = array_of([&](int i) { return number(i % 100 == 70 ? -i : i); });
  const auto both = array_of([&](int i) { return number(i % 100 == 50 || i % 100 == 70 ? -i : i); });
  CHECK(timed(ascending, some, others, diffs()).merged == both);
  CHECK(timed(ascending, some, others, diffs()).clean());
  for (const auto* ours : {&descending, &equal, &first_noise}) {
    for (const auto* theirs : {&alternating, &second_noise, &ascending}) {
      for (const auto* base : {&equal, &third_noise, &ascending}) {
        const auto merge = timed(*base, *ours, *theirs, diffs());
        CHECK(merge.residuals.size() <= 1);
      }
    }
  }
}

TEST_CASE("merge: arrays inside each other are compared once, not at each level", "[merge][hostile][large]") {
  // Keyed arrays 60 levels deep, each with the same rule, and wide at the end.
  std::string rules, path, open, close, wide;
  for (int i = 0; i < 60; ++i) {
    rules += fmt::format(R"({}{{"path":"{}","array":"map","keys":["/k"]}})", i == 0 ? "" : ",", path);
    path += "/*/a";
    open += R"([{"k":1,"a":)", close += "}]";
  }
  for (int i = 0; i < 300'000; ++i) wide += "\"x\",";
  const auto document = [&](const char* last) { return Json(open + '[' + wide + last + ']' + close); };
  const auto base = document("0"), ours = document("1"), theirs = document("2");
  CHECK(timed(base, ours, base, policy(rules)).merged == ours);
  CHECK(timed(base, ours, theirs, policy(rules)).residuals.size() == 1);
}
