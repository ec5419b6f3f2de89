#include <algorithm>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "json/pointer.hpp"
#include "laws/json_laws.hpp"
#include "laws/law.hpp"
#include "metaqore/json_merge.hpp"
#include "metaqore/json_pointer.hpp"
#include "support/merge_policies.hpp"
#include "support/merging.hpp"
#include "support/plain_merge.hpp"

namespace metaqore::test {

namespace {

using MaybeJson = std::optional<Json>;

/// Three documents, and what came of them under the default policies and under random ones.
struct Triple {
  Maybe base, ours, theirs;
  MaybeJson b, o, t;  ///< the same, as they may be written
  Value policy;
  MergePolicy ruled;
  Merge by_default, by_rules;
  mutable RandomJson json;  ///< for what a law needs besides
};

std::string shown(const Triple& it) {
  const auto text = [](const Maybe& value) { return value ? write(*value) : "nothing"; };
  return "base " + text(it.base) + ", ours " + text(it.ours) + ", theirs " + text(it.theirs) + ", policy " +
         write(it.policy);
}

const MergeActors actors{"agent-o", "agent-t"};
const MergeActors swapped_actors{"agent-t", "agent-o"};

MaybeJson to_json(const Maybe& value) {
  return value ? MaybeJson(metaqore::test::to_json(*value)) : std::nullopt;
}
Maybe from_json(const MaybeJson& json) { return json ? Maybe(read(*json)) : std::nullopt; }

bool is_clean(const Merge& merge, const MaybeJson& merged) { return merge.clean() && merge.merged == merged; }

/// A side that changed nothing leaves the other's word.
bool one_side(const Triple& it) {
  for (const auto& policy : {MergePolicy(), it.ruled}) {
    if (!is_clean(merge(it.b, it.o, it.b, policy), it.o) ||
        !is_clean(merge(it.b, it.b, it.t, policy), it.t)) {
      return false;
    }
  }
  return true;
}

bool both_alike(const Triple& it) {
  return is_clean(merge(it.b, it.o, it.o), it.o) && is_clean(merge(it.b, it.t, it.t, it.ruled), it.t);
}

bool mirror(const Triple& it) {
  return merge(it.b, it.t, it.o, {}, swapped_actors) == mirrored(it.by_default) &&
         merge(it.b, it.t, it.o, to_policy(mirrored(it.policy)), swapped_actors) == mirrored(it.by_rules);
}

bool repeats(const Triple& it) {
  return merge(it.b, it.o, it.t, {}, actors) == it.by_default &&
         merge(it.b, it.o, it.t, it.ruled, actors) == it.by_rules;
}

/// What `side` made of `base` is in `merged`.
bool is_in(const Value* side, const Value* base, const Value* merged) {
  if (side == nullptr) return base == nullptr || merged == nullptr;
  const auto* members = side->object();
  if (members == nullptr)
    return (base != nullptr && *side == *base) || (merged != nullptr && *side == *merged);
  const auto* was = base == nullptr ? nullptr : base->object();
  if (was == nullptr && (merged == nullptr || merged->object() == nullptr)) return false;
  const auto member = [](const Value* value, const std::string& name) {
    return value == nullptr ? nullptr : value->find(name);
  };
  for (const auto& [name, value] : *members) {
    if (!is_in(&value, member(base, name), member(merged, name))) return false;
  }
  for (const auto& [name, value] : was == nullptr ? Members() : *was) {
    if (!members->contains(name) && member(merged, name) != nullptr) return false;
  }
  return true;
}

/// Under the default policies a clean merge has all that either side wrote.
bool nothing_lost(const Triple& it) {
  if (!it.by_default.clean()) return true;
  const auto merged = from_json(it.by_default.merged);
  const auto pointer = [](const Maybe& value) { return value ? &*value : nullptr; };
  return is_in(pointer(it.ours), pointer(it.base), pointer(merged)) &&
         is_in(pointer(it.theirs), pointer(it.base), pointer(merged));
}

/// At a residual stands what the base has there; they are sorted, and none is there twice.
bool residuals(const Triple& it) {
  for (const auto* merge : {&it.by_default, &it.by_rules}) {
    const auto merged = from_json(merge->merged);
    for (const auto& residual : merge->residuals) {
      const auto tokens = pointer_tokens(residual.pointer);
      const auto* stands = merged ? find(*merged, tokens) : nullptr;
      const auto base = from_json(residual.base);
      const bool keeps = stands == nullptr ? !base : base == *stands;
      if (residual.kind != ResidualKind::order && !keeps) return false;
      if (residual.kind == ResidualKind::order && (stands == nullptr || stands->array() == nullptr))
        return false;
      if (residual.ours == residual.theirs || residual.ours_actor != actors.ours ||
          residual.theirs_actor != actors.theirs) {
        return false;
      }
    }
    const auto less = [](const Residual& left, const Residual& right) {
      return json::pointer_less(left.pointer, right.pointer);
    };
    const auto unsorted = [&](const Residual& left, const Residual& right) { return !less(left, right); };
    if (std::ranges::adjacent_find(merge->residuals, unsorted) != merge->residuals.end()) return false;
  }
  // Arrays are one value then, so that a pointer means the same place in all documents.
  for (const auto& residual : it.by_default.residuals) {
    const auto tokens = pointer_tokens(residual.pointer);
    const auto is = [&](const Maybe& document, const MaybeJson& said) {
      const auto* value = document ? find(*document, tokens) : nullptr;
      return value == nullptr ? !said : said && read(*said) == *value;
    };
    if (!is(it.base, residual.base) || !is(it.ours, residual.ours) || !is(it.theirs, residual.theirs))
      return false;
  }
  return true;
}

bool has_policy(const Value& policy, const char* name) {
  return std::ranges::any_of(*policy.find("rules")->array(), [&](const Value& rule) {
    return rule.find("array") != nullptr && *rule.find("array") == Value(name);
  });
}

/// The rules as they are written come to the same.
bool reference(const Triple& it) {
  static const Value none = Members{{"rules", Items()}};
  if (plain(it.by_default, none) != plain_merge(it.base, it.ours, it.theirs, none)) return false;
  return has_policy(it.policy, "diff3") ||
         plain(it.by_rules, it.policy) == plain_merge(it.base, it.ours, it.theirs, it.policy);
}

// ---- Answers ---------------------------------------------------------------------------------------------

const Value gone = std::string("\x01gone");

void strip(Value& value) {
  if (auto* members = value.object()) {
    std::erase_if(*members, [](const auto& member) { return member.second == gone; });
    for (auto& [name, member] : *members) strip(member);
  } else if (auto* items = value.array()) {
    std::erase(*items, gone);
    for (auto& item : *items) strip(item);
  }
}

/// What stands there; a law that asks for what does not is broken.
Value& at(Maybe& document, const Tokens& tokens) {
  auto* value = document ? find(*document, tokens) : nullptr;
  if (value == nullptr) throw std::logic_error("nothing stands at `" + pointer_text(tokens) + "`");
  return *value;
}

void put(Maybe& document, const Tokens& tokens, const Value& value) {
  if (tokens.empty()) {
    document = value;
    return;
  }
  auto& parent = at(document, Tokens(tokens.begin(), tokens.end() - 1));
  if (parent.object() != nullptr) {
    (*parent.object())[tokens.back()] = value;
  } else {
    at(document, tokens) = value;
  }
}

/// The elements of an array whose keys were `keys` in the order of `answer`.
Value permuted(const Value& array, const Items& keys, const Items& answer) {
  Items items;
  for (const auto& key : answer) {
    items.push_back(array.array()->at(static_cast<std::size_t>(std::ranges::find(keys, key) - keys.begin())));
  }
  return items;
}

Maybe expected(const Merge& merge, const std::vector<Answer>& answers) {
  auto document = from_json(merge.merged);
  for (std::size_t i = answers.size(); i-- > 0;) {  // what lies inside another place comes first
    const auto& residual = merge.residuals[i];
    const auto& taken = answers[i].take == Take::base     ? residual.base
                        : answers[i].take == Take::ours   ? residual.ours
                        : answers[i].take == Take::theirs ? residual.theirs
                                                          : answers[i].value;
    const auto tokens = pointer_tokens(residual.pointer);
    if (residual.kind == ResidualKind::order) {
      put(document, tokens,
          permuted(at(document, tokens), *read(*residual.base).array(), *read(*taken).array()));
    } else {
      put(document, tokens, taken ? read(*taken) : gone);
    }
  }
  if (!document || *document == gone) return std::nullopt;
  strip(*document);
  return document;
}

/// One for each residual. Elements that keys tell apart take no other value: their keys are theirs.
std::vector<Answer> random_answers(const Triple& it, const Merge& merge) {
  auto& random = it.json.random();
  const auto merged = from_json(merge.merged);
  std::vector<Answer> answers;
  for (const auto& residual : merge.residuals) {
    Answer answer{.pointer = residual.pointer, .take = static_cast<Take>(random.below(4)), .value = {}};
    if (answer.take == Take::value) {
      auto tokens = pointer_tokens(residual.pointer);
      if (residual.kind == ResidualKind::order) {
        auto keys = *read(*residual.base).array();
        for (std::size_t i = keys.size(); i > 1; --i) std::swap(keys[i - 1], keys[random.below(i)]);
        answer.value = metaqore::test::to_json(Value(keys));
      } else {
        if (!tokens.empty()) tokens.pop_back();
        const auto* parent = merged ? find(*merged, tokens) : nullptr;
        if (parent == nullptr || parent->array() == nullptr) {
          if (random.chance(80)) answer.value = metaqore::test::to_json(it.json.value());
        } else {
          answer.take = Take::theirs;
        }
      }
    }
    answers.push_back(std::move(answer));
  }
  return answers;
}

bool resolves(const Triple& it) {
  for (const auto* merge : {&it.by_default, &it.by_rules}) {
    std::vector<Answer> base, ours;
    for (const auto& residual : merge->residuals) {
      base.push_back({.pointer = residual.pointer, .take = Take::base, .value = {}});
      ours.push_back({.pointer = residual.pointer, .take = Take::ours, .value = {}});
    }
    auto some = random_answers(it, *merge);
    if (resolve(*merge, base) != merge->merged) return false;
    if (resolve(*merge, ours) != to_json(expected(*merge, ours))) return false;
    const auto wanted = to_json(expected(*merge, some));
    std::ranges::reverse(some);  // in any order
    if (resolve(*merge, some) != wanted) return false;
  }
  return true;
}

bool is_refused(const Merge& merge, const std::vector<Answer>& answers) {
  try {
    resolve(merge, answers);
    return false;
  } catch (const Error& error) {
    return error.code() == ErrorCode::invalid_argument && error.reason() == "merge.answer";
  }
}

/// One answer too few, too many or amiss refuses them all.
bool all_answers_or_none(const Triple& it) {
  for (const auto* merge : {&it.by_default, &it.by_rules}) {
    auto answers = random_answers(it, *merge);
    auto more = answers;
    more.push_back({.pointer = "/nowhere/at/all", .take = Take::base, .value = {}});
    if (!is_refused(*merge, more)) return false;
    if (answers.empty()) continue;
    const auto nth = it.json.random().below(answers.size());
    auto twice = answers, less = answers, amiss = answers;
    twice.push_back(answers[nth]);
    less.erase(less.begin() + static_cast<std::ptrdiff_t>(nth));
    amiss[nth].take = Take::ours;
    amiss[nth].value = Json();
    if (!is_refused(*merge, twice) || !is_refused(*merge, less) || !is_refused(*merge, amiss)) return false;
  }
  return true;
}

// ---- Edits that do not overlap ---------------------------------------------------------------------------

struct Apart {
  Value base, ours, theirs, both;
};

/// Each place is changed by one side at most, and each adds names of its own.
Apart apart(const Value& base, RandomJson& json, bool inside) {
  Apart it{base, base, base, base};
  auto& random = json.random();
  if (const auto* members = base.object(); members != nullptr && (inside || random.chance(70))) {
    for (const auto& [name, member] : *members) {
      auto below = apart(member, json, false);
      (*it.ours.object())[name] = std::move(below.ours);
      (*it.theirs.object())[name] = std::move(below.theirs);
      (*it.both.object())[name] = std::move(below.both);
      const auto fate = random.below(8);
      if (fate > 1) continue;
      // One side removes what the other left.
      auto& gone_from = fate == 0 ? it.ours : it.theirs;
      auto& kept_by = fate == 0 ? it.theirs : it.ours;
      (*kept_by.object())[name] = member;
      gone_from.object()->erase(name);
      it.both.object()->erase(name);
    }
    if (random.chance(40)) (*it.ours.object())["ours"] = (*it.both.object())["ours"] = json.value();
    if (random.chance(40)) (*it.theirs.object())["theirs"] = (*it.both.object())["theirs"] = json.value();
    return it;
  }
  const auto fate = random.below(3);
  if (fate == 0) it.ours = it.both = json.value();
  if (fate == 1) it.theirs = it.both = json.value();
  return it;
}

bool edits_apart(const Triple& it) {
  const auto made = apart(it.json.object(4), it.json, true);
  const auto merged = merge(to_json(made.base), to_json(made.ours), to_json(made.theirs));
  return is_clean(merged, to_json(made.both));
}

MergePolicy list_policy(const std::string& policy) {
  Members rule{{"path", "/list"}, {"array", policy}};
  if (policy == "map") rule["keys"] = Items{"/k"};
  return to_policy(Members{{"rules", Items{rule}}});
}

Merge merge_lists(const std::string& policy, const Items& base, const Items& ours, const Items& theirs) {
  const auto document = [](const Items& items) { return to_json(Maybe(Members{{"list", items}})); };
  return merge(document(base), document(ours), document(theirs), list_policy(policy));
}

/// Some of these, in their order, with others among them.
Items changed(const Items& items, RandomJson& json, const std::string& mark) {
  Items out;
  std::size_t added = 0;
  const auto add = [&] {
    while (json.random().chance(20)) out.push_back(mark + std::to_string(added++));
  };
  add();
  for (const auto& item : items) {
    if (json.random().chance(70)) out.push_back(item);
    add();
  }
  return out;
}

/// Before and after an element that both sides keep.
bool sequences_apart(const Triple& it) {
  Items before, after;
  for (auto more = it.json.random().below(6); more > 0; --more) before.push_back("b" + std::to_string(more));
  for (auto more = it.json.random().below(6); more > 0; --more) after.push_back("a" + std::to_string(more));
  const auto joined = [](Items left, const Items& right) {
    left.push_back("kept");
    left.insert(left.end(), right.begin(), right.end());
    return left;
  };
  const auto ours = changed(before, it.json, "o"), theirs = changed(after, it.json, "t");
  const auto merged =
      merge_lists("diff3", joined(before, after), joined(ours, after), joined(before, theirs));
  return is_clean(merged, to_json(Maybe(Members{{"list", joined(ours, theirs)}})));
}

/// Each element is kept, removed or replaced, and the sides meet between two of them.
bool sequences_beside(const Triple& it) {
  auto& random = it.json.random();
  Items base, ours, theirs, both;
  const auto middle = random.below(5), size = middle + random.below(5);
  for (std::size_t i = 0; i < size; ++i) {
    auto& edited = i < middle ? ours : theirs;
    auto& kept = i < middle ? theirs : ours;
    const Value was = "b" + std::to_string(i);
    base.push_back(was);
    kept.push_back(was);
    const auto fate = random.below(3);
    if (fate == 0) continue;
    edited.push_back(fate == 1 ? was : Value("n" + std::to_string(i)));
    both.push_back(edited.back());
  }
  return is_clean(merge_lists("diff3", base, ours, theirs), to_json(Maybe(Members{{"list", both}})));
}

Items sorted(Items items) {
  std::ranges::sort(items, {}, [](const Value& item) { return write(item); });
  return items;
}

bool sets_apart(const Triple& it) {
  auto& random = it.json.random();
  Items base, both;
  for (auto more = random.below(6); more > 0; --more) base.push_back(number(static_cast<long long>(more)));
  auto ours = Items(), theirs = Items();
  for (const auto& item : base) {
    const auto fate = random.below(5);
    if (fate != 0) ours.push_back(item);
    if (fate != 1) theirs.push_back(item);
    if (fate > 1) both.push_back(item);
  }
  for (auto more = random.below(3); more > 0; --more) {
    ours.insert(ours.begin(), "o" + std::to_string(more));
    both.push_back("o" + std::to_string(more));
  }
  for (auto more = random.below(3); more > 0; --more) {
    theirs.push_back("t" + std::to_string(more));
    both.push_back("t" + std::to_string(more));
  }
  const auto merged = merge_lists("set", base, ours, theirs);
  if (!merged.clean()) return false;
  return sorted(*find(read(*merged.merged), Tokens{"list"})->array()) == sorted(both);
}

Value element(const std::string& key, RandomJson& json) { return Members{{"k", key}, {"v", json.value(2)}}; }

/// Each element is changed or removed by one side at most, each adds its own, and one may reorder.
bool keyed_apart(const Triple& it) {
  auto& random = it.json.random();
  Items base, ours, theirs, both;
  for (std::size_t i = random.below(6); i > 0; --i) base.push_back(element(std::to_string(i), it.json));
  for (const auto& was : base) {
    const auto now = random.chance(70) ? element(*was.find("k")->string(), it.json) : was;
    const auto fate = random.below(6);
    if (fate != 0) ours.push_back(fate == 1 ? now : was);
    if (fate != 2) theirs.push_back(fate == 3 ? now : was);
    if (fate != 0 && fate != 2) both.push_back(fate == 1 || fate == 3 ? now : was);
  }
  if (random.chance(50) && ours.size() > 1)
    std::swap(ours[random.below(ours.size())], ours[random.below(ours.size())]);
  const auto add = [&](Items& side, const std::string& key) {
    const auto added = element(key, it.json);
    side.insert(side.begin() + static_cast<std::ptrdiff_t>(random.below(side.size() + 1)), added);
    both.push_back(added);
  };
  const auto ordered = ours;
  for (auto more = random.below(3); more > 0; --more) add(ours, "o" + std::to_string(more));
  for (auto more = random.below(3); more > 0; --more) add(theirs, "t" + std::to_string(more));
  const auto merged = merge_lists("map", base, ours, theirs);
  if (!merged.clean()) return false;
  const auto document = read(*merged.merged);
  const auto& items = *find(document, Tokens{"list"})->array();
  if (sorted(items) != sorted(both)) return false;
  // What both had stands in the order of the side that moved it.
  const auto place = [&](const Value& item) {
    return std::ranges::find_if(items, [&](const Value& each) { return *each.find("k") == *item.find("k"); });
  };
  for (std::size_t i = 1; i < ordered.size(); ++i) {
    const auto first = place(ordered[i - 1]), second = place(ordered[i]);
    if (first != items.end() && second != items.end() && first > second) return false;
  }
  return true;
}

// ---- The cases -------------------------------------------------------------------------------------------

/// Often a small one of arrays alone, in which edits meet.
Value random_base(RandomJson& json) {
  auto& random = json.random();
  if (random.chance(50)) return random.chance(85) ? json.object(4) : json.value();
  const auto flavour = random.chance(60) ? Flavour::keyed : random.chance(50) ? Flavour::set : Flavour::any;
  auto list = json.array(flavour, 2);
  if (random.chance(30)) return list;
  return Members{{"list", std::move(list)}, {"a", json.scalar()}};
}

Triple draw(std::uint64_t seed) {
  RandomJson json(seed);
  auto& random = json.random();
  Maybe base = random_base(json);
  Maybe ours = json.edited(*base), theirs = json.edited(*base);
  if (random.chance(15)) theirs = json.edited(*ours);
  auto policy = random_policy(json, *base);
  if (random.chance(4)) base.reset();
  if (random.chance(2)) ours.reset();
  if (random.chance(2)) theirs.reset();
  const auto spell = [&](const Maybe& value) {
    return value ? MaybeJson(Json(json.spelled(*value))) : std::nullopt;
  };
  auto b = spell(base), o = spell(ours), t = spell(theirs);
  const auto ruled = to_policy(policy);
  auto by_default = merge(b, o, t, {}, actors), by_rules = merge(b, o, t, ruled, actors);
  return {std::move(base),
          std::move(ours),
          std::move(theirs),
          std::move(b),
          std::move(o),
          std::move(t),
          std::move(policy),
          ruled,
          std::move(by_default),
          std::move(by_rules),
          json};
}

}  // namespace

std::size_t check_merge_laws(std::size_t cases, std::uint64_t seed) {
  std::vector<Law<Triple>> laws{{"merge_all_answers_or_none", all_answers_or_none},
                                {"merge_both_alike", both_alike},
                                {"merge_edits_apart", edits_apart},
                                {"merge_keyed_apart", keyed_apart},
                                {"merge_mirror", mirror},
                                {"merge_nothing_lost", nothing_lost},
                                {"merge_one_side", one_side},
                                {"merge_reference", reference},
                                {"merge_repeats", repeats},
                                {"merge_residuals", residuals},
                                {"merge_resolves", resolves},
                                {"merge_sequences_apart", sequences_apart},
                                {"merge_sequences_beside", sequences_beside},
                                {"merge_sets_apart", sets_apart}};
  std::size_t failures = 0, clean = 0, clean_by_rules = 0;
  RandomJson seeds(seed);
  for (std::size_t i = 0; i < cases; ++i) {
    const auto it = draw(seeds.random().next());
    clean += it.by_default.clean() ? 1 : 0;
    clean_by_rules += it.by_rules.clean() ? 1 : 0;
    for (auto& law : laws) failures += check(law, it, shown) ? 0 : 1;
  }
  std::printf("of %zu triples %zu are clean by default, and %zu under their policies\n", cases, clean,
              clean_by_rules);
  print("json", laws);
  return failures;
}

}  // namespace metaqore::test
