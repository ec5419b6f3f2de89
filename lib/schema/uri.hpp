#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace metaqore::schema {

/// The parts of a URI or of a reference (RFC 3986 §3 and appendix B). Views into it.
struct UriParts {
  std::optional<std::string_view> scheme, authority;
  std::string_view path;
  std::optional<std::string_view> query, fragment;
};
UriParts split_uri(std::string_view uri) noexcept;

/// Where `reference` leads from `base` (RFC 3986 §5.2), its fragment left out. Without dot segments, scheme
/// and host in lower case (§6.2.2). An empty base leaves a relative reference as it is. Linear.
std::string resolve_uri(std::string_view base, std::string_view reference);

/// RFC 3986 §2.1; nullopt for a `%` without two hexadecimal digits and what is not UTF-8 then.
std::optional<std::string> percent_decoded(std::string_view text);

}  // namespace metaqore::schema
