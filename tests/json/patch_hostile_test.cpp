#include <catch2/catch.hpp>
#include <chrono>
#include <map>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "metaqore/json_patch.hpp"
#include "support/json_text.hpp"

using namespace metaqore;
using test::listed;
using test::nested;
using test::repeated;

namespace {

std::string number(std::size_t value) { return std::to_string(value); }

/// The reason for which it is refused, or "".
template <class Work>
std::string reason(Work&& work) {
  try {
    work();
    return "";
  } catch (const Error& error) {
    return error.reason();
  }
}

/// Runs it in far less time than anything takes that grows with the square of what it is given.
template <class Work>
auto in_time(const char* name, Work&& work) {
  const auto start = std::chrono::steady_clock::now();
  auto result = work();
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - start;
  INFO(name << " took " << took.count() << " s");
  CHECK(took.count() < 120);
  return result;
}

void check_law(const char* name, const Json& from, const Json& to) {
  const auto patch = in_time(name, [&] { return make_patch(from, to); });
  CAPTURE(name, patch.text().size());
  CHECK(in_time(name, [&] { return apply_patch(from, patch); }) == to);
}

}  // namespace

TEST_CASE("patch: many operations on one array do what they do on a vector", "[json]") {
  std::mt19937 random(41);
  for (const std::size_t size : {0, 1, 2, 3, 1'000, 3'000}) {
    std::vector<std::size_t> model;
    for (std::size_t at = 0; at < size; ++at) model.push_back(at);
    const auto text = [&] {
      return "[" + listed(model.size(), [&](auto at) { return number(model[at]); }) + "]";
    };
    const Json document("{\"a\":" + text() + "}");
    std::string patch;
    std::vector<std::string> copies;
    const auto at = [&](std::size_t index) { return model.begin() + static_cast<std::ptrdiff_t>(index); };
    for (std::size_t step = 0; step < 5'000; ++step) {
      patch += patch.empty() ? "[" : ",";
      const auto verb = model.empty() ? 0 : random() % 100;
      const auto place = random() % (model.size() + (verb < 40 ? 1 : 0));
      const auto path = "\"path\":\"/a/" + number(place) + "\"";
      if (verb < 40) {
        patch += R"({"op":"add",)" + path + ",\"value\":" + number(step) + "}";
        model.insert(at(place), step);
      } else if (verb < 75) {
        patch += R"({"op":"remove",)" + path + "}";
        model.erase(at(place));
      } else if (verb < 85) {
        patch += R"({"op":"replace",)" + path + ",\"value\":" + number(step) + "}";
        model[place] = step;
      } else if (verb < 98) {
        const auto from = random() % model.size();
        patch += R"({"op":"move",)" + path + ",\"from\":\"/a/" + number(from) + "\"}";
        const auto value = model[from];
        model.erase(at(from));
        model.insert(at(place), value);
      } else {
        patch += R"({"op":"copy","from":"/a","path":"/)" + number(copies.size()) + "\"}";
        copies.push_back(text());
      }
    }
    std::string expected = "{\"a\":" + text();
    for (std::size_t copy = 0; copy < copies.size(); ++copy)
      expected += ",\"" + number(copy) + "\":" + copies[copy];
    CAPTURE(size, copies.size());
    CHECK(copies.size() > 10);
    CHECK(apply_patch(document, Json(patch + "]")) == Json(expected + "}"));
  }
}

TEST_CASE("patch: many operations on one object do what they do on a map", "[json]") {
  std::mt19937 random(42);
  std::map<std::string, std::size_t> model;
  for (std::size_t at = 0; at < 2'000; ++at) model[number(2 * at)] = at;
  const auto text = [&] {
    auto member = model.begin();
    return "{" +
           listed(model.size(),
                  [&](auto) {
                    const auto written = "\"" + member->first + "\":" + number(member->second);
                    ++member;
                    return written;
                  }) +
           "}";
  };
  const Json document(text());
  std::string patch;
  for (std::size_t step = 0; step < 10'000; ++step) {
    const auto name = number(random() % 4'000);
    patch += patch.empty() ? "[" : ",";
    if (model.contains(name) && random() % 2 == 0) {
      patch += R"({"op":"remove","path":"/)" + name + "\"}";
      model.erase(name);
    } else {
      patch += R"({"op":"add","path":"/)" + name + "\",\"value\":" + number(step) + "}";
      model[name] = step;
    }
  }
  CHECK(apply_patch(document, Json(patch + "]")) == Json(text()));
}

