#include "support/random_schema.hpp"

#include <algorithm>
#include <string>

namespace metaqore::test {

namespace {

Value small(Random& random, std::size_t bound) { return number(static_cast<long long>(random.below(bound))); }

constexpr const char* patterns[]{"^a",   "b$", "^[a-c]$", ".",         "^(a|b)*$", "[0-9]",
                                 "^.?$", "é",  "a|x",     "^\\d-\\d$", "\\S"};

std::string definition(std::size_t number) { return "d" + std::to_string(number); }

}  // namespace

Value RandomSchema::reference(std::size_t next) {
  auto& random = json_.random();
  const auto nth = definition(next + random.below(definitions_ - next));
  // Each definition has an anchor of its name.
  if (random.chance(20)) return "#" + nth;
  return (draft_07_ ? "#/definitions/" : "#/$defs/") + nth;
}

Items RandomSchema::list(int depth, std::size_t next, bool in_place) {
  Items schemas;
  for (auto more = json_.random().below(3) + 1; more > 0; --more) {
    schemas.push_back(in_place ? subschema(depth - 1, next) : inner(depth));
  }
  return schemas;
}

void RandomSchema::add_validation(Members& schema) {
  auto& random = json_.random();
  switch (random.below(14)) {
    case 0:
    case 1:
    case 2:
      schema["type"] =
          std::string(random.pick("null|boolean|integer|number|string|array|object|object|array"));
      break;
    case 3: {
      Items types{std::string(random.pick("null|boolean|integer|string"))};
      types.push_back(std::string(random.pick("array|object|number")));
      schema["type"] = types;
      break;
    }
    case 4: {
      Items values;
      for (auto more = random.below(4) + 1; more > 0; --more) {
        auto value = json_.value(2);
        if (std::ranges::find(values, value) == values.end()) values.push_back(std::move(value));
      }
      schema["enum"] = values;
      break;
    }
    case 5:
      schema["const"] = json_.value(2);
      break;
    case 6:
      schema["multipleOf"] = Number{std::string(random.pick("1|2|3|0.5|1.5|0.1"))};
      break;
    case 7:
      schema[std::string(random.pick("minimum|exclusiveMinimum"))] =
          Number{std::string(random.pick("-1|0|1|2|0.5"))};
      break;
    case 8:
      schema[std::string(random.pick("maximum|exclusiveMaximum"))] =
          Number{std::string(random.pick("0|1|2|3|1.5"))};
      break;
    case 9:
      schema["minLength"] = small(random, 3);
      break;
    case 10:
      schema["maxLength"] = small(random, 4);
      break;
    case 11:
      schema["pattern"] = patterns[random.below(std::size(patterns))];
      break;
    case 12:
      schema[std::string(random.pick("minItems|minProperties"))] = small(random, 3);
      break;
    default:
      schema[std::string(random.pick("maxItems|maxProperties"))] = small(random, 4);
  }
}

void RandomSchema::add_for_object(Members& schema, int depth, std::size_t next) {
  auto& random = json_.random();
  const auto named = [&](auto make) {
    Members members;
    for (auto more = random.below(3) + 1; more > 0; --more) members[json_.name()] = make();
    return members;
  };
  const auto names = [&] {
    Items all;
    for (auto more = random.below(3); more > 0; --more) {
      Value name = json_.name();
      if (std::ranges::find(all, name) == all.end()) all.push_back(std::move(name));
    }
    return all;
  };
  switch (random.below(10)) {
    case 0:
    case 1:
    case 2:
      schema["properties"] = named([&] { return inner(depth); });
      break;
    case 3:
      schema["patternProperties"] =
          Members{{std::string(random.pick("^a|^[ab]$|.|^$|t$|^[0-9]")), inner(depth)}};
      break;
    case 4:
    case 5:
      schema["additionalProperties"] = random.chance(40) ? Value(false) : inner(depth);
      break;
    case 6:
      schema["required"] = names();
      break;
    case 7:
      schema["propertyNames"] = inner(depth);
      break;
    case 8:
      if (draft_07_) {
        schema["dependencies"] =
            named([&] { return random.chance(50) ? Value(names()) : subschema(depth - 1, next); });
      } else if (random.chance(50)) {
        schema["dependentRequired"] = named([&] { return Value(names()); });
      } else {
        schema["dependentSchemas"] = named([&] { return subschema(depth - 1, next); });
      }
      break;
    default:
      add_unevaluated(schema, "unevaluatedProperties", depth, next);
  }
}

void RandomSchema::add_for_array(Members& schema, int depth, std::size_t next) {
  auto& random = json_.random();
  switch (random.below(7)) {
    case 0:
    case 1:
      schema["items"] = draft_07_ && random.chance(50) ? Value(list(depth, 0, false)) : inner(depth);
      break;
    case 2:
      schema[draft_07_ ? "additionalItems" : "prefixItems"] =
          draft_07_ ? inner(depth) : Value(list(depth, 0, false));
      break;
    case 3:
    case 4:
      schema["contains"] = inner(depth);
      if (draft_07_) break;
      if (random.chance(30)) schema["minContains"] = small(random, 3);
      if (random.chance(30)) schema["maxContains"] = small(random, 3);
      break;
    case 5:
      schema["uniqueItems"] = random.chance(90);
      break;
    default:
      add_unevaluated(schema, "unevaluatedItems", depth, next);
  }
}

/// Beside schemas that evaluate something, or fail after they did.
void RandomSchema::add_unevaluated(Members& schema, const char* keyword, int depth, std::size_t next) {
  if (draft_07_) return;
  auto& random = json_.random();
  schema[keyword] = random.chance(70) ? Value(false) : inner(depth);
  const bool of_items = keyword == std::string_view("unevaluatedItems");
  const auto evaluating = [&] {
    Members part;
    if (of_items) {
      part[random.chance(50) ? "prefixItems" : "contains"] = Value(true);
      if (part.contains("prefixItems")) part["prefixItems"] = Items(random.below(3) + 1, Value(true));
    } else {
      part["properties"] = Members{{json_.name(), true}, {json_.name(), inner(depth)}};
    }
    if (random.chance(40)) add_validation(part);
    return Value(part);
  };
  const auto applicator = std::string(random.pick("anyOf|anyOf|allOf|oneOf|if|not|$ref"));
  if (applicator == "$ref") {
    add_in_place(schema, depth, next);
  } else if (applicator == "if" || applicator == "not") {
    schema[applicator] = evaluating();
    if (applicator == "if") schema["then"] = evaluating();
  } else {
    schema[applicator] = Items{evaluating(), evaluating()};
  }
}

void RandomSchema::add_in_place(Members& schema, int depth, std::size_t next) {
  auto& random = json_.random();
  switch (random.below(7)) {
    case 0:
      schema["allOf"] = list(depth, next, true);
      break;
    case 1:
      schema["anyOf"] = list(depth, next, true);
      break;
    case 2:
      schema["oneOf"] = list(depth, next, true);
      break;
    case 3:
      schema["not"] = subschema(depth - 1, next);
      break;
    case 4:
      schema["if"] = subschema(depth - 1, next);
      if (random.chance(70)) schema["then"] = subschema(depth - 1, next);
      if (random.chance(70)) schema["else"] = subschema(depth - 1, next);
      break;
    default:
      if (next < definitions_) schema["$ref"] = reference(next);
  }
}

void RandomSchema::add_keyword(Members& schema, int depth, std::size_t next) {
  auto& random = json_.random();
  const auto kind = random.below(depth > 0 ? 10 : 4);
  if (kind < 4) {
    add_validation(schema);
  } else if (kind < 6) {
    add_for_object(schema, depth, next);
  } else if (kind < 8) {
    add_for_array(schema, depth, next);
  } else {
    add_in_place(schema, depth, next);
  }
}

Value RandomSchema::subschema(int depth, std::size_t next) {
  auto& random = json_.random();
  if (random.chance(8)) return random.chance(70);
  Members schema;
  for (auto more = random.below(10) < 1 ? 0 : random.below(3) + 1; more > 0; --more) {
    add_keyword(schema, depth, next);
  }
  if (random.chance(5)) schema["description"] = "what nothing depends on";
  return schema;
}

Value RandomSchema::schema() {
  auto& random = json_.random();
  definitions_ = random.below(4);
  Members definitions;
  for (std::size_t i = 0; i < definitions_; ++i) {
    auto each = subschema(2, i + 1);
    if (each.object() == nullptr) each = Members();
    // Beside a `$ref` of draft-07 nothing counts, an `$id` neither.
    if (draft_07_) {
      each.object()->erase("$ref");
      (*each.object())["$id"] = "#" + definition(i);
    } else {
      (*each.object())["$anchor"] = definition(i);
    }
    definitions[definition(i)] = each;
  }
  auto root = subschema(3, 0);
  if (root.object() == nullptr) return root;
  if (draft_07_) root.object()->erase("$ref");
  for (auto more = random.below(3); more > 0; --more) add_keyword(*root.object(), 3, 0);
  if (draft_07_ && root.find("$ref") != nullptr) {
    const auto reference = *root.find("$ref");
    root.object()->erase("$ref");
    (*root.object())["allOf"] = Items{Members{{"$ref", reference}}};
  }
  if (definitions_ > 0) (*root.object())[draft_07_ ? "definitions" : "$defs"] = definitions;
  return root;
}

// ---- Data ------------------------------------------------------------------------------------------------

Value RandomSchema::object_for(const Value& root, const Value& schema, int depth) {
  auto& random = json_.random();
  auto value = random.chance(50) ? json_.object(2) : Value(Members());
  auto& members = *value.object();
  if (const auto* properties = schema.find("properties")) {
    for (const auto& [name, property] : *properties->object()) {
      if (random.chance(70)) members[name] = data_for(root, property, depth - 1);
    }
  }
  if (const auto* required = schema.find("required")) {
    for (const auto& name : *required->array()) {
      if (random.chance(80)) members.try_emplace(*name.string(), json_.scalar());
    }
  }
  for (const auto* keyword : {"additionalProperties", "unevaluatedProperties"}) {
    const auto* others = schema.find(keyword);
    if (others != nullptr && random.chance(50)) members[json_.name()] = data_for(root, *others, depth - 1);
  }
  return value;
}

Value RandomSchema::array_for(const Value& root, const Value& schema, int depth) {
  auto& random = json_.random();
  Items value;
  for (const auto* keyword : {"prefixItems", "items", "contains", "additionalItems", "unevaluatedItems"}) {
    const auto* items = schema.find(keyword);
    if (items == nullptr) continue;
    if (items->array() != nullptr) {
      for (const auto& item : *items->array()) value.push_back(data_for(root, item, depth - 1));
    } else {
      for (auto more = random.below(3); more > 0; --more) value.push_back(data_for(root, *items, depth - 1));
    }
  }
  if (value.empty() || random.chance(20)) value.push_back(json_.value(1));
  return value;
}

Value RandomSchema::data_for(const Value& root, const Value& schema, int depth) {
  auto& random = json_.random();
  if (depth <= 0 || schema.object() == nullptr || random.chance(10)) return json_.value(2);
  if (const auto* constant = schema.find("const")) return *constant;
  if (const auto* values = schema.find("enum")) {
    return (*values->array())[random.below(values->array()->size())];
  }
  if (const auto* reference = schema.find("$ref")) {
    const auto& text = *reference->string();
    const auto name = text.substr(text.find_last_of("/#") + 1);
    const auto* target = find(root, Tokens{draft_07_ ? "definitions" : "$defs", name});
    if (random.chance(70)) return data_for(root, *target, depth - 1);
  }
  for (const auto* keyword : {"allOf", "anyOf", "oneOf"}) {
    const auto* branches = schema.find(keyword);
    if (branches == nullptr || random.chance(40)) continue;
    return data_for(root, (*branches->array())[random.below(branches->array()->size())], depth - 1);
  }
  const auto* type = schema.find("type");
  auto wanted = type == nullptr             ? std::string()
                : type->string() != nullptr ? *type->string()
                                            : *type->array()->front().string();
  if (wanted.empty()) {
    const auto speaks_of = [&](std::initializer_list<const char*> keywords) {
      return std::ranges::any_of(keywords,
                                 [&](const char* keyword) { return schema.find(keyword) != nullptr; });
    };
    if (speaks_of({"properties", "required", "additionalProperties", "patternProperties", "propertyNames",
                   "unevaluatedProperties", "dependentSchemas", "dependentRequired", "dependencies"})) {
      wanted = "object";
    } else if (speaks_of({"items", "prefixItems", "contains", "uniqueItems", "unevaluatedItems"})) {
      wanted = "array";
    }
  }
  if (wanted == "object") return object_for(root, schema, depth);
  if (wanted == "array") return array_for(root, schema, depth);
  if (wanted == "integer") return small(random, 5);
  if (wanted == "number") return Number{std::string(random.pick("0|1|2|1.5|0.5|0.1|3|4.5"))};
  if (wanted == "string") return json_.name();
  if (wanted == "boolean") return random.chance(50);
  if (wanted == "null") return nullptr;
  return json_.value(2);
}

Value RandomSchema::data(const Value& schema) { return data_for(schema, schema, 4); }

}  // namespace metaqore::test
