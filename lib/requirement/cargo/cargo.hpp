#pragma once

#include "requirement/ecosystem.hpp"

namespace metaqore::requirement {

/// Cargo's version requirements (Cargo reference, "Specifying Dependencies"), to the letter of the crate
/// `semver` that Cargo reads them with: a bare version is a caret range, a comma is "and". Pre-releases are a
/// layer of their own: they are admitted only with the numbers of a pre-release that the requirement names.
///
/// An empty text stands for `*`.
const Ecosystem& cargo();

}  // namespace metaqore::requirement
