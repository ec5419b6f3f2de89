#include "json/members.hpp"

namespace metaqore::json {

namespace {

constexpr auto npos = std::string_view::npos;

/// Behind the text that begins at `at`, with its quote.
std::size_t end_of_text(std::string_view text, std::size_t at) {
  for (++at;; ++at) {
    at = text.find('"', at);
    if (at == npos) return npos;
    std::size_t backslashes = 0;  // the opening quote ends them
    while (text[at - 1 - backslashes] == '\\') ++backslashes;
    if (backslashes % 2 == 0) return at + 1;
  }
}

/// Behind the array or object that begins at `at`.
std::size_t end_of_nested(std::string_view text, std::size_t at) {
  for (std::size_t depth = 0; at < text.size(); ++at) {
    switch (text[at]) {
      case '"':
        at = end_of_text(text, at);
        if (at == npos) return npos;
        --at;
        break;
      case '[':
      case '{':
        ++depth;
        break;
      case ']':
      case '}':
        if (--depth == 0) return at + 1;
        break;
      default:
        break;
    }
  }
  return npos;
}

std::size_t end_of_value(std::string_view text, std::size_t at) {
  switch (text[at]) {
    case '"':
      return end_of_text(text, at);
    case '[':
    case '{':
      return end_of_nested(text, at);
    default:
      return text.find_first_of(",}", at);
  }
}

}  // namespace

bool Members::next() {
  const auto give_up = [this] {
    at_ = text_.size();
    return false;
  };
  if (at_ >= text_.size()) return false;
  if (text_[at_] == '}') {
    whole_ = at_ + 1 == text_.size();
    return give_up();
  }
  const bool first = at_ == 0;
  if (text_[at_] != (first ? '{' : ',')) return give_up();
  ++at_;
  if (first && text_ == "{}") return next();
  if (at_ >= text_.size() || text_[at_] != '"') return give_up();
  const auto colon = end_of_text(text_, at_);
  if (colon == npos || colon + 1 >= text_.size() || text_[colon] != ':') return give_up();
  const auto end = end_of_value(text_, colon + 1);
  if (end == npos || end >= text_.size()) return give_up();
  name_ = text_.substr(at_ + 1, colon - at_ - 2);
  value_ = text_.substr(colon + 1, end - colon - 1);
  at_ = end;
  return true;
}

std::string_view Members::plain_text(std::string_view value) noexcept {
  if (value.size() < 2 || value.front() != '"' || value.find('\\') != npos) return {};
  return value.substr(1, value.size() - 2);
}

}  // namespace metaqore::json
