#include "support/random_patch.hpp"

#include <algorithm>
#include <iterator>
#include <string>
#include <utility>

#include "metaqore/json_pointer.hpp"

namespace metaqore::test {

namespace {

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
    at = find(*at, Tokens{tokens.back()});
  }
  if (random.chance(1)) return "a";  // no pointer
  return pointer_text(tokens);
}

bool is_pointer(const Value* text) {
  const auto* pointer = text == nullptr ? nullptr : text->string();
  return pointer != nullptr && (pointer->empty() || pointer->front() == '/');
}

Value random_operation(RandomJson& json, const Value& document) {
  auto& random = json.random();
  const auto op = std::string(random.pick("add|add|add|remove|remove|replace|replace|move|copy|test"));
  const Value path = random_pointer(json, document);
  Members operation{{"op", op}, {"path", path}};
  if (op == "move" || op == "copy") operation["from"] = random_pointer(json, document);
  if (op == "add" || op == "replace") operation["value"] = json.value(2);
  if (op == "test") {
    const auto* there = is_pointer(&path) ? find(document, pointer_tokens(*path.string())) : nullptr;
    operation["value"] = there != nullptr && random.chance(70) ? *there : json.scalar();
  }
  if (random.chance(1)) operation.erase(std::string(random.pick("op|path|value|from")));
  if (random.chance(1)) operation["op"] = std::string(random.pick("append|Add|"));
  if (random.chance(2)) operation["note"] = "of no meaning";
  return operation;
}

std::optional<Value> added(Value document, Tokens tokens, const Value& value) {
  if (tokens.empty()) return value;
  const auto last = tokens.back();
  tokens.pop_back();
  auto* parent = find(document, tokens);
  if (parent == nullptr) return std::nullopt;
  if (auto* members = parent->object()) {
    (*members)[last] = value;
    return document;
  }
  auto* items = parent->array();
  if (items == nullptr) return std::nullopt;
  // Behind the last element, or where one stands.
  const bool behind = last == "-" || last == std::to_string(items->size());
  const auto* before = behind ? nullptr : find(*parent, Tokens{last});
  if (!behind && before == nullptr) return std::nullopt;
  items->insert(behind ? items->end() : items->begin() + (before - items->data()), value);
  return document;
}

/// REQUIRES: tokens that lead to something, and not to all of it.
Value removed(Value document, Tokens tokens) {
  const auto last = tokens.back();
  tokens.pop_back();
  auto* parent = find(document, tokens);
  if (auto* members = parent->object()) {
    members->erase(last);
  } else {
    auto* items = parent->array();
    items->erase(items->begin() + (find(*parent, Tokens{last}) - items->data()));
  }
  return document;
}

}  // namespace

bool is_operation(const Value& operation) {
  const auto *op = operation.find("op"), *path = operation.find("path");
  if (op == nullptr || op->string() == nullptr || !is_pointer(path)) return false;
  const auto& name = *op->string();
  if (name == "remove") return !path->string()->empty();
  if (name == "add" || name == "replace" || name == "test") return operation.find("value") != nullptr;
  if (name != "move" && name != "copy") return false;
  const auto* from = operation.find("from");
  return is_pointer(from) && (name == "copy" || !path->string()->starts_with(*from->string() + '/'));
}

std::optional<Value> patched(Value document, const Value& operation) {
  const auto tokens = [&](const char* name) { return pointer_tokens(*operation.find(name)->string()); };
  const auto& op = *operation.find("op")->string();
  const auto path = tokens("path");
  if (op == "add") return added(std::move(document), path, *operation.find("value"));
  if (op == "move" || op == "copy") {
    const auto from = tokens("from");
    const auto* source = find(document, from);
    if (source == nullptr) return std::nullopt;
    const auto value = *source;
    if (op == "copy") return added(std::move(document), path, value);
    if (path == from) return document;
    return added(removed(std::move(document), from), path, value);
  }
  auto* target = find(document, path);
  if (target == nullptr) return std::nullopt;
  if (op == "remove") return removed(std::move(document), path);
  if (op == "test") return *target == *operation.find("value") ? std::optional(document) : std::nullopt;
  *target = *operation.find("value");
  return document;
}

Items random_patch(RandomJson& json, const Value& document, std::size_t most) {
  Items operations;
  auto now = document;
  for (auto more = json.random().below(most + 1); more > 0; --more) {
    auto operation = random_operation(json, now);
    auto next = is_operation(operation) ? patched(now, operation) : std::nullopt;
    if (!next && json.random().chance(60)) continue;
    if (next && write(*next).size() > 5'000) continue;  // copies of copies
    if (next) now = std::move(*next);
    operations.push_back(std::move(operation));
  }
  return operations;
}

}  // namespace metaqore::test
