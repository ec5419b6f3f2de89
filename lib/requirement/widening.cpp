#include "requirement/widening.hpp"

#include <algorithm>
#include <array>
#include <utility>
#include <vector>

#include "requirement/membership.hpp"
#include "requirement/text.hpp"

namespace metaqore::requirement {

namespace {

/// What is but digits and dots is none.
bool may_be_prerelease(std::string_view word) {
  const bool plain = std::ranges::all_of(word, [](char c) { return is_digit(c) || c == '.' || c == '*'; });
  return !plain && word.find('*') == std::string_view::npos;
}

/// Tells `visit` each pre-release that a constraint names. What is no whole version, such as `1.5.*`, names
/// none.
template <class Visit>
void each_prerelease(const Ecosystem& ecosystem, std::string_view text, Visit&& visit) {
  const auto separates = [&](std::size_t at) {
    if (text[at] == '!') return at + 1 < text.size() && text[at + 1] == '=';  // else it ends an epoch
    return is_blank(text[at]) || std::string_view(",|<>=~^[]()").find(text[at]) != std::string_view::npos;
  };
  for (std::size_t from = 0, at = 0; at <= text.size(); ++at) {
    if (at < text.size() && !separates(at)) continue;
    if (const auto word = text.substr(from, at - from); may_be_prerelease(word)) {
      try {
        if (const auto version = parse_version(ecosystem, word); version.prerelease) visit(version);
      } catch (const Error&) {
        // it is no version
      }
    }
    from = at + 1;
  }
}

/// What a claim leaves out between the first and the last that it admits.
Cuts holes_of(const Claim& claim) {
  const auto intervals = claim.set.versions.intervals();
  std::vector<Interval> holes;
  for (std::size_t i = 1; i < intervals.size(); ++i)
    holes.push_back({*intervals[i - 1].to, intervals[i].from});
  return Cuts::unite(std::move(holes));
}

/// What `!=` leaves out in a constraint, of which some may be admitted beside it.
Cuts refused_by_name(const Ecosystem& ecosystem, std::string_view text) {
  Cuts refused;
  for (auto at = text.find("!="); at != std::string_view::npos; at = text.find("!=", at + 2)) {
    const auto end = text.find_first_of(",|", at);
    auto part = text.substr(at, end == std::string_view::npos ? end : end - at);
    const auto version = part.find_first_not_of(" \t", 2);
    if (version != std::string_view::npos) part = part.substr(0, part.find_first_of(" \t", version));
    try {
      refused = refused | complement(ecosystem, parse_constraint(ecosystem, part)).versions;
    } catch (const Error&) {
      continue;  // an ecosystem without `!=`
    }
  }
  return refused;
}

/// From the nearest place that is in `cuts` to the slot, and the slot.
Cuts reaching(const Cuts& cuts, const Interval& slot) {
  Interval bridge = slot;
  for (const auto& [from, to] : cuts.intervals()) {
    if (to && *to <= slot.from) bridge.from = *to;  // the last one below
  }
  if (bridge.from == slot.from && slot.to) {
    for (const auto& interval : cuts.intervals()) {
      if (*slot.to <= interval.from) {
        bridge.to = interval.from;
        break;
      }
    }
  }
  return cuts | Cuts::unite({bridge});
}

/// With the first and the last bound as releases.
struct Rounded {
  bool from, to;
};
constexpr std::array rounded{Rounded{false, false}, Rounded{true, false}, Rounded{false, true},
                             Rounded{true, true}};

void round(const Ecosystem& ecosystem, const Rounded& by, Interval& ends) {
  if (by.from) ends.from = ecosystem.release_start(ends.from);
  if (by.to && ends.to) ends.to = std::max(*ends.to, ecosystem.release_end(ecosystem.releases(*ends.to)));
}

Cuts rounded_ends(const Ecosystem& ecosystem, const Rounded& by, const Cuts& cuts) {
  auto intervals = cuts.intervals();
  if (intervals.empty()) return cuts;
  round(ecosystem, {by.from, false}, intervals.front());
  round(ecosystem, {false, by.to}, intervals.back());
  return Cuts::unite(std::move(intervals));
}

/// Finds a text for one claim.
class Phrased {
 public:
  Phrased(const Claim& claim, const Cuts& excluded, const std::set<Key>& allowed)
      : claim_(claim), ecosystem_(*claim.ecosystem), excluded_(excluded), allowed_(allowed) {
    const auto& cuts = claim.set.versions.cuts();
    if (cuts.empty()) return;
    const auto first = ecosystem_.releases(cuts.front());
    each_prerelease(ecosystem_, claim.said->requirement.constraint, [&](const auto& version) {
      names_first_ = names_first_ || ecosystem_.releases(version.key) == first;
    });
  }

  std::optional<Widened> exact(const Interval& slot, bool prereleases) const {
    const auto& cuts = prereleases ? claim_.set.prereleases : claim_.set.versions;
    auto rounded_slot = slot;
    round(ecosystem_, {false, true}, rounded_slot);
    for (const bool bridged : {false, true}) {
      for (const auto& each : {slot, rounded_slot}) {
        Set after = claim_.set;
        auto& wider = prereleases ? after.prereleases : after.versions;
        wider = (bridged ? reaching(cuts, each) : cuts | Cuts::unite({each})) & ~excluded_;
        if (auto found = of(after, each, prereleases)) return found;
        if (auto found = in_own_words(after, each, prereleases)) return found;
        if (ecosystem_.splits_prereleases() || rounded_slot == slot) break;
      }
    }
    return std::nullopt;
  }

