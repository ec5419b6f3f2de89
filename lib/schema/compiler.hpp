#pragma once

#include <cstdint>
#include <memory>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "schema/meta_check.hpp"
#include "schema/program.hpp"

namespace metaqore::schema {

/// Compiles what can be reached from one schema, and checks all that it reaches against its meta-schema. Not
/// recursive: a chain of references may be long.
class Compiler {
 public:
  Compiler(std::shared_ptr<Resources> resources, MetaCheck& check, bool assert_formats);

  /// Throws Error(`schema.…`).
  Program compile(Index root_site) &&;

 private:
  /// A keyword that is being read.
  struct Place {
    Index site;
    std::string_view keyword;
  };

  Index subschema_at(Index site);
  void compile_next(Index at);
  void reach(Index resource);

  void read_keyword(Index at, const KeywordRule& rule, const Member& member);
  void read_validation(Index at, const KeywordRule& rule, const Place& place, const Node& value);
  void read_number_or_text(Index at, const KeywordRule& rule, const Place& place, const Node& value);
  void read_applicator(Index at, const KeywordRule& rule, const Place& place, const Node& value);
  void read_dependencies(Index at, const Place& place, const Node& value);
  void settle(Index at, const Run<Member>& members);
  void read_reference(Index at, const Place& place, const Node& value);
  void read_dynamic_reference(Index at, const Place& place, const Node& value);
  Types read_types(const Place& place, const Node& value) const;
  Values read_values(const std::vector<const Node*>& nodes) const;
  void read_format(Index at, const Place& place, std::string_view name);

  Index dynamic_name(std::string_view name);
  void add_dynamic_anchor(Index name, Index resource, Index site);

  Index schema_in(const Place& place, const Node& node);
  std::vector<Index> schemas_in(const Place& place, const Node& node);
  std::vector<Property> properties_in(const Place& place, const Node& node);
  std::vector<std::string_view> names_in(const Place& place, const Node& node) const;
  std::uint64_t count_in(const Place& place, const Node& node) const;
  const Node* number_in(const Place& place, const Node& node) const;
  std::string_view text_in(const Place& place, const Node& node) const;
  const Run<Member>& object_in(const Place& place, const Node& node) const;
  const Pattern* pattern_in(const Place& place, std::string_view text);
  [[noreturn]] void refuse_value(const Place& place, const Node& value, std::string_view asked) const;

  std::shared_ptr<Resources> resources_;
  MetaCheck& check_;
  bool assert_formats_;
  Program program_;
  std::vector<Index> subschema_of_;  // by site
  std::vector<bool> reached_;        // resources
  std::unordered_map<std::string_view, const Pattern*> patterns_;
  std::uint64_t pattern_size_ = 0;
  std::unordered_map<std::string_view, Index> dynamic_names_;
  std::unordered_map<std::string_view, std::vector<std::pair<Index, Index>>>
      waiting_anchors_;  // of reached resources
};

/// Throws `schema.recursive` where a schema applies itself to the same value without end.
void refuse_recursion(const Program& program);

/// Lets every schema that is nothing but a reference stand for what that leads to. REQUIRES: no recursion.
void shorten_references(Program& program);

/// The meta-schema of a draft, compiled once.
const Program& meta_program(SchemaDialect draft);

}  // namespace metaqore::schema
