#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "schema/program.hpp"
#include "schema/report.hpp"

namespace metaqore::schema {

inline constexpr std::uint32_t max_validation_depth = 2'000;

/// One validation. It decides first, as fast as it can, and looks again for the errors only if there are any.
/// Both looks share the time, and each may take all of the steps; where a limit ends the second, what was
/// found until then is told.
class Validator {
 public:
  /// `subject` is what sentences call the whole. REQUIRES: it and `program` live as long.
  Validator(const Program& program, const ValidationLimits& limits, std::string_view subject = "the data");

  /// Throws Error(`schema.too_costly` or `schema.too_deep`).
  Validation validate(const Node& root);

  std::uint64_t steps() const noexcept { return steps_to_decide_ + steps_; }

 private:
  /// Which members or items of a value were evaluated (Core §7.7.1.3): bits from here on in bits_.
  struct Marks {
    std::size_t first;
    std::size_t size;
  };

  /// Whether the value satisfies the schema. Notes in `marks`, if there are, what it evaluates of the value;
  /// what it noted before it failed is left there. While explaining_, it goes on behind a fault.
  bool apply(Index index, const Node& node, Marks* marks);
  bool apply_marked(const Subschema& schema, const Node& node, Index unevaluated, Marks* marks);
  bool check(const Subschema& schema, const Node& node, Marks* marks);
  bool check_rest(const Node& node, Index unevaluated, Marks& marks);

  bool check_value(const Subschema& schema, const Node& node);
  bool miss_type(const Subschema& schema, const Node& node);
  bool miss_choice(const Subschema& schema, std::string_view keyword, const Values& values, const Node& node);
  bool is_one_of(const Values& values, const Node& node);
  bool check_number(const Subschema& schema, const Node& node);
  bool check_string(const Subschema& schema, const Node& node, std::string_view text);
  bool check_length(const Subschema& schema, const Node& node, std::string_view text);

  bool check_array(const Subschema& schema, const Node& node, const Run<Node>& items, Marks* marks);
  bool check_contains(const Subschema& schema, const Node& node, const Run<Node>& items, Marks* marks);
  bool check_unique(const Subschema& schema, const Node& node, const Run<Node>& items);

  bool check_object(const Subschema& schema, const Node& node, const Run<Member>& members, Marks* marks);
  bool check_members(const Subschema& schema, const Run<Member>& members, Marks* marks);
  bool check_name(Index index, const Member& member);
  bool check_required(const Subschema& schema, const Run<Member>& members);
  bool check_dependencies(const Subschema& schema, const Node& node, const Run<Member>& members,
                          Marks* marks);

  bool check_in_place(const Subschema& schema, const Node& node, Marks* marks);
  bool check_any_of(const Subschema& schema, const Node& node, Marks* marks);
  bool check_one_of(const Subschema& schema, const Node& node, Marks* marks);
  bool check_if(const InPlace& rules, const Node& node, Marks* marks);
  /// Where none of the alternatives takes the value. REQUIRES: `keyword` is `anyOf` or `oneOf`.
  bool miss_alternatives(const Subschema& schema, std::string_view keyword,
                         const std::vector<Index>& alternatives, const Node& node, Marks* marks);
  std::string none_takes(const Node& node, const std::vector<Index>& alternatives) const;
  bool explain_alternatives(const Node& node, const std::vector<Index>& alternatives);

  /// What an alternative asks of a value, where that is a choice of values and types alone.
  struct Choices {
    std::vector<const Node*> nodes{};
    Types types = 0;
  };
  std::optional<Choices> choices_of(Index index, std::uint32_t depth = 0);
  /// The same of all of them; those that one alone takes where `each_once` is true.
  std::optional<Choices> choices_of(const std::vector<Index>& alternatives, bool each_once,
                                    std::uint32_t depth = 0);

  /// A `const` or `enum` that was missed.
  struct MissedChoice {
    std::string place;
    const std::vector<const Node*>* nodes;
    const Node* node;
  };
  using MissedChoices = std::vector<MissedChoice>;
  std::vector<SchemaError> explained(Index index, const Node& node, MissedChoices& choices);
  /// Where all alternatives ask for one of some values at one place, and it is none: that, instead of the
  /// errors of the closest.
  std::optional<SchemaError> missed_by_all(const std::vector<MissedChoices>& choices,
                                           const std::vector<SchemaError>& closest) const;

  Index dynamic_target(const InPlace& rules);

  /// Without errors and marks of a schema that fails.
  bool matches(Index index, const Node& node, Marks* marks);
  /// Of a member or an item; steps there and back.
  bool apply_member(Index index, const Member& member);
  bool apply_item(Index index, const Run<Node>& items, std::size_t position);

  void mark(Marks& marks, std::size_t position);
  void mark_all(Marks& marks);
  bool is_marked(const Marks& marks, std::size_t position) const;
  void unmark(std::size_t trail_size);

  /// Moves `first` to the first of the names, which ascend, that is not before `name`. Whether that is it.
  bool advance(const Property*& first, const Property* last, std::string_view name);
  bool has_member(const Run<Member>& members, std::string_view name);

  /// Notes an error if errors are asked for. Answers whether to go on: never while it only decides.
  template <class Says>
  bool miss(const Subschema& schema, std::string_view keyword, Says&& says) {
    ++faults_;
    if (!explaining_) return false;
    charge(report_.add(schema.site, keyword, way_, in_name_, says()) / 16);
    return goes_on();
  }
  bool goes_on() const noexcept { return explaining_ && !report_.is_full(); }

  void charge(std::uint64_t steps) {
    steps_ += steps;
    if (steps_ >= next_look_) look_at_limits();
  }
  void look_at_limits();
  [[noreturn]] void refuse_depth() const;

  const Program& program_;
  ValidationLimits limits_;
  std::optional<std::chrono::steady_clock::time_point> start_;
  std::uint64_t steps_ = 0, next_look_ = 0, steps_to_decide_ = 0;
  std::uint32_t depth_ = 0;
  bool explaining_ = false;
  bool entered_ = true;   // while explaining_: what is applied next is to a member or item of its own
  bool in_name_ = false;  // what is validated is a name, not the value at its place
  std::uint64_t faults_ = 0;
  std::vector<Index> scopes_;         // resources, outermost first
  std::vector<std::uint64_t> bits_;   // of all Marks, those of the innermost last
  std::vector<std::size_t> trail_;    // bits that were set, to be unset where a schema fails
  std::vector<Step> way_;             // to the value, while explaining_
  MissedChoices* choices_ = nullptr;  // of the alternative that is being explained
  std::string_view subject_;
  Report report_;
};

}  // namespace metaqore::schema
