#include <catch2/catch.hpp>

#include "base/text.hpp"
#include "metaqore/requirement.hpp"
#include "support/merging.hpp"

using namespace metaqore;
using namespace metaqore::test;

namespace {

MergePolicy policy(const std::string& rules) {
  return MergePolicy(Json(R"({"rules":[)" + rules + "]}"), version_algebra());
}

std::string refusal(const std::string& document, std::shared_ptr<const VersionAlgebra> versions = {}) {
  try {
    MergePolicy(Json(document), std::move(versions));
  } catch (const Error& error) {
    CHECK(error.code() == ErrorCode::invalid_argument);
    CHECK(error.reason() == "merge.policy");
    const std::string message = error.what();
    CHECK(message.size() < 600);
    CHECK_FALSE(base::has_control(message));
    constexpr std::string_view start = "the merge policy is wrong";
    REQUIRE(message.starts_with(start));
    return message.substr(start.size()) + ' ' + error.details();
  }
  return "taken";
}

std::string refused_rule(const std::string& rule) {
  return refusal(R"({"rules":[{"path":"/first","array":"set"},)" + rule + "]}", version_algebra());
}

}  // namespace

TEST_CASE("merge policy: the greater or the lesser of two numbers or strings", "[merge]") {
  const auto max = policy(R"({"path":"","scalar":"max"})"), min = policy(R"({"path":"","scalar":"min"})");
  CHECK(merged("1", "9007199254740993", "9007199254740992", max) == "9007199254740993");
  CHECK(merged("1", "9007199254740993", "9007199254740992", min) == "9007199254740992");
  CHECK(merged("1", "18446744073709551615", "-0.5", max) == "18446744073709551615");
  CHECK(merged("", "2", "3", max) == "3");
  CHECK(merged("{}", "2", "3", min) == "2");
  CHECK(merged("\"\"", "\"b\"", "\"ab\"", max) == "\"b\"");
  // By code points: U+FF5E comes before U+10000, though not in UTF-16.
  CHECK(merged("\"\"", "\"\xef\xbd\x9e\"", "\"\xf0\x90\x80\x80\"", max) == "\"\xf0\x90\x80\x80\"");
  for (const auto* other : {"null", "true", "\"1\"", "[]", "{}"}) {
    CAPTURE(other);
    CHECK(merged("0", "1", other, max) == fmt::format("0 &  type_change 0 1 {}", other));
  }
  CHECK(merged("0", "true", "false", max) == "0 &  type_change 0 true false");
  CHECK(merged("0", "1", "", max) == "0 &  delete_edit 0 1 nothing");
}

TEST_CASE("merge policy: the scalar of one side", "[merge]") {
  const auto ours = policy(R"({"path":"/a","scalar":"ours"})"),
             theirs = policy(R"({"path":"/a","scalar":"theirs"})");
  const auto text = [](const char* base, const char* our, const char* their, const MergePolicy& policy) {
    return text_of(merge(document(base), document(our), document(their), policy));
  };
  CHECK(text(R"({"a":1})", R"({"a":2})", R"({"a":3})", ours) == R"({"a":2})");
  CHECK(text(R"({"a":1})", R"({"a":2})", R"({"a":3})", theirs) == R"({"a":3})");
  CHECK(text("{}", R"({"a":null})", R"({"a":"x"})", ours) == R"({"a":null})");
  CHECK(text(R"({"a":1})", R"({"a":1})", R"({"a":3})", ours) == R"({"a":3})");
  CHECK(text(R"({"a":1})", R"({"a":2})", R"({"a":[]})", ours) == R"({"a":1} & /a type_change 1 2 [])");
  CHECK(text(R"({"a":1})", R"({"a":2})", "{}", theirs) == R"({"a":1} & /a delete_edit 1 2 nothing)");
}

TEST_CASE("merge policy: versions are in the order of their ecosystem", "[merge]") {
  const auto max = policy(R"({"path":"","scalar":"max_version","ecosystem":"pypi"})");
  const auto min = policy(R"({"path":"","scalar":"min_version","ecosystem":"pypi"})");
  CHECK(merged("\"1\"", "\"1.10\"", "\"1.9\"", max) == "\"1.10\"");
  CHECK(merged("\"1\"", "\"1.10\"", "\"1.9\"", min) == "\"1.9\"");
  // Equal but written differently: it does not matter whose it is.
  CHECK(merged("\"1\"", "\"2\"", "\"2.0\"", max) == "\"2.0\"");
  CHECK(merged("\"1\"", "\"2\"", "\"2.0\"", min) == "\"2\"");
  CHECK(merged("\"1\"", "\"2\"", "\"x y\"", max) == R"("1" &  edit_edit "1" "2" "x y")");
  CHECK(merged("1", "2", "3", max) == "1 &  edit_edit 1 2 3");
}

