#include <catch2/catch.hpp>
#include <random>
#include <set>

#include "json/document.hpp"
#include "metaqore/json_pointer.hpp"
#include "support/json_text.hpp"
#include "support/merging.hpp"
#include "support/rounds.hpp"

using namespace metaqore;
using namespace metaqore::test;

namespace {

// ---- The rules, word for word
// ------------------------------------------------------------------------------

using json::Kind;
using json::Value;

std::string shown(const std::optional<Value>& value) { return value ? value->canonical() : "nothing"; }

Kind type(const Value& value) { return value.kind() == Kind::integer ? Kind::real : value.kind(); }

bool is_object(const std::optional<Value>& value) { return value && value->kind() == Kind::object; }

/// The merge under the default policies, as its rules read, without a thought for what it costs.
struct Naive {
  std::vector<std::pair<std::vector<std::string>, std::string>> residuals{};

  std::optional<std::string> merge(std::vector<std::string> path, const std::optional<Value>& base,
                                   const std::optional<Value>& ours, const std::optional<Value>& theirs) {
    const auto result = [](const auto& it) { return it ? std::optional(it->canonical()) : std::nullopt; };
    if (shown(ours) == shown(theirs)) return result(ours);
    if (shown(ours) == shown(base)) return result(theirs);
    if (shown(theirs) == shown(base)) return result(ours);
    if (is_object(ours) && is_object(theirs) && (!base || is_object(base))) {
      return merge_members(path, base, ours, theirs);
    }
    const auto* kind = "edit_edit";
    if (!base) {
      kind = "add_add";
    } else if (!ours || !theirs) {
      kind = "delete_edit";
    } else if (type(*ours) != type(*theirs) || type(*ours) != type(*base)) {
      kind = "type_change";
    } else if (ours->kind() == Kind::array) {
      kind = "array";
    }
    residuals.emplace_back(path, fmt::format(" & {} {} {} {} {}", pointer_text(path), kind, shown(base),
                                             shown(ours), shown(theirs)));
    return result(base);
  }

  std::optional<std::string> merge_members(const std::vector<std::string>& path,
                                           const std::optional<Value>& base, const std::optional<Value>& ours,
                                           const std::optional<Value>& theirs) {
    std::set<std::string> names;
    for (const auto& side : {base, ours, theirs}) {
      if (!side) continue;
      for (const auto& member : side->members()) names.emplace(member.first);
    }
    json::ObjectWriter writer;
    for (const auto& name : names) {
      const auto member = [&](const auto& side) { return side ? side->find(name) : std::nullopt; };
      auto below = path;
      below.push_back(name);
      if (auto merged = merge(below, member(base), member(ours), member(theirs))) {
        writer.member(name, std::move(*merged));
      }
    }
    return std::move(writer).finish();
  }
};

std::string naive(const std::string& base, const std::string& ours, const std::string& theirs) {
  std::vector<json::Document> documents;
  documents.reserve(3);
  const auto root = [&](const std::string& text) {
    return text.empty() ? std::nullopt : std::optional(documents.emplace_back(text).root());
  };
  const auto b = root(base), o = root(ours), t = root(theirs);
  Naive rules;
  auto text = rules.merge({}, b, o, t).value_or("nothing");
  std::sort(rules.residuals.begin(), rules.residuals.end());  // of letters alone
  for (const auto& residual : rules.residuals) text += residual.second;
  return text;
}

// ---- Random documents
// --------------------------------------------------------------------------------------

class Random {
 public:
  explicit Random(unsigned seed) : engine_(seed) {}

  std::size_t below(std::size_t end) {
    return std::uniform_int_distribution<std::size_t>(0, end - 1)(engine_);
  }

  /// A value of few different parts, so that two are often alike in places.
  std::string value(std::size_t depth) {
    static constexpr const char* scalars[] = {"null", "true", "1", "1.0", "2.5", "\"a\"", "\"b\"", "0"};
    const auto choice = below(depth == 0 ? 4 : 8);
    if (choice < 4) return scalars[below(std::size(scalars))];
    std::string text;
    const bool is_object = choice > 4;
    for (const auto* name : {"a", "b", "c", "d"}) {
      if (below(2) == 0) continue;
      if (!text.empty()) text += ',';
      if (is_object) text += fmt::format("\"{}\":", name);
      text += value(depth - 1);
    }
    return is_object ? '{' + text + '}' : '[' + text + ']';
  }

  /// A document, or now and then none.
  std::string document() { return below(20) == 0 ? "" : value(3); }

 private:
  std::mt19937 engine_;
};

}  // namespace

