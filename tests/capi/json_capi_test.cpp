#include <catch2/catch.hpp>

#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <thread>
#include <vector>

#include "capi/handles.hpp"

using namespace metaqore::test;

namespace {

/// An out parameter's text; "NULL" where there is none, which is no document.
std::string text_or_null(metaqore_buffer* buffer) { return buffer == nullptr ? "NULL" : take(buffer); }

std::string find(const char* document, const char* pointer) {
  std::int32_t found = 7;
  auto* out = garbage();
  REQUIRE(metaqore_json_find(&found, &out, text(document), text(pointer), nullptr) == METAQORE_OK);
  CHECK(found == (out == nullptr ? 0 : 1));
  return text_or_null(out);
}

struct Merged {
  std::int32_t clean = 7;
  std::string merged, message, report;
};

/// NULL is an absent document.
Merged merge(const char* base, const char* ours, const char* theirs, const char* policy = nullptr) {
  Merged it;
  metaqore_buffer *merged = garbage(), *message = garbage(), *report = garbage();
  REQUIRE(metaqore_json_merge(&it.clean, &merged, &message, &report, text(base), text(ours), text(theirs),
                              text(policy), text("planner"), text("coder"), nullptr) == METAQORE_OK);
  it.merged = text_or_null(merged), it.message = take(message), it.report = take(report);
  return it;
}

std::string resolve(const std::string& report, const char* answers) {
  std::int32_t present = 7;
  auto* out = garbage();
  REQUIRE(metaqore_json_resolve(&present, &out, text(report), text(answers), nullptr) == METAQORE_OK);
  CHECK(present == (out == nullptr ? 0 : 1));
  return text_or_null(out);
}

constexpr const char* old_port = R"({"port":80,"tags":["web"]})";
constexpr const char* our_port = R"({"port":8080,"tags":["web","api"]})";
constexpr const char* their_port = R"({"port":9090,"tags":["web"]})";

}  // namespace

TEST_CASE("capi: a value is found by its pointer, and null is one", "[capi]") {
  constexpr const char* document = R"({"a/b":[1.0,null],"big":18446744073709551615})";
  CHECK(find(document, "/a~1b/0") == "1");
  CHECK(find(document, "/a~1b/1") == "null");
  CHECK(find(document, "/big") == "18446744073709551615");
  CHECK(find(document, "") == R"({"a/b":[1,null],"big":18446744073709551615})");
  CHECK(find(document, "/a~1b/2") == "NULL");
  CHECK(find(document, "/A") == "NULL");
  std::int32_t found = 7;
  CHECK(metaqore_json_find(&found, nullptr, text(document), text("/big"), nullptr) == METAQORE_OK);
  CHECK(found == 1);
}

TEST_CASE("capi: a patch makes one document of the other", "[capi]") {
  metaqore_buffer *patch = nullptr, *out = nullptr;
  REQUIRE(metaqore_json_patch_make(&patch, text(old_port), text(our_port), nullptr) == METAQORE_OK);
  const auto operations = take(patch);
  REQUIRE(metaqore_json_patch_apply(&out, text(old_port), text(operations), nullptr) == METAQORE_OK);
  CHECK(take(out) == our_port);
  REQUIRE(metaqore_json_patch_make(&patch, text(old_port), text(old_port), nullptr) == METAQORE_OK);
  CHECK(take(patch) == "[]");

  metaqore_error* error = nullptr;
  constexpr const char* broken = R"([{"op":"remove","path":"/tags"},{"op":"test","path":"/port","value":1}])";
  out = garbage();
  CHECK(metaqore_json_patch_apply(&out, text(old_port), text(broken), &error) == METAQORE_INVALID_ARGUMENT);
  CHECK(out == nullptr);
  CHECK(contains(metaqore_error_details(error), R"("operation":1)"));
  CHECK(contains(metaqore_error_details(error), R"("pointer":"/port")"));
  CHECK(take(error) == "patch.test_failed");
}

TEST_CASE("capi: a merge patch is made where one can say it", "[capi]") {
  std::int32_t possible = 7;
  metaqore_buffer *patch = nullptr, *out = nullptr;
  REQUIRE(metaqore_json_merge_patch_make(&possible, &patch, text(old_port), text(R"({"port":8080})"),
                                         nullptr) == METAQORE_OK);
  CHECK(possible == 1);
  const auto change = take(patch);
  CHECK(change == R"({"port":8080,"tags":null})");
  REQUIRE(metaqore_json_merge_patch_apply(&out, text(old_port), text(change), nullptr) == METAQORE_OK);
  CHECK(take(out) == R"({"port":8080})");

  patch = garbage();
  REQUIRE(metaqore_json_merge_patch_make(&possible, &patch, text("{}"), text(R"({"a":null})"), nullptr) ==
          METAQORE_OK);
  CHECK(possible == 0);
  CHECK(patch == nullptr);
  REQUIRE(metaqore_json_merge_patch_make(&possible, nullptr, text("1"), text("null"), nullptr) ==
          METAQORE_OK);
  CHECK(possible == 1);
}

