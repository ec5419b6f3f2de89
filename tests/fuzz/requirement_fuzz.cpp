// Any bytes, fed to every text that the room of requirements reads. The first byte picks the ecosystem, the
// second what is read; the rest is the text, of which lines are parts. What is taken has to obey the laws.

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "fuzz/target.hpp"
#include "metaqore/requirement.hpp"
#include "requirement/ecosystem.hpp"

namespace {

using namespace metaqore;

using test::hold;
using test::split;
using test::taken;

void read_version(const std::string& ecosystem, std::string_view text) {
  taken([&] {
    const Version version(ecosystem, text), printed(ecosystem, version.text());
    hold(version == printed, "a printed version equals the version");
    hold(printed.text() == version.text(), "a printed version is printed as it is");
    hold(VersionSet::all(ecosystem).contains(version), "all versions have every version");
    hold(!VersionSet::none(ecosystem).contains(version), "no version is in the empty set");
  });
}

void check_constraint(const std::string& ecosystem, const std::string& text) {
  const auto set = VersionSet::parse(ecosystem, text);
  const auto canonical = canonical_constraint(ecosystem, text);
  hold(!set.text().empty(), "every set has a normal form");
  hold(!(set.has_releases() && set.empty()), "an empty set has no releases");
  // What is printed can be longer than what may be read.
  taken([&] {
    hold(VersionSet::parse(ecosystem, canonical) == set, "a printed constraint means the same");
    hold(canonical_constraint(ecosystem, canonical) == canonical, "a printed constraint is printed as it is");
  });
  if (const auto written = set.constraint()) {
    taken([&] { hold(VersionSet::parse(ecosystem, *written) == set, "a written set means the same"); });
  }
  hold(constraints_meet(ecosystem, text, text) == !set.empty(),
       "a constraint meets itself unless it is empty");
}

void read_constraint(const std::string& ecosystem, std::string_view text) {
  const auto parts = split(text, '\n', 2);
  taken([&] {
    check_constraint(ecosystem, parts[0]);
    if (parts.size() < 2) return;
    const auto set = VersionSet::parse(ecosystem, parts[0]);
    if (set.contains(parts[1])) hold(!set.empty(), "a set that has a version is not empty");
  });
}

void read_name(const std::string& ecosystem, std::string_view text) {
  taken([&] {
    const auto name = canonical_name(ecosystem, text);
    hold(canonical_name(ecosystem, name) == name, "a printed name is printed as it is");
  });
}

void read_marker(const std::string& ecosystem, std::string_view text) {
  const auto& rules = requirement::ecosystem(ecosystem);
  std::vector<std::string> markers;
  for (const auto& part : split(text, '\n', 4)) {
    const auto take = [&] { markers.push_back(requirement::parse_marker(rules, part)); };
    if (!taken(take)) continue;
    const auto printed = markers.back();
    // What is printed can be longer than what may be read.
    taken([&] { hold(requirement::parse_marker(rules, printed) == printed, "a printed marker is fixed"); });
  }
  if (markers.empty()) return;
  const auto together = rules.together(markers);
  for (const auto& marker : markers) {
    const bool never = rules.together(std::vector{marker}) == requirement::Together::no;
    hold(!never || together != requirement::Together::yes, "what never holds does not hold with others");
  }
}

void read_pair(const std::string& ecosystem, std::string_view text) {
  const auto parts = split(text, '\n', 3);
  if (parts.size() < 2) return;
  taken([&] {
    const auto a = VersionSet::parse(ecosystem, parts[0]), b = VersionSet::parse(ecosystem, parts[1]);
    const auto both = a & b;
    hold(both == (b & a), "intersection commutes");
    hold(both.is_subset_of(a) && both.is_subset_of(b), "an intersection is in both");
    hold(a.is_subset_of(b) == (both == a), "a subset is its intersection");
    hold(a.is_disjoint_from(b) == both.empty(), "disjoint sets have an empty intersection");
    hold(constraints_meet(ecosystem, parts[0], parts[1]) == !both.empty(), "constraints meet as sets do");
    const auto said = version_algebra()->intersect(ecosystem, parts[0], parts[1]);
    hold(said == version_algebra()->intersect(ecosystem, parts[1], parts[0]),
         "it does not matter who is first");
    if (said) hold(VersionSet::parse(ecosystem, *said) == both, "an intersection means what both mean");
    if (parts.size() > 2) {
      hold(both.contains(parts[2]) == (a.contains(parts[2]) && b.contains(parts[2])), "in both is in each");
    }
    // Beyond here a literal is refused.
    hold(~~a == a && ~(a & b) == (~a | ~b), "De Morgan");
    hold((a & ~b) == (a & ~both), "what is left of a without b");
  });
}

/// Lines of owner, name, constraint, scope and marker, of which some may be missing.
std::vector<OwnedRequirement> requirements(const std::string& ecosystem, std::string_view text) {
  std::vector<OwnedRequirement> all;
  for (auto& line : split(text, '\n', 12)) {
    auto parts = split(line, '\t', 5);
    parts.resize(5);
    OwnedRequirement said{parts[0], {.ecosystem = ecosystem, .name = parts[1], .constraint = parts[2]}};
    if (!parts[3].empty()) said.requirement.scope = parts[3];
    said.requirement.marker = parts[4];
    all.push_back(std::move(said));
  }
  return all;
}

void read_analysis(const std::string& ecosystem, std::string_view text) {
  AnalysisRequest request;
  request.requirements = requirements(ecosystem, text);
  taken([&] {
    const auto analysis = analyze(request);
    bool error = false;
    for (const auto& clash : analysis.clashes) {
      error |= clash.level == ClashLevel::error;
      hold(!clash.core.empty(), "a clash has a core");
      for (const auto& way : clash.ways_out) {
        hold(way.owners_moved > 0 && !way.relaxations.empty(), "a way out moves someone");
        for (const auto& relaxation : way.relaxations) VersionSet::parse(ecosystem, relaxation.to);
      }
    }
    hold(analysis.satisfiable == !error, "it is satisfiable unless a clash is an error");
    hold(analyze(request) == analysis, "equal questions have equal answers");
  });
}

void read_index(const std::string& ecosystem, std::string_view text) {
  const auto all = requirements(ecosystem, text);
  RequirementIndex index;
  AnalysisRequest kept;
  for (const auto& said : all) {
    taken([&] {
      const auto clash = index.check(said);
      if (!clash) {
        index.add(said);
        kept.requirements.push_back(said);
      }
    });
  }
  hold(index.size() == kept.requirements.size(), "an index has what it took");
  hold(analyze(kept).clashes.empty(), "what fits one after another fits together");
  for (const auto& said : kept.requirements) index.remove(said.owner);
  hold(index.size() == 0, "an index forgets what it is told to");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const auto known = ecosystems();
  constexpr void (*entries[])(const std::string&, std::string_view){
      read_version, read_constraint, read_name, read_marker, read_pair, read_analysis, read_index};
  if (size < 2 || known.empty()) return 0;
  const std::string_view text(reinterpret_cast<const char*>(data) + 2, size - 2);
  entries[data[1] % std::size(entries)](known[data[0] % known.size()], text);
  return 0;
}
