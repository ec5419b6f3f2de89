#include <catch2/catch.hpp>
#include <string>

#include "metaqore/json_patch.hpp"
#include "support/json_text.hpp"

using namespace metaqore;

namespace {

std::string applied(const std::string& document, const std::string& patch) {
  return apply_merge_patch(Json(document), Json(patch)).text();
}

std::string made(const std::string& from, const std::string& to) {
  const auto patch = make_merge_patch(Json(from), Json(to));
  if (!patch) return "nothing";
  CHECK(apply_merge_patch(Json(from), *patch) == Json(to));
  return patch->text();
}

template <class Work>
std::string reason(Work&& work) {
  try {
    work();
    return "";
  } catch (const Error& error) {
    return error.reason();
  }
}

}  // namespace

TEST_CASE("merge patch: null removes, objects merge, and anything else replaces", "[json]") {
  CHECK(applied(R"({"a":"b","c":{"d":"e","f":"g"}})", R"({"a":"z","c":{"f":null}})") ==
        R"({"a":"z","c":{"d":"e"}})");
  CHECK(applied("[1]", R"({"a":{"b":null},"c":null})") == R"({"a":{}})");
  CHECK(applied(R"({"a":1})", "[null]") == "[null]");
  CHECK(applied(R"({"a":[{"b":1}]})", R"({"a":[{"c":null}]})") == R"({"a":[{"c":null}]})");
  CHECK(applied(R"({"a":null})", "{}") == R"({"a":null})");
  CHECK(applied("1", "null") == "null");
}

TEST_CASE("merge patch: what changed is said, and no more", "[json]") {
  CHECK(made(R"({"a":1,"b":{"c":2,"d":[1,2]},"e":3})", R"({"a":1.0,"b":{"c":2,"d":[1]},"f":{}})") ==
        R"({"b":{"d":[1]},"e":null,"f":{}})");
  CHECK(made(R"({"a":1})", R"({"a":1})") == "{}");
  CHECK(made("[1]", "[1]") == "[1]");
  CHECK(made(R"({"a":{"b":1}})", R"({"a":{}})") == R"({"a":{"b":null}})");
  CHECK(made(R"({"a":1})", R"({"a":{}})") == R"({"a":{}})");
  CHECK(made("{}", "null") == "null");
  CHECK(made("1", R"({"a":{"b":[]}})") == R"({"a":{"b":[]}})");
  CHECK(made(R"({"a":null,"b":1})", R"({"a":null,"b":2})") == R"({"b":2})");
}

TEST_CASE("merge patch: a null that is to appear as a member cannot be said", "[json]") {
  CHECK(made(R"({"a":1})", R"({"a":null})") == "nothing");
  CHECK(made("{}", R"({"a":null})") == "nothing");
  CHECK(made("{}", R"({"a":{"b":{"c":null}}})") == "nothing");
  CHECK(made(R"({"a":{"b":1}})", R"({"a":{"b":null}})") == "nothing");
  CHECK(made(R"({"a":[]})", R"({"a":{"b":null}})") == "nothing");
  CHECK(made("1", R"({"b":null})") == "nothing");
  // In an array it can.
  CHECK(made(R"({"a":1})", R"({"a":[null,{"b":null}]})") == R"({"a":[null,{"b":null}]})");
}

TEST_CASE("merge patch: large and deep documents are merged in time, and within their bounds",
          "[json][large]") {
  const auto object = [](std::size_t first) {
    return Json("{" +
                test::listed(300'000, [&](auto at) { return "\"" + std::to_string(first + at) + "\":0"; }) +
                "}");
  };
  const auto from = object(0), to = object(150'000);
  CHECK(apply_merge_patch(from, make_merge_patch(from, to).value()) == to);
  const auto deep = [](const std::string& inside) {
    return Json(test::repeated("{\"a\":", Json::max_depth) + inside + test::repeated("}", Json::max_depth));
  };
  CHECK(make_merge_patch(deep("1"), deep("2")) == deep("2"));
  CHECK(apply_merge_patch(deep("1"), deep("null")).text() ==
        test::repeated("{\"a\":", Json::max_depth - 1) + "{}" + test::repeated("}", Json::max_depth - 1));
  const auto half = "\"" + std::string(Json::max_size / 2, 'x') + "\"";
  CHECK(reason([&] { apply_merge_patch(Json("{\"a\":" + half + "}"), Json("{\"b\":" + half + "}")); }) ==
        "json.too_large");
  const Json many("{" + test::listed(1'350'000, [](auto at) { return "\"" + std::to_string(at) + "\":0"; }) +
                  "}");
  CHECK(many.text().size() > Json::max_size - 3'000'000);
  CHECK(reason([&] { make_merge_patch(many, Json("{}")); }) == "json.too_large");
}
