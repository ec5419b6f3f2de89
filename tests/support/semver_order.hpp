#pragma once

#include <random>
#include <string>
#include <string_view>

#include "requirement/ecosystem.hpp"

namespace metaqore::test {

/// semver.org §11 as it is written, for texts without build metadata: below zero, zero, or above it.
int compare_semver(std::string_view a, std::string_view b);

bool has_prerelease(std::string_view version);

/// The three numbers.
std::string_view numbers_of(std::string_view version);

/// A version of few numbers and identifiers, so that two of them are often near each other.
std::string sample_version(std::mt19937& random);

/// Whether `version` lies as `sign` says: one of `=`, `!=`, `<`, `<=`, `>`, `>=`.
bool holds(std::string_view version, std::string_view sign, std::string_view other);

bool admits(const requirement::Ecosystem& ecosystem, std::string_view constraint, std::string_view version);

/// What every constraint has to keep, or "": its canonical form means the same and is its own canonical form;
/// what is written for its set means the same set; its cuts ascend, and read back as versions.
std::string broken_law(const requirement::Ecosystem& ecosystem, std::string_view constraint);

}  // namespace metaqore::test