TEST_CASE("merge: what one side alone changed is taken, and what both changed alike", "[merge]") {
  CHECK(merged(R"({"a":1,"b":1,"c":1})", R"({"a":2,"b":1,"c":3})", R"({"a":1,"b":2,"c":3})") ==
        R"({"a":2,"b":2,"c":3})");
  CHECK(merged("1", "2", "1") == "2");
  CHECK(merged("[1]", "[1]", "[2,{}]") == "[2,{}]");
  CHECK(merged("1", "\"x\"", "\"x\"") == "\"x\"");
}

TEST_CASE("merge: a member that one side removed is gone, and so is one that both did", "[merge]") {
  CHECK(merged(R"({"a":1,"b":1,"c":1})", R"({"a":1,"c":1})", R"({"a":1,"b":1})") == R"({"a":1})");
  CHECK(merged(R"({"a":1})", "{}", "{}") == "{}");
  CHECK(merged(R"({"a":{"b":1}})", R"({"a":{}})", R"({"a":{"b":1,"c":2}})") == R"({"a":{"c":2}})");
}

TEST_CASE("merge: missing is not null", "[merge]") {
  CHECK(merged(R"({"a":1})", R"({"a":null})", "{}") == R"({"a":1} & /a delete_edit 1 null nothing)");
  CHECK(merged(R"({"a":null})", "{}", R"({"a":null})") == "{}");
  CHECK(merged("{}", R"({"a":null})", "{}") == R"({"a":null})");
  CHECK(merged("null", "1", "null") == "1");
  CHECK(merged("", "null", "1") == "nothing &  add_add nothing null 1");
}

TEST_CASE("merge: no base is not an empty object", "[merge]") {
  CHECK(merged("", R"({"a":1,"b":1})", R"({"b":1,"c":2})") == R"({"a":1,"b":1,"c":2})");
  CHECK(merged("", R"({"a":{"x":1}})", R"({"a":{"x":2}})") == R"({"a":{}} & /a/x add_add nothing 1 2)");
  CHECK(merged("", R"({"a":1})", "[]") == R"(nothing &  add_add nothing {"a":1} [])");
  CHECK(merged("{}", R"({"a":1})", "[]") == R"({} &  type_change {} {"a":1} [])");
}

TEST_CASE("merge: a document can be added or deleted as a whole", "[merge]") {
  CHECK(merged("", "", "") == "nothing");
  CHECK(merged("", "1", "") == "1");
  CHECK(merged("1", "", "") == "nothing");
  CHECK(merged("1", "1", "") == "nothing");
  CHECK(merged("1", "2", "") == "1 &  delete_edit 1 2 nothing");
  CHECK(merged(R"({"a":1})", "", R"({"a":2})") == R"({"a":1} &  delete_edit {"a":1} nothing {"a":2})");
}

TEST_CASE("merge: a deletion against an edit below is a conflict", "[merge]") {
  CHECK(merged(R"({"a":{"b":{"c":1}}})", R"({"a":{"b":{"c":2}}})", R"({"a":{}})") ==
        R"({"a":{"b":{"c":1}}} & /a/b delete_edit {"c":1} {"c":2} nothing)");
  CHECK(merged(R"({"a":{"b":{"c":1}}})", R"({"a":{"b":{"c":1}}})", R"({"a":{}})") == R"({"a":{}})");
}

TEST_CASE("merge: each kind of conflict keeps the base and says what the sides have", "[merge]") {
  CHECK(merged(R"({"a":1})", R"({"a":2})", R"({"a":3})") == R"({"a":1} & /a edit_edit 1 2 3)");
  CHECK(merged(R"({"a":"x"})", R"({"a":"xy"})", R"({"a":"zx"})") ==
        R"({"a":"x"} & /a edit_edit "x" "xy" "zx")");
  CHECK(merged("{}", R"({"a":2})", R"({"a":3})") == R"({} & /a add_add nothing 2 3)");
  CHECK(merged(R"({"a":[1]})", R"({"a":[1,2]})", R"({"a":[]})") == R"({"a":[1]} & /a array [1] [1,2] [])");
  CHECK(merged("{}", R"({"a":[1]})", R"({"a":[2]})") == R"({} & /a add_add nothing [1] [2])");
}

