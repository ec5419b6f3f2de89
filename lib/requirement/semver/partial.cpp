#include "requirement/semver/partial.hpp"

namespace metaqore::requirement::semver {

Version Partial::version() const noexcept {
  Version version;
  for (std::size_t i = 0; i < level; ++i) version.numbers[i] = numbers[i];
  if (level == 3) version.prerelease = prerelease;
  return version;
}

bool read_partial(Scanner& scan, Partial& partial, Fault& fault) noexcept {
  const auto start = scan.at();
  bool any = false;
  std::size_t read = 0;
  while (read < 3 && (read == 0 || scan.take('.'))) {
    if (is_any(scan.peek())) {
      scan.next();
      any = true;
    } else if (!read_number(scan, partial.numbers[read], fault)) {
      return false;
    } else if (any) {
      partial.out_of_order = true;
    } else {
      partial.level = read + 1;
    }
    ++read;
  }
  if (read == 3 && scan.take('-') && !read_prerelease(scan, partial.prerelease, fault)) return false;
  partial.size = scan.at() - start;
  return true;
}

}  // namespace metaqore::requirement::semver
