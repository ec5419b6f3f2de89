#include "schema/pattern_parser.hpp"

#include <fmt/format.h>

#include <set>
#include <utility>
#include <vector>

#include "base/text.hpp"
#include "schema/pattern_reader.hpp"

namespace metaqore::schema {

namespace {

class Parser {
 public:
  explicit Parser(std::string_view ecma) : ecma_(ecma), reader_(ecma) {}

  ParsedPattern parse() && {
    if (ecma_.size() > max_pattern_size) {
      refuse_pattern(max_pattern_size, fmt::format("the pattern exceeds `{}` bytes", max_pattern_size),
                     "split it into several");
    }
    open(0, Kind::whole, "");
    while (!reader_.done()) term();
    if (groups_.size() > 1) {
      refuse_pattern(groups_.back().offset, "`(` is not closed",
                     "write `)` behind the group, or `\\(` for itself");
    }
    check_references();
    auto beyond = std::move(beyond_);
    if (reader_.beyond() && (!beyond || reader_.beyond()->offset < beyond->offset)) beyond = reader_.beyond();
    if (beyond) return {std::move(beyond), {}, {}, false};
    return {std::nullopt, std::move(re2_), finished(groups_.back()), inside_words_};
  }

 private:
  enum class Kind { whole, group, assertion };

  /// A group that is not closed yet.
  struct Group {
    std::size_t offset;
    Kind kind;
    std::optional<PatternShape> alternatives{};  ///< those before
    PatternShape sequence{};                     ///< of this one, so far
  };

  void term() {
    const auto start = reader_.at();
    if (reader_.take("|")) return alternative();
    if (reader_.sees("(")) return open_group();
    if (reader_.take(")")) return close_group(start);
    if (reader_.take("^")) return assertion("\\A", true);
    if (reader_.take("$")) return assertion("\\z", false);
    if (reader_.take("\\b")) return assertion("\\b", false);
    if (reader_.take("\\B")) {
      inside_words_ = true;
      return assertion("\\B", false);
    }
    if (is_reference()) return reference(start);
    if (reader_.sees("[")) return atom(reader_.brackets());
    if (reader_.take(".")) {
      Class any;
      any.set.add(line_terminators);
      any.negated = true;
      return atom(any);
    }
    if (reader_.take("\\")) return atom({reader_.escape(false).set, false});
    if (reader_.count()) {
      refuse_pattern(
          start,
          fmt::format("there is nothing to repeat for `{}`", ecma_.substr(start, reader_.at() - start)),
          "write what it repeats before it, or a backslash before it");
    }
    const auto character = reader_.character();
    const auto behind = ecma_.substr(reader_.at(), 1);
    if (character == '{' && !behind.empty() && (behind == "," || (behind >= "0" && behind <= "9"))) {
      refuse_pattern(start, "`{` begins no quantifier of ECMA-262",
                     "write `{n}`, `{n,}` or `{n,m}`, or `\\{`");
    }
    atom({CharSet::of(character), false});
  }

  // Nothing is written of a pattern that is not going to be matched.
  void write(std::string_view text) {
    if (!beyond_) re2_ += text;
  }

  void set_beyond(std::size_t offset, std::string what, std::string remedy) {
    if (!beyond_) beyond_ = PatternFault{offset, std::move(what), std::move(remedy)};
  }

  void add(const PatternShape& shape) {
    auto& sequence = groups_.back().sequence;
    sequence = joined(sequence, shape);
    if (sequence.size > max_pattern_shape) {
      set_beyond(groups_.back().offset, "the pattern is too large, its repetitions written out",
                 "shorten it, or say the length by `maxLength`");
    }
  }

  void atom(const Class& which) {
    if (!beyond_) append_class(re2_, which);
    quantified(PatternShape::one_of(which));
  }

  void assertion(std::string_view re2, bool at_start) {
    write(re2);
    PatternShape shape;
    shape.at_start = at_start;
    add(shape);
  }

  void quantified(const PatternShape& shape) {
    const auto start = reader_.at();
    const auto count = reader_.count();
    if (!count) return add(shape);
    const auto text = ecma_.substr(start, reader_.at() - start);
    reader_.take("?");  // which match is found first does not matter
    if (count->max && count->min > *count->max) {
      refuse_pattern(start, fmt::format("the quantifier `{}` is out of order", base::shown(text)),
                     "write the smaller number first");
    }
    if (std::max(count->min, count->max.value_or(0)) > max_pattern_repetition) {
      return set_beyond(
          start, fmt::format("the quantifier `{}` exceeds `{}`", base::shown(text), max_pattern_repetition),
          "repeat less, or say the length by `maxLength`");
    }
    // RE2 takes `{01}` for three characters, so that the numbers are written anew.
    write(!text.starts_with('{') ? std::string(text)
          : count->max           ? fmt::format("{{{},{}}}", count->min, *count->max)
                                 : fmt::format("{{{},}}", count->min));
    add(repeated(shape, count->min, count->max));
  }

