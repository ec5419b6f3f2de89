// Random questions about JSON documents with our answers, for Python's libraries to answer likewise:
// json_oracle schemas|patches|merge_patches CASES [SEED]
//
// A JSON object each line.
//     schemas         dialect `07` or `2020-12`, schema, data (an array of documents), and of each whether it
//     is
//                     valid
//     patches         document, patch, and either `result` or the `reason` of a refusal; in between those
//     that
//                     we have made: from, to, patch
//     merge_patches   document, patch, result; in between those that we have made: from, to, and `patch`, or
//                     nothing where there is none

#include <cstdio>
#include <cstdlib>
#include <exception>
#include <string>
#include <string_view>
#include <utility>

#include "metaqore/json_patch.hpp"
#include "metaqore/json_pointer.hpp"
#include "metaqore/json_schema.hpp"
#include "support/random_schema.hpp"
#include "support/random_value.hpp"

namespace {

using namespace metaqore;
using test::Items;
using test::Members;
using test::RandomJson;
using test::Tokens;
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
    data.push_back(random.data(schema));
    valid.push_back(compiled.validate(Json(random.json().spelled(data.back()))).valid);
  }
  return Members{
      {"dialect", draft_07 ? "07" : "2020-12"}, {"schema", schema}, {"data", data}, {"valid", valid}};
}

// ---- Patches ---------------------------------------------------------------------------------------------

/// A pointer to somewhere in a document, or near it.
std::string random_pointer(RandomJson& json, const Value& document) {
  auto& random = json.random();
  Tokens tokens;
  for (const auto* at = &document; at != nullptr && !random.chance(25);) {
    if (const auto* members = at->object(); members != nullptr && !members->empty() && random.chance(85)) {
      auto member = members->begin();
      std::advance(member, random.below(members->size()));
      tokens.push_back(member->first);
    } else if (const auto* items = at->array(); items != nullptr && random.chance(90)) {
      tokens.push_back(random.chance(15) ? "-" : std::to_string(random.below(items->size() + 1)));
    } else {
      tokens.push_back(random.chance(80) ? json.name() : std::string(random.pick("01|-1|1e0|+1| 1|-0")));
    }
    at = test::find(*at, Tokens{tokens.back()});
  }
  if (random.chance(1)) return "a";  // no pointer
  return pointer_text(tokens);
}

Value random_operation(RandomJson& json, const Value& document) {
  auto& random = json.random();
  const auto op = std::string(random.pick("add|add|add|remove|remove|replace|replace|move|copy|test"));
  const auto path = random_pointer(json, document);
  Members operation{{"op", op}, {"path", path}};
  if (op == "move" || op == "copy") operation["from"] = random_pointer(json, document);
  if (op == "add" || op == "replace") operation["value"] = json.value(2);
  if (op == "test") {
    const auto* there = path.empty() || path[0] == '/' ? test::find(document, pointer_tokens(path)) : nullptr;
    operation["value"] = there != nullptr && random.chance(70) ? *there : json.scalar();
  }
  if (random.chance(1)) operation.erase(std::string(random.pick("op|path|value|from")));
  if (random.chance(1)) operation["op"] = std::string(random.pick("append|Add|"));
  if (random.chance(2)) operation["note"] = "of no meaning";
  return operation;
}

Value patch_line(RandomJson& json) {
  const auto document = json.value(4);
  if (json.random().chance(30)) {
    const auto to = json.edited(document, 4);
    const auto patch = make_patch(Json(json.spelled(document)), Json(json.spelled(to)));
    return Members{{"from", document}, {"to", to}, {"patch", test::read(patch)}};
  }
  Items operations;
  Value now = document;  // so that most operations have something to meet
  for (auto more = json.random().below(5); more > 0; --more) {
    auto operation = random_operation(json, now);
    try {
      now = test::read(apply_patch(to_json(now), to_json(Value(Items{operation}))));
    } catch (const Error&) {
      if (json.random().chance(60)) continue;
    }
    operations.push_back(std::move(operation));
  }
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
