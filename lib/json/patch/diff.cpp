#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "json/canonical.hpp"
#include "json/compare.hpp"
#include "json/patch/measure.hpp"
#include "json/pointer.hpp"
#include "json/sequence.hpp"
#include "json/tree.hpp"
#include "metaqore/json_patch.hpp"

namespace metaqore {

namespace {

using json::Member;
using json::Node;
using json::Run;
using json::patch::Measures;
using json::patch::Place;

/// What a value in a patch may nest: it is inside an operation, which is inside the patch.
constexpr std::size_t max_value_depth = Json::max_depth - 2;

class Differ {
 public:
  Differ(const Node& from, const Node& to)
      : from_(from), to_(to), effort_(json::effort_for(from_.count() + to_.count())) {
    steps_.push_back({});
    if (!equal(from_, from_.root(), to_, to_.root())) change(0, from_.root(), to_.root());
  }

  /// REQUIRES: called once.
  std::string text() const {
    const auto size = operations_.empty() ? 2 : size_ + 1;
    if (size > Json::max_size) json::refuse_too_large("the patch");
    std::string text;
    text.reserve(size);
    text += '[';
    for (const auto& operation : operations_) {
      if (text.size() > 1) text += ',';
      append(text, operation);
    }
    text += ']';
    return text;
  }

 private:
  enum class Kind { add, remove, replace };

  /// A reference token behind those of another step. No pointer is written before it is known to be needed.
  struct Step {
    std::uint32_t before = 0;
    std::uint32_t size = 0;  ///< of the pointer as a part of a JSON string
    std::uint32_t index = 0;
    const std::string_view* name = nullptr;  ///< nullptr where it is an index, and at the root
  };

  static std::string_view begin_of(Kind kind) noexcept {
    return kind == Kind::add      ? R"({"op":"add","path":)"
           : kind == Kind::remove ? R"({"op":"remove","path":)"
                                  : R"({"op":"replace","path":)";
  }
  static constexpr std::string_view before_value = R"(,"value":)", behind = "}";

  struct Operation {
    Kind kind{};
    bool is_shallow = false;  ///< without what would be too deep in a patch
    std::uint32_t step = 0;
    Place value{};
  };

  std::uint32_t step(std::uint32_t before, const std::string_view& name) {
    const auto escapes = std::ranges::count_if(name, [](char c) { return c == '~' || c == '/'; });
    const auto size = json::patch::quoted_size(name) - 2 + 1 + static_cast<std::size_t>(escapes);
    return push({before, steps_[before].size + static_cast<std::uint32_t>(size), 0, &name});
  }

  std::uint32_t step(std::uint32_t before, std::size_t index) {
    const auto size = 1 + fmt::formatted_size("{}", index);
    return push({before, steps_[before].size + static_cast<std::uint32_t>(size),
                 static_cast<std::uint32_t>(index), nullptr});
  }

  std::uint32_t push(const Step& step) {
    steps_.push_back(step);
    return static_cast<std::uint32_t>(steps_.size() - 1);
  }

  void push(const Operation& operation, std::size_t value_size) {
    size_ += begin_of(operation.kind).size() + steps_[operation.step].size + 2 + behind.size() + 1;
    if (operation.kind != Kind::remove) size_ += before_value.size() + value_size;
    operations_.push_back(operation);
  }

  void remove(std::uint32_t step) { push({Kind::remove, false, step, {}}, 0); }

  /// Whether a value can stand in a container that a patch has.
  bool fits_inside(const Place& child) const { return to_.depth(child) < max_value_depth; }

  /// Adds a value, or replaces what is there. What would be too deep in it is added afterwards, level by
  /// level.
  void put(Kind kind, std::uint32_t at, const Place& value) {
    if (to_.depth(value) <= max_value_depth) return push({kind, false, at, value}, to_.size(value));
    std::size_t size = to_.size(value), left = 0;
    each_child(value, [&](const Place& child, const Member* member, std::size_t) {
      if (fits_inside(child)) {
        ++left;
      } else {
        size -= to_.size(child) + 1 + (member == nullptr ? 0 : json::patch::quoted_size(member->name) + 1);
      }
    });
    if (left == 0) ++size;  // no comma stood before the only one
    push({kind, true, at, value}, size);
    each_child(value, [&](const Place& child, const Member* member, std::size_t index) {
      if (fits_inside(child)) return;
      put(Kind::add, member == nullptr ? step(at, index) : step(at, member->name), child);
    });
  }

  template <class Visit>
  void each_child(const Place& container, Visit&& visit) const {
    Place child{};
    const auto next = [&](const Node& node) {
      return child.node == nullptr ? to_.first(container, node) : to_.after(child, node);
    };
    if (const auto* items = std::get_if<Run<Node>>(&container.node->value)) {
      for (std::size_t at = 0; at < items->size; ++at) {
        child = next(items->first[at]);
        visit(child, static_cast<const Member*>(nullptr), at);
      }
    } else if (const auto* members = std::get_if<Run<Member>>(&container.node->value)) {
      for (std::size_t at = 0; at < members->size; ++at) {
        child = next(members->first[at].value);
        visit(child, members->first + at, at);
      }
    }
  }

