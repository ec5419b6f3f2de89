#include <algorithm>
#include <catch2/catch.hpp>
#include <iostream>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "conformance/suite.hpp"
#include "json/document.hpp"
#include "metaqore/requirement.hpp"

// Whole scenarios of uv, by a resolver that leaves every question about versions to the library.

using namespace metaqore;

namespace {

using json::Value;

/// `name[extra,extra]constraint`, as the scenarios write it.
struct Wanted {
  std::string name;
  std::vector<std::string> extras;
  std::string constraint;
};

std::string_view trimmed(std::string_view text) {
  while (text.starts_with(' ')) text.remove_prefix(1);
  while (text.ends_with(' ')) text.remove_suffix(1);
  return text;
}

Wanted read_wanted(std::string_view text) {
  Wanted wanted;
  const auto end = text.find_first_of(" [<>=!~;");
  wanted.name = canonical_name("pypi", text.substr(0, end));
  text = end == text.npos ? "" : trimmed(text.substr(end));
  if (text.starts_with('[')) {
    auto list = text.substr(1, text.find(']') - 1);
    text.remove_prefix(list.size() + 2);
    while (!list.empty()) {
      const auto comma = std::min(list.find(','), list.size());
      wanted.extras.emplace_back(trimmed(list.substr(0, comma)));
      list.remove_prefix(std::min(comma + 1, list.size()));
    }
  }
  wanted.constraint = trimmed(text);
  return wanted;
}

std::vector<Wanted> read_all_wanted(std::optional<Value> array) {
  std::vector<Wanted> all;
  if (!array) return all;
  for (const auto item : array->items()) all.push_back(read_wanted(item.string().value()));
  return all;
}

struct Candidate {
  Version version;
  std::vector<Wanted> wants;
  std::map<std::string, std::vector<Wanted>> extras;
};

using Registry = std::map<std::string, std::vector<Candidate>>;  ///< in the order of preference

/// uv prefers releases, and takes pre-releases where no release will do; with `prereleases`, whatever is
/// newest.
Registry read_registry(const Value& packages, bool prereleases) {
  Registry registry;
  for (const auto& [name, package] : packages.members()) {
    auto& candidates = registry[canonical_name("pypi", name)];
    for (const auto& [version, what] : package.find("versions").value().members()) {
      Candidate candidate{Version("pypi", version), read_all_wanted(what.find("requires")), {}};
      if (const auto extras = what.find("extras")) {
        for (const auto& [extra, wants] : extras->members())
          candidate.extras[std::string(extra)] = read_all_wanted(wants);
      }
      candidates.push_back(std::move(candidate));
    }
    std::ranges::sort(candidates, [&](const Candidate& a, const Candidate& b) {
      if (!prereleases && a.version.is_prerelease() != b.version.is_prerelease())
        return b.version.is_prerelease();
      return b.version < a.version;
    });
  }
  return registry;
}

/// Depth first, in the order in which the packages were asked for.
class Resolver {
 public:
  explicit Resolver(const Registry& registry) : registry_(registry) {}

  /// What is chosen, or nullopt where nothing satisfies everyone.
  std::optional<std::map<std::string, std::string>> resolve(const std::vector<Wanted>& root) {
    State state;
    if (!add(state, root) || !solve(state)) return std::nullopt;
    std::map<std::string, std::string> chosen;
    for (const auto& [name, candidate] : state.chosen) chosen[name] = candidate->version.text();
    return chosen;
  }

 private:
  struct State {
    std::vector<std::string> order;
    std::map<std::string, VersionSet> admitted;
    std::map<std::string, std::set<std::string>> extras;
    std::map<std::string, const Candidate*> chosen;
  };

  /// False when a choice that was made does not bear it.
  bool add(State& state, const std::vector<Wanted>& wants) const {
    for (const auto& wanted : wants) {
      const auto set = VersionSet::parse("pypi", wanted.constraint);
      const auto [at, first] = state.admitted.try_emplace(wanted.name, set);
      if (first) {
        state.order.push_back(wanted.name);
      } else {
        at->second = at->second & set;
      }
      if (at->second.empty()) return false;
      const auto chosen = state.chosen.find(wanted.name);
      if (chosen != state.chosen.end() && !at->second.contains(chosen->second->version)) return false;
      for (const auto& extra : wanted.extras) {
        if (!state.extras[wanted.name].insert(extra).second || chosen == state.chosen.end()) continue;
        if (!add_extra(state, *chosen->second, extra)) return false;
      }
    }
    return true;
  }

