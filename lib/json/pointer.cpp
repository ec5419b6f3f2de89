#include "json/pointer.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "base/text.hpp"
#include "json/canonical.hpp"
#include "json/compare.hpp"
#include "json/document.hpp"
#include "json/tree.hpp"
#include "metaqore/json_pointer.hpp"

namespace metaqore {

std::vector<std::string> pointer_tokens(std::string_view pointer) {
  if (const auto fault = json::pointer_fault(pointer)) {
    throw Error(ErrorCode::invalid_argument, "pointer.syntax",
                fmt::format("{}; {}", json::fault_text(*fault, pointer), fault->remedy),
                fmt::format(R"({{"offset":{}}})", fault->offset));
  }
  return json::split(pointer);
}

std::string pointer_text(const std::vector<std::string>& tokens) {
  std::string pointer;
  for (const auto& token : tokens) json::append_token(pointer, token);
  return pointer;
}

}  // namespace metaqore

namespace metaqore::json {

std::string fault_text(const PointerFault& fault, std::string_view text) {
  return fmt::format("{} in the JSON Pointer `{}` at offset {}", fault.what, base::shown(text), fault.offset);
}

std::optional<PointerFault> pointer_fault(std::string_view text) noexcept {
  if (const auto offset = base::find_invalid_utf8(text)) {
    return PointerFault{*offset, "a byte that is not valid UTF-8 stands", "encode it as UTF-8"};
  }
  if (!text.empty() && text.front() != '/') {
    return PointerFault{0, "no `/` stands before the first name",
                        "begin with `/`, or give nothing for the whole document"};
  }
  for (auto at = text.find('~'); at != std::string_view::npos; at = text.find('~', at + 1)) {
    const char escaped = at + 1 < text.size() ? text[at + 1] : '\0';
    if (escaped == '0' || escaped == '1') continue;
    return PointerFault{at, "a `~` without `0` or `1` stands", "write `~0` for `~` and `~1` for `/`"};
  }
  return std::nullopt;
}

std::vector<std::string> split(std::string_view pointer) {
  std::vector<std::string> tokens;
  for (std::size_t at = 0; at < pointer.size();) {
    const auto token = token_at(pointer, at);
    tokens.push_back(unescaped(token));
    at += 1 + token.size();
  }
  return tokens;
}

std::optional<std::size_t> index_of(std::string_view token) noexcept {
  if (token.empty() || (token.size() > 1 && token.front() == '0')) return std::nullopt;
  std::size_t index = 0;
  const auto* end = token.data() + token.size();
  const auto result = std::from_chars(token.data(), end, index);
  if (result.ec != std::errc{} || result.ptr != end) return std::nullopt;
  return index;
}

const Node* find_node(const Node& root, const std::vector<std::string>& tokens) noexcept {
  const auto* node = &root;
  for (const auto& token : tokens) {
    if (const auto* members = std::get_if<Run<Member>>(&node->value)) {
      node = find_member(*members, token);
      if (node == nullptr) return nullptr;
    } else if (const auto* items = std::get_if<Run<Node>>(&node->value)) {
      const auto index = index_of(token);
      if (!index || *index >= items->size) return nullptr;
      node = items->first + *index;
    } else {
      return nullptr;
    }
  }
  return node;
}

void append_token(std::string& pointer, std::string_view token) {
  pointer += '/';
  for (const char character : token) {
    if (character == '~') {
      pointer += "~0";
    } else if (character == '/') {
      pointer += "~1";
    } else {
      pointer += character;
    }
  }
}

void append_token(std::string& pointer, std::size_t index) {
  pointer.append("/").append(std::to_string(index));
}

std::string_view token_at(std::string_view pointer, std::size_t offset) noexcept {
  const auto rest = pointer.substr(offset + 1);
  return rest.substr(0, rest.find('/'));
}

std::string unescaped(std::string_view token) {
  std::string text;
  text.reserve(token.size());
  for (std::size_t at = 0; at < token.size(); ++at) {
    if (token[at] == '~' && at + 1 < token.size()) {
      text += token[++at] == '0' ? '~' : '/';
    } else {
      text += token[at];
    }
  }
  return text;
}

bool pointer_less(std::string_view left, std::string_view right) {
  const auto common = std::mismatch(left.begin(), left.end(), right.begin(), right.end());
  if (common.first == left.end() && common.second == right.end()) return false;
  const auto same = static_cast<std::size_t>(common.first - left.begin());
  // Where the shorter one ends inside a token of the other, or at its end, that token began before.
  const auto slash = left.substr(0, same).rfind('/');
  if (slash == std::string_view::npos) return left.empty();
  auto token = token_at(left, slash), other = token_at(right, slash);
  if (token == other) {  // they part behind it
    return slash + 1 + token.size() == left.size();
  }
  const auto index = index_of(token), other_index = index_of(other);
  if (index && other_index) return *index < *other_index;
  if (index.has_value() != other_index.has_value()) return index.has_value();
  return name_less(unescaped(token), unescaped(other));
}

}  // namespace metaqore::json
