#include "json/patch/operations.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

#include "base/text.hpp"
#include "json/compare.hpp"
#include "json/document.hpp"
#include "json/pointer.hpp"
#include "metaqore/json.hpp"

namespace metaqore::json::patch {

namespace {

constexpr std::array<std::pair<std::string_view, Verb>, 6> verbs{{{"add", Verb::add},
                                                                  {"copy", Verb::copy},
                                                                  {"move", Verb::move},
                                                                  {"remove", Verb::remove},
                                                                  {"replace", Verb::replace},
                                                                  {"test", Verb::test}}};

[[noreturn]] void refuse_form(std::size_t number, std::string_view what, std::string_view remedy) {
  throw Error(ErrorCode::invalid_argument, "patch.malformed",
              fmt::format("operation {}: {}; {}", number, what, remedy),
              fmt::format(R"({{"operation":{}}})", number));
}

/// A pointer that is well formed. Of what is not, the error tells the pointer, as of any other fault.
Path read_pointer(const Run<Member>& members, std::string_view name, std::size_t number) {
  const auto* node = find_member(members, name);
  const auto* text = node == nullptr ? nullptr : std::get_if<std::string_view>(&node->value);
  if (text == nullptr) {
    refuse_form(number, fmt::format("it has no `{}` that is a string", name), "give it as a JSON Pointer");
  }
  if (const auto fault = pointer_fault(*text)) {
    refuse(number, *text, "patch.malformed",
           fmt::format("{} in the JSON Pointer at offset {}", fault->what, fault->offset), fault->remedy);
  }
  return Path(*text);
}

Verb read_verb(const Run<Member>& members, std::size_t number) {
  const auto* node = find_member(members, "op");
  const auto* name = node == nullptr ? nullptr : std::get_if<std::string_view>(&node->value);
  if (name == nullptr) {
    refuse_form(number, "it has no `op` that is a string", "give the name of an operation");
  }
  const auto* found = std::ranges::find(verbs, *name, &std::pair<std::string_view, Verb>::first);
  if (found == verbs.end()) {
    refuse_form(number, fmt::format("there is no operation `{}`", base::shown(*name)),
                "use `add`, `remove`, `replace`, `move`, `copy` or `test`");
  }
  return found->second;
}

/// Whether the pointer is that of a place inside another. Escapes have one form, so that texts tell.
bool is_inside(std::string_view pointer, std::string_view other) noexcept {
  return pointer.size() > other.size() && pointer.starts_with(other) && pointer[other.size()] == '/';
}

// Members that an operation does not define are ignored (RFC 6902 §4).
Operation read_operation(const Node& node, std::size_t number) {
  const auto* members = std::get_if<Run<Member>>(&node.value);
  if (members == nullptr) refuse_form(number, "it is no object", "write an object with `op` and `path`");
  Operation operation{.number = number, .verb = read_verb(*members, number)};
  operation.path = read_pointer(*members, "path", number);
  const auto path = operation.path.text();
  switch (operation.verb) {
    case Verb::add:
    case Verb::replace:
    case Verb::test:
      operation.value = find_member(*members, "value");
      if (operation.value == nullptr) {
        refuse(number, path, "patch.malformed", "it has no `value`", "give one, if only `null`");
      }
      break;
    case Verb::move:
      operation.from = read_pointer(*members, "from", number);
      if (is_inside(path, operation.from.text())) {
        refuse(number, path, "patch.malformed",
               fmt::format("it moves `{}` into itself", base::shown(operation.from.text())),
               "move it elsewhere, or copy it");
      }
      break;
    case Verb::copy:
      operation.from = read_pointer(*members, "from", number);
      break;
    case Verb::remove:
      if (operation.path.is_root()) {
        refuse(number, path, "patch.malformed", "it removes the whole document", "replace that");
      }
      break;
  }
  return operation;
}

}  // namespace

std::string_view Path::next(std::string& buffer) {
  const auto end = std::min(rest_.find('/', 1), rest_.size());
  const auto token = rest_.substr(1, end - 1);
  rest_.remove_prefix(end);
  if (token.find('~') == std::string_view::npos) return token;
  buffer = unescaped(token);
  return buffer;
}

std::vector<Operation> read_operations(const Node& patch) {
  const auto* items = std::get_if<Run<Node>>(&patch.value);
  if (items == nullptr) {
    throw Error(ErrorCode::invalid_argument, "patch.malformed",
                "a JSON Patch is an array of operations; write one, or apply this as a merge patch");
  }
  std::vector<Operation> operations;
  operations.reserve(items->size);
  for (const auto& item : *items) operations.push_back(read_operation(item, operations.size()));
  return operations;
}

void refuse(std::size_t number, std::string_view pointer, std::string reason, std::string_view what,
            std::string_view remedy) {
  throw Error(
      ErrorCode::invalid_argument, std::move(reason),
      fmt::format("operation {} at {}: {}; {}", number,
                  pointer.empty() ? "the root" : fmt::format("`{}`", base::shown(pointer)), what, remedy),
      fmt::format(R"({{"operation":{},"pointer":{}}})", number, quoted(pointer)));
}

}  // namespace metaqore::json::patch