TEST_CASE("merge policy: requirements come to what both admit", "[merge]") {
  const auto both = policy(R"({"path":"","scalar":"intersect_requirement","ecosystem":"pypi"})");
  const auto text = merged("\">=1\"", "\">=2,<4\"", "\">=1,<3\"", both);
  CHECK(VersionSet::parse("pypi", text.substr(1, text.size() - 2)) == VersionSet::parse("pypi", ">=2,<3"));
  CHECK(merged("\">=1\"", "\">=2\"", "\"<1\"", both) == R"(">=1" &  edit_edit ">=1" ">=2" "<1")");
  CHECK(merged("\">=1\"", "\">=2\"", "\"?\"", both) == R"(">=1" &  edit_edit ">=1" ">=2" "?")");
  // Versions that are preferred, each of which the other admits.
  const auto wishes = policy(R"({"path":"","scalar":"intersect_requirement","ecosystem":"maven"})");
  CHECK(merged("\"0.9\"", "\"1.0\"", "\"2.0\"", wishes) == R"("0.9" &  edit_edit "0.9" "1.0" "2.0")");
}

namespace {

/// Knows one ecosystem, and answers what no text of JSON can be.
class Broken final : public VersionAlgebra {
 public:
  bool knows(std::string_view ecosystem) const override { return ecosystem == "odd"; }
  std::optional<std::weak_ordering> compare(std::string_view, std::string_view,
                                            std::string_view) const override {
    return std::nullopt;
  }
  std::optional<std::string> intersect(std::string_view, std::string_view left,
                                       std::string_view) const override {
    return std::string(left) + '\xff';
  }
};

}  // namespace

TEST_CASE("merge policy: versions are the host's own, and cannot break the document", "[merge]") {
  const MergePolicy odd(Json(R"({"rules":[{"path":"","scalar":"intersect_requirement","ecosystem":"odd"}]})"),
                        std::make_shared<Broken>());
  CHECK(merged("\"a\"", "\"b\"", "\"c\"", odd) == R"("a" &  edit_edit "a" "b" "c")");
  const auto algebra = version_algebra();
  CHECK(algebra->knows("npm"));
  CHECK_FALSE(algebra->knows("odd"));
  CHECK(algebra->compare("odd", "1", "2") == std::nullopt);
  CHECK(algebra->compare("npm", "1.0.0", "2.0.0") == std::weak_ordering::less);
  CHECK(algebra->compare("npm", "1.0.0", "2") == std::nullopt);
  CHECK(algebra->intersect("odd", "1", "2") == std::nullopt);
  CHECK(algebra->intersect("npm", "^1.0.0", "^2.0.0") == std::nullopt);
}

TEST_CASE("merge policy: the first rule that meets a place and has a policy for it counts", "[merge]") {
  const auto rules = policy(R"({"path":"/a/b","scalar":"max"},
                               {"path":"/*/b","array":"set"},
                               {"path":"/*/*","scalar":"min"},
                               {"path":"/*/*","array":"diff3"})");
  const auto at = [&](const char* outer, const char* inner, const char* base, const char* ours,
                      const char* theirs) {
    const auto document = [&](const char* value) {
      return fmt::format(R"({{"{}":{{"{}":{}}}}})", outer, inner, value);
    };
    const auto text = merged(document(base), document(ours), document(theirs), rules);
    const auto start = std::string_view(outer).size() + std::string_view(inner).size() + 8;
    return text.substr(start, text.size() - start - 2);
  };
  CHECK(at("a", "b", "1", "2", "3") == "3");
  CHECK(at("x", "b", "1", "2", "3") == "2");
  CHECK(at("a", "c", "1", "2", "3") == "2");
  CHECK(at("a", "b", "[1,2]", "[2]", "[3,1,2]") == "[2,3]");
  CHECK(at("a", "c", "[1,2]", "[2]", "[1,2,3]") == "[2,3]");
  CHECK(merged("1", "2", "3", rules) == "1 &  edit_edit 1 2 3");
  CHECK(merged(R"({"a":{"b":{"c":1}}})", R"({"a":{"b":{"c":2}}})", R"({"a":{"b":{"c":3}}})", rules) ==
        R"({"a":{"b":{"c":1}}} & /a/b/c edit_edit 1 2 3)");
}

