#include <algorithm>
#include <catch2/catch.hpp>
#include <numeric>
#include <random>

#include "base/text.hpp"
#include "support/merging.hpp"

using namespace metaqore;
using namespace metaqore::test;

namespace {

Merge merge_of(std::string_view base, std::string_view ours, std::string_view theirs,
               const MergePolicy& policy = {}) {
  return merge(document(base), document(ours), document(theirs), policy);
}

MergePolicy keyed() { return MergePolicy(Json(R"({"rules":[{"path":"","array":"map","keys":["/k"]}]})")); }

Answer value(std::string pointer, std::string_view text) {
  return {std::move(pointer), Take::value, document(text)};
}

std::string resolved(const Merge& merge, const std::vector<Answer>& answers) {
  return text_of(resolve(merge, answers));
}

std::string refusal(const Merge& merge, const std::vector<Answer>& answers) {
  try {
    resolve(merge, answers);
  } catch (const Error& error) {
    CHECK(error.code() == ErrorCode::invalid_argument);
    CHECK(error.reason() == "merge.answer");
    const std::string message = error.what();
    CHECK(message.size() < 400);
    CHECK_FALSE(base::has_control(message));
    CHECK(base::is_utf8(error.details()));
    return message;
  }
  return "taken";
}

}  // namespace

TEST_CASE("resolve: each residual takes the value that its answer says", "[merge]") {
  const auto merge = merge_of(R"({"a":1,"b":1,"c":1,"z":0})", R"({"a":2,"b":2,"c":2,"z":0,"n":1})",
                              R"({"a":3,"b":3,"c":3,"z":1,"n":2})");
  CHECK(resolved(merge,
                 {{"/a", Take::base}, {"/b", Take::ours}, {"/c", Take::theirs}, value("/n", "[null]")}) ==
        R"({"a":1,"b":2,"c":3,"n":[null],"z":1})");
  // In any order; an absent value is none.
  CHECK(resolved(merge, {value("/a", ""), {"/n", Take::base}, {"/c", Take::theirs}, value("/b", "{}")}) ==
        R"({"b":{},"c":3,"z":1})");
}

TEST_CASE("resolve: a clean merge needs no answers", "[merge]") {
  CHECK(resolved(merge_of("1", "2", "1"), {}) == "2");
  CHECK(resolved(merge_of("1", "", "1"), {}) == "nothing");
}

TEST_CASE("resolve: the document itself can be the answer, or be removed", "[merge]") {
  const auto merge = merge_of("1", "", "2");
  CHECK(resolved(merge, {{"", Take::ours}}) == "nothing");
  CHECK(resolved(merge, {{"", Take::theirs}}) == "2");
  CHECK(resolved(merge_of("", "1", "2"), {{"", Take::base}}) == "nothing");
  CHECK(resolved(merge_of("", "1", "2"), {{"", Take::ours}}) == "1");
}

TEST_CASE("resolve: names come into canonical order, whatever the order of their pointers", "[merge]") {
  const auto merge = merge_of(R"({"5":0})", R"({"5":0,"10":1,"2":1,"1a":1,"a/b":1,"~":1})",
                              R"({"5":0,"10":2,"2":2,"1a":2,"a/b":2,"~":2})");
  std::vector<Answer> answers;
  for (const auto& residual : merge.residuals) answers.push_back({residual.pointer, Take::ours});
  CHECK(resolved(merge, answers) == R"({"10":1,"1a":1,"2":1,"5":0,"a/b":1,"~":1})");
}

TEST_CASE("resolve: elements that are removed do not shift each other", "[merge]") {
  const auto merge = merge_of(R"([{"k":0},{"k":1},{"k":2},{"k":3},{"k":4}])",
                              R"([{"k":0},{"k":2,"x":1},{"k":3,"x":1},{"k":4,"x":1}])",
                              R"([{"k":1,"x":1},{"k":2,"x":2}])", keyed());
  REQUIRE(text_of(merge).starts_with(R"([{"k":1},{"k":2},{"k":3},{"k":4}] & /0 delete_edit)"));
  CHECK(
      resolved(merge, {{"/0", Take::ours}, {"/1/x", Take::ours}, {"/2", Take::theirs}, {"/3", Take::ours}}) ==
      R"([{"k":2,"x":1},{"k":4,"x":1}])");
  CHECK(resolved(merge, {value("/0", ""), {"/1/x", Take::base}, value("/2", ""), value("/3", "")}) ==
        R"([{"k":2}])");
}

