#include <algorithm>

#include "schema/compiler.hpp"

namespace metaqore::schema {

namespace {

enum class Mark : std::uint8_t { unseen, open, done };

/// What each subschema applies to the same value, as one array with the end of each part.
struct Edges {
  std::vector<Index> targets;
  std::vector<std::size_t> ends;

  explicit Edges(const Program& program) {
    for (const auto& schema : program.subschemas) {
      each_in_place(schema, [this](Index target) { targets.push_back(target); });
      // The scope does not matter where there is one place to go.
      const auto* rules = schema.in_place.get();
      if (rules != nullptr && rules->dynamic_name != none &&
          program.dynamic[rules->dynamic_name].size() == 1) {
        targets.push_back(rules->dynamic_ref);
      }
      ends.push_back(targets.size());
    }
  }
  std::size_t begin_of(Index at) const { return at == 0 ? 0 : ends[at - 1]; }
};

/// REQUIRES: the part of `way` from `from` on is a cycle.
[[noreturn]] void refuse_cycle(const Program& program, const std::vector<Index>& way, std::size_t from) {
  auto at = way.size();
  std::string_view keyword;
  while (keyword.empty() && at-- > from) {
    const auto* rules = program.subschemas[way[at]].in_place.get();
    const auto next = at + 1 < way.size() ? way[at + 1] : way[from];
    if (rules == nullptr) continue;
    if (rules->ref == next) keyword = "$ref";
    if (rules->dynamic_ref == next) keyword = "$dynamicRef";
  }
  program.resources->refuse("schema.recursive", program.subschemas[way[std::max(at, from)]].site, keyword,
                            "a reference applies a schema to the same value without end",
                            "let it lead elsewhere, or put it below `properties` or `items`");
}

}  // namespace

void refuse_recursion(const Program& program) {
  const Edges edges(program);
  std::vector<Mark> marks(program.subschemas.size(), Mark::unseen);
  std::vector<Index> way;
  std::vector<std::size_t> next;  // edge of each on the way
  for (Index start = 0; start < program.subschemas.size(); ++start) {
    if (marks[start] != Mark::unseen) continue;
    const auto enter = [&](Index at) {
      marks[at] = Mark::open;
      way.push_back(at);
      next.push_back(edges.begin_of(at));
    };
    enter(start);
    while (!way.empty()) {
      const auto at = way.back();
      if (next.back() == edges.ends[at]) {
        marks[at] = Mark::done;
        way.pop_back();
        next.pop_back();
        continue;
      }
      const auto target = edges.targets[next.back()++];
      if (marks[target] == Mark::open) {
        const auto from = std::find(way.begin(), way.end(), target);
        refuse_cycle(program, way, static_cast<std::size_t>(from - way.begin()));
      }
      if (marks[target] == Mark::unseen) enter(target);
    }
  }
}

void shorten_references(Program& program) {
  auto& schemas = program.subschemas;
  // Where a schema that is a reference alone leads; without dynamic scopes, its resource does not matter.
  std::vector<Index> stands_for(schemas.size(), none);
  const auto next = [&](Index at) {
    const auto& schema = schemas[at];
    const auto* rules = schema.in_place.get();
    if (rules == nullptr || rules->ref == none) return none;
    const bool is_alone = schema.types == any_type && !schema.constant && !schema.enumeration &&
                          !schema.numbers && !schema.strings && !schema.arrays && !schema.objects &&
                          schema.unevaluated_items == none && schema.unevaluated_properties == none &&
                          rules->dynamic_ref == none && rules->all_of.empty() && rules->any_of.empty() &&
                          rules->one_of.empty() && rules->not_ == none && rules->if_ == none;
    const bool keeps_scope = program.dynamic.empty() || schemas[rules->ref].resource == schema.resource;
    return is_alone && keeps_scope ? rules->ref : none;
  };
  std::vector<Index> way;
  for (Index start = 0; start < schemas.size(); ++start) {
    auto at = start;
    while (stands_for[at] == none) {
      const auto target = next(at);
      if (target == none) {
        stands_for[at] = at;
      } else {
        way.push_back(at);
        at = target;
      }
    }
    for (const auto passed : way) stands_for[passed] = stands_for[at];
    way.clear();
  }
  const auto shorten = [&](Index& index) { index = stands_for[index]; };
  for (auto& schema : schemas) {
    each_in_place(schema, shorten);
    each_below(schema, shorten);
    if (schema.in_place && schema.in_place->dynamic_name != none) shorten(schema.in_place->dynamic_ref);
  }
  for (auto& anchor : program.dynamic) {
    for (auto& [resource, index] : anchor) shorten(index);
  }
  shorten(program.root);
}

}  // namespace metaqore::schema