TEST_CASE("merge policy: elements are met by `*` alone, members by their name too", "[merge]") {
  const auto rules = policy(R"({"path":"","array":"map","keys":["/k"]},{"path":"/0/v","scalar":"max"})");
  CHECK(merged(R"([{"k":1,"v":1}])", R"([{"k":1,"v":2}])", R"([{"k":1,"v":3}])", rules) ==
        R"([{"k":1,"v":1}] & /0/v edit_edit 1 2 3)");
  CHECK(merged(R"({"0":{"v":1}})", R"({"0":{"v":2}})", R"({"0":{"v":3}})", rules) == R"({"0":{"v":3}})");
  const auto any = policy(R"({"path":"","array":"map","keys":["/k"]},{"path":"/*/v","scalar":"max"},
                             {"path":"/a~1b/*","scalar":"min"})");
  CHECK(merged(R"([{"k":1,"v":1}])", R"([{"k":1,"v":2}])", R"([{"k":1,"v":3}])", any) ==
        R"([{"k":1,"v":3}])");
  CHECK(merged(R"({"*":{"v":1}})", R"({"*":{"v":2}})", R"({"*":{"v":3}})", any) == R"({"*":{"v":3}})");
  CHECK(merged(R"({"a/b":{"x":1}})", R"({"a/b":{"x":2}})", R"({"a/b":{"x":3}})", any) ==
        R"({"a/b":{"x":2}})");
}

TEST_CASE("merge policy: an atomic rule takes a place out of the rules behind it", "[merge]") {
  const auto rules = policy(R"({"path":"/a","array":"atomic"},{"path":"/*","array":"set"})");
  CHECK(merged(R"({"a":[1],"b":[1]})", R"({"a":[2],"b":[2]})", R"({"a":[3],"b":[3]})", rules) ==
        R"({"a":[1],"b":[2,3]} & /a array [1] [2] [3])");
}

TEST_CASE("merge policy: one that was moved from or assigned is a policy", "[merge]") {
  auto one = policy(R"({"path":"","scalar":"max"})");
  const auto copy = one;
  auto other = std::move(one);
  CHECK(merged("1", "2", "3", other) == "3");
  CHECK(merged("1", "2", "3", copy) == "3");
  one = MergePolicy();
  CHECK(merged("1", "2", "3", one) == "1 &  edit_edit 1 2 3");
  CHECK(merged("1", "2", "3", MergePolicy(Json("{}"))) == "1 &  edit_edit 1 2 3");
}

TEST_CASE("merge policy: a wrong one is refused with the rule and what there can be", "[merge]") {
  CHECK(refusal("[]") == R"(: it is no object; give {"rules":[…]} {})");
  CHECK(refusal(R"({"rule":[]})") == ": the member `rule` is not known; there can be `rules` {}");
  CHECK(refusal(R"({"rules":{}})") == R"( at `rules`: it is no array; give {"rules":[…]} {})");
  CHECK(refused_rule("1") == R"( at `rules[1]`: it is no object; give {"path":…,"array":…} {"rule":1})");
  CHECK(
      refused_rule(R"({"path":"","arrays":"set"})") ==
      " at `rules[1]`: the member `arrays` is not known; there can be `path`, `array`, `keys`, `scalar` and "
      R"(`ecosystem` {"rule":1})");
  CHECK(refused_rule(R"({"array":"set"})") ==
        R"( at `rules[1].path`: it is missing; say where the rule holds: `/services` {"rule":1})");
  CHECK(refused_rule(R"({"path":"a","array":"set"})") ==
        " at `rules[1].path`: no `/` stands before the first name in the JSON Pointer `a` at offset 0; begin "
        R"(with `/`, or give nothing for the whole document {"rule":1})");
  CHECK(refused_rule(R"({"path":1,"array":"set"})") ==
        R"( at `rules[1].path`: it is no string; give a string {"rule":1})");
  CHECK(refused_rule(R"({"path":""})") ==
        R"( at `rules[1]`: it has no policy; give `array` or `scalar` {"rule":1})");
  CHECK(refused_rule(R"({"path":"","array":"sets"})") ==
        " at `rules[1].array`: there is no policy `sets`; give one of `atomic`, `set`, `map` and `diff3` "
        R"({"rule":1})");
  CHECK(refused_rule(R"({"path":"","scalar":"newest"})") ==
        " at `rules[1].scalar`: there is no policy `newest`; give one of `max`, `min`, `max_version`, "
        R"(`min_version`, `intersect_requirement`, `ours` and `theirs` {"rule":1})");
  std::string deep;
  for (int i = 0; i < 129; ++i) deep += "/*";
  CHECK(refused_rule(R"({"path":")" + deep + R"(","array":"set"})") ==
        R"( at `rules[1].path`: it has `129` tokens; no document is deeper than `128` {"rule":1})");
}

TEST_CASE("merge policy: keys are for maps, and pointers to members", "[merge]") {
  const auto keys = [](const char* text) {
    return refused_rule(fmt::format(R"({{"path":"","array":"map","keys":{}}})", text));
  };
  CHECK(keys(R"(["/a","/b"])") == "taken");
  CHECK(refused_rule(R"({"path":"","array":"map"})") ==
        " at `rules[1].keys`: it is missing, and `map` needs it; name what tells elements apart "
        R"({"rule":1})");
  CHECK(refused_rule(R"({"path":"","array":"set","keys":["/a"]})") ==
        R"( at `rules[1].keys`: it is for the array policy `map` alone; leave it out {"rule":1})");
  CHECK(refused_rule(R"({"path":"","scalar":"max","keys":["/a"]})") ==
        R"( at `rules[1].keys`: it is for the array policy `map` alone; leave it out {"rule":1})");
  for (
      const auto* wrong :
      {"[]", "{}", "\"/a\"",
       R"(["/1","/2","/3","/4","/5","/6","/7","/8","/9","/10","/11","/12","/13","/14","/15","/16","/17"])"}) {
    CHECK(
        keys(wrong) ==
        R"( at `rules[1].keys`: it is no array of pointers, or an empty one; give 1 to 16 pointers {"rule":1})");
  }
  CHECK(keys(R"(["/a",""])") ==
        R"( at `rules[1].keys[1]`: it is the whole element; name a member: `/name` {"rule":1})");
  CHECK(keys(R"(["/a","/a"])") ==
        R"( at `rules[1].keys[1]`: it is there before; give each pointer once {"rule":1})");
  CHECK(keys(R"(["/a~"])").starts_with(" at `rules[1].keys[0]`: a `~` without"));
}

TEST_CASE("merge policy: an ecosystem is for policies of versions, and has to be known", "[merge]") {
  const std::string versions = R"({"path":"","scalar":"max_version","ecosystem":"pypi"})";
  CHECK(refused_rule(versions) == "taken");
  CHECK(
      refusal(R"({"rules":[)" + versions + "]}") ==
      " at `rules[0].ecosystem`: the policy was given no versions; give version_algebra() with the document "
      R"({"rule":0})");
  CHECK(refused_rule(R"({"path":"","scalar":"max_version"})") ==
        " at `rules[1].ecosystem`: it is missing, and a policy of versions needs it; name it: `pypi` "
        R"({"rule":1})");
  CHECK(
      refused_rule(R"({"path":"","scalar":"max_version","ecosystem":"pip\ni"})") ==
      R"( at `rules[1].ecosystem`: there is no ecosystem `pip\x0ai`; name one that the versions know {"rule":1})");
  for (const auto* rule : {R"({"path":"","scalar":"max","ecosystem":"pypi"})",
                           R"({"path":"","array":"set","ecosystem":"pypi"})"}) {
    CHECK(refused_rule(rule) ==
          R"( at `rules[1].ecosystem`: it is for policies of versions alone; leave it out {"rule":1})");
  }
}

TEST_CASE("merge policy: a policy that no place can reach is refused", "[merge]") {
  const auto hidden = [](const std::string& rules, int by) {
    const auto text = refusal(R"({"rules":[)" + rules + "]}");
    INFO(text);
    CHECK(text.find(fmt::format(".path`: no place can reach it, because `rules[{}]` meets it first; put it "
                                "before that rule, or leave it out",
                                by)) != std::string::npos);
  };
  hidden(R"({"path":"/a","array":"set"},{"path":"/a","array":"diff3"})", 0);
  hidden(R"({"path":"/x","array":"set"},{"path":"/*","array":"set"},{"path":"/a","array":"diff3"})", 1);
  hidden(R"({"path":"/*/b/*","scalar":"max"},{"path":"/a/b/*","array":"set","scalar":"min"})", 0);
  CHECK(refusal(R"({"rules":[{"path":"/*","array":"set"},{"path":"/a","scalar":"max"},
                             {"path":"/*","scalar":"min"},{"path":"/a/b","array":"set"},
                             {"path":"/*/*","array":"diff3"},{"path":"/*/b","scalar":"max"}]})") == "taken");
}

TEST_CASE("merge policy: a thousand rules cost little where few of them meet", "[merge][hostile][large]") {
  std::string rules;
  for (int i = 0; i < 1'000; ++i) {
    rules += fmt::format(R"({}{{"path":"/a{}/*/x","scalar":"max"}})", i == 0 ? "" : ",", i);
  }
  const auto thousand = policy(rules);
  const auto document = [](int value) {
    std::string text = R"({"a7":{)";
    for (int i = 0; i < 100'000; ++i)
      text += fmt::format(R"({}"{}":{{"x":{}}})", i == 0 ? "" : ",", i, value);
    return Json(text + "}}");
  };
  CHECK(merge(document(1), document(2), document(3), thousand).merged == document(3));
  CHECK(refusal(R"({"rules":[)" + rules + R"(,{"path":"","array":"set"}]})") ==
        " at `rules`: it has `1001` rules; give at most 1000 {}");
}