TEST_CASE("merge: a change of type on both sides is a conflict", "[merge]") {
  CHECK(merged(R"({"a":1})", R"({"a":"x"})", R"({"a":true})") == R"({"a":1} & /a type_change 1 "x" true)");
  CHECK(merged(R"({"a":1})", R"({"a":2})", R"({"a":{}})") == R"({"a":1} & /a type_change 1 2 {})");
  CHECK(merged(R"({"a":1})", R"({"a":{"x":1}})", R"({"a":{"y":2}})") ==
        R"({"a":1} & /a type_change 1 {"x":1} {"y":2})");
  CHECK(merged(R"({"a":null})", R"({"a":1})", R"({"a":2})") == R"({"a":null} & /a type_change null 1 2)");
  CHECK(merged(R"({"a":{"x":1}})", R"({"a":[]})", R"({"a":{"x":1}})") == R"({"a":[]})");
  // Integers and other numbers are of one type.
  CHECK(merged(R"({"a":1})", R"({"a":2.5})", R"({"a":3})") == R"({"a":1} & /a edit_edit 1 2.5 3)");
}

TEST_CASE("merge: numbers are the same by their exact value", "[merge]") {
  CHECK(merged("1", "1.0", "1e0") == "1");
  CHECK(merged("[1,20]", "[1.0,2e1]", "[3]") == "[3]");
  CHECK(merged("9007199254740993", "9007199254740992", "9007199254740993") == "9007199254740992");
  CHECK(merged("9007199254740993", "9007199254740992", "9007199254740994") ==
        "9007199254740993 &  edit_edit 9007199254740993 9007199254740992 9007199254740994");
}

TEST_CASE("merge: residuals come by pointer, indices as numbers and before other names", "[merge]") {
  const auto all = [](const char* value) {
    std::string text;
    for (const auto* name : {"2", "10", "1a", "a/b", "a~b", "", "é", "01"}) {
      text += fmt::format("{}\"{}\":{}", text.empty() ? '{' : ',', name, value);
    }
    return text + '}';
  };
  const auto merge = metaqore::merge(Json(all("1")), Json(all("2")), Json(all("{}")), {}, {"ann", "bob"});
  CHECK(merge.merged == Json(all("1")));
  CHECK_FALSE(merge.clean());
  std::vector<std::string> pointers;
  for (const auto& residual : merge.residuals) {
    pointers.push_back(residual.pointer);
    CHECK(residual.ours_actor == "ann");
    CHECK(residual.theirs_actor == "bob");
    CHECK(merge.merged->find(residual.pointer) == residual.base);
  }
  CHECK(pointers == std::vector<std::string>{"/2", "/10", "/", "/01", "/1a", "/a~1b", "/a~0b", "/é"});
}