TEST_CASE("capi: a text diff has the labels and the context that it is asked for", "[capi]") {
  const auto diff = [](const char* after, std::uint32_t context, const char* label) {
    metaqore_buffer* out = nullptr;
    REQUIRE(metaqore_json_diff(&out, text(old_port), text(after), context, text(label), {}, nullptr) ==
            METAQORE_OK);
    return take(out);
  };
  const auto wide = diff(their_port, 3, "team.json"), narrow = diff(their_port, 0, nullptr);
  CHECK(wide.starts_with("--- team.json\n+++ after\n@@ "));
  CHECK(narrow.starts_with("--- before\n+++ after\n@@ "));
  CHECK(contains(wide, "9090"));
  CHECK(contains(wide, "tags"));
  CHECK_FALSE(contains(narrow, "tags"));
  CHECK(diff(old_port, 3, nullptr).empty());
  metaqore_buffer* labelled = nullptr;
  REQUIRE(metaqore_json_diff(&labelled, text("1"), text("2"), 3, text("base"), {"merged!", 6}, nullptr) ==
          METAQORE_OK);
  CHECK(take(labelled).starts_with("--- base\n+++ merged\n@@ "));
  CHECK_FALSE(diff(their_port, UINT32_MAX, nullptr).empty());
}

TEST_CASE("capi: a text becomes a document, and comes back as it was", "[capi]") {
  const std::string source("#include \"a.h\"\n\t\\\0\xC3\xA9", 20);
  metaqore_buffer *out = nullptr, *back = nullptr;
  REQUIRE(metaqore_json_string(&out, text(source), nullptr) == METAQORE_OK);
  CHECK(std::string(metaqore_buffer_data(out)) == R"("#include \"a.h\"\n\t\\\u0000é")");
  REQUIRE(metaqore_json_string_at(&back, metaqore_buffer_text(out), text(""), nullptr) == METAQORE_OK);
  CHECK(take(back) == source);
  metaqore_buffer_free(out);
  REQUIRE(metaqore_json_string(&out, {}, nullptr) == METAQORE_OK);
  CHECK(take(out) == "\"\"");

  metaqore_error* error = nullptr;
  out = garbage();
  CHECK(metaqore_json_string(&out, text("a\xff"), &error) == METAQORE_INVALID_ARGUMENT);
  CHECK(out == nullptr);
  CHECK(std::string(metaqore_error_details(error)) == R"({"offset":1})");
  CHECK(contains(metaqore_error_message(error), "`0xff`"));
  CHECK(take(error) == "json.invalid_utf8");
  out = garbage();
  CHECK(metaqore_json_string_at(&out, text(R"({"a":["x"]})"), text("/a"), &error) ==
        METAQORE_INVALID_ARGUMENT);
  CHECK(out == nullptr);
  CHECK(take(error) == "json.wrong_type");
  CHECK(metaqore_json_string_at(&out, text(R"({"a":["x"]})"), text("/a/1"), &error) == METAQORE_NOT_FOUND);
  CHECK(take(error) == "json.not_found");
}

TEST_CASE("capi: a merge says in typed results whether anything is left to be decided", "[capi]") {
  const auto it = merge(old_port, our_port, their_port);
  CHECK(it.clean == 0);
  CHECK(it.merged == R"({"port":80,"tags":["web","api"]})");
  CHECK(it.report == R"({"merged":{"port":80,"tags":["web","api"]},"residuals":[{"base":80,)"
                     R"("kind":"edit_edit","ours":8080,"ours_actor":"planner","pointer":"/port",)"
                     R"("theirs":9090,"theirs_actor":"coder"}]})");
  CHECK(it.message ==
        "`/port` was changed on both sides: `planner` made it `8080`, `coder` made it `9090`; it was `80`\n");
  CHECK(resolve(it.report, R"([{"pointer":"/port","take":"theirs"}])") ==
        R"({"port":9090,"tags":["web","api"]})");
  CHECK(resolve(it.report, R"([{"pointer":"/port","take":"value","value":null}])") ==
        R"({"port":null,"tags":["web","api"]})");
  CHECK(resolve(it.report, R"([{"pointer":"/port","take":"value"}])") == R"({"tags":["web","api"]})");

  const auto peaceful = merge(old_port, our_port, old_port);
  CHECK(peaceful.clean == 1);
  CHECK(peaceful.merged == our_port);
  CHECK(peaceful.message.empty());
  CHECK(resolve(peaceful.report, "[]") == our_port);

  std::int32_t clean = 7;
  CHECK(metaqore_json_merge(&clean, nullptr, nullptr, nullptr, text(old_port), text(our_port),
                            text(their_port), {}, {}, {}, nullptr) == METAQORE_OK);
  CHECK(clean == 0);
}

TEST_CASE("capi: a document that is absent is neither null nor empty", "[capi]") {
  CHECK(merge(nullptr, "{}", "{}").merged == "{}");
  CHECK(merge("{}", nullptr, "{}").clean == 1);
  CHECK(merge("{}", nullptr, "{}").merged == "NULL");
  CHECK(merge("{}", "{}", nullptr).report == R"({"residuals":[]})");
  CHECK(merge("null", "null", "1").merged == "1");
  CHECK(merge(nullptr, nullptr, nullptr).clean == 1);

  const auto torn = merge("[1]", nullptr, "null");
  CHECK(torn.clean == 0);
  CHECK(torn.merged == "[1]");
  CHECK(contains(torn.report, R"("kind":"delete_edit","ours_actor":"planner","pointer":"","theirs":null)"));
  CHECK(
      torn.message ==
      "the document was removed on one side and changed on the other: `planner` removed it, `coder` made it "
      "`null`; it was `[1]`\n");
  CHECK(resolve(torn.report, R"([{"pointer":"","take":"ours"}])") == "NULL");
  CHECK(resolve(torn.report, R"([{"pointer":"","take":"theirs"}])") == "null");
  std::int32_t present = 7;
  CHECK(metaqore_json_resolve(&present, nullptr, text(R"({"merged":null,"residuals":[]})"), text("[]"),
                              nullptr) == METAQORE_OK);
  CHECK(present == 1);

  auto* merged = garbage();
  metaqore_error* error = nullptr;
  std::int32_t clean = 7;
  CHECK(metaqore_json_merge(&clean, &merged, nullptr, nullptr, {}, text(""), text("{}"), {}, {}, {},
                            &error) == METAQORE_INVALID_ARGUMENT);
  CHECK(clean == 0);
  CHECK(merged == nullptr);
  CHECK(contains(metaqore_error_message(error), "`ours`: "));
  CHECK(take(error).starts_with("json."));
}

TEST_CASE("capi: a policy merges what it names, by versions too", "[capi]") {
  const auto it = merge(R"({"need":">=1.26","pin":"1.9.0","tags":["a"]})",
                        R"({"need":">=1.26,<3","pin":"1.10.0","tags":["b","a"]})",
                        R"({"need":"<2.3","pin":"1.9.1","tags":["a","c"]})",
                        R"({"rules":[{"path":"/tags","array":"set"},)"
                        R"({"path":"/need","scalar":"intersect_requirement","ecosystem":"pypi"},)"
                        R"({"path":"/pin","scalar":"max_version","ecosystem":"npm"}]})");
  CHECK(it.clean == 1);
  CHECK(contains(it.merged, R"("pin":"1.10.0","tags":["a","b","c"])"));
  std::int32_t meet = 0;
  metaqore_relation relation = 0;
  const auto need = take([&] {
    std::int32_t found = 0;
    metaqore_buffer* out = nullptr;
    metaqore_json_find(&found, &out, text(it.merged), text("/need"), nullptr);
    return out;
  }());
  const auto bare = need.substr(1, need.size() - 2);
  CHECK(metaqore_constraint_compare(&meet, &relation, nullptr, nullptr, text("pypi"), text(bare),
                                    text(">=1.26,<2.3"), nullptr) == METAQORE_OK);
  CHECK(relation == METAQORE_EQUAL);
}

TEST_CASE("capi: what is wrong with a document is refused by the argument's name", "[capi]") {
  metaqore_error* error = nullptr;
  std::int32_t number = 7;
  metaqore_buffer *one = garbage(), *other = garbage(), *third = garbage();
  const auto refused = [&](metaqore_status status, const char* name, const char* reason) {
    INFO(metaqore_error_message(error));
    CHECK(status == METAQORE_INVALID_ARGUMENT);
    CHECK(std::string(metaqore_error_message(error)).starts_with("`" + std::string(name) + "`: "));
    CHECK(take(error) == reason);
    CHECK(number == 0);
    CHECK(one == nullptr);
    number = 7, one = garbage();
  };
  constexpr const char* twice = R"({"a":1,"a":2})";
  refused(metaqore_json_find(&number, &one, text(twice), text(""), &error), "document",
          "json.duplicate_name");
  number = 0;
  refused(metaqore_json_patch_make(&one, text("{}"), text(twice), &error), "after", "json.duplicate_name");
  number = 0;
  refused(metaqore_json_patch_make(&one, text(twice), text("{}"), &error), "before", "json.duplicate_name");
  number = 0;
  refused(metaqore_json_patch_apply(&one, text("{}"), text(twice), &error), "patch", "json.duplicate_name");
  number = 0;
  refused(metaqore_json_merge_patch_apply(&one, text(twice), text("{}"), &error), "document",
          "json.duplicate_name");
  refused(metaqore_json_merge_patch_make(&number, &one, text("{}"), text(twice), &error), "after",
          "json.duplicate_name");
  number = 0;
  refused(metaqore_json_diff(&one, text(twice), text("{}"), 3, {}, {}, &error), "before",
          "json.duplicate_name");
  refused(metaqore_json_merge(&number, &one, &other, &third, text(twice), text("1"), text("2"), {}, {}, {},
                              &error),
          "base", "json.duplicate_name");
  CHECK(other == nullptr);
  CHECK(third == nullptr);
  refused(metaqore_json_merge(&number, &one, nullptr, nullptr, {}, text("1"), text("2"),
                              text(R"({"rules":[{"path":"","array":"some"}]})"), {}, {}, &error),
          "policy", "merge.policy");
  refused(metaqore_json_merge(&number, &one, nullptr, nullptr, {}, text("1"), text("2"),
                              text(R"({"rules":[{"path":"","scalar":"max_version","ecosystem":"cobol"}]})"),
                              {}, {}, &error),
          "policy", "merge.policy");
  refused(metaqore_json_resolve(&number, &one, text("{}"), text("[]"), &error), "report",
          "model.missing_member");
  refused(
      metaqore_json_resolve(&number, &one, text(R"({"residuals":[]})"), text(R"([{"pointer":""}])"), &error),
      "answers", "model.missing_member");
}

TEST_CASE("capi: the largest report there is can be answered", "[capi][large]") {
  const auto of = [](char letter) { return "\"" + std::string((16u << 20) - 2, letter) + "\""; };
  const auto base = of('b'), ours = of('o'), theirs = of('t');
  const auto report = merge(base.c_str(), ours.c_str(), theirs.c_str()).report;
  CHECK(report.size() > 4 * base.size());
  CHECK(resolve(report, R"([{"pointer":"","take":"theirs"}])") == theirs);
}

TEST_CASE("capi: answers are taken all together or not at all", "[capi]") {
  const auto report = merge(old_port, our_port, their_port).report;
  for (const auto* wrong : {"[]", R"([{"pointer":"/port","take":"ours"},{"pointer":"/port","take":"ours"}])",
                            R"([{"pointer":"/port","take":"ours"},{"pointer":"/tags","take":"ours"}])",
                            R"([{"pointer":"/port","take":"ours","value":1}])"}) {
    INFO(wrong);
    metaqore_error* error = nullptr;
    std::int32_t present = 7;
    auto* out = garbage();
    CHECK(metaqore_json_resolve(&present, &out, text(report), text(wrong), &error) ==
          METAQORE_INVALID_ARGUMENT);
    CHECK(present == 0);
    CHECK(out == nullptr);
    CHECK(take(error) == "merge.answer");
  }
}

TEST_CASE("capi: NULL is refused by name wherever documents need an object", "[capi]") {
  metaqore_error* error = nullptr;
  const auto refused = [&](metaqore_status status, const char* name) {
    CHECK(status == METAQORE_INVALID_ARGUMENT);
    CHECK(contains(metaqore_error_message(error), std::string("`") + name + "`"));
    CHECK(take(error) == "capi.null_argument");
  };
  std::int32_t number = 0;
  metaqore_buffer* out = nullptr;
  refused(metaqore_json_string(nullptr, text("a"), &error), "out");
  refused(metaqore_json_string(&out, {nullptr, 2}, &error), "text");
  refused(metaqore_json_string_at(nullptr, text("{}"), text(""), &error), "out");
  refused(metaqore_json_string_at(&out, text("{}"), {nullptr, 2}, &error), "pointer");
  refused(metaqore_json_find(nullptr, &out, text("{}"), text(""), &error), "found");
  refused(metaqore_json_find(&number, &out, {nullptr, 2}, text(""), &error), "document");
  refused(metaqore_json_find(&number, &out, text("{}"), {nullptr, 2}, &error), "pointer");
  refused(metaqore_json_patch_make(nullptr, text("{}"), text("{}"), &error), "out");
  refused(metaqore_json_patch_apply(nullptr, text("{}"), text("[]"), &error), "out");
  refused(metaqore_json_merge_patch_make(nullptr, &out, text("{}"), text("{}"), &error), "possible");
  refused(metaqore_json_merge_patch_apply(nullptr, text("{}"), text("{}"), &error), "out");
  refused(metaqore_json_diff(nullptr, text("{}"), text("{}"), 3, {}, {}, &error), "out");
  refused(metaqore_json_diff(&out, text("{}"), text("{}"), 3, {nullptr, 1}, {}, &error), "before_label");
  refused(metaqore_json_merge(nullptr, nullptr, nullptr, nullptr, text("1"), text("1"), text("1"), {}, {}, {},
                              &error),
          "clean");
  refused(metaqore_json_merge(&number, nullptr, nullptr, nullptr, text("1"), {nullptr, 5}, text("1"), {}, {},
                              {}, &error),
          "ours");
  refused(metaqore_json_merge(&number, nullptr, nullptr, nullptr, text("1"), text("1"), text("1"), {}, {},
                              {nullptr, 3}, &error),
          "theirs_actor");
  refused(metaqore_json_resolve(nullptr, &out, text(R"({"residuals":[]})"), text("[]"), &error), "present");
  CHECK(metaqore_json_patch_make(&out, {}, text("{}"), nullptr) == METAQORE_INVALID_ARGUMENT);
  CHECK(out == nullptr);
}

TEST_CASE("capi: any bytes beside documents are refused or shown, and sizes are kept to", "[capi]") {
  metaqore_buffer* out = nullptr;
  CHECK(metaqore_json_patch_make(&out, {"{}!", 2}, {"{}?", 2}, nullptr) == METAQORE_OK);
  CHECK(take(out) == "[]");
  std::int32_t number = 7;
  metaqore_error* error = nullptr;
  CHECK(metaqore_json_find(&number, nullptr, text("{}"), text("/\xff"), &error) == METAQORE_INVALID_ARGUMENT);
  CHECK(contains(metaqore_error_details(error), R"("offset":1)"));
  CHECK(take(error) == "pointer.syntax");
  CHECK(metaqore_json_find(&number, nullptr, {"{}\0", 3}, text(""), nullptr) == METAQORE_INVALID_ARGUMENT);

  // The labels and the actors are no documents, and yet what holds them is text.
  REQUIRE(metaqore_json_diff(&out, text("1"), text("2"), 3, text("a\n-b\xff"), {}, nullptr) == METAQORE_OK);
  const auto diff = take(out);
  CHECK(diff.substr(0, diff.find("\n+++ ")).find_first_of("\n\xff") == std::string::npos);
  for (const auto& actor : {std::string("\xff"), std::string(1'000'000, 'a')}) {
    CHECK(metaqore_json_merge(&number, nullptr, nullptr, &out, text("1"), text("2"), text("3"), {},
                              text(actor), text("coder"), &error) == METAQORE_INVALID_ARGUMENT);
    CHECK(take(error) == "merge.actor");
  }
}

TEST_CASE("capi: documents are merged in any thread, and in a forked process", "[capi]") {
  std::vector<std::thread> threads;
  std::atomic<int> clean_ones = 0;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&] {
      for (int i = 0; i < 50; ++i) {
        std::int32_t clean = 0;
        metaqore_json_merge(&clean, nullptr, nullptr, nullptr, text(R"({"a":"1.0"})"), text(R"({"a":"1.1"})"),
                            text(R"({"a":"1.2"})"),
                            text(R"({"rules":[{"path":"/a","scalar":"max_version","ecosystem":"pypi"}]})"),
                            {}, {}, nullptr);
        clean_ones += clean;
      }
    });
  }
  for (auto& thread : threads) thread.join();
  CHECK(clean_ones == 200);

  const auto child = fork();
  if (child == 0) {
    std::int32_t clean = 7;
    const auto status = metaqore_json_merge(&clean, nullptr, nullptr, nullptr, text(old_port), text(our_port),
                                            text(their_port), {}, {}, {}, nullptr);
    _exit(status == METAQORE_OK && clean == 0 ? 0 : 1);
  }
  int status = 0;
  waitpid(child, &status, 0);
  CHECK(status == 0);
}
