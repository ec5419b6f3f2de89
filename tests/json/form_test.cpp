#include <catch2/catch.hpp>
#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "json/form/fields.hpp"
#include "json/form/names.hpp"
#include "json/form/reader.hpp"
#include "json/form/writer.hpp"

using namespace metaqore;

namespace metaqore::test {

enum class Colour : int { red = 1, blue = 2 };

struct Inner {
  std::string text{};
  bool yes{};
  bool operator==(const Inner&) const = default;
};

struct Letter {
  Json body{};
  std::vector<Json> enclosed{};
  std::vector<Letter> answers{};
  bool operator==(const Letter&) const = default;
};

struct Outer {
  std::uint64_t zeta{};
  std::optional<std::uint64_t> alpha{};
  std::vector<Inner> inner{};
  Colour colour = Colour::red;
  Json document{};
  std::optional<Json> maybe{};
  Time time{};
  std::chrono::milliseconds wait{};
  std::uint64_t sequence{};
  bool operator==(const Outer&) const = default;
};

template <class Archive, form::Is<Inner> T>
void fields(Archive& archive, T& it) {
  archive.given("text", it.text);
  archive.field("yes", it.yes);
}

template <class Archive, form::Is<Letter> T>
void fields(Archive& archive, T& it) {
  archive.always("body", it.body);
  archive.field("enclosed", it.enclosed);
  archive.field("answers", it.answers);
}

template <class Archive, form::Is<Outer> T>
void fields(Archive& archive, T& it) {
  archive.field("zeta", it.zeta);
  archive.field("alpha", it.alpha);
  archive.field("inner", it.inner);
  archive.field("colour", it.colour);
  archive.field("document", it.document);
  archive.field("maybe", it.maybe);
  archive.field("time", it.time);
  archive.field("wait", it.wait);
  archive.nonzero("sequence", it.sequence);
}

}  // namespace metaqore::test

template <>
inline constexpr form::Names<test::Colour, 2> form::names<test::Colour>{
    {{test::Colour::red, "red"}, {test::Colour::blue, "blue"}}};

namespace {

using test::Colour;
using test::Inner;
using test::Outer;

Outer full() {
  return {.zeta = 18'446'744'073'709'551'615u,
          .alpha = 0,
          .inner = {{"\"\n", true}, {}},
          .colour = Colour::blue,
          .document = Json(R"({ "b": 1.0, "a": [ ] })"),
          .maybe = Json("null"),
          .time = Time(std::chrono::microseconds(1)),
          .wait = std::chrono::milliseconds(4'294'967'295),
          .sequence = 1};
}

std::string message(std::string_view text) {
  try {
    (void)form::read<Outer>(text);
  } catch (const Error& error) {
    return error.what();
  }
  return "it was read";
}

}  // namespace

TEST_CASE("form: members are written in canonical order, whatever order they are asked for in", "[form]") {
  const auto text = form::write(full());
  CHECK(text == R"({"alpha":0,"colour":"blue","document":{"a":[],"b":1},)"
                R"("inner":[{"text":"\"\n","yes":true},{"text":"","yes":false}],"maybe":null,"sequence":1,)"
                R"("time":"1970-01-01T00:00:00.000001Z","wait":4294967295,"zeta":18446744073709551615})");
  CHECK(Json(text).canonical() == text);
  CHECK(form::read<Outer>(text) == full());
}

TEST_CASE("form: what says nothing is left out, and what is absent keeps its default", "[form]") {
  const auto text = form::write(Outer{});
  CHECK(text == R"({"colour":"red","wait":0,"zeta":0})");
  CHECK(form::read<Outer>(text) == Outer{});
  CHECK(form::write(Outer{.document = Json(" {\t\r\n} ")}) == text);
  CHECK(form::write(Outer{.document = Json(" { \"}\":1}")}) ==
        R"({"colour":"red","document":{"}":1},"wait":0,"zeta":0})");
  CHECK(form::write(Outer{.document = Json("\"{}\"")}) ==
        R"({"colour":"red","document":"{}","wait":0,"zeta":0})");
  CHECK(form::read<Outer>("{}") == Outer{});
}

TEST_CASE("form: lists stand by themselves", "[form]") {
  CHECK(form::write(std::vector<Inner>{}) == "[]");
  CHECK(form::write(std::vector<std::string>{"b", "a"}) == R"(["b","a"])");
  CHECK(form::read<std::vector<Inner>>(R"([{"text":"x"}])") == std::vector<Inner>{{"x", false}});
}