TEST_CASE("resolve: an order is made of the elements as they are after their own answers", "[merge]") {
  const auto merge = merge_of(R"([{"k":1},{"k":2},{"k":3},{"k":4}])",
                              R"([{"k":4},{"k":3,"x":1},{"k":2,"x":1},{"k":1},{"k":9}])",
                              R"([{"k":2,"x":2},{"k":1},{"k":4}])", keyed());
  REQUIRE(merge.residuals.size() == 3);
  REQUIRE(merge.residuals[0].kind == ResidualKind::order);
  const auto deletion = merge.residuals[1].kind == ResidualKind::delete_edit ? merge.residuals[1].pointer
                                                                             : merge.residuals[2].pointer;
  const auto edit =
      deletion == merge.residuals[1].pointer ? merge.residuals[2].pointer : merge.residuals[1].pointer;
  const auto with = [&](Answer order, Take removal) {
    return resolved(merge, {std::move(order), {edit, Take::ours}, {deletion, removal}});
  };
  CHECK(with({"", Take::ours}, Take::ours) == R"([{"k":4},{"k":3,"x":1},{"k":2,"x":1},{"k":1},{"k":9}])");
  CHECK(with({"", Take::ours}, Take::theirs) == R"([{"k":4},{"k":2,"x":1},{"k":1},{"k":9}])");
  CHECK(with({"", Take::theirs}, Take::theirs) == R"([{"k":2,"x":1},{"k":1},{"k":9},{"k":4}])");
  CHECK(with({"", Take::base}, Take::base) == [&] {
    auto text = text_of(merge.merged);
    text.replace(text.find(R"({"k":2})"), 7, R"({"k":2,"x":1})");
    return text;
  }());
  CHECK(with(value("", "[9,4.0,1,3,2]"), Take::ours) ==
        R"([{"k":9},{"k":4},{"k":1},{"k":3,"x":1},{"k":2,"x":1}])");
  for (const auto* keys :
       {"[9,4,1,3]", "[9,4,1,3,2,2]", "[9,4,1,3,3]", "[9,4,1,3,5]", "[9,4,1,3,[2]]", "{}", "", "[]"}) {
    CAPTURE(keys);
    CHECK(refusal(merge, {value("", keys), {edit, Take::ours}, {deletion, Take::ours}}).find("at ``; give") !=
          std::string::npos);
  }
}

TEST_CASE("resolve: answers that do not match the residuals are refused, all of them", "[merge]") {
  const auto merge = merge_of(R"({"a":1,"b":1})", R"({"a":2,"b":2})", R"({"a":3,"b":3})");
  CHECK(refusal(merge, {}) == "there is no answer at `/a`; answer each residual");
  CHECK(refusal(merge, {{"/a", Take::ours}}) == "there is no answer at `/b`; answer each residual");
  CHECK(refusal(merge, {{"/a", Take::ours}, {"/b", Take::ours}, {"/c", Take::ours}}) ==
        "there is an answer, but no residual at `/c`; answer the residuals, by the pointers that they have");
  CHECK(refusal(merge, {{"/A", Take::ours}, {"/a", Take::ours}, {"/b", Take::ours}}) ==
        "there is an answer, but no residual at `/A`; answer the residuals, by the pointers that they have");
  CHECK(refusal(merge, {{"/a", Take::ours}, {"/b", Take::ours}, {"/b", Take::ours}}) ==
        "there are two answers at `/b`; give one");
  CHECK(refusal(merge, {{"/a", Take::ours, Json("1")}, {"/b", Take::ours}}) ==
        "the answer has a value, and takes another one at `/a`; take `value`, or leave the value out");
  CHECK(refusal(merge, {{"/a", static_cast<Take>(7)}, {"/b", Take::ours}}) ==
        "the answer takes what there is not at `/a`; take `base`, `ours`, `theirs` or `value`");
  CHECK(refusal(merge, {{"\xff\n", Take::ours}, {"/a", Take::ours}, {"/b", Take::ours}})
            .starts_with("there is an answer, but no residual"));
  try {
    resolve(merge, {{"/a", Take::ours}});
    FAIL();
  } catch (const Error& error) {
    CHECK(error.details() == R"({"pointer":"/b"})");
  }
}

