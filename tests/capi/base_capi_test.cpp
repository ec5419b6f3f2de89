#include <catch2/catch.hpp>

#include <cstring>

#include "capi/handles.hpp"

using namespace metaqore::test;

namespace {

/// The canonical name for a text, or the reason for which there is none.
std::string name_of(metaqore_text name) {
  metaqore_buffer* out = nullptr;
  metaqore_error* error = nullptr;
  const auto status = metaqore_name_normalize(&out, METAQORE_TEXT("pypi"), name, &error);
  CHECK((status == METAQORE_OK) == (out != nullptr));
  return status == METAQORE_OK ? take(out) : take(error);
}

}  // namespace

TEST_CASE("capi: the library says its version", "[capi]") {
  CHECK(metaqore_abi_version() == METAQORE_ABI_VERSION);
  CHECK(std::string(metaqore_version()).find('.') != std::string::npos);
}

TEST_CASE("capi: a text ends where its size says, or at the NUL", "[capi]") {
  const char* said = "Zope.Interface";
  CHECK(name_of({said, METAQORE_NUL_TERMINATED}) == "zope-interface");
  CHECK(name_of({said, 14}) == "zope-interface");
  CHECK(name_of({said, 4}) == "zope");
  CHECK(name_of(metaqore_text_of(said)) == "zope-interface");
  CHECK(name_of(METAQORE_TEXT("Zope.Interface")) == "zope-interface");
  const char exactly[] = {'Z', 'o', 'p', 'e'};
  CHECK(name_of({exactly, sizeof exactly}) == "zope");

  CHECK(name_of(METAQORE_TEXT("zope\0x")) == "requirement.name");
  CHECK(name_of({"zope\0x", METAQORE_NUL_TERMINATED}) == "zope");
  CHECK(METAQORE_TEXT("").size == 0);
  CHECK(METAQORE_TEXT("").data != nullptr);
  CHECK(METAQORE_TEXT("a\0b").size == 3);
  CHECK(METAQORE_TEXT(R"({"a":"…"})").size == 11);
}

TEST_CASE("capi: a text without data is empty, and absent where a call says so", "[capi]") {
  CHECK(metaqore_text_of(nullptr).data == nullptr);
  CHECK(metaqore_text_of(nullptr).size == 0);
  CHECK(metaqore_text_of("").data != nullptr);

  for (const auto none : {metaqore_text_of(nullptr), {nullptr, METAQORE_NUL_TERMINATED}, metaqore_text{}}) {
    CHECK(name_of(none) == name_of(METAQORE_TEXT("")));
    std::int32_t contained = 0, clean = 0;
    CHECK(metaqore_constraint_contains(&contained, METAQORE_TEXT("npm"), none, METAQORE_TEXT("1.0.0"),
                                       nullptr) == METAQORE_OK);
    CHECK(contained == 1);
    CHECK(metaqore_json_merge(&clean, nullptr, nullptr, nullptr, none, none, none, none, none, none,
                              nullptr) == METAQORE_OK);
    CHECK(clean == 1);
    CHECK(metaqore_json_merge(&clean, nullptr, nullptr, nullptr, METAQORE_TEXT(""), none, none, none, none,
                              none, nullptr) == METAQORE_INVALID_ARGUMENT);
  }
  CHECK(name_of({nullptr, 1}) == "capi.null_argument");
}

TEST_CASE("capi: a buffer is a text of another call", "[capi]") {
  metaqore_buffer *patch = nullptr, *after = nullptr;
  REQUIRE(metaqore_json_patch_make(&patch, METAQORE_TEXT("1"), METAQORE_TEXT(R"("a\u0000b")"), nullptr) ==
          METAQORE_OK);
  const auto said = metaqore_buffer_text(patch);
  CHECK(said.data == metaqore_buffer_data(patch));
  CHECK(said.size == metaqore_buffer_size(patch));
  CHECK(said.data[said.size] == '\0');
  REQUIRE(metaqore_json_patch_apply(&after, METAQORE_TEXT("1"), said, nullptr) == METAQORE_OK);
  CHECK(take(after) == R"("a\u0000b")");
  metaqore_buffer_free(patch);
}

TEST_CASE("capi: there is nothing in NULL, and it may be freed", "[capi]") {
  CHECK(metaqore_buffer_data(nullptr)[0] == '\0');
  CHECK(metaqore_buffer_size(nullptr) == 0);
  CHECK(metaqore_buffer_text(nullptr).data == nullptr);
  CHECK(metaqore_buffer_text(nullptr).size == 0);
  metaqore_buffer_free(nullptr);

  CHECK(metaqore_error_code(nullptr) == METAQORE_OK);
  CHECK(metaqore_error_reason(nullptr)[0] == '\0');
  CHECK(metaqore_error_message(nullptr)[0] == '\0');
  CHECK(metaqore_error_details(nullptr)[0] == '\0');
  metaqore_error_free(nullptr);
}

TEST_CASE("capi: an error is cleared by the call that follows", "[capi]") {
  metaqore_error* error = nullptr;
  metaqore_buffer* out = nullptr;
  CHECK(metaqore_json_patch_make(&out, METAQORE_TEXT("{"), METAQORE_TEXT("{}"), &error) ==
        METAQORE_INVALID_ARGUMENT);
  CHECK(metaqore_error_code(error) == METAQORE_INVALID_ARGUMENT);
  metaqore_error_free(error);
  CHECK(metaqore_json_patch_make(&out, METAQORE_TEXT("{}"), METAQORE_TEXT("{}"), &error) == METAQORE_OK);
  CHECK(error == nullptr);
  metaqore_buffer_free(out);
}
