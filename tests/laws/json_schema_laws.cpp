#include <optional>
#include <set>
#include <string>
#include <vector>

#include "laws/json_laws.hpp"
#include "laws/law.hpp"
#include "metaqore/json_pointer.hpp"
#include "metaqore/schema.hpp"
#include "support/random_schema.hpp"

namespace metaqore::test {

namespace {

/// A schema, and data that is near to it.
struct Checked {
  SchemaDialect dialect{};
  Value schema;
  Schema compiled;
  std::vector<Json> data;
};

constexpr auto address = "https://example.org/s";

std::string shown(const Checked& it) {
  std::string text = it.dialect == SchemaDialect::draft_07 ? "draft-07 " : "2020-12 ";
  text += write(it.schema);
  for (const auto& data : it.data) text.append("; ").append(data.canonical());
  return text;
}

/// Whether `wrapped`, in which the schema is `{"$ref":…}`, answers as the schema does, or the opposite.
bool answers(const Checked& it, const Value& wrapped, bool opposite = false) {
  const Schema other(to_json(wrapped),
                     {.dialect = it.dialect, .documents = {{.uri = address, .schema = to_json(it.schema)}}});
  for (const auto& data : it.data) {
    if (other.validate(data).valid == (it.compiled.validate(data).valid == opposite)) return false;
  }
  return true;
}

Value itself() { return Members{{"$ref", address}}; }

bool not_it(const Checked& it) {
  return answers(it, Members{{"not", itself()}}, true) &&
         answers(it, Members{{"not", Members{{"not", itself()}}}});
}

bool twice(const Checked& it) {
  return answers(it, Members{{"allOf", Items{itself(), itself()}}}) &&
         answers(it, Members{{"anyOf", Items{itself(), itself()}}}) &&
         answers(it, Members{{"oneOf", Items{false, itself()}}});
}

bool either(const Checked& it) {
  return answers(it, Members{{"if", itself()}, {"then", true}, {"else", false}}) &&
         answers(it, Members{{"if", itself()}, {"then", false}}, true);
}

bool inside(const Checked& it) {
  const Schema items(to_json(Value(Members{{"items", itself()}})),
                     {.dialect = it.dialect, .documents = {{.uri = address, .schema = to_json(it.schema)}}});
  bool all = true;
  Items array;
  for (const auto& data : it.data) {
    all = all && it.compiled.validate(data).valid;
    array.push_back(read(data));
  }
  return items.validate(to_json(Value(array))).valid == all;
}

/// The schema as a value at these tokens says what the error is of.
bool errors(const Checked& it) {
  for (const auto& json : it.data) {
    const auto data = read(json);
    const auto validation = it.compiled.validate(json);
    if (validation.valid != validation.errors.empty() || (validation.valid && validation.truncated))
      return false;
    std::set<std::string> seen;
    for (const auto& error : validation.errors) {
      const auto where = pointer_tokens(error.instance_location);
      const auto& message = error.message;
      if (find(data, where) == nullptr) return false;
      if (find(it.schema, pointer_tokens(error.keyword_location)) == nullptr || !error.document.empty())
        return false;
      if (message.empty() || message.size() > 1'000 || message.find('\n') != message.npos) return false;
      if (!seen.insert(error.instance_location + '\n' + error.keyword_location + '\n' + message).second)
        return false;
    }
    const auto one = it.compiled.validate(json, {.max_errors = 1});
    if (one.valid != validation.valid || one.errors.size() != (one.valid ? 0 : 1)) return false;
    if (!one.valid && one.errors.front() != validation.errors.front()) return false;
  }
  return true;
}

bool repeats(const Checked& it) {
  const Schema again(Json(to_json(it.schema).canonical()), {.dialect = it.dialect});
  for (const auto& data : it.data) {
    const auto validation = it.compiled.validate(data);
    if (it.compiled.validate(data) != validation || again.validate(Json(data.canonical())) != validation)
      return false;
  }
  return true;
}

}  // namespace

std::size_t check_schema_laws(std::size_t cases, std::uint64_t seed) {
  std::vector<Law<Checked>> laws{{"schema_either", either},   {"schema_errors", errors},
                                 {"schema_inside", inside},   {"schema_not", not_it},
                                 {"schema_repeats", repeats}, {"schema_twice", twice}};
  std::size_t failures = 0, valid = 0, total = 0, refused = 0;
  RandomJson seeds(seed);
  for (std::size_t i = 0; i < cases && refused < 20; ++i) {
    const bool draft_07 = i % 2 == 0;
    RandomSchema random(seeds.random().next(), draft_07);
    auto schema = random.schema();
    const auto dialect = draft_07 ? SchemaDialect::draft_07 : SchemaDialect::draft_2020_12;
    std::optional<Schema> compiled;
    try {
      compiled.emplace(Json(random.json().spelled(schema)), SchemaOptions{.dialect = dialect});
    } catch (const Error& error) {
      ++refused;
      std::printf("%s is refused: %s\n", write(schema).c_str(), error.what());
      continue;
    }
    Checked it{dialect, std::move(schema), *compiled, {}};
    for (int j = 0; j < 4; ++j) {
      it.data.emplace_back(random.json().spelled(random.data(it.schema)));
      valid += compiled->validate(it.data.back()).valid ? 1 : 0;
      ++total;
    }
    for (auto& law : laws) failures += check(law, it, shown) ? 0 : 1;
  }
  std::printf("of %zu data %zu are valid; %zu schemas were refused that have to be taken\n", total, valid,
              refused);
  print("json", laws);
  return failures + refused;
}

}  // namespace metaqore::test
