// Random questions about JSON documents with our answers, for Python's libraries to answer likewise:
// json_oracle schemas|patches|merge_patches CASES [SEED]
//
// A JSON object each line.
//     schemas         dialect `07` or `2020-12`, schema, data (an array of documents), and valid: of each,
//                     whether it is
//     patches         document, patch, and either `result` or the `reason` of a refusal; in between those
//                     that we have made: from, to, patch
//     merge_patches   document, patch, result; in between those that we have made: from, to, and `patch`, or
//                     nothing where there is none

#include <cstdio>
#include <cstdlib>
#include <exception>
#include <string>
#include <string_view>
#include <utility>

#include "metaqore/json_patch.hpp"
#include "metaqore/schema.hpp"
#include "support/random_patch.hpp"
#include "support/random_schema.hpp"
#include "support/random_value.hpp"

namespace {

using namespace metaqore;
using test::Items;
using test::Members;
using test::RandomJson;
using test::Value;

// ---- Schemas ---------------------------------------------------------------------------------------------

Value schema_line(std::uint64_t seed) {
  const bool draft_07 = seed % 2 == 0;
  test::RandomSchema random(seed, draft_07);
  const auto schema = random.schema();
  const Schema compiled(Json(random.json().spelled(schema)),
                        {.dialect = draft_07 ? SchemaDialect::draft_07 : SchemaDialect::draft_2020_12});
  Items data, valid;
  for (int i = 0; i < 4; ++i) {
    const auto document = random.data(schema);
    valid.push_back(compiled.validate(Json(random.json().spelled(document))).valid);
    data.push_back(document);
  }
  return Members{
      {"dialect", draft_07 ? "07" : "2020-12"}, {"schema", schema}, {"data", data}, {"valid", valid}};
}

// ---- Patches ---------------------------------------------------------------------------------------------

Value patch_line(RandomJson& json) {
  const auto document = json.value(4);
  if (json.random().chance(30)) {
    const auto to = json.edited(document, 4);
    const auto patch = make_patch(Json(json.spelled(document)), Json(json.spelled(to)));
    return Members{{"from", document}, {"to", to}, {"patch", test::read(patch)}};
  }
  const auto operations = test::random_patch(json, document);
  Members line{{"document", document}, {"patch", operations}};
  try {
    line["result"] = test::read(apply_patch(Json(json.spelled(document)), Json(json.spelled(operations))));
  } catch (const Error& error) {
    line["reason"] = error.reason();
  }
  return line;
}

Value merge_patch_line(RandomJson& json) {
  const auto document = json.value(4);
  const auto other = json.random().chance(80) ? json.edited(document, 4) : json.value(4);
  const Json from(json.spelled(document)), to(json.spelled(other));
  if (json.random().chance(50)) {
    return Members{
        {"document", document}, {"patch", other}, {"result", test::read(apply_merge_patch(from, to))}};
  }
  Members line{{"from", document}, {"to", other}};
  if (const auto patch = make_merge_patch(from, to)) line["patch"] = test::read(*patch);
  return line;
}

Value line(std::string_view kind, std::uint64_t seed) {
  if (kind == "schemas") return schema_line(seed);
  RandomJson json(seed);
  return kind == "patches" ? patch_line(json) : merge_patch_line(json);
}

}  // namespace

int main(int argc, char** argv) try {
  const std::string_view kind = argc > 1 ? argv[1] : "";
  if (argc < 3 || argc > 4 || (kind != "schemas" && kind != "patches" && kind != "merge_patches")) {
    std::fputs("usage: json_oracle schemas|patches|merge_patches CASES [SEED]\n", stderr);
    return 2;
  }
  const auto cases = std::strtoull(argv[2], nullptr, 10);
  test::Random seeds(argc > 3 ? std::strtoull(argv[3], nullptr, 10) : 1);
  for (unsigned long long i = 0; i < cases; ++i) std::puts(write(line(kind, seeds.next())).c_str());
  return std::ferror(stdout) == 0 ? 0 : 1;
} catch (const std::exception& failure) {
  std::fprintf(stderr, "json_oracle: %s\n", failure.what());
  return 1;
}
