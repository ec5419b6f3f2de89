#include "requirement/ecosystem.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "requirement/text.hpp"

namespace metaqore::requirement {

namespace {

void check_size(const Ecosystem& ecosystem, std::string_view kind, std::string_view text, std::size_t most) {
  if (text.size() <= most) return;
  Refusal{ecosystem.type(), kind, text}(
      most, fmt::format("it has {} bytes and may have {}", text.size(), most), "shorten it");
}

}  // namespace

std::string Ecosystem::extra(std::string_view text) const {
  Scanner scan(text);
  scan.take_while([](char c) {
    return is_letter(c) || is_digit(c) || std::string_view("_-.+/:?").find(c) != std::string_view::npos;
  });
  if (text.empty() || !scan.done()) {
    Refusal{type(), "extra", text}(scan.at(), "a letter, a digit or one of `_-.+/:?` is expected",
                                   "name the extra or feature as the package does");
  }
  return std::string(text);
}

std::optional<ManifestText> Ecosystem::build_manifest(std::span<const Demand>) const { return std::nullopt; }

std::optional<std::string> Ecosystem::spanning(const Key&, const std::optional<Key>&) const {
  return std::nullopt;
}

std::vector<std::string> Ecosystem::spellings(const Set&) const { return {}; }

bool Ecosystem::is_unfinished(std::string_view) const { return false; }

std::optional<std::pair<Key, Key>> Ecosystem::compatible_range(const Key&) const { return std::nullopt; }

std::optional<std::string> Ecosystem::preference(std::string_view) const { return std::nullopt; }

bool Ecosystem::asks_for_prereleases(std::string_view) const { return false; }

std::string Ecosystem::besides(std::string_view constraint) const {
  return asks_for_prereleases(constraint) ? "pre-releases" : "";
}

void Ecosystem::fit(std::string_view, std::string_view, Set&) const {}

bool Ecosystem::can_name(std::string_view, std::string_view) const { return true; }

std::string Ecosystem::marker(std::string_view text) const { return std::string(text); }

Together Ecosystem::together(std::span<const std::string> markers) const {
  const std::string* first = nullptr;
  for (const auto& marker : markers) {
    if (marker.empty()) continue;
    if (first != nullptr && *first != marker) return Together::undecided;
    first = &marker;
  }
  return Together::yes;
}

ParsedVersion parse_version(const Ecosystem& ecosystem, std::string_view text) {
  check_size(ecosystem, "version", text, max_version_size);
  return ecosystem.version(text);
}

Set parse_constraint(const Ecosystem& ecosystem, std::string_view text) {
  check_size(ecosystem, "constraint", text, max_constraint_size);
  return ecosystem.parse(text);
}

std::string parse_name(const Ecosystem& ecosystem, std::string_view text) {
  check_size(ecosystem, "name", text, max_version_size);
  return ecosystem.name(text);
}

std::string parse_extra(const Ecosystem& ecosystem, std::string_view text) {
  check_size(ecosystem, "extra", text, max_version_size);
  return ecosystem.extra(text);
}

std::string parse_marker(const Ecosystem& ecosystem, std::string_view text) {
  check_size(ecosystem, "marker", text, max_constraint_size);
  return text.empty() ? std::string() : ecosystem.marker(text);
}

}  // namespace metaqore::requirement
