#pragma once

#include <optional>
#include <string_view>

#include "requirement/semver/semver.hpp"
#include "requirement/set.hpp"
#include "requirement/text.hpp"

// What the path of a module says of its versions (Go Modules Reference, "Major version suffixes",
// "+incompatible versions").

namespace metaqore::requirement::golang_paths {

/// The end of a path that names a major version: `/v2`, `.v2` of gopkg.in, or nothing; nullopt where the end
/// cannot be that of a path. As SplitPathVersion of golang.org/x/mod/module.
std::optional<std::string_view> major_suffix(std::string_view path);

/// Whether a version is one of the path. As CheckPathMajor of golang.org/x/mod/module and, of
/// `+incompatible`, cmd/go.
bool has_version(std::string_view path, const semver::Version& version, std::string_view build);

/// Refuses such a version at `offset`.
void check_version(std::string_view path, const semver::Version& version, std::string_view build,
                   std::size_t offset, const Refusal& refuse);

/// Those of its major version; all where it names none, since they can be `+incompatible`.
Cuts versions_of(std::string_view path);

/// Its major versions, for people: `v0 and v1`.
std::string majors_of(std::string_view path);

}  // namespace metaqore::requirement::golang_paths
