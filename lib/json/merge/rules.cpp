#include "json/merge/rules.hpp"

#include <algorithm>
#include <utility>

namespace metaqore::json {

// ---- Rules -----------------------------------------------------------------------------------------------

Rules::Index Rules::step_to(Index from, const std::string& token) {
  const auto next = static_cast<Index>(steps_.size());
  if (token == any) {
    if (steps_[from].any != none) return steps_[from].any;
    steps_[from].any = next;
  } else {
    const auto [found, is_new] = steps_[from].named.emplace(token, next);
    if (!is_new) return found->second;
  }
  steps_.emplace_back();
  return next;
}

std::optional<std::size_t> Rules::add(Rule rule) {
  Standing earlier(*this);
  for (const auto& token : rule.path) {
    if (token == any) {
      earlier.enter_element();  // what meets any element meets any member too
    } else {
      earlier.enter_member(token);
    }
  }
  if (rule.array) {
    if (const auto hidden = earlier.first_array()) return hidden;
  }
  if (rule.scalar) {
    if (const auto hidden = earlier.first_scalar()) return hidden;
  }

  Index at = 0;
  for (const auto& token : rule.path) at = step_to(at, token);
  const auto number = static_cast<Index>(rules_.size());
  if (rule.array) steps_[at].array_rule = number;
  if (rule.scalar) steps_[at].scalar_rule = number;
  rules_.push_back(std::move(rule));
  return std::nullopt;
}

// ---- Standing --------------------------------------------------------------------------------------------

Standing::Standing(const Rules& rules) : rules_(&rules), steps_{0}, begins_{0} {}

template <class Next>
void Standing::enter(Next&& next) {
  const auto begin = begins_.back(), end = steps_.size();
  begins_.push_back(end);
  for (auto at = begin; at < end; ++at) next(rules_->steps_[steps_[at]]);
}

void Standing::enter_member(std::string_view name) {
  enter([&](const Rules::Step& step) {
    if (step.any != Rules::none) steps_.push_back(step.any);
    if (step.named.empty()) return;
    if (const auto found = step.named.find(name); found != step.named.end()) steps_.push_back(found->second);
  });
}

void Standing::enter_element() {
  enter([&](const Rules::Step& step) {
    if (step.any != Rules::none) steps_.push_back(step.any);
  });
}

void Standing::leave() {
  steps_.resize(begins_.back());
  begins_.pop_back();
}

std::optional<std::size_t> Standing::first(Index Rules::Step::* kind) const {
  auto least = Rules::none;
  for (auto at = begins_.back(); at < steps_.size(); ++at) {
    least = std::min(least, rules_->steps_[steps_[at]].*kind);
  }
  return least == Rules::none ? std::nullopt : std::optional<std::size_t>(least);
}

const ArrayRule* Standing::array() const {
  const auto number = first_array();
  return number ? &*rules_->rules_[*number].array : nullptr;
}

const ScalarRule* Standing::scalar() const {
  const auto number = first_scalar();
  return number ? &*rules_->rules_[*number].scalar : nullptr;
}

}  // namespace metaqore::json
