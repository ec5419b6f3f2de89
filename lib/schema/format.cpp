#include "schema/format.hpp"

#include <algorithm>
#include <array>

#include "schema/format_rules.hpp"
#include "schema/pattern.hpp"

namespace metaqore::schema {

bool is_digit(char c) noexcept { return c >= '0' && c <= '9'; }
bool is_letter(char c) noexcept { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool is_hex_digit(char c) noexcept { return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'); }

bool Scan::take(char c) noexcept {
  if (text_.empty() || text_.front() != c) return false;
  text_.remove_prefix(1);
  return true;
}

bool Scan::take(std::string_view start) noexcept {
  if (!text_.starts_with(start)) return false;
  text_.remove_prefix(start.size());
  return true;
}

std::string_view Scan::digits() noexcept {
  const auto end = std::find_if_not(text_.begin(), text_.end(), is_digit);
  const auto found = text_.substr(0, static_cast<std::size_t>(end - text_.begin()));
  text_.remove_prefix(found.size());
  return found;
}

unsigned Scan::two_digits() noexcept {
  if (text_.size() < 2 || !is_digit(text_[0]) || !is_digit(text_[1])) return 100;
  const auto value = 10 * (text_[0] - '0') + (text_[1] - '0');
  text_.remove_prefix(2);
  return static_cast<unsigned>(value);
}

bool Scan::percent() noexcept {
  if (text_.size() < 3 || text_[0] != '%' || !is_hex_digit(text_[1]) || !is_hex_digit(text_[2])) return false;
  text_.remove_prefix(3);
  return true;
}

char32_t Scan::character() noexcept {
  const auto lead = static_cast<unsigned char>(text_[0]);
  const std::size_t size = lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
  char32_t value = size == 1 ? lead : lead & (0x7Fu >> size);
  for (std::size_t i = 1; i < size; ++i) value = value << 6 | (static_cast<unsigned char>(text_[i]) & 0x3Fu);
  text_.remove_prefix(size);
  return value;
}

bool is_uuid(std::string_view text) {
  if (text.size() != 36) return false;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const bool hyphen = at == 8 || at == 13 || at == 18 || at == 23;
    if (hyphen ? text[at] != '-' : !is_hex_digit(text[at])) return false;
  }
  return true;
}

bool is_json_pointer(std::string_view text) {
  if (!text.empty() && text.front() != '/') return false;
  for (auto at = text.find('~'); at != std::string_view::npos; at = text.find('~', at + 1)) {
    if (at + 1 == text.size() || (text[at + 1] != '0' && text[at + 1] != '1')) return false;
  }
  return true;
}

namespace {

bool take_number(Scan& scan) {
  const auto digits = scan.digits();
  return !digits.empty() && (digits.size() == 1 || digits.front() != '0');
}

struct Named {
  std::string_view name;
  Format format;
  bool in_draft_07 = true;
};

// `idn-hostname` is not among them: it takes the tables of IDNA.
constexpr std::array<Named, 18> formats{{
    {"date", is_date},
    {"date-time", is_date_time},
    {"duration", is_duration, false},
    {"email", is_email},
    {"hostname", is_hostname},
    {"idn-email", is_idn_email},
    {"ipv4", is_ipv4},
    {"ipv6", is_ipv6},
    {"iri", is_iri},
    {"iri-reference", is_iri_reference},
    {"json-pointer", is_json_pointer},
    {"regex", is_ecma_pattern},
    {"relative-json-pointer", is_relative_json_pointer},
    {"time", is_time},
    {"uri", is_uri},
    {"uri-reference", is_uri_reference},
    {"uri-template", is_uri_template},
    {"uuid", is_uuid, false},
}};

}  // namespace

bool is_relative_json_pointer_07(std::string_view text) {
  Scan scan(text);
  return take_number(scan) && (scan.rest() == "#" || is_json_pointer(scan.rest()));
}

// The grammar forgets the `#` behind an index that was moved, which its prose has.
bool is_relative_json_pointer(std::string_view text) {
  Scan scan(text);
  if (!take_number(scan)) return false;
  if ((scan.take('+') || scan.take('-')) && !take_number(scan)) return false;
  return scan.rest() == "#" || is_json_pointer(scan.rest());
}

Format find_format(std::string_view name, SchemaDialect dialect) noexcept {
  const auto* found =
      std::find_if(formats.begin(), formats.end(), [&](const Named& it) { return it.name == name; });
  if (found == formats.end()) return nullptr;
  const bool draft_07 = dialect == SchemaDialect::draft_07;
  if (draft_07 && !found->in_draft_07) return nullptr;
  if (draft_07 && name == "relative-json-pointer") return is_relative_json_pointer_07;
  return found->format;
}

}  // namespace metaqore::schema
