#pragma once

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <unordered_set>
#include <utility>
#include <vector>

#include "schema/program.hpp"

namespace metaqore::schema {

/// A value as sentences show it: in canonical form, on one line, and cut if it is long.
std::string shown_value(const Node& node);

/// What a value has to be: one of several, or of a type, as a list that is cut if it is long: "`1`, `2` or a
/// string".
std::string shown_choices(const std::vector<const Node*>& nodes, Types types = 0);

/// "is `1`, but has to be `2`", of a value that is none of them. Where one of them reads like it, the
/// sentence says where that differs; `place` is the value's pointer.
std::string none_of(const Node& node, const std::vector<const Node*>& nodes, Types types,
                    const std::string& place);

/// A name as sentences show it; quotes tell of an empty one.
std::string shown_name(std::string_view name);

/// "an integer or null".
std::string shown_types(Types types);

/// "1 item", "2 items".
std::string counted(std::uint64_t count, std::string_view one, std::string_view many);

/// A step from a value to one within it.
struct Step {
  const std::string_view* name = nullptr;  ///< nullptr for an item
  std::size_t position = 0;
};

/// The errors of one validation, of each place each sentence once, until there are too many of them or too
/// much text.
class Report {
 public:
  /// `subject` is what sentences call the whole: "the data".
  Report(const Program& program, std::size_t max_errors, std::string_view subject)
      : program_(&program), max_errors_(max_errors), subject_(subject) {}

  /// `says` follows the place: "is `1`, but has to be a string". Answers how much text that is.
  std::size_t add(Index site, std::string_view keyword, const std::vector<Step>& way, bool is_name,
                  std::string_view says);
  std::size_t add(SchemaError error);

  /// Whether one more error was found than there is room for.
  bool is_full() const noexcept { return is_full_; }

  /// An empty one with as much room as there is left here, but one error at least.
  Report branch() const {
    return {*program_, std::max<std::size_t>(max_errors_ - errors_.size(), 1), subject_};
  }
  std::vector<SchemaError> take() && { return std::move(errors_); }

  static std::string location(const std::vector<Step>& way);  ///< as a JSON Pointer
  std::string place(const std::string& pointer) const;        ///< as sentences begin with it

 private:
  const Program* program_;
  std::size_t max_errors_;
  std::string_view subject_;
  std::size_t text_size_ = 0;
  bool is_full_ = false;
  std::vector<SchemaError> errors_;
  std::unordered_set<std::string> seen_;
};

}  // namespace metaqore::schema
