#include "schema/uri.hpp"

#include <algorithm>
#include <charconv>
#include <system_error>
#include <vector>

#include "base/text.hpp"

namespace metaqore::schema {

namespace {

constexpr std::string_view letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";

bool is_scheme(std::string_view text) noexcept {
  if (text.empty() || letters.find(text.front()) == std::string_view::npos) return false;
  return std::all_of(text.begin(), text.end(), [](char c) {
    return letters.find(c) != std::string_view::npos || (c >= '0' && c <= '9') || c == '+' || c == '-' ||
           c == '.';
  });
}

void append_lower(std::string& out, std::string_view text) {
  for (const char c : text) out += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

/// RFC 3986 §5.2.4.
std::string without_dot_segments(std::string_view path) {
  std::vector<std::string_view> kept;
  const bool is_rooted = path.starts_with('/');
  auto rest = is_rooted ? path.substr(1) : path;
  for (bool is_last = false; !is_last;) {
    const auto slash = rest.find('/');
    is_last = slash == std::string_view::npos;
    const auto segment = rest.substr(0, slash);
    if (segment == "..") {
      if (!kept.empty()) kept.pop_back();
    } else if (segment != ".") {
      kept.push_back(segment);
    }
    if (is_last && (segment == "." || segment == "..")) kept.emplace_back();
    if (!is_last) rest.remove_prefix(slash + 1);
  }
  std::string out;
  for (std::size_t at = 0; at < kept.size(); ++at) {
    if (is_rooted || at > 0) out += '/';
    out += kept[at];
  }
  return out;
}

/// RFC 3986 §5.2.3.
std::string merged_path(const UriParts& base, std::string_view path) {
  std::string out;
  if (base.authority && base.path.empty()) {
    out += '/';
  } else if (const auto slash = base.path.rfind('/'); slash != std::string_view::npos) {
    out += base.path.substr(0, slash + 1);
  }
  return out.append(path);
}

}  // namespace

UriParts split_uri(std::string_view uri) noexcept {
  UriParts parts;
  const auto cut = [&uri](char mark) -> std::optional<std::string_view> {
    const auto at = uri.find(mark);
    if (at == std::string_view::npos) return std::nullopt;
    const auto tail = uri.substr(at + 1);
    uri = uri.substr(0, at);
    return tail;
  };
  parts.fragment = cut('#');
  parts.query = cut('?');
  if (const auto colon = uri.find(':'); colon != std::string_view::npos && is_scheme(uri.substr(0, colon))) {
    parts.scheme = uri.substr(0, colon);
    uri.remove_prefix(colon + 1);
  }
  if (uri.starts_with("//")) {
    uri.remove_prefix(2);
    parts.authority = uri.substr(0, uri.find('/'));
    uri.remove_prefix(parts.authority->size());
  }
  parts.path = uri;
  return parts;
}

std::string resolve_uri(std::string_view base_uri, std::string_view reference) {
  const auto base = split_uri(base_uri), given = split_uri(reference);
  auto parts = given;
  std::string path;
  if (given.scheme || given.authority) {
    path = without_dot_segments(given.path);
  } else {
    parts.authority = base.authority;
    if (given.path.empty()) {
      path = base.path;
      if (!given.query) parts.query = base.query;
    } else {
      path = without_dot_segments(given.path.starts_with('/') ? std::string(given.path)
                                                              : merged_path(base, given.path));
    }
  }
  if (!given.scheme) parts.scheme = base.scheme;

  std::string out;
  out.reserve(base_uri.size() + reference.size());
  if (parts.scheme) {
    append_lower(out, *parts.scheme);
    out += ':';
  }
  if (parts.authority) {
    out += "//";
    append_lower(out, *parts.authority);
  }
  out += path;
  if (parts.query) out.append(1, '?').append(*parts.query);
  return out;
}

std::optional<std::string> percent_decoded(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text[at] != '%') {
      out += text[at];
      continue;
    }
    const auto hex = text.substr(at + 1, 2);
    unsigned char byte = 0;
    const auto result = std::from_chars(hex.data(), hex.data() + hex.size(), byte, 16);
    if (hex.size() < 2 || result.ec != std::errc{} || result.ptr != hex.data() + 2) return std::nullopt;
    out += static_cast<char>(byte);
    at += 2;
  }
  if (!base::is_utf8(out)) return std::nullopt;
  return out;
}

}  // namespace metaqore::schema
