#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "metaqore/json.hpp"

// JSON Schema, draft 2020-12 and draft-07, for data that nobody vouches for: a schema that cannot be honoured
// is refused when it is compiled, and no data can make validation hang, crash or run away.
//
// Patterns are ECMA-262 regular expressions matched in linear time; what takes backtracking (lookaround,
// backreferences) is refused. Formats are annotations unless they are asserted. Numbers compare by their
// exact value, and `1.0` is an integer. Nothing is fetched: a `$ref` leads into the schema itself, to a
// registered document or to a meta-schema of the two drafts.

namespace metaqore {

/// In JSON `draft-07` and `2020-12`. Do not renumber.
enum class SchemaDialect : int {
  draft_07 = 7,            ///< json-schema.org/draft-07
  draft_2020_12 = 202012,  ///< json-schema.org/draft/2020-12
};

/// A schema that others refer to by its address, or by an `$id` in it.
struct SchemaDocument {
  std::string uri{};  ///< absolute, without fragment (RFC 3986), at most 2,048 bytes
  Json schema{};
  bool operator==(const SchemaDocument&) const = default;
};

struct SchemaOptions {
  SchemaDialect dialect = SchemaDialect::draft_2020_12;  ///< of schemas that have no `$schema`
  bool assert_formats = false;                           ///< a `format` that is not known is refused then
  std::string uri{};  ///< where the schema lies, against which its references resolve; may be empty
  std::vector<SchemaDocument> documents{};  ///< may be meta-schemas of a `$schema` as well
  bool operator==(const SchemaOptions&) const = default;
};

/// What one validation may cost. Beyond that it throws: neither valid nor invalid.
struct ValidationLimits {
  /// Keywords applied, values and characters looked at until it is known whether the data is valid; where it
  /// is not, as many again to find the errors. A character that a pattern looks at counts by how many states
  /// the pattern could be in: less than one where it is simple, hundreds for `^\p{L}{1,50}$`.
  std::uint64_t max_steps = 20'000'000;
  std::uint32_t max_depth = 1'000;           ///< schemas applied inside each other, references included; more
                                             ///< than 2,000, which take 1 MiB of stack, count as 2,000
  std::chrono::milliseconds timeout{5'000};  ///< of a monotonic clock; 0 leaves it to the steps, which
                                             ///< repeat; in JSON `timeout_ms`
  std::uint32_t max_errors = 100;            ///< 0 counts as 1
  bool operator==(const ValidationLimits&) const = default;
};

/// A keyword that the data does not satisfy.
struct SchemaError {
  std::string instance_location{};  ///< JSON Pointer into the data
  std::string keyword_location{};   ///< JSON Pointer to the keyword in its document
  std::string document{};  ///< address of that document; empty for the schema itself, where it has none
  std::string message{};   ///< a sentence for a person: the value at fault in backticks, what is asked
  bool operator==(const SchemaError&) const = default;
};

struct [[nodiscard]] Validation {
  bool valid{};
  std::vector<SchemaError> errors{};  ///< in the order in which the data is met, each cause once; never empty
                                      ///< of data that is not valid
  bool truncated{};  ///< there are more than limits.max_errors, or 1 MiB of text, or the limits allow to find
  bool operator==(const Validation&) const = default;
};

/// A compiled schema. Immutable, cheap to copy; any number of threads may validate with one.
class METAQORE_API Schema {
 public:
  /// Throws Error(invalid_argument) whose details have the `pointer` and `document` of the keyword at fault:
  /// `schema.invalid` where it breaks its meta-schema, `schema.reference` where a reference leads nowhere,
  /// `schema.pattern` for one that is no ECMA-262 pattern or takes backtracking, `schema.recursive` where a
  /// schema leads back to itself for the same value, whatever conditions lie between (but for a `$dynamicRef`
  /// that only does where it is referred to from elsewhere: that ends in `schema.too_deep`), `schema.dialect`
  /// and `schema.vocabulary` for what is not known, `schema.format`, and `schema.too_large` for more than 64
  /// MiB of text or of addresses, 500,000 schemas in it and its documents, or 10,000 different patterns or a
  /// million instructions that they are made into. Of what nothing refers to, neither references nor patterns
  /// are looked into.
  explicit Schema(const Json& schema, const SchemaOptions& = {});
  Schema(const Schema&);
  Schema(Schema&&) noexcept;
  Schema& operator=(const Schema&);
  Schema& operator=(Schema&&) noexcept;
  ~Schema();

  /// Throws Error(invalid_argument, `schema.too_costly` or `schema.too_deep`) where a limit is met; the
  /// message says which.
  Validation validate(const Json& data, const ValidationLimits& = {}) const;

 private:
  friend struct SchemaAccess;
  struct Impl;
  std::shared_ptr<const Impl> impl_;
};

}  // namespace metaqore
