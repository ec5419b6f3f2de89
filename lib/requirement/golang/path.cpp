#include "requirement/golang/path.hpp"

#include <fmt/format.h>

#include <string>
#include <utility>

#include "requirement/golang/ranges.hpp"

namespace metaqore::requirement::golang_paths {

namespace {

constexpr std::string_view gopkg = "gopkg.in/", unstable = "-unstable";

/// `v2`.
std::string major_of(const semver::Version& version) {
  std::string text("v");
  semver::append(text, version.numbers[0]);
  return text;
}

/// `v2` of `/v2`, `.v2` and `.v2-unstable`; of none nothing. REQUIRES: a path that is one.
std::string_view named_major(std::string_view path) {
  auto suffix = major_suffix(path).value_or("");
  if (suffix.empty()) return suffix;
  if (suffix.ends_with(unstable)) suffix.remove_suffix(unstable.size());
  return suffix.substr(1);
}

/// Whether a version is of the major version that the path names, if it were compatible.
bool is_own(std::string_view named, std::string_view path, const semver::Version& version) {
  const auto major = major_of(version);
  if (named.empty()) return major == "v0" || major == "v1";
  // "Allow old bug in pseudo-versions that generated v0.0.0- pseudoversion for gopkg .v1."
  const auto& [zero, minor, patch] = version.numbers;
  const bool is_bug = path.starts_with(gopkg) && named == "v1" && zero.is_zero() && minor.is_zero() &&
                      patch.is_zero() && !version.prerelease.empty();
  return major == named || is_bug;
}

/// The path that the module has at another major version.
std::string path_at(std::string_view path, std::string_view major) {
  std::string other(path.substr(0, path.size() - major_suffix(path).value_or("").size()));
  if (path.starts_with(gopkg)) return (other += '.') += major;
  return major == "v0" || major == "v1" ? other : (other += '/') += major;
}

}  // namespace

std::optional<std::string_view> major_suffix(std::string_view path) {
  const bool at_gopkg = path.starts_with(gopkg);
  auto end = path.size();
  if (at_gopkg && path.ends_with(unstable)) end -= unstable.size();
  auto begin = end;
  while (begin > 0 && (is_digit(path[begin - 1]) || (!at_gopkg && path[begin - 1] == '.'))) --begin;
  const auto number = path.substr(begin, end - begin);
  const bool is_named = begin > 2 && path[begin - 1] == 'v' && path[begin - 2] == (at_gopkg ? '.' : '/');
  if (at_gopkg) {
    if (!is_named || number.empty() || (number.front() == '0' && number != "0")) return std::nullopt;
  } else if (!is_named || number.empty()) {
    return "";
  } else if (number.find('.') != number.npos || number.front() == '0' || number == "1") {
    return std::nullopt;
  }
  return path.substr(begin - 2);
}

bool has_version(std::string_view path, const semver::Version& version, std::string_view build) {
  const auto named = named_major(path);
  const bool own = is_own(named, path, version);
  return build == "incompatible" ? named.empty() && !own : own;
}

void check_version(std::string_view path, const semver::Version& version, std::string_view build,
                   std::size_t offset, const Refusal& refuse) {
  if (has_version(path, version, build)) return;
  const auto named = named_major(path);
  const auto major = major_of(version);
  if (build == "incompatible" && is_own(named, path, version))
    refuse(offset, fmt::format("{} of `{}` is compatible", major, path), "leave `+incompatible` out");
  const auto what = fmt::format("versions of `{}` are of {}, not of {}", path, majors_of(path), major);
  if (!named.empty())
    refuse(offset, what, fmt::format("require {}, or the module `{}`", named, path_at(path, major)));
  refuse(offset, what,
         fmt::format("require the module `{}`, or `v{}+incompatible` where it has no go.mod",
                     path_at(path, major), semver::text(version)));
}

Cuts versions_of(std::string_view path) {
  const auto named = named_major(path);
  if (named.empty()) return Cuts::all();
  Scanner scan(named, 1);
  semver::Number major;
  semver::Fault fault;
  if (!read_number(scan, major, fault)) return Cuts::all();
  auto begin = key(semver::least(major, {}, {}));
  const auto following = next(major, golang_ranges::bounds);
  return following ? Cuts::between(std::move(begin), key(semver::least(*following, {}, {})))
                   : Cuts::from(std::move(begin));
}

std::string majors_of(std::string_view path) {
  const auto named = named_major(path);
  return named.empty() ? "v0 and v1" : std::string(named);
}

}  // namespace metaqore::requirement::golang_paths