  void open(std::size_t offset, Kind kind, std::string_view re2) {
    groups_.push_back({offset, kind});
    write(re2);
    if (groups_.size() > max_pattern_depth + 1) {
      set_beyond(offset, fmt::format("groups nest deeper than `{}`", max_pattern_depth),
                 "flatten the groups");
    }
  }

  void open_group() {
    const auto start = reader_.at();
    for (const auto* look : {"(?=", "(?!", "(?<=", "(?<!"}) {
      if (!reader_.take(look)) continue;
      set_beyond(start, fmt::format("`{}` looks around, which takes backtracking", look),
                 "say it without, or by `allOf` and `not` in the schema");
      return open(start, Kind::assertion, "");
    }
    if (reader_.take("(?<")) {
      auto name = reader_.group_name();
      if (!names_.insert(std::move(name)).second) {
        refuse_pattern(start, "two groups of one name are not supported", "name each group differently");
      }
      ++captures_;
    } else if (!reader_.take("(?:")) {
      if (reader_.sees("(?")) {
        refuse_pattern(
            start, fmt::format("the group that `{}` begins is not supported", base::shown(three_from(start))),
            "write `(`, `(?:` or `(?<name>`");
      }
      reader_.take("(");
      ++captures_;
    }
    open(start, Kind::group, "(?:");
  }

  void close_group(std::size_t start) {
    if (groups_.size() == 1)
      refuse_pattern(start, "`)` closes no group", "remove it, or write `\\)` for itself");
    const auto group = std::move(groups_.back());
    groups_.pop_back();
    if (group.kind == Kind::assertion) return;
    write(")");
    quantified(finished(group));
  }

  void alternative() {
    write("|");
    auto& group = groups_.back();
    group.alternatives = finished(group);
    group.sequence = {};
  }

  static PatternShape finished(const Group& group) {
    return group.alternatives ? either(*group.alternatives, group.sequence) : group.sequence;
  }

  bool is_reference() const {
    const auto rest = ecma_.substr(reader_.at(), 2);
    return rest.size() == 2 && rest[0] == '\\' && (rest[1] == 'k' || (rest[1] >= '1' && rest[1] <= '9'));
  }

  void reference(std::size_t start) {
    reader_.take("\\");
    if (reader_.take("k")) {
      if (!reader_.take("<"))
        refuse_pattern(start, "`\\k` is no escape", "write the name of a group behind it, as `\\k<name>`");
      named_references_.push_back({start, reader_.group_name()});
    } else {
      const auto number = reader_.number();
      highest_reference_ = std::max(highest_reference_, {number, start});
    }
    set_beyond(start,
               fmt::format("`{}` refers back to a group, which takes backtracking",
                           base::shown(ecma_.substr(start, reader_.at() - start))),
               "write what it stands for");
    quantified({});
  }

  /// A group may be referred to before it stands.
  void check_references() const {
    for (const auto& [offset, name] : named_references_) {
      if (!names_.contains(name)) {
        refuse_pattern(offset, fmt::format("there is no group `{}` to refer to", base::shown(name)),
                       "name one so");
      }
    }
    if (highest_reference_.first > captures_) {
      refuse_pattern(highest_reference_.second,
                     fmt::format("there is no group `{}` to refer to", highest_reference_.first),
                     "count the groups, or write an octal escape as `\\x` with two digits");
    }
  }

  std::string_view three_from(std::size_t start) const { return ecma_.substr(start, 3); }

  std::string_view ecma_;
  PatternReader reader_;
  std::string re2_{};
  std::vector<Group> groups_{};
  std::optional<PatternFault> beyond_{};
  bool inside_words_ = false;
  std::uint64_t captures_ = 0;
  std::set<std::string, std::less<>> names_{};
  std::vector<std::pair<std::size_t, std::string>> named_references_{};
  std::pair<std::uint64_t, std::size_t> highest_reference_{};
};

}  // namespace

ParsedPattern parse_pattern(std::string_view ecma) { return Parser(ecma).parse(); }

}  // namespace metaqore::schema
