#include <fmt/format.h>

#include <algorithm>
#include <memory_resource>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/text.hpp"
#include "json/apart.hpp"
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

/// Where a value differs from that of a document, as json::Difference.
struct Deviation {
  std::vector<std::string> way{};
  std::optional<Value> is{};
  const Node* wanted = nullptr;
};

bool deviates(const Value& value, const Node& node, Deviation& deviation);

/// Of what a changed container has at one place.
bool deviates_at(std::string_view token, const Value* is, const Node* wanted, Deviation& deviation) {
  if (is == nullptr || wanted == nullptr) {
    deviation = {{}, is == nullptr ? std::nullopt : std::optional(*is), wanted};
  } else if (!deviates(*is, *wanted, deviation)) {
    return false;
  }
  deviation.way.emplace_back(token);
  return true;
}

/// Whether a value is another than that of a document, and where it is first. In no more time than the
/// document is large, however large the value.
bool deviates(const Value& value, const Node& node, Deviation& deviation) {
  if (value.own == nullptr) {
    Difference difference;
    if (!differ(*value.node, node, difference)) return false;
    deviation = {std::move(difference.way), std::nullopt, difference.right};
    if (difference.left != nullptr) deviation.is = Value{difference.left, nullptr};
    return true;
  }
  const auto* items = std::get_if<Run<Node>>(&node.value);
  const auto* members = std::get_if<Run<Member>>(&node.value);
  if (value.own->is_array ? items == nullptr : members == nullptr) {
    deviation = {{}, value, &node};
    return true;
  }
  const auto size = items != nullptr ? items->size : members->size;
  std::size_t at = 0;
  const auto missing = [&] {
    return items != nullptr
               ? deviates_at(std::to_string(at), nullptr, items->first + at, deviation)
               : deviates_at(members->first[at].name, nullptr, &members->first[at].value, deviation);
  };
  const bool alike = each(*value.own, [&](std::string_view name, const Value& part) {
    if (items != nullptr) {
      const auto* wanted = at < size ? items->first + at : nullptr;
      return !deviates_at(std::to_string(at++), &part, wanted, deviation);
    }
    if (at < size && name_less(members->first[at].name, name)) return !missing();
    const bool has_name = at < size && members->first[at].name == name;
    return !deviates_at(name, &part, has_name ? &members->first[at++].value : nullptr, deviation);
  });
  return !alike || (at < size && missing());
}

/// A value as messages show it.
std::string shown(const Value& value) {
  if (value.own == nullptr) return shown_briefly(*value.node);
  return fmt::format("an {} of size `{}`", is_array(value) ? "array" : "object", size_of(value));
}

std::string shown_place(std::string_view pointer) {
  return pointer.empty() ? "the document" : fmt::format("`{}`", base::shown(pointer));
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
        moved_from_ = operation.from.text();
        add(operation.path, value);
        moved_from_.reset();
        break;
      }
      case Verb::copy: {
        const auto value = find(operation.from);
        if (value.own != nullptr) editor_.share();  // else there is nothing that could be changed
        add(operation.path, value);
        break;
      }
      case Verb::test:
        if (Deviation deviation; deviates(find(operation.path), *operation.value, deviation)) {
          refuse_test(deviation);
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
  /// Where a token leads in a container: what is there, or where an `add` would put it. `rest` is the path
  /// from the container on.
  Found locate(const Value& container, std::string_view token, const Path& path,
               std::string_view rest) const {
    if (is_array(container)) {
      const auto size = size_of(container);
      if (token == "-") return {size, false};
      const auto index = index_of(token);
      if (!index || *index > size) refuse_missing(container, token, path, rest);
      return {*index, *index < size};
    }
    if (!is_object(container)) refuse_missing(container, token, path, rest);
    if (container.own != nullptr) return patch::find(*container.own, token);
    const auto& members = std::get<Run<Member>>(container.node->value);
    const auto* found = std::lower_bound(
        members.begin(), members.end(), token,
        [](const Member& member, std::string_view name) { return name_less(member.name, name); });
    return {static_cast<std::size_t>(found - members.begin()),
            found != members.end() && found->name == token};
  }

  /// The same, of what has to be there.
  std::size_t locate_there(const Value& container, std::string_view token, const Path& path,
                           std::string_view rest) const {
    const auto found = locate(container, token, path, rest);
    if (!found.is_there) refuse_missing(container, token, path, rest);
    return found.index;
  }

  [[noreturn]] void refuse_missing(const Value& container, std::string_view token, const Path& path,
                                   std::string_view rest) const {
    const auto place = shown_place(path.text().substr(0, path.text().size() - rest.size()));
    std::string what;
    if (!is_array(container)) {
      what = is_object(container) ? fmt::format("{} has no member `{}`", place, base::shown(token))
                                  : fmt::format("{} is {}, which has no member `{}`", place, shown(container),
                                                base::shown(token));
    } else if (token == "-") {
      what = fmt::format("`-` is behind the last element of {}, {}", place, shown(container));
    } else {
      what = fmt::format("{} is {}, {} `{}`", place, shown(container),
                         index_of(token) ? "which has no element" : "of which no element has the index",
                         base::shown(token));
    }
    if (moved_from_) what += fmt::format(", once {} is taken from where it was", shown_place(*moved_from_));
    refuse(operation_->number, path.text(), "patch.not_found", what,
           "name a place that the document has when it is the operation's turn");
  }

  [[noreturn]] void refuse_test(const Deviation& deviation) const {
    std::string pointer(operation_->path.text());
    for (auto token = deviation.way.rbegin(); token != deviation.way.rend(); ++token)
      append_token(pointer, *token);
    std::string what;
    if (!deviation.is) {
      what = fmt::format("there is no {}, which is tested to be {}", shown_place(pointer),
                         shown_briefly(*deviation.wanted));
    } else if (deviation.wanted == nullptr) {
      what =
          fmt::format("{} is {}, and is tested not to be there", shown_place(pointer), shown(*deviation.is));
    } else {
      const auto place = deviation.way.empty() ? "the value" : shown_place(pointer);
      const auto texts = deviation.is->own != nullptr
                             ? std::vector{shown(*deviation.is), shown_briefly(*deviation.wanted)}
                             : shown_apart(*deviation.is->node, *deviation.wanted);
      what = fmt::format("{} is {}, not {}", place, texts[0], texts[1]);
    }
    refuse(operation_->number, operation_->path.text(), "patch.test_failed", what,
           "make the patch anew from the document as it is");
  }

  Value find(const Path& path) const {
    auto value = root_;
    std::string buffer;
    for (auto rest = path; !rest.is_root();) {
      const auto from_here = rest.text();
      const auto token = rest.next(buffer);
      const auto index = locate_there(value, token, path, from_here);
      if (value.own != nullptr) {
        value = at(*value.own, index);
      } else if (const auto* items = std::get_if<Run<Node>>(&value.node->value)) {
        value = {items->first + index, nullptr};
      } else {
        value = {&std::get<Run<Member>>(value.node->value).first[index].value, nullptr};
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
      const auto from_here = rest.text();
      const auto token = rest.next(buffer);
      const auto index = locate_there(*value, token, path, from_here);
      value = &editor_.edit(editor_.open(*value), index);
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
    const auto last = rest.text();
    const auto token = rest.next(buffer);
    const auto found = locate(parent, token, path, last);
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
    const auto last = rest.text();
    const auto token = rest.next(buffer);
    const auto index = locate_there(parent, token, path, last);
    editor_.erase(editor_.open(parent), index);
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
  std::optional<std::string_view> moved_from_;  // while what was taken from there is put in its place
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
