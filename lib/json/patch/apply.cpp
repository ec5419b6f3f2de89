#include <fmt/format.h>

#include <algorithm>
#include <memory_resource>
#include <string>
#include <string_view>
#include <utility>

#include "base/text.hpp"
#include "json/canonical.hpp"
#include "json/compare.hpp"
#include "json/patch/operations.hpp"
#include "json/patch/parts.hpp"
#include "json/pointer.hpp"
#include "json/tree.hpp"
#include "metaqore/json_patch.hpp"

namespace metaqore::json::patch {

namespace {

constexpr std::string_view result = "the patched document";

bool is_array(const Value& value) noexcept {
  return value.own != nullptr ? value.own->is_array : std::holds_alternative<Run<Node>>(value.node->value);
}

bool is_object(const Value& value) noexcept {
  return value.own != nullptr ? !value.own->is_array : std::holds_alternative<Run<Member>>(value.node->value);
}

std::size_t size_of(const Value& value) noexcept {
  if (value.own != nullptr) return value.own->size();
  if (const auto* items = std::get_if<Run<Node>>(&value.node->value)) return items->size;
  if (const auto* members = std::get_if<Run<Member>>(&value.node->value)) return members->size;
  return 0;
}

/// Whether a value is that of a document. In no more time than the document is large, however large the
/// value.
bool is_equal(const Value& value, const Node& node) {
  if (value.own == nullptr) return json::equal(*value.node, node);
  const Value other{&node, nullptr};
  if (is_array(value) != is_array(other) || is_object(value) != is_object(other)) return false;
  if (size_of(value) != size_of(other)) return false;
  std::size_t at = 0;
  const auto* items = std::get_if<Run<Node>>(&node.value);
  const auto* members = std::get_if<Run<Member>>(&node.value);
  return each(*value.own, [&](std::string_view name, const Value& part) {
    const auto index = at++;
    if (items != nullptr) return is_equal(part, items->first[index]);
    return name == members->first[index].name && is_equal(part, members->first[index].value);
  });
}

/// A value as messages show it.
std::string shown(const Value& value) {
  if (is_array(value)) return fmt::format("an array of size `{}`", size_of(value));
  if (is_object(value)) return fmt::format("an object of size `{}`", size_of(value));
  std::string text;
  append_canonical(text, *value.node);
  return fmt::format("`{}`", base::shown(text));
}

/// Writes a value, and refuses it as soon as it is beyond Json's bounds: parts that are shared may make it
/// larger than any memory.
class Writer {
 public:
  void write(const Value& value, std::size_t depth) {
    if (!is_array(value) && !is_object(value)) {
      append_canonical(text_, *value.node);
    } else {
      write_container(value, depth + 1);
    }
    if (text_.size() > Json::max_size) refuse_too_large(result);
  }

  std::string finish() && { return std::move(text_); }

 private:
  void write_container(const Value& value, std::size_t depth) {
    if (depth > Json::max_depth) refuse_too_deep(result);
    const bool array = is_array(value);
    text_ += array ? '[' : '{';
    bool first = true;
    const auto part = [&](std::string_view name, const Value& inside) {
      if (!std::exchange(first, false)) text_ += ',';
      if (!array) {
        append_quoted(text_, name);
        text_ += ':';
      }
      write(inside, depth);
      return true;
    };
    if (value.own != nullptr) {
      each(*value.own, part);
    } else if (array) {
      for (const auto& item : std::get<Run<Node>>(value.node->value)) part({}, {&item, nullptr});
    } else {
      for (const auto& [name, node] : std::get<Run<Member>>(value.node->value)) part(name, {&node, nullptr});
    }
    text_ += array ? ']' : '}';
  }

  std::string text_;
};

class Patcher {
 public:
  explicit Patcher(const Node& root) : editor_(memory_), root_{&root, nullptr} {}

  void apply(const Operation& operation) {
    operation_ = &operation;
    switch (operation.verb) {
      case Verb::add:
        add(operation.path, {operation.value, nullptr});
        break;
      case Verb::remove:
        remove(operation.path);
        break;
      case Verb::replace:
        replace(operation.path, {operation.value, nullptr});
        break;
      case Verb::move: {
        const auto value = find(operation.from);
        if (operation.from.text() == operation.path.text()) break;
        remove(operation.from);
        add(operation.path, value);
        break;
      }
      case Verb::copy: {
        const auto value = find(operation.from);
        if (value.own != nullptr) editor_.share();  // else there is nothing that could be changed
        add(operation.path, value);
        break;
      }
      case Verb::test:
        if (const auto value = find(operation.path); !is_equal(value, *operation.value)) {
          refuse(operation.number, operation.path.text(), "patch.test_failed",
                 fmt::format("the value is {}, not {}", shown(value), shown({operation.value, nullptr})),
                 "make the patch anew from the document as it is");
        }
        break;
    }
  }

