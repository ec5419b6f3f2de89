#pragma once

#include <random>
#include <string>

// Documents for laws that hold for all of them.

namespace metaqore::test {

/// A document of few names and values, so that two of them have much in common.
std::string random_json(std::mt19937& random, int depth);

/// The document with a few changes, in canonical form. REQUIRES: canonical form.
std::string edited_json(std::mt19937& random, const std::string& text);

}  // namespace metaqore::test
