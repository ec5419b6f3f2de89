#include "support/plain_merge.hpp"

#include <algorithm>
#include <cstdlib>
#include <set>

#include "metaqore/json_pointer.hpp"
#include "support/merge_policies.hpp"

namespace metaqore::test {

namespace {

/// Where one is: names, and whether what they name is an element.
struct Place {
  Tokens tokens;
  std::vector<bool> elements;

  Place under(const std::string& token, bool element) const {
    auto place = *this;
    place.tokens.push_back(token);
    place.elements.push_back(element);
    return place;
  }
};

/// The first rule that meets a place and has a policy of this kind; nullptr where there is none.
const Value* rule_at(const Value& policy, const Place& place, const std::string& kind) {
  for (const auto& rule : *policy.find("rules")->array()) {
    const auto path = pointer_tokens(*rule.find("path")->string());
    bool meets = rule.find(kind) != nullptr && path.size() == place.tokens.size();
    for (std::size_t i = 0; meets && i < path.size(); ++i) {
      meets = path[i] == "*" || (!place.elements[i] && path[i] == place.tokens[i]);
    }
    if (meets) return &rule;
  }
  return nullptr;
}

std::string policy_at(const Value& policy, const Place& place, const std::string& kind) {
  const auto* rule = rule_at(policy, place, kind);
  return rule == nullptr ? std::string() : *rule->find(kind)->string();
}

/// What the keys of an element come to; nullopt where one is missing or no scalar with a value.
std::optional<std::string> key_of(const Value& element, const Value& rule) {
  Items keys;
  for (const auto& pointer : *rule.find("keys")->array()) {
    const auto* key = find(element, pointer_tokens(*pointer.string()));
    if (key == nullptr || !key->is_scalar() || key->is_null()) return std::nullopt;
    keys.push_back(*key);
  }
  return "key:" + write(keys);
}

using Keyed = std::vector<std::pair<std::string, Value>>;

/// nullopt where a key is missing or there twice.
std::optional<Keyed> keyed(const Items& items, const Value& rule) {
  Keyed all;
  std::set<std::string> seen;
  for (const auto& item : items) {
    const auto key = key_of(item, rule);
    if (!key || !seen.insert(*key).second) return std::nullopt;
    all.emplace_back(*key, item);
  }
  return all;
}

const Value* lookup(const Keyed& all, const std::string& key) {
  const auto found = std::ranges::find(all, key, &Keyed::value_type::first);
  return found == all.end() ? nullptr : &found->second;
}

int rank(const Value& value) { return static_cast<int>(value.is.index()); }

/// Integers are one type with other numbers, so that types are the alternatives of Value.
bool same_type(const Value& left, const Value& right) { return left.is.index() == right.is.index(); }

long double size_of(const Number& number) { return std::strtold(number.text.c_str(), nullptr); }

/// By UTF-16 code units: what lies beyond U+FFFF comes before U+E000.
bool text_less(const std::string& left, const std::string& right) {
  const auto weight = [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte >= 0xF0 ? 2 * 0xED + 1 : 2 * byte;
  };
  return std::ranges::lexicographical_compare(left, right, {}, weight, weight);
}

bool scalar_less(const Value& left, const Value& right) {
  if (rank(left) != rank(right)) return rank(left) < rank(right);
  if (left.number() != nullptr) return size_of(*left.number()) < size_of(*right.number());
  if (left.string() != nullptr) return text_less(*left.string(), *right.string());
  const auto* first = std::get_if<bool>(&left.is);
  return first != nullptr && !*first && std::get<bool>(right.is);
}

Maybe copy(const Value* value) { return value == nullptr ? Maybe() : Maybe(*value); }

class Merger {
 public:
  Merger(const Value& policy, std::vector<PlainResidual>& residuals)
      : policy_(policy), residuals_(residuals) {}

  Maybe merge(const Place& place, const Maybe& base, const Maybe& ours, const Maybe& theirs) {
    if (ours == theirs) return ours;
    if (ours == base) return theirs;
    if (theirs == base) return ours;
    if (ours && theirs && ours->object() && theirs->object() && (!base || base->object())) {
      return objects(place, base, ours, theirs);
    }
    if (ours && theirs && ours->array() && theirs->array() && (!base || base->array())) {
      const auto policy = policy_at(policy_, place, "array");
      if (policy == "set") return set(place, base, ours, theirs);
      if (policy == "map") return map(place, base, ours, theirs);
    }
    if (ours && theirs && ours->is_scalar() && theirs->is_scalar()) {
      if (auto settled = scalars(place, *ours, *theirs)) return settled;
    }
    return conflict(place, kind(base, ours, theirs), base, ours, theirs);
  }