TEST_CASE("merge: random documents are merged as the rules read", "[merge]") {
  Random random(20240517);
  const auto rounds = test::rounds(10'000);
  std::size_t conflicts = 0, clean = 0;
  for (std::size_t round = 0; round < rounds; ++round) {
    const auto base = random.document(), ours = random.document(), theirs = random.document();
    const auto text = merged(base, ours, theirs);
    if (text != naive(base, ours, theirs)) {
      INFO(base << "   " << ours << "   " << theirs);
      REQUIRE(text == naive(base, ours, theirs));
    }
    ++(text.find('&') == std::string::npos ? clean : conflicts);
  }
  CHECK(conflicts > rounds / 10);
  CHECK(clean > rounds / 10);
}

TEST_CASE("merge: documents at the bounds are merged in linear time", "[merge][hostile][large]") {
  // Deep on the way and wide at the end: comparing whole values at each level would take 127 times as long.
  std::string open, close, items, others;
  for (int i = 0; i < 126; ++i) open += "{\"a\":", close += '}';
  for (int i = 0; i < 400'000; ++i) items += "\"m" + std::to_string(i) + "\":1,";
  const auto document = [&](const char* last) { return open + '{' + items + last + '}' + close; };
  const auto merge = metaqore::merge(Json(document("\"x\":1")), Json(document("\"x\":2")),
                                     Json(document("\"x\":3,\"y\":1")));
  REQUIRE(merge.residuals.size() == 1);
  CHECK(merge.residuals[0].kind == ResidualKind::edit_edit);
  CHECK(merge.merged == Json(document("\"x\":1,\"y\":1")));
}

namespace {

std::string refusal(const std::string& base, const std::string& ours, const std::string& theirs,
                    const MergeActors& actors = {}) {
  try {
    (void)merge(document(base), document(ours), document(theirs), {}, actors);
  } catch (const Error& error) {
    CHECK(error.code() == ErrorCode::invalid_argument);
    return error.reason() + ": " + error.what();
  }
  return "taken";
}

std::string members(std::size_t count, const char* value) {
  std::string text;
  for (std::size_t i = 0; i < count; ++i) {
    text += fmt::format("{}\"{}\":{}", i == 0 ? '{' : ',', i, value);
  }
  return text + '}';
}

}  // namespace

TEST_CASE("merge: a report beyond its bounds is refused while it grows", "[merge][hostile][large]") {
  const auto wide = [](const char* value) {
    return fmt::format("{{\"{}\":{}}}", std::string(1'000'000, 'n'), members(90'000, value));
  };
  CHECK(
      refusal(wide("1"), wide("2"), wide("3")) ==
      "merge.too_large: the report of what both sides changed would exceed `67108864` bytes; merge parts of "
      "the documents, or give a policy for what is in conflict");
  CHECK(refusal(members(100'000, "1"), members(100'000, "2"), members(100'000, "3")) == "taken");
  CHECK(refusal(members(100'001, "1"), members(100'001, "2"), members(100'001, "3")) ==
        "merge.too_large: the report of what both sides changed would exceed `100000` places; merge parts of "
        "the documents, or give a policy for what is in conflict");
  // Whose the sides are counts too, at each place.
  const auto filled = [](char c) {
    return members(100'000, fmt::format("\"{}\"", std::string(58, c)).c_str());
  };
  const std::string name(256, 'a');
  CHECK(refusal(filled('a'), filled('b'), filled('c')) == "taken");
  CHECK(refusal(filled('a'), filled('b'), filled('c'), {name, name}).starts_with("merge.too_large"));
  // Three large documents in conflict as a whole are within the bounds, as long as each is in canonical form.
  const auto large = [](char c) { return fmt::format("\"{}\"", std::string(Json::max_size - 2, c)); };
  CHECK(refusal(large('a'), large('b'), large('c')) == "taken");
  std::string numbers = "[1";
  for (int i = 0; i < 1'000'000; ++i) numbers += ",1e20";
  CHECK(refusal("[1]", numbers + ']', numbers + ",1]").starts_with("merge.too_large"));
}

TEST_CASE("merge: a merged document beyond the bounds of Json is refused", "[merge][hostile]") {
  const auto half = [](const char* name) {
    return fmt::format("{{\"{}\":\"{}\"}}", name, std::string(Json::max_size / 2, 'x'));
  };
  CHECK(refusal("{}", half("a"), half("b")) ==
        "json.too_large: the merged document would exceed `16777216` bytes; split the documents");
}

TEST_CASE("merge: values that begin alike are told apart where they differ", "[merge]") {
  const auto text_of = [](const std::optional<Json>& base, const std::optional<Json>& ours,
                          const std::optional<Json>& theirs) {
    const auto merge = metaqore::merge(base, ours, theirs, {}, {"planner", "coder"});
    REQUIRE(merge.residuals.size() == 1);
    return merge.residuals[0].text();
  };
  const auto start = test::repeated("word ", 40);
  const auto said = [&](const std::string& end) { return Json('"' + start + end + '"'); };
  CHECK(text_of(said("was"), said("one"), said("two")) ==
        "the document was changed on both sides: `planner` made it `…ord word word word word one\"`, `coder` "
        "made it `…ord word word word word two\"`; it was `…ord word word word word was\"`");
  // Where one side differs from the two others first, and those from each other later on.
  CHECK(text_of(said("!" + start + "was"), said("!" + start + "one"), said("?")) ==
        "the document was changed on both sides: `planner` made it `…ord word word word word !word word word "
        "word word word word word…ord word word word word one\"`, `coder` made it `…ord word word word word "
        "?\"`; it was `…ord word word word word !word word word word word word word word…ord word word word "
        "word was\"`");
  CHECK(
      text_of(said("was"), said("one"), Json("1")) ==
      "the document was given another type: `planner` made it `\"word word word word word word word word…ord "
      "word word word word one\"`, `coder` made it `1`; it was `\"word word word word word word word "
      "word…ord "
      "word word word word was\"`");

  const auto steps = [&](const std::string& last) {
    return Json(R"({"steps":[")" + start + R"(",)" + last + "]}");
  };
  CHECK(
      text_of(steps("1"), steps("2"), steps("[3]")) ==
      "`/steps` was changed on both sides in ways that its policy does not bring together: `planner` made it "
      "`…d word word word word \",2]`, `coder` made it `…d word word word word \",[3]]`; it was `…d word "
      "word "
      "word word \",1]`; they differ from `/steps/1` on");
  CHECK(
      text_of(steps("1"), std::nullopt, steps("2")) ==
      "the document was removed on one side and changed on the other: `planner` removed it, `coder` made it "
      "`…d word word word word \",2]}`; it was `…d word word word word \",1]}`; they differ from `/steps/1` "
      "on");
}
