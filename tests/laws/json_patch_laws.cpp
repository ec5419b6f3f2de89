#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "json/document.hpp"
#include "laws/json_laws.hpp"
#include "laws/law.hpp"
#include "metaqore/json_patch.hpp"
#include "metaqore/json_pointer.hpp"
#include "support/random_patch.hpp"
#include "support/random_value.hpp"

namespace metaqore::test {

namespace {

/// Two documents, the second mostly near to the first.
struct Pair {
  Value from, to;
  Json a, b;  ///< the same, as they may be written
  mutable RandomJson json;
};

std::string shown(const Pair& it) { return "from " + write(it.from) + ", to " + write(it.to); }

bool patch_makes(const Pair& it) {
  const auto patch = make_patch(it.a, it.b);
  return apply_patch(it.a, patch) == it.b && (patch == Json("[]")) == (it.from == it.to) &&
         make_patch(it.a, it.b) == patch && patch.canonical() == patch.text();
}

bool patch_is_short(const Pair& it) {
  const Value whole = Items{Members{{"op", "replace"}, {"path", ""}, {"value", it.to}}};
  return make_patch(it.a, it.b).text().size() <= write(whole).size();
}

/// A patch does what its operations do in turn, or nothing: it is refused for the first that is malformed, or
/// else the first that fails.
bool patch_applies(const Pair& it) {
  const auto operations = random_patch(it.json, it.from);
  auto at = std::ranges::find_if_not(operations, is_operation);
  std::string reason = "patch.malformed";
  auto expected = it.from;
  if (at == operations.end()) {
    for (at = operations.begin(); at != operations.end(); ++at) {
      auto next = patched(expected, *at);
      if (!next) break;
      expected = std::move(*next);
    }
    const bool leads = at != operations.end() && *at->find("op") == Value("test") &&
                       find(expected, pointer_tokens(*at->find("path")->string())) != nullptr;
    reason = leads ? "patch.test_failed" : "patch.not_found";
  }
  try {
    const auto result = apply_patch(it.a, Json(it.json.spelled(operations)));
    return at == operations.end() && read(result) == expected && result.canonical() == result.text();
  } catch (const Error& error) {
    return at != operations.end() && error.reason() == reason &&
           *read(error.details()).find("operation") == number(at - operations.begin());
  }
}

/// The first operation that fails refuses the whole patch, and is named.
bool patch_all_or_none(const Pair& it) {
  auto operations = *read(make_patch(it.a, it.b)).array();
  const auto count = operations.size();
  auto other = it.json.value();
  if (other == it.to) other = Items{other};
  operations.push_back(Members{{"op", "test"}, {"path", ""}, {"value", it.to}});
  if (apply_patch(it.a, to_json(Value(operations))) != it.b) return false;
  operations.push_back(Members{{"op", "test"}, {"path", ""}, {"value", other}});
  operations.push_back(Members{{"op", "remove"}, {"path", "/not/there"}});
  try {
    apply_patch(it.a, to_json(Value(operations)));
    return false;
  } catch (const Error& error) {
    const auto details = read(error.details());
    return error.reason() == "patch.test_failed" &&
           *details.find("operation") == number(static_cast<long long>(count) + 1) &&
           details.find("pointer") != nullptr;
  }
}

/// Whether RFC 7396 has a way to say it: a member that is null afterwards had to be so before.
bool sayable(const Value* from, const Value& to) {
  const auto* members = to.object();
  if (members == nullptr) return true;
  for (const auto& [name, value] : *members) {
    const auto* was = from == nullptr ? nullptr : from->find(name);
    if (was != nullptr && *was == value) continue;
    if (value.is_null() || !sayable(was, value)) return false;
  }
  return true;
}

bool merge_patch_makes(const Pair& it) {
  const auto patch = make_merge_patch(it.a, it.b);
  if (patch.has_value() != sayable(&it.from, it.to)) return false;
  return !patch || (apply_merge_patch(it.a, *patch) == it.b && patch->canonical() == patch->text());
}

/// RFC 7396 §2, word by word.
Value merge_patched(const Value* target, const Value& patch) {
  const auto* changes = patch.object();
  if (changes == nullptr) return patch;
  auto members = target == nullptr || target->object() == nullptr ? Members() : *target->object();
  for (const auto& [name, value] : *changes) {
    if (value.is_null()) {
      members.erase(name);
    } else {
      const auto was = members.find(name);
      members[name] = merge_patched(was == members.end() ? nullptr : &was->second, value);
    }
  }
  return members;
}

bool merge_patch_applies(const Pair& it) {
  return read(apply_merge_patch(it.a, it.b)) == merge_patched(&it.from, it.to);
}

/// The lines of one side of a diff that shows all of it.
std::vector<std::string> side(const std::string& diff, char mark) {
  std::vector<std::string> lines;
  std::size_t headers = 3;  // `---`, `+++` and one `@@`
  for (std::size_t at = 0; at < diff.size();) {
    const auto end = std::min(diff.find('\n', at), diff.size());
    if (headers > 0) {
      --headers;
    } else if (diff[at] == mark || diff[at] == ' ') {
      lines.push_back(diff.substr(at + 1, end - at - 1));
    }
    at = end + 1;
  }
  return lines;
}

/// A diff is empty for equal documents alone, and shows both: the same one whatever it is compared with.
bool text_diff_shows(const Pair& it) {
  const TextDiffOptions all{.context = 1'000'000, .from_label = "x", .to_label = "y"};
  if (text_diff(it.a, it.b).empty() != (it.from == it.to)) return false;
  if (it.from == it.to) return true;
  const auto third = it.json.edited(it.from);
  if (third == it.from) return true;
  const auto diff = text_diff(it.a, it.b, all), back = text_diff(it.b, it.a, all),
             other = text_diff(it.a, to_json(third), all);
  return side(diff, '-') == side(other, '-') && side(diff, '-') == side(back, '+') &&
         side(diff, '+') == side(back, '-') && side(diff, '-') != side(diff, '+');
}

bool canonical(const Pair& it) {
  const Json printed(it.a.canonical());
  return printed.canonical() == it.a.canonical() && printed == it.a && read(printed) == it.from &&
         (it.a == it.b) == (it.from == it.to) && (it.a.canonical() == it.b.canonical()) == (it.from == it.to);
}

bool points_at_all(const Json& document, const Value& root, const Value& value, Tokens& tokens,
                   std::size_t& left) {
  const auto pointer = pointer_text(tokens);
  if (pointer_tokens(pointer) != tokens || find(root, tokens) != &value) return false;
  const auto found = document.find(pointer);
  if (!found || read(*found) != value) return false;
  if (left-- <= 1) {  // a document is read again for each
    left = 1;
    return true;
  }
  const auto inside = [&](const std::string& token, const Value& part) {
    tokens.push_back(token);
    const bool points = points_at_all(document, root, part, tokens, left);
    tokens.pop_back();
    return points;
  };
  if (const auto* members = value.object()) {
    for (const auto& [name, member] : *members) {
      if (!inside(name, member)) return false;
    }
  } else if (const auto* items = value.array()) {
    for (std::size_t i = 0; i < items->size(); ++i) {
      if (!inside(std::to_string(i), (*items)[i])) return false;
    }
    tokens.push_back("-");
    const bool none = !document.find(pointer_text(tokens));
    tokens.pop_back();
    return none;
  }
  return true;
}

bool pointers(const Pair& it) {
  Tokens tokens;
  std::size_t left = 12;
  return points_at_all(it.a, it.from, it.from, tokens, left);
}

}  // namespace

std::size_t check_patch_laws(std::size_t cases, std::uint64_t seed) {
  std::vector<Law<Pair>> laws{{"canonical", canonical},
                              {"merge_patch_applies", merge_patch_applies},
                              {"merge_patch_makes", merge_patch_makes},
                              {"patch_all_or_none", patch_all_or_none},
                              {"patch_applies", patch_applies},
                              {"patch_is_short", patch_is_short},
                              {"patch_makes", patch_makes},
                              {"pointers", pointers},
                              {"text_diff_shows", text_diff_shows}};
  std::size_t failures = 0;
  RandomJson seeds(seed);
  for (std::size_t i = 0; i < cases; ++i) {
    RandomJson json(seeds.random().next());
    auto from = json.value(4);
    auto to = json.random().chance(85) ? json.edited(from, 4) : json.value(4);
    const Json a(json.spelled(from)), b(json.spelled(to));
    const Pair it{std::move(from), std::move(to), a, b, json};
    for (auto& law : laws) failures += check(law, it, shown) ? 0 : 1;
  }
  print("json", laws);
  return failures;
}

}  // namespace metaqore::test