TEST_CASE("resolve: a value may be as deep and as large as a document can be, and no more", "[merge]") {
  const auto merge = merge_of(R"({"a":1})", R"({"a":2})", R"({"a":3})");
  const auto nested = [](std::size_t depth) { return std::string(depth, '[') + std::string(depth, ']'); };
  CHECK(resolved(merge, {value("/a", nested(127))}) == R"({"a":)" + nested(127) + '}');
  CHECK_THROWS_WITH(resolve(merge, {value("/a", nested(128))}),
                    Catch::Contains("would nest deeper than `128`"));
  CHECK_THROWS_WITH(resolve(merge, {value("/a", '"' + std::string(Json::max_size - 2, 'x') + '"')}),
                    Catch::Contains("the resolved document would exceed"));
}

TEST_CASE("resolve: a merge that nobody merged is refused, not trusted", "[merge][hostile]") {
  const auto with = [](std::string_view merged, std::vector<Residual> residuals) {
    std::vector<Answer> answers;
    for (const auto& residual : residuals) answers.push_back({residual.pointer, Take::ours});
    return refusal({document(merged), std::move(residuals)}, answers);
  };
  const auto residual = [](std::string pointer, ResidualKind kind = ResidualKind::edit_edit,
                           const char* base = "1", const char* ours = "2") {
    return Residual{
        .pointer = std::move(pointer), .kind = kind, .base = document(base), .ours = document(ours)};
  };
  const auto order = ResidualKind::order;
  CHECK(with("{}", {residual("/a/b")}) ==
        "there is no place in the merged document at `/a/b`; give what merge() gave");
  CHECK(with("", {residual("/a")}).starts_with("there is no place"));
  CHECK(with("[1]", {residual("/1")}).starts_with("there is no place"));
  CHECK(with("[1]", {residual("/-")}).starts_with("there is no place"));
  CHECK(with("[1]", {residual("/00")}).starts_with("there is no place"));
  CHECK(with("\"x\"", {residual("/0")}).starts_with("there is no place"));
  CHECK(with(R"({"a":{"b":1}})", {residual("/a"), residual("/a/b")}) ==
        "a residual stands below another at `/a/b`; give what merge() gave");
  CHECK(with("{}", {residual("/a"), residual("/a")}) == "there are two residuals at `/a`; give one");
  CHECK(with("{}", {residual("a")}) == "the residual has no JSON Pointer at `a`; give what merge() gave");
  CHECK(with("{}", {residual("/~")}).starts_with("the residual has no JSON Pointer"));
  CHECK(with("{}", {residual("/\xff")}).starts_with("the residual has no JSON Pointer"));
  CHECK(with("[1]", {residual("", order)}).starts_with("the residual of an order has no keys"));
  CHECK(with("[1]", {residual("", order, "[1]", "")}).starts_with("the answer is no array of keys"));
  CHECK(with("[1,2]", {residual("", order, "[1]", "[1]")}) ==
        "the residual does not have a key for each element at ``; give what merge() gave");
  CHECK(with("[1,2]", {residual("", order, "[1,1]", "[1,1]")}).starts_with("a key is there twice"));
  CHECK(with("{}", {residual("", order, "[]", "[]")}) ==
        "there is no array to be ordered at ``; give what merge() gave");
  CHECK(with("", {residual("", order, "[]", "[]")}).starts_with("there is no array"));
}

TEST_CASE("resolve: many answers cost little", "[merge][hostile][large]") {
  const int many = 100'000;
  const auto members = [](int value) {
    std::string text;
    for (int i = 0; i < many; ++i) text += fmt::format("{}\"{}\":{}", i == 0 ? '{' : ',', i, value);
    return text + '}';
  };
  const auto wide = merge_of(members(1), members(2), members(3));
  REQUIRE(wide.residuals.size() == many);
  std::vector<Answer> answers;
  for (const auto& residual : wide.residuals) answers.push_back({residual.pointer, Take::theirs});
  std::reverse(answers.begin(), answers.end());
  CHECK(resolve(wide, answers) == Json(members(3)));

  const auto elements = [](const auto& key) {
    std::string text;
    for (int i = 0; i < many; ++i) text += fmt::format("{}{{\"k\":{}}}", i == 0 ? '[' : ',', key(i));
    return text + ']';
  };
  const auto reversed = elements([](int i) { return many - i; });
  const auto mixed = elements([](int i) { return 1 + i * 77'773LL % many; });
  const auto orders = merge_of(elements([](int i) { return i + 1; }), reversed, mixed, keyed());
  REQUIRE(orders.residuals.size() == 1);
  CHECK(resolve(orders, {{"", Take::ours}}) == Json(reversed));
  CHECK(resolve(orders, {{"", Take::theirs}}) == Json(mixed));
}
