#include <algorithm>

#include "schema/format_rules.hpp"

namespace metaqore::schema {

namespace {

bool is_among(char c, std::string_view characters) { return characters.find(c) != std::string_view::npos; }

constexpr std::string_view sub_delims = "!$&'()*+,;=";

bool is_unreserved(char c) { return is_letter(c) || is_digit(c) || is_among(c, "-._~"); }

/// Reads characters that are unreserved, in `others`, or escaped; of an IRI those beyond ASCII too. What
/// stops it is left.
void take_characters(Scan& scan, bool iri, std::string_view others, bool may_be_private = false) {
  while (!scan.done()) {
    const char c = scan.next();
    if (is_unreserved(c) || is_among(c, others)) {
      scan.take(c);
    } else if (iri && static_cast<unsigned char>(c) >= 0x80) {
      Scan ahead = scan;
      const auto character = ahead.character();
      if (!is_ucs(character) && !(may_be_private && is_private(character))) return;
      scan = ahead;
    } else if (!scan.percent()) {
      return;
    }
  }
}

bool is_ip_literal(std::string_view text) {
  Scan scan(text);
  if (!scan.take_either('v', 'V')) return is_ipv6(text);
  if (!is_hex_digit(scan.next())) return false;
  while (is_hex_digit(scan.next())) scan.take(scan.next());
  if (!scan.take('.') || scan.done()) return false;
  return std::all_of(scan.rest().begin(), scan.rest().end(),
                     [](char c) { return is_unreserved(c) || is_among(c, sub_delims) || c == ':'; });
}

bool is_authority(std::string_view text, bool iri) {
  constexpr std::string_view of_user = "!$&'()*+,;=:";
  if (const auto at = text.find('@'); at != std::string_view::npos) {
    Scan user(text.substr(0, at));
    take_characters(user, iri, of_user);
    if (!user.done()) return false;
    text.remove_prefix(at + 1);
  }
  Scan scan(text);
  if (scan.take('[')) {
    const auto end = scan.rest().find(']');
    if (end == std::string_view::npos || !is_ip_literal(scan.rest().substr(0, end))) return false;
    scan.take(scan.rest().substr(0, end + 1));
  } else {
    take_characters(scan, iri, sub_delims);
  }
  if (scan.take(':')) scan.digits();
  return scan.done();
}

/// Whether a scheme and its colon stand; they are read then.
bool take_scheme(Scan& scan) {
  Scan ahead = scan;
  if (!is_letter(ahead.next())) return false;
  while (is_letter(ahead.next()) || is_digit(ahead.next()) ||
         (!ahead.done() && is_among(ahead.next(), "+-."))) {
    ahead.take(ahead.next());
  }
  if (!ahead.take(':')) return false;
  scan = ahead;
  return true;
}

bool is_resource(std::string_view text, bool iri, bool absolute) {
  constexpr std::string_view of_path = "!$&'()*+,;=:@/", of_first_segment = "!$&'()*+,;=@",
                             of_query = "!$&'()*+,;=:@/?";
  Scan scan(text);
  const bool scheme = take_scheme(scan);
  if (absolute && !scheme) return false;
  if (scan.take("//")) {
    const auto authority = scan.rest().substr(0, scan.rest().find_first_of("/?#"));
    if (!is_authority(authority, iri)) return false;
    scan.take(authority);
  } else if (!scheme) {
    take_characters(scan, iri, of_first_segment);  // RFC 3986 §4.2: without a colon, which would end a scheme
    if (scan.next() == ':') return false;
  }
  take_characters(scan, iri, of_path);
  if (scan.take('?')) take_characters(scan, iri, of_query, true);
  if (scan.take('#')) take_characters(scan, iri, of_query);
  return scan.done();
}

bool take_variable(Scan& scan) {
  const auto character = [&] {
    if (is_letter(scan.next()) || is_digit(scan.next()) || scan.next() == '_') return scan.take(scan.next());
    return scan.percent();
  };
  if (!character()) return false;
  while (character() || scan.next() == '.') {
    if (scan.take('.') && !character()) return false;
  }
  if (scan.take(':')) {
    const auto length = scan.digits();
    return !length.empty() && length.size() <= 4 && length.front() != '0';
  }
  scan.take('*');
  return true;
}

bool take_expression(Scan& scan) {
  if (!scan.done() && is_among(scan.next(), "+#./;?&=,!@|")) scan.take(scan.next());
  do {
    if (!take_variable(scan)) return false;
  } while (scan.take(','));
  return scan.take('}');
}

}  // namespace

bool is_ucs(char32_t c) noexcept {
  if (c < 0x10000)
    return (c >= 0xA0 && c <= 0xD7FF) || (c >= 0xF900 && c <= 0xFDCF) || (c >= 0xFDF0 && c <= 0xFFEF);
  return c < 0xF0000 && (c & 0xFFFF) <= 0xFFFD && (c < 0xE0000 || c >= 0xE1000);
}

bool is_private(char32_t c) noexcept {
  return (c >= 0xE000 && c <= 0xF8FF) || (c >= 0xF0000 && (c & 0xFFFF) <= 0xFFFD);
}

bool is_uri(std::string_view text) { return is_resource(text, false, true); }
bool is_uri_reference(std::string_view text) { return is_resource(text, false, false); }
bool is_iri(std::string_view text) { return is_resource(text, true, true); }
bool is_iri_reference(std::string_view text) { return is_resource(text, true, false); }

bool is_uri_template(std::string_view text) {
  Scan scan(text);
  while (!scan.done()) {
    const char c = scan.next();
    if (scan.take('{')) {
      if (!take_expression(scan)) return false;
    } else if (c == '%') {
      if (!scan.percent()) return false;
    } else if (static_cast<unsigned char>(c) >= 0x80) {
      const auto character = scan.character();
      if (!is_ucs(character) && !is_private(character)) return false;
    } else if (c <= 0x20 || c == 0x7F || is_among(c, "\"<>\\^`|}")) {
      return false;
    } else {
      scan.take(c);
    }
  }
  return true;
}

}  // namespace metaqore::schema