 private:
  static ResidualKind kind(const Maybe& base, const Maybe& ours, const Maybe& theirs) {
    if (!base) return ResidualKind::add_add;
    if (!ours || !theirs) return ResidualKind::delete_edit;
    if (!same_type(*ours, *theirs) || !same_type(*ours, *base)) return ResidualKind::type_change;
    return base->array() ? ResidualKind::array : ResidualKind::edit_edit;
  }

  Maybe conflict(const Place& place, ResidualKind kind, const Maybe& base, const Maybe& ours,
                 const Maybe& theirs, const std::array<bool, 3>& at_fault = {}) {
    residuals_.push_back({place.tokens, kind, base, ours, theirs, at_fault});
    return base;
  }

  Maybe objects(const Place& place, const Maybe& base, const Maybe& ours, const Maybe& theirs) {
    std::set<std::string> names;
    for (const auto* side : {&base, &ours, &theirs}) {
      if (!*side) continue;
      for (const auto& [name, member] : *(*side)->object()) names.insert(name);
    }
    Members merged;
    for (const auto& name : names) {
      const auto was = base ? copy(base->find(name)) : Maybe();
      if (auto value =
              merge(place.under(name, false), was, copy(ours->find(name)), copy(theirs->find(name)))) {
        merged[name] = *value;
      }
    }
    return Value(merged);
  }

  Maybe set(const Place& place, const Maybe& base, const Maybe& ours, const Maybe& theirs) {
    const auto has = [](const Items& items, const Value& value) {
      return std::ranges::find(items, value) != items.end();
    };
    const auto is_no_set = [](const Items& items) {
      return std::ranges::any_of(
          items, [&](const Value& item) { return !item.is_scalar() || std::ranges::count(items, item) > 1; });
    };
    const auto was = base ? *base->array() : Items();
    if (const std::array at_fault{is_no_set(was), is_no_set(*ours->array()), is_no_set(*theirs->array())};
        at_fault != std::array<bool, 3>{}) {
      return conflict(place, ResidualKind::key_invalid, base, ours, theirs, at_fault);
    }
    Items merged, added;
    for (const auto& item : was) {
      if (has(*ours->array(), item) && has(*theirs->array(), item)) merged.push_back(item);
    }
    for (const auto* items : {ours->array(), theirs->array()}) {
      for (const auto& item : *items) {
        if (!has(was, item) && !has(added, item)) added.push_back(item);
      }
    }
    std::ranges::sort(added, scalar_less);
    merged.insert(merged.end(), added.begin(), added.end());
    return Value(merged);
  }

  Maybe map(const Place& place, const Maybe& base, const Maybe& ours, const Maybe& theirs) {
    const auto& rule = *rule_at(policy_, place, "array");
    const auto was = keyed(base ? *base->array() : Items(), rule);
    const auto mine = keyed(*ours->array(), rule), other = keyed(*theirs->array(), rule);
    if (!was || !mine || !other) {
      return conflict(place, ResidualKind::key_invalid, base, ours, theirs, {!was, !mine, !other});
    }

    std::map<std::string, Maybe> elements;
    for (const auto* side : {&*was, &*mine, &*other}) {
      for (const auto& [key, element] : *side) elements[key];
    }
    Items merged;
    for (auto& [key, element] : elements) {
      element = merge(place.under(key, true), copy(lookup(*was, key)), copy(lookup(*mine, key)),
                      copy(lookup(*other, key)));
      if (element) merged.push_back(*element);
    }
    if (orders_conflict(*was, *mine, *other)) {
      residuals_.push_back({.at = place.tokens, .kind = ResidualKind::order});
    }
    return Value(merged);
  }

  /// Of the elements that both sides have: the sides put them differently, and it is not so that they agree
  /// on what both added and one of them alone moved what the base has.
  static bool orders_conflict(const Keyed& base, const Keyed& ours, const Keyed& theirs) {
    const auto common = [&](const Keyed& side, bool in_base, bool added) {
      std::vector<std::string> keys;
      for (const auto& [key, element] : side) {
        if (lookup(ours, key) == nullptr || lookup(theirs, key) == nullptr) continue;
        if (lookup(base, key) != nullptr ? in_base : added) keys.push_back(key);
      }
      return keys;
    };
    if (common(ours, true, true) == common(theirs, true, true)) return false;
    if (common(ours, false, true) != common(theirs, false, true)) return true;
    const auto was = common(base, true, false);
    return (common(ours, true, false) != was) == (common(theirs, true, false) != was);
  }