  /// An extra that a version does not have asks for nothing.
  bool add_extra(State& state, const Candidate& candidate, const std::string& extra) const {
    const auto wants = candidate.extras.find(extra);
    return wants == candidate.extras.end() || add(state, wants->second);
  }

  bool choose(State& state, const std::string& name, const Candidate& candidate) const {
    state.chosen[name] = &candidate;
    if (!add(state, candidate.wants)) return false;
    const auto extras = state.extras[name];
    return std::ranges::all_of(extras, [&](const auto& extra) { return add_extra(state, candidate, extra); });
  }

  bool solve(State& state) const {
    const auto open =
        std::ranges::find_if(state.order, [&](const auto& name) { return !state.chosen.contains(name); });
    if (open == state.order.end()) return true;
    const auto name = *open;
    const auto known = registry_.find(name);
    if (known == registry_.end()) return false;
    for (const auto& candidate : known->second) {
      if (!state.admitted.at(name).contains(candidate.version)) continue;
      State next = state;
      if (choose(next, name, candidate) && solve(next)) {
        state = std::move(next);
        return true;
      }
    }
    return false;
  }

  const Registry& registry_;
};

/// Why a scenario turns on something else than versions; empty when it does not.
std::string out_of_scope(const Value& scenario) {
  const auto marked = [](std::optional<Value> wants) {
    if (!wants) return false;
    return std::ranges::any_of(wants->items(), [](const Value& text) {
      return text.string().value().find(';') != std::string_view::npos;
    });
  };
  if (scenario.find("environment")) return "an environment";
  if (const auto options = scenario.find("resolver_options")) {
    for (const auto& [name, value] : options->members()) {
      if (name != "prereleases") return "the option " + std::string(name);
    }
  }
  const auto root = scenario.find("root").value();
  if (root.find("requires_python")) return "requires_python";
  if (marked(root.find("requires"))) return "a marker";
  for (const auto& [name, package] : scenario.find("packages").value().members()) {
    for (const auto& [version, what] : package.find("versions").value().members()) {
      for (const auto* member : {"requires_python", "wheel", "wheel_tags", "sdist", "yanked"}) {
        if (what.find(member)) return member;
      }
      if (marked(what.find("requires"))) return "a marker";
      if (const auto extras = what.find("extras")) {
        for (const auto& [extra, wants] : extras->members()) {
          if (marked(wants)) return "a marker";
        }
      }
    }
  }
  return "";
}

std::string shown(const std::optional<std::map<std::string, std::string>>& packages) {
  if (!packages) return "nothing";
  std::string text;
  for (const auto& [name, version] : *packages) text += name + "==" + version + ' ';
  return text;
}

std::string difference(const Value& scenario) {
  const auto options = scenario.find("resolver_options");
  const auto registry =
      read_registry(scenario.find("packages").value(), options && options->find("prereleases"));
  const auto chosen = Resolver(registry).resolve(read_all_wanted(scenario.find("root")->find("requires")));
  const auto expected = scenario.find("expected").value();
  if (chosen.has_value() != expected.find("satisfiable")->boolean().value())
    return "chooses " + shown(chosen);
  const auto packages = expected.find("packages");
  if (!packages || !chosen) return "";
  std::map<std::string, std::string> wanted;
  for (const auto& [name, version] : packages->members()) {
    wanted[canonical_name("pypi", name)] = Version("pypi", version.string().value()).text();
  }
  return *chosen == wanted ? "" : "chooses " + shown(chosen) + "where uv chooses " + shown(wanted);
}

}  // namespace

TEST_CASE("conformance: packse scenarios that turn on versions alone", "[conformance]") {
  const json::Document document(test::read_file(test::conformance_data("packse_scenarios.json")));
  test::Suite suite("packse");
  std::map<std::string, int> left_out;
  for (const auto scenario : document.root().find("scenarios").value().items()) {
    if (const auto why = out_of_scope(scenario); !why.empty()) {
      ++left_out[why];
      continue;
    }
    suite.run(std::string(scenario.find("name")->string().value()), [&] { return difference(scenario); });
  }
  for (const auto& [why, count] : left_out) {
    std::cout << "packse: " << count << " scenarios turn on " << why << " and are left out\n";
  }
  suite.finish();
}
