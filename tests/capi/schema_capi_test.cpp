#include <catch2/catch.hpp>

#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <thread>
#include <vector>

#include "capi/handles.hpp"

using namespace metaqore::test;

namespace {

SchemaHandle compile(const char* schema, const char* options = nullptr) {
  metaqore_schema* it = nullptr;
  metaqore_error* error = nullptr;
  const auto status = metaqore_schema_new(&it, text(schema), text(options), &error);
  INFO(metaqore_error_message(error));
  metaqore_error_free(error);
  REQUIRE(status == METAQORE_OK);
  return SchemaHandle(it);
}

/// The reason for which a schema is refused.
std::string refusal(const char* schema, const char* options = nullptr) {
  auto* it = reinterpret_cast<metaqore_schema*>(garbage());
  metaqore_error* error = nullptr;
  CHECK(metaqore_schema_new(&it, text(schema), text(options), &error) == METAQORE_INVALID_ARGUMENT);
  CHECK(it == nullptr);
  return take(error);
}

std::int32_t valid(const SchemaHandle& schema, const char* data, const char* limits = nullptr) {
  std::int32_t found = 7;
  REQUIRE(metaqore_schema_validate(&found, nullptr, nullptr, schema.get(), text(data), text(limits),
                                   nullptr) == METAQORE_OK);
  return found;
}

constexpr const char* service =
    R"({"type":"object","required":["port"],"properties":{"port":{"type":"integer","maximum":65535},)"
    R"("name":{"pattern":"^[a-z]+$"}}})";

}  // namespace

TEST_CASE("capi: data is valid or not by a typed result, with every keyword that it breaks", "[capi]") {
  const auto schema = compile(service);
  CHECK(valid(schema, R"({"port":80,"name":"web"})") == 1);
  CHECK(valid(schema, R"({"port":80.0})") == 1);
  CHECK(valid(schema, R"({"port":"http"})") == 0);
  CHECK(valid(schema, "{}") == 0);

  std::int32_t found = 7;
  metaqore_buffer *message = garbage(), *report = garbage();
  REQUIRE(metaqore_schema_validate(&found, &message, &report, schema.get(),
                                   text(R"({"name":"Web 1","port":70000})"), {}, nullptr) == METAQORE_OK);
  CHECK(found == 0);
  const auto json = take(report), lines = take(message);
  CHECK(contains(json, R"("valid":false)"));
  CHECK(contains(json, R"("truncated":false)"));
  CHECK(contains(json, R"("instance_location":"/name","keyword_location":"/properties/name/pattern")"));
  CHECK(contains(json, R"("instance_location":"/port","keyword_location":"/properties/port/maximum")"));
  CHECK(std::count(lines.begin(), lines.end(), '\n') == 2);
  CHECK(contains(lines, "/name"));
  CHECK(contains(lines, "70000"));

  REQUIRE(metaqore_schema_validate(&found, &message, &report, schema.get(), text(R"({"port":1})"), {},
                                   nullptr) == METAQORE_OK);
  CHECK(found == 1);
  CHECK(take(message).empty());
  CHECK(take(report) == R"({"truncated":false,"valid":true})");
}

