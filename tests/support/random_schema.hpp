#pragma once

#include "support/random_value.hpp"

namespace metaqore::test {

/// Schemas of either draft that are taken, over the names and values of RandomJson, and data that is near to
/// them: about as often valid as not. Equal seeds give equal ones.
class RandomSchema {
 public:
  /// `draft_07`, or else 2020-12.
  RandomSchema(std::uint64_t seed, bool draft_07) : json_(seed), draft_07_(draft_07) {}

  Value schema();
  Value data(const Value& schema);  ///< for one that schema() gave

  RandomJson& json() noexcept { return json_; }

 private:
  /// `depth` of schemas inside each other. `next`: of the definitions, those from there on may be applied to
  /// the same value, which never comes back to itself.
  Value subschema(int depth, std::size_t next);
  Value inner(int depth) { return subschema(depth - 1, 0); }
  void add_keyword(Members& schema, int depth, std::size_t next);
  void add_validation(Members& schema);
  void add_for_object(Members& schema, int depth, std::size_t next);
  void add_for_array(Members& schema, int depth, std::size_t next);
  void add_unevaluated(Members& schema, const char* keyword, int depth, std::size_t next);
  void add_in_place(Members& schema, int depth, std::size_t next);
  Value reference(std::size_t next);
  Items list(int depth, std::size_t next, bool in_place);

  Value data_for(const Value& root, const Value& schema, int depth);
  Value object_for(const Value& root, const Value& schema, int depth);
  Value array_for(const Value& root, const Value& schema, int depth);

  RandomJson json_;
  bool draft_07_;
  std::size_t definitions_ = 0;  ///< of the schema at hand
};

}  // namespace metaqore::test