TEST_CASE("patch: a hundred thousand operations of each kind on a hundred thousand values are done in time",
          "[json][large]") {
  constexpr std::size_t size = 100'000;
  const Json array("[" + listed(size, number) + "]");
  const Json object("{" + listed(size, [](auto at) { return "\"" + number(at) + "\":" + number(at); }) + "}");
  const auto apply = [&](const char* name, const Json& document, auto operation) {
    const Json patch("[" + listed(size, operation) + "]");
    return in_time(name, [&] { return apply_patch(document, patch); });
  };
  const auto place = [](std::size_t at) { return number(at * 7919 % size); };
  CHECK(apply("remove", array, [](auto) { return R"({"op":"remove","path":"/0"})"; }).text() == "[]");
  apply("add", array, [&](auto at) { return R"({"op":"add","path":"/)" + place(at) + R"(","value":0})"; });
  apply("append", array, [&](auto) { return R"({"op":"add","path":"/-","value":0})"; });
  apply("replace", array,
        [&](auto at) { return R"({"op":"replace","path":"/)" + place(at) + R"(","value":0})"; });
  apply("move", array,
        [&](auto at) { return R"({"op":"move","from":"/)" + place(at) + R"(","path":"/0"})"; });
  apply("copy", array,
        [&](auto at) { return R"({"op":"copy","from":"/)" + place(at) + R"(","path":"/0"})"; });
  apply("test", array,
        [&](auto at) { return R"({"op":"test","path":"/)" + place(at) + R"(","value":)" + place(at) + "}"; });
  CHECK(apply("remove", object, [&](auto at) {
          return R"({"op":"remove","path":"/)" + place(at) + R"("})";
        }).text() == "{}");
  apply("add", object, [&](auto at) { return R"({"op":"add","path":"/x)" + place(at) + R"(","value":0})"; });
  apply("move", object, [&](auto at) {
    return R"({"op":"move","from":"/)" + place(at) + R"(","path":"/x)" + place(at) + "\"}";
  });
}

