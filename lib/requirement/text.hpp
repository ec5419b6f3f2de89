#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

// Reading the small grammars of versions and constraints.

namespace metaqore::requirement {

/// Throws Error(invalid_argument, `requirement.` + fault): "the pypi version `1.0..` is wrong at offset 4:
/// `what`; `remedy`", with ecosystem, offset and text in the details. `kind` is `version`, `constraint`,
/// `name`, `extra` or `marker`.
struct Refusal {
  std::string_view ecosystem;
  std::string_view kind;
  std::string_view text;
  [[noreturn]] void operator()(std::size_t offset, std::string_view what, std::string_view remedy) const;
};

constexpr bool is_digit(char c) noexcept { return c >= '0' && c <= '9'; }
constexpr bool is_lower(char c) noexcept { return c >= 'a' && c <= 'z'; }
constexpr bool is_upper(char c) noexcept { return c >= 'A' && c <= 'Z'; }
constexpr bool is_letter(char c) noexcept { return is_lower(c) || is_upper(c); }
constexpr bool is_blank(char c) noexcept { return c == ' ' || (c >= '\t' && c <= '\r'); }
constexpr char lower(char c) noexcept { return is_upper(c) ? static_cast<char>(c - 'A' + 'a') : c; }
std::string lowered(std::string_view text);

/// Where `${…}` begins in a text, and all of it: a variable of POMs and of control files. nullopt without
/// one.
struct Variable {
  std::size_t at;
  std::string_view text;
};
std::optional<Variable> find_variable(std::string_view text) noexcept;

/// A place in a text that moves forward. Reading past the end gives NUL.
class Scanner {
 public:
  explicit constexpr Scanner(std::string_view text, std::size_t at = 0) noexcept : text_(text), at_(at) {}

  constexpr bool done() const noexcept { return at_ >= text_.size(); }
  constexpr std::size_t at() const noexcept { return at_; }
  constexpr void move_to(std::size_t at) noexcept { at_ = at; }
  constexpr std::string_view text() const noexcept { return text_; }
  constexpr std::string_view rest() const noexcept { return text_.substr(at_); }
  constexpr std::string_view since(std::size_t start) const noexcept {
    return text_.substr(start, at_ - start);
  }
  constexpr char peek(std::size_t ahead = 0) const noexcept {
    return at_ + ahead < text_.size() ? text_[at_ + ahead] : '\0';
  }
  constexpr char next() noexcept { return done() ? '\0' : text_[at_++]; }
  constexpr bool take(char c) noexcept {
    if (done() || text_[at_] != c) return false;
    ++at_;
    return true;
  }
  constexpr bool take(std::string_view word) noexcept {
    if (!rest().starts_with(word)) return false;
    at_ += word.size();
    return true;
  }
  template <class Is>
  constexpr std::string_view take_while(Is&& is) noexcept {
    const auto start = at_;
    while (!done() && is(text_[at_])) ++at_;
    return since(start);
  }
  constexpr void skip_blanks() noexcept { take_while(is_blank); }

 private:
  std::string_view text_;
  std::size_t at_;
};

}  // namespace metaqore::requirement
