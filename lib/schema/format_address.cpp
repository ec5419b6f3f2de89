#include <algorithm>

#include "schema/format_rules.hpp"

namespace metaqore::schema {

namespace {

bool is_beyond_ascii(char c) { return static_cast<unsigned char>(c) >= 0x80; }

bool take_octet(Scan& scan) {
  const auto digits = scan.digits();
  if (digits.empty() || digits.size() > 3 || (digits.size() > 1 && digits.front() == '0')) return false;
  unsigned value = 0;
  for (const char digit : digits) value = 10 * value + static_cast<unsigned>(digit - '0');
  return value <= 255;
}

/// Labels of letters, digits and inner hyphens, or what lies beyond ASCII where that is allowed. The bounds
/// are those of DNS (RFC 1035 §2.3.4), in bytes, of names without the dot at the end.
bool is_domain(std::string_view text, bool beyond_ascii) {
  if (text.size() > 253) return false;
  std::size_t label = 0;
  char last = '.';
  for (const char c : text) {
    if (c == '.') {
      if (label == 0 || last == '-') return false;
      label = 0;
    } else {
      const bool inner = is_digit(c) || is_letter(c) || (beyond_ascii && is_beyond_ascii(c));
      if (!inner && (c != '-' || label == 0)) return false;
      if (++label > 63) return false;
    }
    last = c;
  }
  return label > 0 && last != '-';
}

bool is_atom_character(char c, bool beyond_ascii) {
  constexpr std::string_view others = "!#$%&'*+-/=?^_`{|}~";
  return is_digit(c) || is_letter(c) || others.find(c) != std::string_view::npos ||
         (beyond_ascii && is_beyond_ascii(c));
}

bool take_quoted(Scan& scan, bool beyond_ascii) {
  const auto printable = [](char c) { return c >= 0x20 && c < 0x7F; };
  while (!scan.done()) {
    if (scan.take('"')) return true;
    if (scan.take('\\') ? !printable(scan.next())
                        : !printable(scan.next()) && !(beyond_ascii && is_beyond_ascii(scan.next()))) {
      return false;
    }
    scan.take(scan.next());
  }
  return false;
}

bool take_atoms(Scan& scan, bool beyond_ascii) {
  do {
    if (!is_atom_character(scan.next(), beyond_ascii)) return false;
    while (is_atom_character(scan.next(), beyond_ascii)) scan.take(scan.next());
  } while (scan.take('.'));
  return true;
}

bool is_mailbox(std::string_view text, bool beyond_ascii) {
  Scan scan(text);
  if (!(scan.take('"') ? take_quoted(scan, beyond_ascii) : take_atoms(scan, beyond_ascii))) return false;
  constexpr std::size_t max_local = 64;  // RFC 5321 §4.5.3.1.1
  if (text.size() - scan.rest().size() > max_local || !scan.take('@')) return false;
  auto domain = scan.rest();
  if (!domain.starts_with('[')) return is_domain(domain, beyond_ascii);
  if (!domain.ends_with(']')) return false;
  domain = domain.substr(1, domain.size() - 2);
  constexpr std::string_view tag = "ipv6:";  // in any case, as all that RFC 5321's grammar spells out
  const bool tagged = domain.size() > tag.size() &&
                      std::equal(tag.begin(), tag.end(), domain.begin(), [](char of_tag, char c) {
                        return of_tag == (c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c);
                      });
  return tagged ? is_ipv6(domain.substr(tag.size())) : is_ipv4(domain);
}

}  // namespace

bool is_email(std::string_view text) { return is_mailbox(text, false); }

// Which characters beyond ASCII a domain may have is a matter of IDNA's tables, and not asked.
bool is_idn_email(std::string_view text) { return is_mailbox(text, true); }

bool is_hostname(std::string_view text) { return is_domain(text, false); }

bool is_ipv4(std::string_view text) {
  Scan scan(text);
  for (int octet = 0; octet < 4; ++octet) {
    if ((octet > 0 && !scan.take('.')) || !take_octet(scan)) return false;
  }
  return scan.done();
}

bool is_ipv6(std::string_view text) {
  Scan scan(text);
  int groups = 0;
  bool gap = scan.take("::");
  while (!scan.done()) {
    if (scan.rest().find(':') == std::string_view::npos && scan.rest().find('.') != std::string_view::npos) {
      if (groups == 0 && !gap) return false;
      groups += 2;
      return groups <= (gap ? 7 : 8) && (gap || groups == 8) && is_ipv4(scan.rest());
    }
    std::size_t size = 0;
    for (; is_hex_digit(scan.next()); ++size) scan.take(scan.next());
    if (size == 0 || size > 4 || ++groups > 8) return false;
    if (scan.done()) break;
    if (scan.take("::")) {
      if (gap) return false;
      gap = true;
    } else if (!scan.take(':') || scan.done()) {
      return false;
    }
  }
  return gap ? groups <= 7 : groups == 8;
}

}  // namespace metaqore::schema
