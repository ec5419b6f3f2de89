#include <fmt/format.h>

#include <utility>

#include "metaqore/requirement.hpp"
#include "requirement/ecosystem.hpp"
#include "requirement/membership.hpp"
#include "requirement/text.hpp"

namespace metaqore {

namespace {

using requirement::Ecosystem;

const Ecosystem& of(const void* ecosystem) { return *static_cast<const Ecosystem*>(ecosystem); }

void check_same(const Ecosystem* a, const Ecosystem* b) {
  if (a == b) return;
  throw Error(ErrorCode::invalid_argument, "requirement.ecosystems_differ",
              fmt::format("versions of `{}` and of `{}` do not compare; take both from one ecosystem",
                          a->type(), b->type()));
}

}  // namespace

// ---- Version ---------------------------------------------------------------------------------------------

Version::Version(std::string_view ecosystem, std::string_view text)
    : ecosystem_(&requirement::ecosystem(ecosystem)) {
  auto parsed = requirement::parse_version(of(ecosystem_), text);
  key_ = std::move(parsed.key);
  text_ = std::move(parsed.text);
  prerelease_ = parsed.prerelease;
}

std::string_view Version::ecosystem() const noexcept { return of(ecosystem_).type(); }

std::weak_ordering operator<=>(const Version& a, const Version& b) {
  check_same(&of(a.ecosystem_), &of(b.ecosystem_));
  return a.key_ <=> b.key_;
}

bool operator==(const Version& a, const Version& b) { return (a <=> b) == std::weak_ordering::equivalent; }

// ---- VersionSet ------------------------------------------------------------------------------------------

struct VersionSet::Impl {
  const Ecosystem* ecosystem;
  requirement::Set set;
};

VersionSet::VersionSet(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
VersionSet::VersionSet(const VersionSet& other) : impl_(std::make_unique<Impl>(*other.impl_)) {}
VersionSet::VersionSet(VersionSet&&) noexcept = default;
VersionSet& VersionSet::operator=(const VersionSet& other) {
  impl_ = std::make_unique<Impl>(*other.impl_);
  return *this;
}
VersionSet& VersionSet::operator=(VersionSet&&) noexcept = default;
VersionSet::~VersionSet() = default;

VersionSet VersionSet::parse(std::string_view ecosystem, std::string_view constraint) {
  const auto& rules = requirement::ecosystem(ecosystem);
  return VersionSet(std::make_unique<Impl>(Impl{&rules, requirement::parse_constraint(rules, constraint)}));
}

VersionSet VersionSet::all(std::string_view ecosystem) {
  const auto& rules = requirement::ecosystem(ecosystem);
  return VersionSet(std::make_unique<Impl>(Impl{&rules, requirement::every_version(rules)}));
}

VersionSet VersionSet::none(std::string_view ecosystem) {
  return VersionSet(std::make_unique<Impl>(Impl{&requirement::ecosystem(ecosystem), {}}));
}

bool VersionSet::contains(std::string_view text) const {
  const auto& [ecosystem, set] = *impl_;
  if (set.is_bare_literal()) return requirement::lowered(text) == set.literal;
  return requirement::contains(*ecosystem, set, requirement::parse_version(*ecosystem, text), text);
}

bool VersionSet::contains(const Version& it) const {
  const auto& [ecosystem, set] = *impl_;
  check_same(ecosystem, &of(it.ecosystem_));
  return requirement::contains(*ecosystem, set, {it.key_, it.text_, it.prerelease_}, it.text_);
}

bool VersionSet::empty() const noexcept { return impl_->set.empty(); }

bool VersionSet::has_releases() const { return requirement::has_releases(*impl_->ecosystem, impl_->set); }

bool VersionSet::is_subset_of(const VersionSet& other) const {
  check_same(impl_->ecosystem, other.impl_->ecosystem);
  return is_subset(impl_->set, other.impl_->set);
}

bool VersionSet::is_disjoint_from(const VersionSet& other) const {
  check_same(impl_->ecosystem, other.impl_->ecosystem);
  return !meet(impl_->set, other.impl_->set);
}

VersionSet operator&(const VersionSet& a, const VersionSet& b) {
  check_same(a.impl_->ecosystem, b.impl_->ecosystem);
  return VersionSet(
      std::make_unique<VersionSet::Impl>(VersionSet::Impl{a.impl_->ecosystem, a.impl_->set & b.impl_->set}));
}

VersionSet operator|(const VersionSet& a, const VersionSet& b) {
  check_same(a.impl_->ecosystem, b.impl_->ecosystem);
  return VersionSet(
      std::make_unique<VersionSet::Impl>(VersionSet::Impl{a.impl_->ecosystem, a.impl_->set | b.impl_->set}));
}

VersionSet operator~(const VersionSet& a) {
  return VersionSet(std::make_unique<VersionSet::Impl>(
      VersionSet::Impl{a.impl_->ecosystem, requirement::complement(*a.impl_->ecosystem, a.impl_->set)}));
}

bool operator==(const VersionSet& a, const VersionSet& b) {
  return a.impl_->ecosystem == b.impl_->ecosystem && a.impl_->set == b.impl_->set;
}

std::optional<std::string> VersionSet::constraint() const {
  return requirement::write(*impl_->ecosystem, impl_->set);
}

std::string VersionSet::text() const { return requirement::normal_form(*impl_->ecosystem, impl_->set); }

// ---- Texts alone -----------------------------------------------------------------------------------------

bool constraints_meet(std::string_view ecosystem, std::string_view a, std::string_view b) {
  const auto& rules = requirement::ecosystem(ecosystem);
  return meet(requirement::parse_constraint(rules, a), requirement::parse_constraint(rules, b));
}

std::string canonical_constraint(std::string_view ecosystem, std::string_view constraint) {
  const auto& rules = requirement::ecosystem(ecosystem);
  requirement::parse_constraint(rules, constraint);
  return rules.canonical(constraint);
}

std::string canonical_name(std::string_view ecosystem, std::string_view name) {
  return requirement::parse_name(requirement::ecosystem(ecosystem), name);
}

std::vector<std::string> ecosystems() {
  std::vector<std::string> types;
  for (const auto* each : requirement::all_ecosystems()) types.emplace_back(each->type());
  return types;
}

}  // namespace metaqore
