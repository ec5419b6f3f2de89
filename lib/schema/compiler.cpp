#include "schema/compiler.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.hpp"
#include "schema/report.hpp"

namespace metaqore::schema {

Compiler::Compiler(std::shared_ptr<Resources> resources, MetaCheck& check, bool assert_formats)
    : resources_(std::move(resources)), check_(check), assert_formats_(assert_formats) {}

Program Compiler::compile(Index root_site) && {
  program_.resources = resources_;
  program_.root = subschema_at(root_site);
  // Grows while it is walked: by what each schema leads to.
  for (Index at = 0; at < program_.subschemas.size(); ++at) compile_next(at);
  for (auto& anchor : program_.dynamic) std::sort(anchor.begin(), anchor.end());
  refuse_recursion(program_);
  shorten_references(program_);
  for (auto& schema : program_.subschemas) {
    schema.is_type_alone = !schema.is_false && !schema.constant && !schema.enumeration && !schema.numbers &&
                           !schema.strings && !schema.arrays && !schema.objects && !schema.in_place &&
                           schema.unevaluated_items == none && schema.unevaluated_properties == none;
  }
  return std::move(program_);
}

Index Compiler::subschema_at(Index site) {
  if (subschema_of_.size() <= site)
    subschema_of_.resize(std::max<std::size_t>(resources_->size(), site + 1), none);
  auto& at = subschema_of_[site];
  if (at == none) {
    at = static_cast<Index>(program_.subschemas.size());
    auto& schema = program_.subschemas.emplace_back();
    schema.site = site;
    schema.resource = resources_->site(site).resource;
  }
  return at;
}

void Compiler::compile_next(Index at) {
  const auto site_at = program_.subschemas[at].site;
  const auto& resource = resources_->resource_of(site_at);
  if (resource.fault) throw Error(*resource.fault);
  reach(resources_->site(site_at).resource);
  if (resources_->site(site_at).step == Site::Step::pointer) check_.check(site_at);

  const auto& node = *resources_->site(site_at).node;
  if (const auto* is_true = std::get_if<bool>(&node.value)) {
    program_.subschemas[at].is_false = !*is_true;
    return;
  }
  const auto& members = *std::get_if<Run<Member>>(&node.value);
  const auto dialect = resource.dialect;
  if (dialect->draft == SchemaDialect::draft_07) {
    // Draft-07 §8.3: beside a `$ref`, all else is ignored.
    for (const auto& member : members) {
      if (member.name == "$ref") return read_reference(at, {site_at, member.name}, member.value);
    }
  }
  for (const auto& member : members) {
    const auto* rule = find_keyword(member.name);
    if (rule != nullptr && dialect->has(*rule)) read_keyword(at, *rule, member);
  }
  settle(at, members);
}

void Compiler::reach(Index resource_at) {
  if (reached_.size() <= resource_at) reached_.resize(resource_at + 1);
  if (reached_[resource_at]) return;
  reached_[resource_at] = true;
  const auto& resource = resources_->resource(resource_at);
  check_.check(resources_->resource(resource.unit).site);
  for (const auto& [name, site] : resource.dynamic_anchors) {
    const auto wanted = dynamic_names_.find(name);
    if (wanted != dynamic_names_.end()) {
      add_dynamic_anchor(wanted->second, resource_at, site);
    } else {
      waiting_anchors_[name].emplace_back(resource_at, site);
    }
  }
}

Index Compiler::dynamic_name(std::string_view name) {
  const auto [known, is_new] = dynamic_names_.try_emplace(name, static_cast<Index>(program_.dynamic.size()));
  if (is_new) {
    program_.dynamic.emplace_back();
    for (const auto& [resource, site] : waiting_anchors_[name]) {
      add_dynamic_anchor(known->second, resource, site);
    }
  }
  return known->second;
}

void Compiler::add_dynamic_anchor(Index name, Index resource, Index site) {
  const auto at = subschema_at(site);
  program_.dynamic[name].emplace_back(resource, at);
}

void Compiler::read_reference(Index at, const Place& place, const Node& value) {
  const auto target = resources_->resolve(place.site, place.keyword, text_in(place, value));
  const auto leads_to = subschema_at(target.site);
  auto& schema = program_.subschemas[at];
  if (!schema.in_place) schema.in_place = std::make_unique<InPlace>();
  schema.in_place->ref = leads_to;
}

void Compiler::read_dynamic_reference(Index at, const Place& place, const Node& value) {
  const auto target = resources_->resolve(place.site, place.keyword, text_in(place, value));
  const auto leads_to = subschema_at(target.site);
  // Core §8.2.3.2: only a dynamic anchor opens the reference to the scope. The resource that has it is
  // reached.
  reach(resources_->site(target.site).resource);
  const auto name = target.dynamic_name.empty() ? none : dynamic_name(target.dynamic_name);
  auto& schema = program_.subschemas[at];
  if (!schema.in_place) schema.in_place = std::make_unique<InPlace>();
  schema.in_place->dynamic_ref = leads_to;
  schema.in_place->dynamic_name = name;
}

Index Compiler::schema_in(const Place& place, const Node& node) {
  const auto site = resources_->find_site(node);
  if (site == none) refuse_value(place, node, "has to be a schema: an object or a boolean");
  return subschema_at(site);
}

const Program& meta_program(SchemaDialect draft) {
  const auto make = [](SchemaDialect which) {
    const auto resources = std::make_shared<Resources>(which);
    MetaCheck check(resources);
    auto program = Compiler(resources, check, false).compile(resources->root());
    resources->finish();
    return program;
  };
  if (draft == SchemaDialect::draft_07) {
    static const Program program = make(SchemaDialect::draft_07);
    return program;
  }
  static const Program program = make(SchemaDialect::draft_2020_12);
  return program;
}

void Compiler::refuse_value(const Place& place, const Node& value, std::string_view asked) const {
  resources_->refuse("schema.invalid", place.site, place.keyword,
                     fmt::format("{} {}", shown_value(value), asked), "mend the schema");
}

}  // namespace metaqore::schema
