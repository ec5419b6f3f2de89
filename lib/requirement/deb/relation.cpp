#include "requirement/deb/relation.hpp"

#include <algorithm>
#include <utility>
#include <vector>

#include "metaqore/error.hpp"
#include "requirement/deb/version.hpp"
#include "requirement/ecosystem.hpp"
#include "requirement/text.hpp"

namespace metaqore::requirement::debian {

namespace {

struct Relation {
  std::string_view op{};
  std::string_view version{};
  Key key{};
};

std::string_view read_operator(Scanner& scanner, const Refusal& refuse) {
  for (const std::string_view op : {">=", "<<", "<=", "=", ">>"}) {
    if (!scanner.take(op)) continue;
    if (op == "=" && scanner.peek() == '=') refuse(scanner.at(), "there is no `==`", "write `=`");
    return op;
  }
  // Policy §7.1: `<` and `>` used to mean `<=` and `>=`, and are obsolete.
  if (scanner.peek() == '<')
    refuse(scanner.at(), "`<` is obsolete", "write `<<` for strictly earlier, or `<=` for earlier or equal");
  if (scanner.peek() == '>')
    refuse(scanner.at(), "`>` is obsolete", "write `>>` for strictly later, or `>=` for later or equal");
  if (scanner.peek() == '$') refuse_variable(scanner.text(), scanner.at(), scanner.text().size(), refuse);
  refuse(scanner.at(), "one of `<<`, `<=`, `=`, `>=`, `>>` is expected", "write it like `>= 1.2, << 2`");
}

Relation read_relation(Scanner& scanner, const Refusal& refuse) {
  scanner.skip_blanks();
  const auto open = scanner.at();
  const bool enclosed = scanner.take('(');
  if (enclosed) scanner.skip_blanks();
  Relation relation;
  relation.op = read_operator(scanner, refuse);
  scanner.skip_blanks();
  const auto begin = scanner.at();
  relation.version =
      scanner.take_while([](char c) { return !is_blank(c) && c != ',' && c != '|' && c != '(' && c != ')'; });
  relation.key = read_version(scanner.text(), begin, scanner.at(), refuse);
  scanner.skip_blanks();
  if (enclosed && !scanner.take(')'))
    refuse(open, "the parenthesis is not closed", "write it like `(>= 1.2)`");
  if (enclosed) scanner.skip_blanks();
  return relation;
}

/// Tells `visit` each relation, and whether another alternative follows.
template <class Visit>
void read_relations(std::string_view text, Visit&& visit) {
  const Refusal refuse{"deb", "constraint", text};
  Scanner scanner(text);
  scanner.skip_blanks();
  if (scanner.done()) return;
  while (true) {
    auto relation = read_relation(scanner, refuse);
    const bool alternative = scanner.take('|');
    visit(std::move(relation), alternative);
    if (alternative) continue;
    if (scanner.done()) return;
    if (!scanner.take(','))
      refuse(scanner.at(), "`,`, `|` or the end is expected", "write it like `>= 1.2, << 2`");
  }
}

Interval interval_of(Relation&& relation) {
  switch (relation.op.front() == relation.op.back() ? relation.op.front() : '\0') {
    case '<':
      return {Key(), std::move(relation.key)};
    case '>':
      return {above(std::move(relation.key)), std::nullopt};
    case '=':
      return {relation.key, above(relation.key)};
    default:
      break;
  }
  if (relation.op == ">=") return {std::move(relation.key), std::nullopt};
  return {Key(), above(std::move(relation.key))};
}

void append(std::string& out, const Interval& interval, std::string_view separator) {
  const auto& [from, to] = interval;
  if (to && *to == from + '\0') {
    out += "= " + version_text(from);
    return;
  }
  if (!from.empty()) out += (is_above(from) ? ">> " : ">= ") + version_text(from);
  if (!from.empty() && to) out += separator;
  if (to) out += (is_above(*to) ? "<= " : "<< ") + version_text(*to);
}

/// Whether one relation says it.
bool is_simple(const Interval& interval) {
  return interval.from.empty() || !interval.to || *interval.to == interval.from + '\0';
}

/// Alternatives if each of them is one relation. Else the bounds of the whole and, as alternatives, those of
/// each gap, for a comma can join alternatives while `|` cannot join what commas join.
std::string relations_of(const std::vector<Interval>& intervals) {
  std::string out;
  if (std::ranges::all_of(intervals, is_simple)) {
    for (const auto& interval : intervals) {
      if (!out.empty()) out += " | ";
      append(out, interval, ", ");
    }
    return out;
  }
  const auto next = [&] {
    if (!out.empty()) out += ", ";
  };
  append(out, {intervals.front().from, std::nullopt}, "");
  for (std::size_t i = 1; i < intervals.size(); ++i) {
    next();
    append(out, {Key(), intervals[i - 1].to}, "");
    out += " | ";
    append(out, {intervals[i].from, std::nullopt}, "");
  }
  if (intervals.back().to) {
    next();
    append(out, {Key(), intervals.back().to}, "");
  }
  return out;
}

}  // namespace

Set parse_relations(std::string_view text) {
  Interval range;                  // what the relations without alternatives leave
  std::vector<Interval> group;     // alternatives
  std::vector<Interval> excluded;  // what groups of them refuse
  read_relations(text, [&](Relation&& relation, bool alternative) {
    auto interval = interval_of(std::move(relation));
    if (alternative || !group.empty()) {
      group.push_back(std::move(interval));
      if (alternative) return;
      for (auto& refused : (~Cuts::unite(std::exchange(group, {}))).intervals())
        excluded.push_back(std::move(refused));
      return;
    }
    if (range.from < interval.from) range.from = std::move(interval.from);
    if (interval.to && (!range.to || *interval.to < *range.to)) range.to = std::move(interval.to);
  });
  auto versions = range.to ? Cuts::between(std::move(range.from), std::move(*range.to))
                           : Cuts::from(std::move(range.from));
  if (!excluded.empty()) versions = versions & ~Cuts::unite(std::move(excluded));
  return {std::move(versions), {}, {}};
}

std::string canonical_relations(std::string_view text) {
  std::string out;
  std::string_view separator;
  read_relations(text, [&](const Relation& relation, bool alternative) {
    out.append(separator).append(relation.op).append(" ").append(relation.version);
    separator = alternative ? " | " : ", ";
  });
  return out;
}

std::optional<std::string> write_relations(const Set& set) {
  if (set.versions.is_all()) return "";
  auto text = relations_of(set.versions.intervals());
  if (text.size() > max_constraint_size) return std::nullopt;
  try {
    if (parse_relations(text) == set) return text;
  } catch (const Error&) {  // a version that got too long by a digit
  }
  return std::nullopt;
}

std::string with_name(std::string_view name, std::string_view text) {
  std::string out;
  std::string_view separator;
  read_relations(text, [&](const Relation& relation, bool alternative) {
    out.append(separator).append(name).append(" (").append(relation.op).append(" ");
    out.append(relation.version).append(")");
    separator = alternative ? " | " : ", ";
  });
  return out.empty() ? std::string(name) : out;
}

}  // namespace metaqore::requirement::debian