  /// REQUIRES: they differ.
  void change(std::uint32_t step, const Place& from, const Place& to) {
    const auto first = operations_.size();
    const auto size = size_;
    if (const auto *a = std::get_if<Run<Node>>(&from.node->value),
        *b = std::get_if<Run<Node>>(&to.node->value);
        a != nullptr && b != nullptr) {
      change_array(step, from, *a, to, *b);
    } else if (const auto* c = std::get_if<Run<Member>>(&from.node->value),
               *d = std::get_if<Run<Member>>(&to.node->value);
               c != nullptr && d != nullptr) {
      change_object(step, from, *c, to, *d);
    } else {
      return put(Kind::replace, step, to);
    }
    const auto inside = size_ - size, end = operations_.size();
    put(Kind::replace, step, to);
    const auto replaced = size_ - size - inside;
    const auto at = [&](std::size_t place) {
      return operations_.begin() + static_cast<std::ptrdiff_t>(place);
    };
    if (inside > replaced) {
      operations_.erase(at(first), at(end));
      size_ = size + replaced;
    } else {
      operations_.erase(at(end), operations_.end());
      size_ = size + inside;
    }
  }

  void change_object(std::uint32_t at, const Place& from, const Run<Member>& a, const Place& to,
                     const Run<Member>& b) {
    Place one{}, other{};
    std::size_t i = 0, j = 0;
    const auto pass = [](const Measures& measures, const Run<Member>& members, std::size_t& index,
                         Place& place) {
      if (++index < members.size) place = measures.after(place, members.first[index].value);
    };
    if (a.size > 0) one = from_.first(from, a.first->value);
    if (b.size > 0) other = to_.first(to, b.first->value);
    while (i < a.size || j < b.size) {
      if (j == b.size || (i < a.size && json::name_less(a.first[i].name, b.first[j].name))) {
        remove(step(at, a.first[i].name));
        pass(from_, a, i, one);
      } else if (i == a.size || a.first[i].name != b.first[j].name) {
        put(Kind::add, step(at, b.first[j].name), other);
        pass(to_, b, j, other);
      } else {
        if (!equal(from_, one, to_, other)) change(step(at, b.first[j].name), one, other);
        pass(from_, a, i, one);
        pass(to_, b, j, other);
      }
    }
  }

  static std::vector<Place> places(const Measures& measures, const Place& array, const Run<Node>& items) {
    std::vector<Place> places;
    places.reserve(items.size);
    for (const auto& item : items) {
      places.push_back(places.empty() ? measures.first(array, item) : measures.after(places.back(), item));
    }
    return places;
  }

  void change_array(std::uint32_t at, const Place& from, const Run<Node>& a, const Place& to,
                    const Run<Node>& b) {
    const auto ones = places(from_, from, a), others = places(to_, to, b);
    // Operations apply one after the other from the front: when one is reached, what is before it is that of
    // `to` already, and so is the index.
    std::size_t i = 0, j = 0;
    const auto fill = [&](std::size_t i_end, std::size_t j_end) {
      for (; i < i_end && j < j_end; ++i, ++j) {
        if (!equal(from_, ones[i], to_, others[j])) change(step(at, j), ones[i], others[j]);
      }
      for (; i < i_end; ++i) remove(step(at, j));
      for (; j < j_end; ++j) put(Kind::add, step(at, j), others[j]);
    };
    for (const auto& match : matches(ones, others)) {
      fill(match.from, match.to);
      i += match.size;
      j += match.size;
    }
    fill(ones.size(), others.size());
  }

  std::vector<json::Match> matches(const std::vector<Place>& ones, const std::vector<Place>& others) const {
    std::vector<std::uint64_t> fingerprints;
    fingerprints.reserve(ones.size() + others.size());
    for (const auto& place : ones) fingerprints.push_back(from_.fingerprint(place));
    for (const auto& place : others) fingerprints.push_back(to_.fingerprint(place));
    const auto node = [&](std::size_t at) -> const Node& {
      return *(at < ones.size() ? ones[at] : others[at - ones.size()]).node;
    };
    const auto numbers = json::number_alike(fingerprints, [&](std::size_t left, std::size_t right) {
      return json::compare(node(left), node(right));
    });
    const std::span all(numbers);
    return json::match(all.first(ones.size()), all.subspan(ones.size()), effort_);
  }

  void append(std::string& text, const Operation& operation) const {
    text += begin_of(operation.kind);
    std::vector<const Step*> steps;
    for (auto at = operation.step; at != 0; at = steps_[at].before) steps.push_back(&steps_[at]);
    std::string pointer;
    for (auto at = steps.rbegin(); at != steps.rend(); ++at) {
      if ((*at)->name != nullptr) {
        json::append_token(pointer, *(*at)->name);
      } else {
        json::append_token(pointer, std::size_t{(*at)->index});
      }
    }
    json::append_quoted(text, pointer);
    if (operation.kind != Kind::remove) {
      text += before_value;
      if (operation.is_shallow) {
        append_shallow(text, operation.value);
      } else {
        json::append_canonical(text, *operation.value.node);
      }
    }
    text += behind;
  }

  void append_shallow(std::string& text, const Place& container) const {
    const bool is_array = std::holds_alternative<Run<Node>>(container.node->value);
    text += is_array ? '[' : '{';
    bool first = true;
    each_child(container, [&](const Place& child, const Member* member, std::size_t) {
      if (!fits_inside(child)) return;
      if (!first) text += ',';
      first = false;
      if (member != nullptr) {
        json::append_quoted(text, member->name);
        text += ':';
      }
      json::append_canonical(text, *child.node);
    });
    text += is_array ? ']' : '}';
  }

  Measures from_, to_;
  std::size_t effort_;
  std::vector<Step> steps_;
  std::vector<Operation> operations_;
  std::size_t size_ = 0;  // of the operations as text, each with a comma
};

}  // namespace

Json make_patch(const Json& from, const Json& to) {
  const json::Tree before(from.text()), after(to.text());
  return JsonAccess::wrap(Differ(before.root(), after.root()).text());
}

}  // namespace metaqore