TEST_CASE("form: what cannot be read is named by its place", "[form]") {
  CHECK(message(R"({"inner":[{"text":"a"},{"yes":true}]})") ==
        "`inner[1].text` is missing; it has to be given");
  CHECK(message(R"({"inner":[{"text":1}]})") == "`inner[0].text` must be a string");
  CHECK(message(R"({"inner":{}})") == "`inner` must be an array");
  CHECK(message(R"({"colour":"green"})") == "`colour` is `green`; it must be one of red, blue");
  CHECK(message(R"({"wait":-1})") == "`wait` must be a whole number from 0 up");
  CHECK(message("[]") == "the document must be an object");
  CHECK(
      message(R"({"alhpa":1})") ==
      "unknown member `alhpa`; the members here are zeta, alpha, inner, colour, document, maybe, time, wait, "
      "sequence");
}

TEST_CASE("form: every value of an enum has a name, and no other name has a value", "[form]") {
  CHECK(form::name_of(Colour::blue) == "blue");
  CHECK(form::name_of(Colour{3}).empty());
  CHECK(form::value_of<Colour>("red") == Colour::red);
  CHECK(form::value_of<Colour>("Red") == std::nullopt);
}

TEST_CASE("form: what is wrong in a document inside is told of it, with its name", "[form]") {
  const auto told = [](const std::string& text) {
    try {
      (void)form::read<test::Letter>(text);
    } catch (const Error& error) {
      return std::string(error.what()) + ' ' + error.details();
    }
    return std::string("it is read");
  };
  CHECK(told(R"({"body":{"a":[1,1e400]}})") ==
        "`body`: the number `1e400` is too large for a double at `/a/1`; write it as a string "
        R"({"column":17,"line":1,"member":"body","pointer":"/a/1"})");
  CHECK(told(R"({"body":1e400})") ==
        "`body`: the number `1e400` is too large for a double; write it as a string "
        R"({"column":9,"line":1,"member":"body","pointer":""})");
  CHECK(told(R"({"enclosed":[{},{"a":1,"a":2}]})")
            .starts_with("`enclosed[1]`: the name `a` appears a second time in its object at `/a`; "));
  CHECK(
      told(R"({"answers":[{},{"body":[18446744073709551616]}]})")
          .starts_with("`answers[1].body`: the integer `18446744073709551616` is beyond 64 bits at `/0`; "));
  CHECK(told(R"({"body":"\ud800"})").starts_with("`body`: the surrogate `\\ud800` has no partner; "));
  // Beside them, and where there is no whole text, it is told of the whole.
  CHECK(told(R"({"answers":[1e400]})").find(" at line 1, column 13 (`/answers/0`); ") != std::string::npos);
  CHECK(told(R"({"body":tru})").find(" at line 1, column 9; ") != std::string::npos);
}

TEST_CASE("form: a document inside may be as deep as one by itself, wherever it lies", "[form]") {
  const auto read = [](const std::string& text) {
    try {
      return form::read<test::Letter>(text).body.text();
    } catch (const Error& error) {
      return error.reason() + ": " + error.what();
    }
  };
  const auto deep = [](std::size_t depth) { return std::string(depth, '[') + std::string(depth, ']'); };
  const auto refused = [](const std::string& name) {
    return "json.too_deep: `" + name + "`: arrays and objects nest deeper than `128` at `/0/0/0/0/0";
  };
  const auto most = deep(Json::max_depth);
  CHECK(read(R"({"body":)" + most + "}") == most);
  CHECK(read(R"({"answers":[{"answers":[{"body":)" + most + R"(}]}],"enclosed":[)" + most + "]}") == "{}");
  for (const auto beyond : {1, 2, 7, 8, 9, 100'000}) {
    CAPTURE(beyond);
    const auto text = deep(Json::max_depth + static_cast<std::size_t>(beyond));
    CHECK(read(R"({"body":)" + text + "}").starts_with(refused("body")));
    CHECK(read(R"({"body":)" + most + R"(,"enclosed":[)" + most + "," + text + "]}")
              .starts_with(refused("enclosed[1]")));
    CHECK(read(R"({"answers":[{"body":)" + most + R"(},{"body":)" + text + "}]}")
              .starts_with(refused("answers[1].body")));
  }
}
