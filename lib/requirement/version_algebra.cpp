#include <algorithm>

#include "metaqore/requirement.hpp"
#include "requirement/membership.hpp"

namespace metaqore {

namespace {

class Algebra final : public VersionAlgebra {
 public:
  bool knows(std::string_view ecosystem) const override {
    const auto all = requirement::all_ecosystems();
    return std::any_of(all.begin(), all.end(), [&](const auto* each) { return each->type() == ecosystem; });
  }

  std::optional<std::weak_ordering> compare(std::string_view ecosystem, std::string_view left,
                                            std::string_view right) const override {
    try {
      return Version(ecosystem, left) <=> Version(ecosystem, right);
    } catch (const Error&) {
      return std::nullopt;
    }
  }

  std::optional<std::string> intersect(std::string_view ecosystem, std::string_view left,
                                       std::string_view right) const override {
    try {
      return requirement::intersection(requirement::ecosystem(ecosystem), left, right);
    } catch (const Error&) {
      return std::nullopt;
    }
  }
};

}  // namespace

std::shared_ptr<const VersionAlgebra> version_algebra() {
  static const auto algebra = std::make_shared<const Algebra>();
  return algebra;
}

}  // namespace metaqore
