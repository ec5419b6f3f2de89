#include <catch2/catch.hpp>

#include "metaqore/json_merge.hpp"
#include "support/forms.hpp"

using namespace metaqore;
using test::reads_back;
using test::refusal_of;

TEST_CASE("merge: what is said of a merge, and answered, reads back", "[merge]") {
  const Residual residual{.pointer = "",
                          .kind = ResidualKind::delete_edit,
                          .base = Json("null"),
                          .ours = Json("{}"),
                          .theirs = std::nullopt,
                          .ours_actor = "planner",
                          .theirs_actor = "coder"};
  reads_back(residual);
  reads_back(Merge{});
  reads_back(Merge{.merged = Json("{}"), .residuals = {residual, residual}});
  reads_back(Merge{.merged = Json("null")});
  reads_back(std::vector<Answer>{{"/a", Take::base},
                                 {"/b", Take::ours},
                                 {"", Take::theirs},
                                 {"/c~1d", Take::value, Json("18446744073709551615")}});
  reads_back(Answer{"/a", Take::value, Json("null")});
  for (const auto kind :
       {ResidualKind::edit_edit, ResidualKind::add_add, ResidualKind::delete_edit, ResidualKind::type_change,
        ResidualKind::array, ResidualKind::order, ResidualKind::key_invalid}) {
    reads_back(Residual{.pointer = "/a", .kind = kind});
    reads_back(Residual{.pointer = "/a",
                        .kind = kind,
                        .base = Json("1"),
                        .theirs = Json("null"),
                        .ours_actor = "o",
                        .theirs_actor = "t",
                        .base_fault = "b",
                        .ours_fault = "of",
                        .theirs_fault = "tf"});
  }
}

TEST_CASE("merge: a document that is absent is left out, and null is a document", "[merge]") {
  CHECK(to_json(Merge{}) == R"({"residuals":[]})");
  CHECK(to_json(Merge{.merged = Json("null")}) == R"({"merged":null,"residuals":[]})");
  CHECK(to_json(
            Residual{.pointer = "", .kind = ResidualKind::add_add, .ours = Json(), .theirs = Json("null")}) ==
        R"({"kind":"add_add","ours":{},"pointer":"","theirs":null})");
  CHECK(from_json<Merge>(R"({"residuals":[]})").merged == std::nullopt);
  CHECK(from_json<Merge>(R"({"merged":null,"residuals":[]})").merged == Json("null"));
}

TEST_CASE("merge: what would mean too much when it is left out has to be given", "[merge]") {
  const auto error = refusal_of<std::vector<Answer>>(R"([{"pointer":"/a","take":"ours"},{"pointer":"/b"}])");
  CHECK(error.reason() == "model.missing_member");
  CHECK(std::string(error.what()) == "`[1].take` is missing; it has to be given");
  CHECK(error.details() == R"({"member":"[1].take"})");
  CHECK(refusal_of<Answer>(R"({"take":"ours"})").details() == R"({"member":"pointer"})");
  CHECK(refusal_of<Merge>(R"({"merged":{}})").details() == R"({"member":"residuals"})");
  CHECK(refusal_of<Residual>(R"({"pointer":""})").details() == R"({"member":"kind"})");
}
