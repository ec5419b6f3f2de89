#include "support/value.hpp"

#include <algorithm>

#include "json/document.hpp"

namespace metaqore::test {

namespace {

Value taken(const json::Value& from) {
  switch (from.kind()) {
    case json::Kind::null:
      return nullptr;
    case json::Kind::boolean:
      return *from.boolean();
    case json::Kind::integer:
    case json::Kind::real:
      return Number{from.canonical()};
    case json::Kind::string:
      return std::string(*from.string());
    case json::Kind::array: {
      Items items;
      for (const auto& item : from.items()) items.push_back(taken(item));
      return items;
    }
    case json::Kind::object:
      break;
  }
  Members members;
  for (const auto& [name, value] : from.members()) members.emplace(name, taken(value));
  return members;
}

void append(std::string& out, const Value& value) {
  if (const auto* members = value.object()) {
    out += '{';
    for (const auto& [name, member] : *members) {
      if (out.back() != '{') out += ',';
      out.append(json::quoted(name)).append(":");
      append(out, member);
    }
    out += '}';
  } else if (const auto* items = value.array()) {
    out += '[';
    for (const auto& item : *items) {
      if (&item != &items->front()) out += ',';
      append(out, item);
    }
    out += ']';
  } else if (const auto* text = value.string()) {
    out += json::quoted(*text);
  } else if (const auto* number = value.number()) {
    out += number->text;
  } else if (const auto* boolean = std::get_if<bool>(&value.is)) {
    out += *boolean ? "true" : "false";
  } else {
    out += "null";
  }
}

/// The index that a token is in an array of so many elements, or `size`.
std::size_t index(const std::string& token, std::size_t size) {
  const bool digits = !token.empty() && token.size() < 10 &&
                      std::ranges::all_of(token, [](char c) { return c >= '0' && c <= '9'; });
  if (!digits || (token.size() > 1 && token[0] == '0')) return size;
  return std::min<std::size_t>(std::stoul(token), size);
}

}  // namespace

const Value* Value::find(const std::string& name) const {
  const auto* members = object();
  if (members == nullptr) return nullptr;
  const auto found = members->find(name);
  return found == members->end() ? nullptr : &found->second;
}

Value number(long long integer) { return Number{std::to_string(integer)}; }

Value read(std::string_view text) { return taken(json::Document(text).root()); }

std::string write(const Value& value) {
  std::string out;
  append(out, value);
  return out;
}

const Value* find(const Value& document, const Tokens& tokens) {
  const auto* at = &document;
  for (const auto& token : tokens) {
    if (const auto* items = at->array()) {
      const auto nth = index(token, items->size());
      at = nth < items->size() ? &(*items)[nth] : nullptr;
    } else {
      at = at->find(token);
    }
    if (at == nullptr) return nullptr;
  }
  return at;
}

Value* find(Value& document, const Tokens& tokens) {
  return const_cast<Value*>(find(std::as_const(document), tokens));
}

}  // namespace metaqore::test