  Maybe scalars(const Place& place, const Value& ours, const Value& theirs) {
    const auto* rule = rule_at(policy_, place, "scalar");
    if (rule == nullptr) return std::nullopt;
    const auto& policy = *rule->find("scalar")->string();
    if (policy == "ours") return ours;
    if (policy == "theirs") return theirs;
    const bool greater = policy.starts_with("max");
    if (policy == "max" || policy == "min") {
      if (ours.number() != nullptr && theirs.number() != nullptr) {
        return (size_of(*ours.number()) > size_of(*theirs.number())) == greater ? ours : theirs;
      }
      if (ours.string() == nullptr || theirs.string() == nullptr) return std::nullopt;
      return (*ours.string() > *theirs.string()) == greater ? ours : theirs;
    }
    if (ours.string() == nullptr || theirs.string() == nullptr) return std::nullopt;
    if (policy == "intersect_requirement") {
      const auto both = test_versions()->intersect("test", *ours.string(), *theirs.string());
      return both ? Maybe(*both) : std::nullopt;
    }
    const auto order = test_versions()->compare("test", *ours.string(), *theirs.string());
    if (!order) return std::nullopt;
    const bool is_ours_greater = *order == 0 ? *ours.string() > *theirs.string() : *order > 0;
    return is_ours_greater == greater ? ours : theirs;
  }

  const Value& policy_;
  std::vector<PlainResidual>& residuals_;
};

void sort(std::vector<PlainResidual>& residuals) {
  std::ranges::sort(residuals, {}, [](const PlainResidual& it) { return std::pair(it.at, it.kind); });
}

/// With the elements that keys tell apart in the order of these.
void put_in_order(Value& value, const Place& place, const Value& policy) {
  if (auto* members = value.object()) {
    for (auto& [name, member] : *members) put_in_order(member, place.under(name, false), policy);
  }
  auto* items = value.array();
  if (items == nullptr) return;
  for (auto& item : *items) put_in_order(item, place.under("", true), policy);
  const auto* rule = rule_at(policy, place, "array");
  if (rule == nullptr || *rule->find("array") != Value("map")) return;
  auto all = keyed(*items, *rule);
  if (!all) return;
  std::ranges::sort(*all, {}, &Keyed::value_type::first);
  items->clear();
  for (auto& [key, item] : *all) items->push_back(std::move(item));
}

/// Elements named by their keys, at the places where that is what they were merged by.
class Renamed {
 public:
  explicit Renamed(const Value& policy) : policy_(policy) {}

  Tokens tokens(const Value& document, const Tokens& pointer) const {
    Place place;
    const auto* at = &document;
    for (const auto& token : pointer) {
      const auto* items = at == nullptr ? nullptr : at->array();
      const auto* next = at == nullptr ? nullptr : find(*at, Tokens{token});
      auto name = token;
      if (items != nullptr) {
        const auto* rule = rule_at(policy_, place, "array");
        if (rule != nullptr && next != nullptr && *rule->find("array") == Value("map")) {
          name = key_of(*next, *rule).value_or(token);
        }
      }
      place = place.under(name, items != nullptr);
      at = next;
    }
    return place.tokens;
  }

 private:
  const Value& policy_;
};

}  // namespace

PlainMerge plain_merge(const Maybe& base, const Maybe& ours, const Maybe& theirs, const Value& policy) {
  PlainMerge merge;
  merge.merged = Merger(policy, merge.residuals).merge({}, base, ours, theirs);
  if (merge.merged) put_in_order(*merge.merged, {}, policy);
  sort(merge.residuals);
  return merge;
}

PlainMerge plain(const Merge& merge, const Value& policy) {
  const auto optional = [](const std::optional<Json>& json) { return json ? Maybe(read(*json)) : Maybe(); };
  PlainMerge out;
  out.merged = optional(merge.merged);
  const Renamed renamed(policy);
  for (const auto& residual : merge.residuals) {
    const auto tokens = pointer_tokens(residual.pointer);
    PlainResidual it{.at = out.merged ? renamed.tokens(*out.merged, tokens) : tokens, .kind = residual.kind};
    if (residual.kind != ResidualKind::order) {
      it.base = optional(residual.base);
      it.ours = optional(residual.ours);
      it.theirs = optional(residual.theirs);
    }
    it.at_fault = {!residual.base_fault.empty(), !residual.ours_fault.empty(),
                   !residual.theirs_fault.empty()};
    out.residuals.push_back(std::move(it));
  }
  if (out.merged) put_in_order(*out.merged, {}, policy);
  sort(out.residuals);
  return out;
}

}  // namespace metaqore::test