  std::string text() const {
    Writer writer;
    writer.write(root_, 0);
    return std::move(writer).finish();
  }

 private:
  /// Where a token leads in a container: what is there, or where an `add` would put it.
  Found locate(const Value& container, std::string_view token, const Path& path) const {
    if (is_array(container)) {
      const auto size = size_of(container);
      if (token == "-") return {size, false};
      const auto index = index_of(token);
      if (!index || *index > size) refuse_missing(path, token);
      return {*index, *index < size};
    }
    if (!is_object(container)) refuse_missing(path, token);
    if (container.own != nullptr) return patch::find(*container.own, token);
    const auto& members = std::get<Run<Member>>(container.node->value);
    const auto* found = std::lower_bound(
        members.begin(), members.end(), token,
        [](const Member& member, std::string_view name) { return name_less(member.name, name); });
    return {static_cast<std::size_t>(found - members.begin()),
            found != members.end() && found->name == token};
  }

  [[noreturn]] void refuse_missing(const Path& path, std::string_view token) const {
    refuse(operation_->number, path.text(), "patch.not_found",
           token == "-" ? std::string("`-` names no element that is there")
                        : fmt::format("`{}` does not exist", base::shown(token)),
           "name a place that the document has when it is the operation's turn");
  }

  Value find(const Path& path) const {
    auto value = root_;
    std::string buffer;
    for (auto rest = path; !rest.is_root();) {
      const auto token = rest.next(buffer);
      const auto found = locate(value, token, path);
      if (!found.is_there) refuse_missing(path, token);
      if (value.own != nullptr) {
        value = at(*value.own, found.index);
      } else if (const auto* items = std::get_if<Run<Node>>(&value.node->value)) {
        value = {items->first + found.index, nullptr};
      } else {
        value = {&std::get<Run<Member>>(value.node->value).first[found.index].value, nullptr};
      }
    }
    return value;
  }

  /// A value, to be changed: that at the path where `until_last` is false, else that which contains it, and
  /// `rest` is its last token alone.
  Value& change(Path& rest, bool until_last) {
    const auto path = rest;
    auto* value = &root_;
    std::string buffer;
    while (!rest.is_root() && !(until_last && rest.is_one_token())) {
      const auto token = rest.next(buffer);
      const auto found = locate(*value, token, path);
      if (!found.is_there) refuse_missing(path, token);
      value = &editor_.edit(editor_.open(*value), found.index);
      check_cost();
    }
    return *value;
  }

  void replace(Path path, const Value& value) { change(path, false) = value; }

  /// Without copies, no more parts than a few for each value that the operations name; with them, as many as
  /// the ways down to the changes behind them are long, which is what has to have an end.
  void check_cost() const {
    constexpr std::size_t most = 4'000'000;  // half a gigabyte
    if (editor_.made() <= most) return;
    refuse(operation_->number, operation_->path.text(), "patch.too_costly",
           fmt::format("more than `{}` parts of the document would be copied", most),
           "split the patch, or replace larger values");
  }

  void add(const Path& path, const Value& value) {
    if (path.is_root()) {
      root_ = value;
      return;
    }
    auto rest = path;
    auto& parent = change(rest, true);
    std::string buffer;
    const auto token = rest.next(buffer);
    const auto found = locate(parent, token, path);
    auto& container = editor_.open(parent);
    if (container.is_array) {
      editor_.insert(container, found.index, value);
    } else if (found.is_there) {
      editor_.edit(container, found.index) = value;
    } else {
      editor_.insert(container, found.index, value, kept(token));
    }
  }

  void remove(const Path& path) {
    auto rest = path;
    auto& parent = change(rest, true);
    std::string buffer;
    const auto token = rest.next(buffer);
    const auto found = locate(parent, token, path);
    if (!found.is_there) refuse_missing(path, token);
    editor_.erase(editor_.open(parent), found.index);
  }

  /// A name that lasts as long as the document.
  std::string_view kept(std::string_view name) {
    if (name.empty()) return {};
    auto* text = static_cast<char*>(memory_.allocate(name.size(), 1));
    std::ranges::copy(name, text);
    return {text, name.size()};
  }

  std::pmr::monotonic_buffer_resource memory_;
  Editor editor_;
  Value root_;
  const Operation* operation_ = nullptr;
};

}  // namespace

}  // namespace metaqore::json::patch

namespace metaqore {

Json apply_patch(const Json& document, const Json& patch) {
  const json::Tree operations(patch.text()), tree(document.text());
  json::patch::Patcher patcher(tree.root());
  for (const auto& operation : json::patch::read_operations(operations.root())) patcher.apply(operation);
  return JsonAccess::wrap(patcher.text());
}

}  // namespace metaqore
