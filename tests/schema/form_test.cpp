#include <catch2/catch.hpp>

#include "metaqore/schema.hpp"
#include "support/forms.hpp"

using namespace metaqore;
using test::reads_back;
using test::refusal_of;

TEST_CASE("schema: what is asked and said of schemas reads back", "[schema]") {
  reads_back(SchemaOptions{});
  reads_back(SchemaOptions{.dialect = SchemaDialect::draft_07,
                           .assert_formats = true,
                           .uri = "https://a.example/s",
                           .documents = {{"https://a.example/t", Json("false")}, {"urn:x", Json()}}});
  reads_back(ValidationLimits{});
  reads_back(ValidationLimits{1, 2, std::chrono::milliseconds(0), 4});
  reads_back(Validation{});
  reads_back(Validation{false, {{"", "/type", "", "it is"}, {"/a", "/b", "urn:x", ""}}, true});
}

TEST_CASE("schema: what would mean too much when it is left out has to be given", "[schema]") {
  CHECK(refusal_of<SchemaOptions>(R"({"documents":[{"uri":"urn:x"}]})").details() ==
        R"({"member":"documents[0].schema"})");
  CHECK(refusal_of<Validation>("{}").details() == R"({"member":"valid"})");
}

TEST_CASE("schema: a timeout is written in milliseconds", "[schema]") {
  CHECK(to_json(ValidationLimits{}) ==
        R"({"max_depth":1000,"max_errors":100,"max_steps":20000000,"timeout_ms":5000})");
  CHECK(from_json<ValidationLimits>(R"({"timeout_ms":1})").timeout == std::chrono::milliseconds(1));
  for (const auto* wrong : {"-1", "1.5", "4294967296", "\"5s\""}) {
    INFO(wrong);
    const auto text = std::string(R"({"timeout_ms":)") + wrong + "}";
    CHECK(refusal_of<ValidationLimits>(text).reason() == "model.wrong_type");
  }
}
