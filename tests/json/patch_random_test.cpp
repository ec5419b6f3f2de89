#include <catch2/catch.hpp>
#include <iterator>
#include <map>
#include <optional>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "json/document.hpp"
#include "json/pointer.hpp"
#include "metaqore/json_patch.hpp"
#include "metaqore/json_pointer.hpp"
#include "support/random_json.hpp"

using namespace metaqore;
using test::random_json;

namespace {

/// A document that is simply copied.
struct Model {
  std::string scalar{};  ///< empty of an array and of an object
  bool is_array = false;
  std::vector<Model> items{};
  std::map<std::string, Model> members{};

  static Model read(const json::Value& value) {
    Model model;
    if (value.kind() == json::Kind::array) {
      model.is_array = true;
      for (const auto& item : value.items()) model.items.push_back(read(item));
    } else if (value.kind() == json::Kind::object) {
      for (const auto& [name, member] : value.members()) model.members.emplace(name, read(member));
    } else {
      model.scalar = value.canonical();
    }
    return model;
  }

  std::string text() const {
    if (!scalar.empty()) return scalar;
    std::string text;
    for (const auto& item : items) text += item.text() + ',';
    for (const auto& [name, member] : members) text += json::quoted(name) + ':' + member.text() + ',';
    if (!text.empty()) text.pop_back();
    return is_array ? '[' + text + ']' : '{' + text + '}';
  }

  bool is_object() const { return scalar.empty() && !is_array; }
};

/// One operation, as plainly as RFC 6902 §4 says it; false where it fails.
bool apply(Model& root, const json::Value& operation) {
  const auto text = [&](std::string_view name) {
    return std::string(operation.find(name)->string().value());
  };
  const auto find = [&](std::vector<std::string> tokens) {
    auto* model = &root;
    for (const auto& token : tokens) {
      const auto index = json::index_of(token);
      if (model->is_object() && model->members.contains(token)) {
        model = &model->members.at(token);
      } else if (model->is_array && index && *index < model->items.size()) {
        model = &model->items[*index];
      } else {
        return static_cast<Model*>(nullptr);
      }
    }
    return model;
  };
  const auto add = [&](std::vector<std::string> tokens, const Model& value) {
    if (tokens.empty()) {
      root = value;
      return true;
    }
    const auto last = tokens.back();
    tokens.pop_back();
    auto* parent = find(tokens);
    if (parent == nullptr) return false;
    if (parent->is_object()) {
      parent->members[last] = value;
      return true;
    }
    const auto index = last == "-" ? parent->items.size() : json::index_of(last).value_or(999);
    if (!parent->is_array || index > parent->items.size()) return false;
    parent->items.insert(parent->items.begin() + static_cast<std::ptrdiff_t>(index), value);
    return true;
  };
  const auto remove = [&](std::vector<std::string> tokens) {
    if (tokens.empty() || find(tokens) == nullptr) return false;
    const auto last = tokens.back();
    tokens.pop_back();
    auto* parent = find(tokens);
    if (parent->is_object()) {
      parent->members.erase(last);
    } else {
      parent->items.erase(parent->items.begin() + static_cast<std::ptrdiff_t>(*json::index_of(last)));
    }
    return true;
  };

  const auto op = text("op");
  const auto path = pointer_tokens(text("path"));
  const auto from = operation.find("from") ? pointer_tokens(text("from")) : std::vector<std::string>{};
  const auto value = operation.find("value") ? Model::read(*operation.find("value")) : Model{};
  const auto* target = find(path);
  if (op == "add") return add(path, value);
  if (op == "remove") return remove(path);
  if (op == "test") return target != nullptr && target->text() == value.text();
  if (op == "replace") {
    if (target == nullptr) return false;
    if (path.empty()) return add(path, value);
    *find(path) = value;
    return true;
  }
  const auto* source = find(from);
  if (source == nullptr) return false;
  const auto copy = *source;
  if (op == "copy") return add(path, copy);
  if (path == from) return true;
  if (path.size() > from.size() && std::equal(from.begin(), from.end(), path.begin())) return false;
  return remove(from) && add(path, copy);
}

/// A pointer that often leads to something.
std::string random_pointer(std::mt19937& random, const Model& root) {
  std::string pointer;
  const auto* model = &root;
  while (random() % 5 != 0) {
    if (model->is_array && !model->items.empty()) {
      const auto index = random() % model->items.size();
      json::append_token(pointer, index);
      model = &model->items[index];
    } else if (model->is_object() && !model->members.empty()) {
      const auto member =
          std::next(model->members.begin(), static_cast<std::ptrdiff_t>(random() % model->members.size()));
      json::append_token(pointer, member->first);
      model = &member->second;
    } else {
      break;
    }
  }
  constexpr const char* more[] = {"/-", "/0", "/1", "/a", "/", "/~01", "/a~1b", "/00", "/2"};
  if (random() % 3 == 0) pointer += more[random() % std::size(more)];
  return pointer;
}

std::string random_operation(std::mt19937& random, const Model& root) {
  constexpr const char* verbs[] = {"add", "remove", "replace", "move", "copy", "test", "add", "copy"};
  const std::string verb = verbs[random() % std::size(verbs)];
  const auto path = random_pointer(random, root);
  std::string text = R"({"op":")" + verb + R"(","path":)" + json::quoted(path);
  if (verb == "move" || verb == "copy") {
    text += ",\"from\":" + json::quoted(random_pointer(random, root));
  } else if (verb == "test" && random() % 8 != 0) {
    const auto found = find(Json(root.text()), path);
    text += ",\"value\":" + (found ? found->text() : "1");
  } else if (verb != "remove") {
    text += ",\"value\":" + random_json(random, 2);
  }
  return text + '}';
}

}  // namespace

TEST_CASE("patch: random operations do what copying and changing all of the document does", "[json]") {
  std::mt19937 random(31);
  std::map<std::string, std::size_t> outcomes;
  for (int round = 0; round < 15'000; ++round) {
    const Json document(random_json(random, 4));
    auto model = Model::read(json::Document(document.text()).root());
    std::string patch;
    bool expected = true;
    for (auto left = random() % 40; expected && left > 0 && model.text().size() < 20'000; --left) {
      const auto text = random_operation(random, model);
      patch += (patch.empty() ? "" : ",") + text;
      auto changed = model;
      const json::Document operation(text);
      if (apply(changed, operation.root())) {
        model = changed;
      } else if (random() % 6 == 0) {
        expected = false;
      } else {
        patch.resize(patch.size() - text.size() - (patch.size() > text.size() ? 1 : 0));
      }
    }
    CAPTURE(document.text(), patch);
    try {
      const auto result = apply_patch(document, Json("[" + patch + "]"));
      REQUIRE(expected);
      REQUIRE(result == Json(model.text()));
      REQUIRE(result.canonical() == result.text());
      ++outcomes["applied"];
    } catch (const Error& error) {
      INFO(error.what());
      REQUIRE_FALSE(expected);
      ++outcomes[error.reason()];
    }
  }
  CHECK(outcomes["applied"] > 2'000);
  CHECK(outcomes["patch.not_found"] > 500);
  CHECK(outcomes["patch.test_failed"] > 50);
  CHECK(outcomes["patch.malformed"] > 50);
  CHECK(outcomes.size() <= 5);  // and json.too_deep
}
