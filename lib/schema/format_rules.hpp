#pragma once

#include <cstddef>
#include <string_view>

// The formats of JSON Schema, each a scan of the text from its first byte to its last.

namespace metaqore::schema {

/// A text that is read from its front. Nothing is read where the answer is no.
class Scan {
 public:
  explicit Scan(std::string_view text) : text_(text) {}

  bool done() const noexcept { return text_.empty(); }
  std::string_view rest() const noexcept { return text_; }
  char next() const noexcept { return text_.empty() ? '\0' : text_.front(); }
  bool take(char c) noexcept;
  bool take_either(char upper, char lower) noexcept { return take(upper) || take(lower); }
  bool take(std::string_view start) noexcept;
  /// The digits that come next, however many.
  std::string_view digits() noexcept;
  /// Two digits as a number; 100 where there are none.
  unsigned two_digits() noexcept;
  /// `%` and two hexadecimal digits.
  bool percent() noexcept;
  /// REQUIRES: !done(), and valid UTF-8.
  char32_t character() noexcept;

 private:
  std::string_view text_;
};

bool is_digit(char c) noexcept;
bool is_letter(char c) noexcept;
bool is_hex_digit(char c) noexcept;

bool is_date_time(std::string_view);  // RFC 3339 §5.6
bool is_date(std::string_view);
bool is_time(std::string_view);
bool is_duration(std::string_view);  // RFC 3339 appendix A

bool is_email(std::string_view);      // RFC 5321 §4.1.2, Mailbox
bool is_idn_email(std::string_view);  // RFC 6531 §3.3
bool is_hostname(std::string_view);   // RFC 1123 §2.1
bool is_ipv4(std::string_view);       // RFC 2673 §3.2
bool is_ipv6(std::string_view);       // RFC 4291 §2.2

bool is_uri(std::string_view);  // RFC 3986
bool is_uri_reference(std::string_view);
bool is_iri(std::string_view);  // RFC 3987
bool is_iri_reference(std::string_view);
bool is_uri_template(std::string_view);  // RFC 6570
/// The characters beyond ASCII that RFC 3987 §2.2 calls ucschar and iprivate.
bool is_ucs(char32_t) noexcept;
bool is_private(char32_t) noexcept;

bool is_uuid(std::string_view);                      // RFC 4122 §3
bool is_json_pointer(std::string_view);              // RFC 6901
bool is_relative_json_pointer(std::string_view);     // draft-bhutton-relative-json-pointer-00
bool is_relative_json_pointer_07(std::string_view);  // draft-handrews-relative-json-pointer-01

}  // namespace metaqore::schema
