#pragma once

#include <string_view>

namespace metaqore::json {

/// Goes through the members of an object in canonical form, without a document of it: a fraction of the price
/// where a few members of many are wanted. It does not check what it passes; a text that it cannot follow has
/// no further members, and then is_whole() is false.
class Members {
 public:
  explicit Members(std::string_view object) : text_(object) {}

  /// Comes to the next member. False at the end, and where the text is no object in this form.
  bool next();

  std::string_view name() const noexcept { return name_; }    ///< without its quotes
  std::string_view value() const noexcept { return value_; }  ///< as it stands there
  bool is_whole() const noexcept { return whole_; }           ///< all of it was gone through

  /// A value that is a text without escapes; empty for any other.
  static std::string_view plain_text(std::string_view value) noexcept;

 private:
  std::string_view text_;
  std::string_view name_{}, value_{};
  std::size_t at_ = 0;
  bool whole_ = false;
};

}  // namespace metaqore::json
