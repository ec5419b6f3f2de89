#include "requirement/claim.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "base/text.hpp"

namespace metaqore {

std::vector<SharingRule> default_sharing_rules() {
  const std::vector<std::string> environment{"runtime", "dev", "optional", "peer"};
  std::vector<SharingRule> rules;
  for (const auto* ecosystem : requirement::all_ecosystems()) {
    const auto type = std::string(ecosystem->type());
    const auto sharing = type == "npm"     ? Sharing::nested
                         : type == "cargo" ? Sharing::one_per_compatible
                                           : Sharing::one_version;
    rules.push_back({type, environment, sharing});
    rules.push_back({type, {"build"}, sharing});
  }
  return rules;
}

namespace requirement {

namespace {

[[noreturn]] void refuse(std::string_view reason, const std::string& message) {
  throw Error(ErrorCode::invalid_argument, fmt::format("requirement.{}", reason), message);
}

void check_text(std::string_view member, std::string_view value, std::size_t least, std::size_t most) {
  if (value.size() < least || value.size() > most) {
    refuse("out_of_bounds",
           fmt::format("`{}` is `{}`; it must have {} to {} bytes", member, base::shown(value), least, most));
  }
  if (!base::is_utf8(value) || base::has_control(value)) {
    refuse("not_text", fmt::format("`{}` is `{}`; write it as UTF-8 without control characters", member,
                                   base::shown(value)));
  }
}

}  // namespace

Rules::Rules(std::vector<SharingRule> rows) : rows_(std::move(rows)) {
  if (rows_.size() > most)
    refuse("too_many", fmt::format("`rules` has {} rows; it must have at most {}", rows_.size(), most));
  for (std::size_t i = 0; i < rows_.size(); ++i) {
    const auto& row = rows_[i];
    at_place(fmt::format("rules[{}]", i), [&] {
      const auto& own = ecosystem(row.ecosystem);
      if (row.scopes.empty() || row.scopes.size() > 64)
        refuse("rule", "the row has no scopes, or more than 64; name those that share an environment");
      if (row.sharing == Sharing::one_per_compatible && !own.compatible_range({})) {
        refuse("rule", fmt::format("packages of {} have no ranges of compatible versions; use `one_version`",
                                   own.type()));
      }
      if (row.sharing < Sharing::one_version || row.sharing > Sharing::nested)
        refuse("rule", fmt::format("the sharing `{}` is none", static_cast<int>(row.sharing)));
    });
  }
}

std::size_t Rules::row_of(std::string_view type, std::string_view scope) const {
  for (std::size_t i = 0; i < rows_.size(); ++i) {
    if (rows_[i].ecosystem == type && std::ranges::find(rows_[i].scopes, scope) != rows_[i].scopes.end())
      return i;
  }
  std::vector<std::string_view> known;
  for (const auto& row : rows_) {
    if (row.ecosystem == type) known.insert(known.end(), row.scopes.begin(), row.scopes.end());
  }
  std::ranges::sort(known);
  known.erase(std::unique(known.begin(), known.end()), known.end());
  refuse("no_rule", fmt::format("no sharing rule covers the scope `{}` of {}; {}{}", base::shown(scope), type,
                                known.empty() ? "add a row for it" : "use a scope of its rows: ",
                                fmt::join(known, ", ")));
}

Claim begin_claim(const OwnedRequirement& said, const Rules& rules) {
  const auto& it = said.requirement;
  check_text("owner", said.owner, 1, 256);
  const auto& own = ecosystem(it.ecosystem);
  return {&said, &own, parse_name(own, it.name), rules.row_of(own.type(), it.scope), {}, {}, {}};
}

void finish_claim(Claim& claim) {
  const auto& it = claim.said->requirement;
  check_text("purpose", it.purpose, 0, 1'024);
  check_text("constraint", it.constraint, 0, max_constraint_size);
  check_text("marker", it.marker, 0, max_constraint_size);
  for (const auto& extra : it.extras) claim.extras.push_back(parse_extra(*claim.ecosystem, extra));
  claim.set = parse_constraint(*claim.ecosystem, it.constraint);
  claim.ecosystem->fit(claim.name, it.constraint, claim.set);
  claim.marker = parse_marker(*claim.ecosystem, it.marker);
}

Claim read_claim(const OwnedRequirement& said, const Rules& rules) {
  auto claim = begin_claim(said, rules);
  finish_claim(claim);
  return claim;
}

}  // namespace requirement

}  // namespace metaqore