  /// From the first place of the claim or the slot to the last one, in whichever layer.
  std::optional<Widened> spanned(const Interval& slot, bool prereleases) const {
    Interval span = slot;
    for (const auto* cuts : {&claim_.set.versions, &claim_.set.prereleases}) {
      for (const auto& [from, to] : cuts->intervals()) {
        span.from = std::min(span.from, from);
        span.to = span.to && to ? std::optional(std::max(*span.to, *to)) : std::nullopt;
      }
    }
    Set target;
    (prereleases ? target.prereleases : target.versions) = Cuts::unite({slot}) & ~excluded_;
    for (const auto& by : rounded) {
      if (by.from && names_first_) continue;
      auto ends = span;
      round(ecosystem_, by, ends);
      const auto text = ecosystem_.spanning(ends.from, ends.to);
      if (!text || text->empty() || !is_allowed(*text)) continue;
      try {
        auto set = parse_constraint(ecosystem_, *text);
        if (keeps(set) && is_subset(target, set)) return Widened{*text, std::move(set)};
      } catch (const Error&) {
        continue;
      }
    }
    return std::nullopt;
  }

 private:
  bool is_allowed(std::string_view text) const {
    bool allowed = true;
    each_prerelease(ecosystem_, text,
                    [&](const auto& version) { allowed = allowed && allowed_.contains(version.key); });
    return allowed;
  }

  /// Whether the set has what the claim admits, and nothing that it excludes.
  bool keeps(const Set& set) const {
    const Set lost{claim_.set.versions & ~set.versions, {}, {}};
    return (lost.empty() || (!names_first_ && !has_releases(ecosystem_, lost))) &&
           is_subset(claim_.set.prereleases, set.prereleases) && !meet(excluded_, set.versions);
  }

  std::optional<Widened> of(const Set& after, const Interval& slot, bool prereleases) const {
    // The least version of all may be no bound.
    const auto first = slot.from.empty() ? ecosystem_.releases(slot.from) : slot.from;
    for (const auto& by : rounded) {
      if ((by.from || by.to) && ecosystem_.splits_prereleases()) break;
      Set set = after;
      set.versions = rounded_ends(ecosystem_, by, after.versions);
      if ((by.from || by.to) && set == after) continue;
      if (!(prereleases ? set.prereleases : set.versions).contains(by.from ? first : slot.from)) continue;
      auto text = write(ecosystem_, set);
      if (!text) break;  // that is not for its ends
      if (text->empty() || !keeps(set)) continue;
      if (is_allowed(*text)) return Widened{std::move(*text), std::move(set)};
      for (auto& other : ecosystem_.spellings(set)) {
        if (is_allowed(other)) return Widened{std::move(other), std::move(set)};
      }
    }
    return std::nullopt;
  }

  /// What the owner wrote, or what the slot is, where the syntax has an "or".
  std::optional<Widened> in_own_words(const Set& after, const Interval& slot, bool prereleases) const {
    if (ecosystem_.alternative().empty()) return std::nullopt;
    Set added;
    (prereleases ? added.prereleases : added.versions) = Cuts::unite({slot});
    const auto slot_text = write(ecosystem_, added);
    if (!slot_text) return std::nullopt;
    auto text = claim_.said->requirement.constraint;
    text.append(ecosystem_.alternative()).append(*slot_text);
    try {
      if (is_allowed(text) && parse_constraint(ecosystem_, text) == after)
        return Widened{std::move(text), after};
    } catch (const Error&) {
      return std::nullopt;
    }
    return std::nullopt;
  }

  const Claim& claim_;
  const Ecosystem& ecosystem_;
  const Cuts& excluded_;
  const std::set<Key>& allowed_;
  bool names_first_ = false;  // a pre-release of the first release that it admits
};

}  // namespace

const Cuts& Widening::excluded(const Claim& claim) {
  const auto [known, is_new] = excluded_.try_emplace(&claim);
  if (is_new) {
    const auto& constraint = claim.said->requirement.constraint;
    known->second = holes_of(claim) | (refused_by_name(*claim.ecosystem, constraint) & ~claim.set.versions);
  }
  return known->second;
}

/// Those that the owner named itself; and where there are but pre-releases, those that someone else did.
Widening::Keys Widening::allowed(const Claim& claim, const Target& target) {
  Keys keys;
  each_prerelease(*claim.ecosystem, claim.said->requirement.constraint,
                  [&](const auto& version) { keys.insert(version.key); });
  if (!target.prereleases_only) return keys;
  if (!named_) {
    named_.emplace();
    for (const auto* each : claims_) {
      each_prerelease(*each->ecosystem, each->said->requirement.constraint, [&](const auto& version) {
        if (!each->ecosystem->is_unfinished(version.text)) named_->insert(version.key);
      });
    }
  }
  keys.insert(named_->begin(), named_->end());
  return keys;
}

std::optional<Widened> Widening::of(const Claim& claim, const Target& target, bool prereleases) {
  if (!claim.set.literal.empty() || excluded(claim).contains(target.slot.from)) return std::nullopt;
  const auto keys = allowed(claim, target);
  const Phrased phrased(claim, excluded(claim), keys);
  if (auto found = phrased.exact(target.slot, prereleases)) return found;
  return phrased.spanned(target.slot, prereleases);
}

}  // namespace metaqore::requirement
