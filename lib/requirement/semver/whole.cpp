#include "requirement/semver/whole.hpp"

namespace metaqore::requirement::semver {

ParsedVersion whole_version(std::string_view ecosystem, std::string_view text, const Bounds& bounds) {
  constexpr auto remedy = "write it like `1.2.3` or `1.2.3-beta.1`";
  const Refusal refuse{ecosystem, "version", text};
  Scanner scan(text);
  Version version;
  std::string_view build;
  Fault fault;
  if (!read_version(scan, bounds, version, build, fault)) refuse(fault.at, fault.what, remedy);
  if (!scan.done()) refuse(scan.at(), "the version should end here", remedy);
  return {key(version), std::string(text), !version.prerelease.empty()};
}

}  // namespace metaqore::requirement::semver