TEST_CASE("capi: options say the dialect, the formats, and what others refer to", "[capi]") {
  // In draft-07 a reference has no keywords beside it.
  constexpr const char* beside = R"({"$ref":"#/definitions/any","maximum":1,"definitions":{"any":true}})";
  CHECK(valid(compile(beside, R"({"dialect":"draft-07"})"), "2") == 1);
  CHECK(valid(compile(beside, R"({"dialect":"2020-12"})"), "2") == 0);
  CHECK(valid(compile(beside), "2") == 0);

  constexpr const char* address = R"({"format":"ipv4"})";
  CHECK(valid(compile(address), R"("none")") == 1);
  CHECK(valid(compile(address, R"({"assert_formats":true})"), R"("none")") == 0);
  CHECK(valid(compile(address, R"({"assert_formats":true})"), R"("10.0.0.1")") == 1);

  constexpr const char* elsewhere = R"({"properties":{"port":{"$ref":"port"}}})";
  CHECK(refusal(elsewhere) == "schema.reference");
  const auto schema = compile(elsewhere, R"({"uri":"https://a.example/service","documents":[)"
                                         R"({"uri":"https://a.example/port","schema":{"maximum":65535}}]})");
  CHECK(valid(schema, R"({"port":80})") == 1);
  std::int32_t found = 7;
  metaqore_buffer* report = nullptr;
  REQUIRE(metaqore_schema_validate(&found, nullptr, &report, schema.get(), text(R"({"port":70000})"), {},
                                   nullptr) == METAQORE_OK);
  CHECK(contains(take(report), R"("document":"https://a.example/port")"));
}

TEST_CASE("capi: a schema that cannot be honoured is refused with its keyword", "[capi]") {
  metaqore_schema* it = nullptr;
  metaqore_error* error = nullptr;
  CHECK(metaqore_schema_new(&it, text(R"({"properties":{"a":{"type":"strnig"}}})"), {}, &error) ==
        METAQORE_INVALID_ARGUMENT);
  CHECK(contains(metaqore_error_details(error), R"("pointer":"/properties/a/type")"));
  CHECK(take(error) == "schema.invalid");
  CHECK(refusal(R"({"$ref":"#/$defs/none"})") == "schema.reference");
  CHECK(refusal(R"({"pattern":"(a)\\1"})") == "schema.pattern");
  CHECK(refusal(R"({"$ref":"#"})") == "schema.recursive");
  CHECK(refusal(R"({"$schema":"https://a.example/none"})") == "schema.dialect");
  CHECK(refusal(R"({"format":"no-such-format"})", R"({"assert_formats":true})") == "schema.format");
  CHECK(refusal(R"({"type":"object","type":"array"})") == "json.duplicate_name");
  CHECK(refusal("{}", R"({"dialect":"draft-04"})") == "model.unknown_value");
  CHECK(refusal("{}", R"({"documents":[{"uri":"https://a.example/x"}]})") == "model.missing_member");
}

TEST_CASE("capi: limits end what is too costly, in neither answer", "[capi]") {
  const auto schema =
      compile(R"({"items":{"if":{"type":"array"},"then":{"$ref":"#"},"else":{"type":"integer"}}})");
  const char* data = R"([1,"a","b","c"])";
  const auto limited = [&](const char* limits, const char* it) {
    metaqore_error* error = nullptr;
    std::int32_t found = 7;
    metaqore_buffer *message = garbage(), *report = garbage();
    CHECK(metaqore_schema_validate(&found, &message, &report, schema.get(), text(it), text(limits), &error) ==
          METAQORE_INVALID_ARGUMENT);
    CHECK(found == 0);
    CHECK(message == nullptr);
    CHECK(report == nullptr);
    return take(error);
  };
  CHECK(limited(R"({"max_steps":2})", "[1,2,3,4,5,6,7,8]") == "schema.too_costly");
  CHECK(limited(R"({"max_depth":2})", R"([[[[1]]]])") == "schema.too_deep");
  CHECK(limited(R"({"max_setps":2})", data) == "model.unknown_member");
  CHECK(valid(schema, data, R"({"timeout_ms":0})") == 0);
  CHECK(valid(schema, data, R"({"timeout_ms":4294967295,"max_steps":18446744073709551615})") == 0);

  std::int32_t found = 7;
  metaqore_buffer *message = nullptr, *report = nullptr;
  REQUIRE(metaqore_schema_validate(&found, &message, &report, schema.get(), text(data),
                                   text(R"({"max_errors":2})"), nullptr) == METAQORE_OK);
  CHECK(found == 0);
  CHECK(contains(take(report), R"("truncated":true)"));
  CHECK(take(message).ends_with("\nand more\n"));
  REQUIRE(metaqore_schema_validate(&found, nullptr, &report, schema.get(), text(data),
                                   text(R"({"max_errors":0})"), nullptr) == METAQORE_OK);
  CHECK(contains(take(report), R"("truncated":true)"));
}

TEST_CASE("capi: NULL is refused by name wherever schemas need an object", "[capi]") {
  metaqore_error* error = nullptr;
  const auto refused = [&](metaqore_status status, const char* name) {
    CHECK(status == METAQORE_INVALID_ARGUMENT);
    CHECK(contains(metaqore_error_message(error), std::string("`") + name + "`"));
    CHECK(take(error) == "capi.null_argument");
  };
  const auto schema = compile("true");
  metaqore_schema* out = nullptr;
  std::int32_t number = 7;
  refused(metaqore_schema_new(nullptr, text("{}"), {}, &error), "out");
  refused(metaqore_schema_new(&out, {nullptr, 2}, {}, &error), "schema");
  refused(metaqore_schema_new(&out, text("{}"), {nullptr, 2}, &error), "options");
  refused(metaqore_schema_validate(nullptr, nullptr, nullptr, schema.get(), text("1"), {}, &error), "valid");
  refused(metaqore_schema_validate(&number, nullptr, nullptr, nullptr, text("1"), {}, &error), "schema");
  CHECK(number == 0);
  refused(metaqore_schema_validate(&number, nullptr, nullptr, schema.get(), {nullptr, 1}, {}, &error),
          "data");
  refused(metaqore_schema_validate(&number, nullptr, nullptr, schema.get(), text("1"), {nullptr, 1}, &error),
          "limits");
  CHECK(metaqore_schema_validate(&number, nullptr, nullptr, schema.get(), {}, {}, &error) ==
        METAQORE_INVALID_ARGUMENT);
  CHECK(contains(metaqore_error_message(error), "`data`: "));
  metaqore_error_free(error);
  CHECK(metaqore_schema_new(&out, {}, {}, nullptr) == METAQORE_INVALID_ARGUMENT);
  CHECK(out == nullptr);
  metaqore_schema_free(nullptr);
}

TEST_CASE("capi: one schema may be used by many threads", "[capi]") {
  const auto schema = compile(service);
  std::vector<std::thread> threads;
  std::atomic<int> valid_ones = 0, faults = 0;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&] {
      for (int i = 0; i < 100; ++i) {
        std::int32_t yes = 0, no = 7;
        metaqore_schema_validate(&yes, nullptr, nullptr, schema.get(), text(R"({"port":80,"name":"web"})"),
                                 {}, nullptr);
        metaqore_schema_validate(&no, nullptr, nullptr, schema.get(), text(R"({"port":80,"name":"Web"})"), {},
                                 nullptr);
        valid_ones += yes, faults += no;
        metaqore_schema* another = nullptr;
        if (i % 10 == 0) metaqore_schema_new(&another, text(service), {}, nullptr);
        metaqore_schema_free(another);
      }
    });
  }
  for (auto& thread : threads) thread.join();
  CHECK(valid_ones == 400);
  CHECK(faults == 0);
}

TEST_CASE("capi: a schema is refused in a forked process, which compiles its own", "[capi]") {
  auto schema = compile(service);
  CHECK(valid(schema, R"({"port":80,"name":"web"})") == 1);
  const auto child = fork();
  if (child == 0) {
    std::int32_t found = 7;
    const bool refused = metaqore_schema_validate(&found, nullptr, nullptr, schema.get(),
                                                  text(R"({"port":80})"), {}, nullptr) == METAQORE_FORKED &&
                         found == 0;
    schema.reset();
    metaqore_schema* own = nullptr;
    const bool works =
        metaqore_schema_new(&own, text(service), {}, nullptr) == METAQORE_OK &&
        metaqore_schema_validate(&found, nullptr, nullptr, own, text(R"({"port":80,"name":"web"})"), {},
                                 nullptr) == METAQORE_OK &&
        found == 1;
    metaqore_schema_free(own);
    _exit(refused && works ? 0 : 1);
  }
  int status = 0;
  waitpid(child, &status, 0);
  CHECK(status == 0);
  CHECK(valid(schema, R"({"port":80})") == 1);
}
