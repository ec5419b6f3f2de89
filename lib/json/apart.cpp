#include "json/apart.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <utility>

#include "base/text.hpp"
#include "json/canonical.hpp"
#include "json/compare.hpp"
#include "json/pointer.hpp"

namespace metaqore::json {

namespace {

// Of base::shown(), and how much of a text stands before and behind where it differs from another.
constexpr std::size_t shown_bytes = 80, before_place = 24, behind_place = 40;
constexpr std::size_t longest_character = 4;

std::size_t common_size(std::string_view left, std::string_view right) {
  return static_cast<std::size_t>(std::mismatch(left.begin(), left.end(), right.begin(), right.end()).first -
                                  left.begin());
}

/// The parts of a text around these places, which ascend.
std::string shown_around(std::string_view text, const std::vector<std::size_t>& places) {
  std::string out;
  std::size_t end = 0;
  for (const auto place : places) {
    const auto begin =
        std::max(end, base::utf8_prefix(text, place < before_place ? 0 : place - before_place).size());
    if (begin > end) out += "…";
    end = std::max(begin, base::utf8_prefix(text, place + behind_place).size());
    out += base::on_one_line(text.substr(begin, end - begin));
  }
  return end < text.size() ? out + "…" : out;
}

/// Whether what an array or object has at one place differs; notes the way from the innermost out.
template <class Token>
bool differ_at(Token&& token, const Node* left, const Node* right, Difference& difference) {
  if (left == nullptr || right == nullptr) {
    difference = {{}, left, right};
  } else if (!differ(*left, *right, difference)) {
    return false;
  }
  difference.way.push_back(token());
  return true;
}

bool differ(const Run<Node>& left, const Run<Node>& right, Difference& difference) {
  for (std::size_t at = 0; at < std::max(left.size, right.size); ++at) {
    if (differ_at([at] { return std::to_string(at); }, at < left.size ? left.first + at : nullptr,
                  at < right.size ? right.first + at : nullptr, difference)) {
      return true;
    }
  }
  return false;
}

bool differ(const Run<Member>& left, const Run<Member>& right, Difference& difference) {
  const auto *a = left.begin(), *b = right.begin();
  while (a != left.end() || b != right.end()) {
    const bool only_left = b == right.end() || (a != left.end() && name_less(a->name, b->name));
    const bool only_right = !only_left && (a == left.end() || a->name != b->name);
    const auto name = only_right ? b->name : a->name;
    if (differ_at([name] { return std::string(name); }, only_right ? nullptr : &a->value,
                  only_left ? nullptr : &b->value, difference)) {
      return true;
    }
    ++a, ++b;  // a name that one alone has differs
  }
  return false;
}

}  // namespace

std::string Difference::pointer() const {
  std::string pointer;
  for (auto token = way.rbegin(); token != way.rend(); ++token) append_token(pointer, *token);
  return pointer;
}

bool differ(const Node& left, const Node& right, Difference& difference) {
  if (const auto *a = std::get_if<Run<Node>>(&left.value), *b = std::get_if<Run<Node>>(&right.value);
      a != nullptr && b != nullptr) {
    return a->first != b->first && differ(*a, *b, difference);
  }
  if (const auto *a = std::get_if<Run<Member>>(&left.value), *b = std::get_if<Run<Member>>(&right.value);
      a != nullptr && b != nullptr) {
    return a->first != b->first && differ(*a, *b, difference);
  }
  if (equal(left, right)) return false;
  difference = {{}, &left, &right};
  return true;
}

bool is_shown_cut(std::string_view text) noexcept { return text.size() > shown_bytes; }

std::vector<std::string> shown_apart(const std::vector<std::string_view>& texts) {
  // What splits them: of three texts, two share at least as much with each other as each with the third.
  std::vector<std::vector<std::size_t>> places(texts.size());
  bool is_cut = false;
  for (std::size_t at = 0; at < texts.size(); ++at) {
    for (std::size_t other = 0; other < texts.size(); ++other) {
      if (texts[at] == texts[other]) continue;
      const auto place = common_size(texts[at], texts[other]);
      places[at].push_back(place);
      is_cut = is_cut || place + longest_character > shown_bytes;
    }
    std::ranges::sort(places[at]);
    places[at].erase(std::ranges::unique(places[at]).begin(), places[at].end());
  }
  std::vector<std::string> shown;
  for (std::size_t at = 0; at < texts.size(); ++at) {
    shown.push_back(is_cut && is_shown_cut(texts[at]) ? shown_around(texts[at], places[at])
                                                      : base::shown(texts[at]));
  }
  return shown;
}

std::string shown_briefly(const Node& node) {
  if (const auto* items = std::get_if<Run<Node>>(&node.value)) {
    return fmt::format("an array of size `{}`", items->size);
  }
  if (const auto* members = std::get_if<Run<Member>>(&node.value)) {
    return fmt::format("an object of size `{}`", members->size);
  }
  std::string text;
  append_canonical(text, node);
  return fmt::format("`{}`", base::shown(text));
}

std::vector<std::string> shown_apart(const Node& left, const Node& right) {
  if (!is_scalar(left) || !is_scalar(right)) return {shown_briefly(left), shown_briefly(right)};
  std::string one, other;
  append_canonical(one, left);
  append_canonical(other, right);
  auto shown = shown_apart({one, other});
  for (auto& text : shown) text = fmt::format("`{}`", text);
  return shown;
}

}  // namespace metaqore::json
