#include <fmt/format.h>

#include "psmp/rules/table.hpp"

namespace metaqore::psmp {

namespace {

std::string_view fault_of(Dependency state) noexcept {
  switch (state) {
    case Dependency::present:
      return {};
    case Dependency::blocked:
      return "is blocked and has no version yet; resolve it first, or depend on another";
    case Dependency::inactive:
      return "has no active version any more; declare it anew, or depend on another";
    case Dependency::missing:
      break;
  }
  return "does not exist in the project; declare it first, or depend on another";
}

}  // namespace

void missing_dependency(const Case& it, Findings& findings) {
  const auto& wanted = it.candidate.depends_on;
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    const auto fault = fault_of(i < it.dependencies.size() ? it.dependencies[i] : Dependency::missing);
    if (!fault.empty())
      findings.add(fmt::format("the dependency `{}` {}", base::on_one_line(wanted[i]), fault), {wanted[i]});
  }
}

}  // namespace metaqore::psmp
