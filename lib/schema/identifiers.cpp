#include <fmt/format.h>

#include <algorithm>

#include "base/text.hpp"
#include "json/compare.hpp"
#include "schema/metaschema.hpp"
#include "schema/resources.hpp"
#include "schema/uri.hpp"

// How schemas are named: `$id`, `$anchor`, `$dynamicAnchor`, and what their `$schema` says.

namespace metaqore::schema {

namespace {

constexpr std::size_t max_uri = 2'048;
constexpr int max_meta_schemas = 16;  // that describe each other

const std::string_view* text_at(const Node& node, std::string_view name) noexcept {
  const auto* members = std::get_if<Run<Member>>(&node.value);
  const auto* found = members == nullptr ? nullptr : find_member(*members, name);
  return found == nullptr ? nullptr : std::get_if<std::string_view>(&found->value);
}

}  // namespace

void Resources::identify(Index at) {
  const auto& node = *sites_[at].node;
  if (const auto* id = text_at(node, "$id")) {
    if (id->size() > max_uri) {
      refuse("schema.reference", at, "$id",
             fmt::format("the address `{}` is longer than `{}` bytes", base::shown(*id), max_uri),
             "shorten it");
    }
    const auto parts = split_uri(*id);
    // A fragment alone names a place in the resource around it: `#name` in draft-07 (§8.2.3).
    const auto is_address = id->substr(0, id->find('#')).size() > 0;
    auto& resource = resources_[sites_[at].resource];
    const bool is_root = resource.site == at;
    if (is_address) {
      const auto uri = resolve_uri(resource.uri, *id);
      if (uri.size() > 2 * max_uri) {
        refuse("schema.reference", at, "$id",
               fmt::format("the address `{}` is too long where it leads to", base::shown(*id)), "shorten it");
      }
      if (is_root) {
        resource.uri = uri;
        name_resource(uri, sites_[at].resource);
      } else {
        add_resource(uri, at, sites_[at].resource);
      }
    }
    const auto& dialect = resource_of(at).dialect;
    if (dialect && dialect->draft == SchemaDialect::draft_07 && parts.fragment && !parts.fragment->empty() &&
        !parts.fragment->starts_with('/')) {
      add_anchor(at, "$id", *parts.fragment);
    }
  }
  const auto& dialect = resource_of(at).dialect;
  if (!dialect || dialect->draft == SchemaDialect::draft_07) return;
  for (const std::string_view keyword : {"$anchor", "$dynamicAnchor"}) {
    if (const auto* anchor = text_at(node, keyword)) add_anchor(at, keyword, *anchor);
  }
}

void Resources::add_anchor(Index at, std::string_view keyword, std::string_view name) {
  const bool is_dynamic = keyword == "$dynamicAnchor";
  const auto resource_at = sites_[at].resource;
  const auto [anchor, is_new] = anchors_.try_emplace({resource_at, name}, Anchor{at, is_dynamic});
  if (!is_new && anchor->second.site != at) {
    refuse("schema.reference", at, keyword,
           fmt::format("the anchor `{}` names a second place in its resource", base::shown(name)),
           "name each place once");
  }
  anchor->second.is_dynamic |= is_dynamic;
  if (is_dynamic) resources_[resource_at].dynamic_anchors.emplace_back(name, at);
}

Index Resources::add_resource(std::string uri, Index site_at, Index around) {
  // Long ones resolve against each other, so that all can take far more than the documents.
  address_size_ += uri.size();
  if (address_size_ > max_schema_text) {
    refuse("schema.too_large", site_at, "$id",
           fmt::format("the addresses of the schemas take more than `{}` bytes together", max_schema_text),
           "give shorter ones, or fewer");
  }
  const auto at = static_cast<Index>(resources_.size());
  auto& resource = resources_.emplace_back();
  resource.source = resources_[around].source;
  resource.site = site_at;
  resource.uri = std::move(uri);
  sites_[site_at].resource = at;
  name_resource(resources_[at].uri, at);
  settle_dialect(at, around);
  return at;
}

void Resources::name_resource(const std::string& uri, Index resource_at) {
  const auto [named, is_new] = resource_of_uri_.try_emplace(uri, resource_at);
  if (is_new || named->second == resource_at) return;
  const auto& other = *sites_[resources_[named->second].site].node;
  const auto site_at = resources_[resource_at].site;
  if (equal(*sites_[site_at].node, other)) return;  // the same once more
  refuse("schema.reference", site_at, "",
         fmt::format("the address `{}` is that of another schema too", base::shown(uri)),
         "give each schema its own");
}

void Resources::settle_dialect(Index at, Index around) {
  auto& resource = resources_[at];
  const auto& node = *sites_[resource.site].node;
  const auto* schema = text_at(node, "$schema");
  resource.unit = at;
  if (schema != nullptr) {
    try {
      resource.dialect = find_dialect(*schema, resource.site, 0);
    } catch (const Error& error) {
      resource.fault = std::make_shared<const Error>(error);
    }
  } else if (around != none) {
    resource.dialect = resources_[around].dialect;
    resource.fault = resources_[around].fault;
  } else {
    resource.dialect = find_dialect(meta_schema_uri(default_draft_), resource.site, 0);
  }
  if (around == none) return;
  if (resource.dialect == resources_[around].dialect) {
    resource.unit = resources_[around].unit;
  } else {
    foreign_.push_back(&node);
  }
}

std::shared_ptr<const Dialect> Resources::find_dialect(std::string_view given, Index site_at, int inside) {
  const auto unknown = [&](std::string_view remedy) {
    refuse("schema.dialect", site_at, "$schema",
           fmt::format("the dialect `{}` is not known", base::shown(given)), remedy);
  };
  const auto parts = split_uri(given);
  if (given.size() > max_uri || (parts.fragment && !parts.fragment->empty())) unknown("write a whole URI");
  const auto uri = resolve_uri("", given);
  if (const auto known = dialects_.find(uri); known != dialects_.end()) return known->second;

  Dialect dialect;
  if (const auto draft = find_draft(uri)) {
    dialect.draft = *draft;
  } else {
    const auto meta = identities_.find(uri);
    if (meta == identities_.end()) {
      unknown(fmt::format("write `{}` or `{}`, or register its meta-schema",
                          meta_schema_uri(SchemaDialect::draft_2020_12),
                          meta_schema_uri(SchemaDialect::draft_07)));
    }
    if (inside == max_meta_schemas) unknown("let its meta-schema lead to that of draft 2020-12 or draft-07");
    dialect.meta = meta->second;
    const auto& root = sources_[dialect.meta].tree->root();
    const auto* schema = text_at(root, "$schema");
    dialect.draft =
        find_dialect(schema == nullptr ? meta_schema_uri(default_draft_) : *schema, site_at, inside + 1)
            ->draft;
    const auto* members = std::get_if<Run<Member>>(&root.value);
    const auto* listed = members == nullptr ? nullptr : find_member(*members, "$vocabulary");
    const auto* vocabularies = listed == nullptr ? nullptr : std::get_if<Run<Member>>(&listed->value);
    if (vocabularies != nullptr && dialect.draft == SchemaDialect::draft_2020_12) {
      dialect.vocabularies = vocabulary::core;
      for (const auto& [name, is_required] : *vocabularies) {
        const auto bits = find_vocabulary(name);
        if (bits >= 0) {
          dialect.vocabularies |= static_cast<Vocabularies>(bits);
        } else if (const auto* required = std::get_if<bool>(&is_required.value);
                   required == nullptr || *required) {
          refuse("schema.vocabulary", site_at, "$schema",
                 fmt::format("the vocabulary `{}` that the dialect `{}` requires is not known",
                             base::shown(name), base::shown(uri)),
                 "use another dialect");
        }
      }
    }
  }
  return dialects_[uri] = std::make_shared<const Dialect>(dialect);
}

Index Resources::find_resource(const std::string& uri) {
  const auto known = resource_of_uri_.find(uri);
  if (known != resource_of_uri_.end()) return known->second;
  const auto* text = find_meta_schema(uri);
  if (text == nullptr) return none;
  const auto source = add_source(uri, *text, true);
  index_source(source);
  return sites_[sources_[source].site].resource;
}

}  // namespace metaqore::schema
