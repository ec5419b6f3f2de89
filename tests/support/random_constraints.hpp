#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include "support/random.hpp"

namespace metaqore::test {

/// Texts of one ecosystem that it takes, nasty in shape and made of few numbers, so that the sets they mean
/// really meet. Equal seeds give equal texts.
class RandomConstraints {
 public:
  /// `literals`: with `===` too, of which there is no union or complement.
  RandomConstraints(std::string_view ecosystem, std::uint64_t seed, bool literals = false);

  std::string version();
  std::string constraint();
  std::pair<std::string, std::string> single();  ///< a version, and a constraint that admits nothing else

  Random& random() noexcept { return random_; }

 private:
  std::string ecosystem_;
  Random random_;
  bool literals_;
};

}  // namespace metaqore::test