TEST_CASE("patch: copies of copies cost nothing, and are refused when the result is too large",
          "[json][large]") {
  const auto doubled = [](std::size_t times, const std::string& behind) {
    return Json("[" + listed(times, [](auto) { return R"({"op":"copy","from":"","path":"/-"})"; }) + behind +
                "]");
  };
  CHECK(apply_patch(Json("[]"), doubled(3, "")).text() == "[[],[[]],[[],[[]]]]");
  CHECK(reason([&] { apply_patch(Json("[]"), doubled(100, "")); }) == "json.too_large");
  CHECK(reason([&] { apply_patch(Json("[]"), doubled(10'000, "")); }).starts_with("json.too_"));
  // What nobody sees of it is nobody's trouble.
  CHECK(apply_patch(Json("[]"), doubled(10'000, R"(,{"op":"replace","path":"","value":1})")).text() == "1");
  CHECK(reason([&] { apply_patch(Json("[]"), doubled(100, R"(,{"op":"test","path":"","value":[]})")); }) ==
        "patch.test_failed");
}

TEST_CASE("patch: a copy into what is copied is refused when the result is too deep", "[json]") {
  const auto deeper = [](std::size_t times) {
    return Json("[" + listed(times, [](auto) { return R"({"op":"copy","from":"","path":"/0"})"; }) + "]");
  };
  CHECK(reason([&] { apply_patch(Json("[0]"), deeper(500)); }).starts_with("json.too_"));
  std::string patch = "[", path;
  for (int at = 0; at < 7; ++at) {
    patch += R"({"op":"copy","from":"","path":")" + path + "/0\"},";
    path += path + "/0";
  }
  patch.back() = ']';
  CHECK(apply_patch(Json("[[]]"), Json(R"([{"op":"copy","from":"","path":"/0"}])")).text() == "[[[]],[]]");
  CHECK(reason([&] {
          apply_patch(Json(nested(128)), Json(R"([{"op":"copy","from":"","path":"/0/0/-"}])"));
        }) == "json.too_deep");
}

TEST_CASE("patch: changes behind each of many copies have an end", "[json]") {
  // Each copy makes the next change go down a new way.
  const Json document("{\"a\":" + nested(120) + "}");
  const auto change = R"({"op":"replace","path":"/a)" + repeated("/0", 120) + R"(","value":1})";
  const auto copies = [&](std::size_t times) {
    return Json("[" + change + "," +
                listed(times, [&](auto) { return R"({"op":"copy","from":"/a","path":"/b"},)" + change; }) +
                "]");
  };
  CHECK(reason([&] { apply_patch(document, copies(5'000)); }) == "");
  CHECK(in_time("copies", [&] { return reason([&] { apply_patch(document, copies(45'000)); }); }) ==
        "patch.too_costly");
}

TEST_CASE("patch: a long name above many changes makes no long patch", "[json]") {
  constexpr std::size_t size = 100'000;
  const auto name = std::string(1'000'000, 'n');
  const auto document = [&](std::size_t step) {
    return Json("{\"" + name + "\":[" + listed(size, [&](auto at) { return number(at % step); }) + "]}");
  };
  const auto from = document(5), to = document(7);
  const auto patch = make_patch(from, to);
  CHECK(patch.text().size() < to.text().size() + 100);
  CHECK(apply_patch(from, patch) == to);
  // A name at each level, so that the pointer itself is long.
  const auto below = [&](const std::string& inside) {
    std::string text;
    for (int depth = 0; depth < 120; ++depth) text += "{\"" + std::string(60'000, 'n') + "\":";
    return Json(text + "[" + inside + "]" + repeated("}", 120));
  };
  check_law("deep names", below(listed(50'000, number)),
            below(listed(50'000, [](auto at) { return number(at ^ 1); })));
}

TEST_CASE("patch: large documents of any shape are compared in time", "[json][large]") {
  constexpr std::size_t size = 400'000;
  std::mt19937 random(43);
  const auto array = [&](auto part) { return Json("[" + listed(size, part) + "]"); };
  const auto ascending = array(number);
  check_law("reversed", ascending, array([&](auto at) { return number(size - at); }));
  check_law("shifted", ascending, array([&](auto at) { return number(at + 5); }));
  check_law("random", array([&](auto) { return number(random() % 2); }),
            array([&](auto) { return number(random() % 2); }));
  check_law("pairs", array([](auto at) { return "[" + number(at % 3) + "]"; }),
            array([](auto at) { return "[" + number(at % 7) + "]"; }));
  check_law("members", Json("{" + listed(size, [](auto at) { return "\"" + number(at) + "\":0"; }) + "}"),
            Json("{" + listed(size, [](auto at) { return "\"" + number(at + size / 2) + "\":0"; }) + "}"));
  check_law("grown", Json("[]"), ascending);
  check_law("emptied", ascending, Json("[]"));
}

TEST_CASE("patch: a difference that is found last at each level is looked for once", "[json][large]") {
  // All levels of both documents differ in one value, behind all others.
  const auto inside = listed(1'000'000, [](auto) { return "[0]"; });
  const auto document = [&](const std::string& last) {
    return Json(repeated("[1,", 120) + "[" + inside + "," + last + "]" + repeated("]", 120));
  };
  const auto from = document("1"), to = document("2");
  const auto patch = in_time("levels", [&] { return make_patch(from, to); });
  CHECK(patch.text().size() < 400);
  CHECK(apply_patch(from, patch) == to);
}

TEST_CASE("patch: a patch of the largest size is made, and none of one byte more", "[json]") {
  const auto check = [](const std::string& from, const auto& to) {
    const Json before(from);
    const auto made = [&](std::size_t size) {
      return make_patch(before, Json(to(std::string(size, 'x')))).text();
    };
    const auto size = Json::max_size - made(1'000).size() + 1'000;
    CHECK(made(size).size() == Json::max_size);
    CHECK(reason([&] { made(size + 1); }) == "json.too_large");
  };
  // With what operations have to be counted by: names to be escaped, and indices. What is kept is just long
  // enough that the whole is not replaced.
  const auto kept = [](std::size_t size) { return "\"" + std::string(size, 'k') + "\""; };
  const auto from = R"({"a":1,"~/\"\n\u0001":{"k":)" + kept(40) + R"(,"é":1},"l":[)" + kept(100) + ",1,2,3]}";
  const auto to = [&](const std::string& text) {
    return R"({"b/":1.5,"~/\"\n\u0001":{"k":)" + kept(40) + R"(,"é":")" + text + R"("},"l":[0,)" + kept(100) +
           ",1]}";
  };
  CHECK(make_patch(Json(from), Json(to("x"))).text() ==
        R"([{"op":"remove","path":"/a"},{"op":"add","path":"/b~1","value":1.5},)"
        R"({"op":"add","path":"/l/0","value":0},{"op":"remove","path":"/l/3"},{"op":"remove","path":"/l/3"},)"
        R"({"op":"replace","path":"/~0~1\"\n\u0001/é","value":"x"}])");
  check(from, to);
  // And values that are too deep for one operation.
  check("0", [](const std::string& text) { return nested(Json::max_depth, "\"" + text + "\""); });
  check("0", [](const std::string& text) {
    return R"({"a":[1,)" + nested(Json::max_depth - 2) + R"(,2],"b":)" + nested(Json::max_depth - 1) +
           R"(,"c":")" + text + "\"}";
  });
}

TEST_CASE("patch: what would be larger than a document may be is refused", "[json]") {
  const auto half = "\"" + std::string(Json::max_size / 2, 'x') + "\"";
  const Json document("[" + half + "]");
  CHECK(reason([&] { apply_patch(document, Json(R"([{"op":"copy","from":"/0","path":"/-"}])")); }) ==
        "json.too_large");
  const Json largest("\"" + std::string(Json::max_size - 2, 'x') + "\"");
  CHECK(reason([&] { make_patch(Json("1"), largest); }) == "json.too_large");
  CHECK(make_patch(largest, Json("1")).text() == R"([{"op":"replace","path":"","value":1}])");
}
