#include "schema/resources.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.hpp"
#include "json/compare.hpp"
#include "json/pointer.hpp"
#include "schema/metaschema.hpp"
#include "schema/uri.hpp"

namespace metaqore::schema {

namespace {

constexpr std::size_t max_sites = 500'000;
// What many references resolve against has to be short.
constexpr std::size_t max_uri = 2'048;

const std::string_view* text_at(const Run<Member>& members, std::string_view name) noexcept {
  const auto* found = find_member(members, name);
  return found == nullptr ? nullptr : std::get_if<std::string_view>(&found->value);
}

const std::string_view* text_at(const Node& node, std::string_view name) noexcept {
  const auto* members = std::get_if<Run<Member>>(&node.value);
  return members == nullptr ? nullptr : text_at(*members, name);
}

bool is_schema(const Node& node) noexcept {
  return std::holds_alternative<bool>(node.value) || std::holds_alternative<Run<Member>>(node.value);
}

bool is_absolute(std::string_view uri) noexcept {
  const auto parts = split_uri(uri);
  return parts.scheme && !parts.fragment && uri.size() <= max_uri;
}

}  // namespace

Resources::Resources(const Json& schema, const SchemaOptions& options) : default_draft_(options.dialect) {
  if (options.dialect != SchemaDialect::draft_07 && options.dialect != SchemaDialect::draft_2020_12) {
    throw Error(ErrorCode::invalid_argument, "schema.dialect",
                fmt::format("the dialect `{}` is not known; give one of SchemaDialect",
                            static_cast<int>(options.dialect)),
                R"({"document":"","pointer":""})");
  }
  add_source(options.uri.empty() ? "" : resolve_uri("", options.uri), schema.text(), false);
  if (!options.uri.empty() && !is_absolute(options.uri)) {
    throw Error(
        ErrorCode::invalid_argument, "schema.reference",
        fmt::format("the address `{}` of the schema is not absolute, or has a fragment; give a whole URI",
                    base::shown(options.uri)),
        R"({"document":"","pointer":""})");
  }
  for (const auto& document : options.documents) {
    if (!is_absolute(document.uri)) {
      throw Error(
          ErrorCode::invalid_argument, "schema.reference",
          fmt::format("the address `{}` of a document is not absolute, or has a fragment; give a whole URI",
                      base::shown(document.uri)),
          R"({"document":"","pointer":""})");
    }
    add_source(resolve_uri("", document.uri), document.schema.text(), false);
  }
  for (Index at = 0; at < sources_.size(); ++at) add_identity(at);
  const auto count = static_cast<Index>(sources_.size());
  for (Index at = 0; at < count; ++at) index_source(at);
}

Resources::Resources(SchemaDialect draft) : default_draft_(draft) {
  const auto uri = meta_schema_uri(draft);
  const auto source = add_source(std::string(uri), *find_meta_schema(uri), true);
  add_identity(source);
  index_source(source);
}

void Resources::finish() {
  site_of_ = {};
  resource_of_uri_ = {};
  anchors_ = {};
}

Index Resources::add_source(std::string address, std::string_view text, bool is_ours) {
  text_size_ += text.size();
  if (text_size_ > max_schema_text) {
    throw Error(ErrorCode::invalid_argument, "schema.too_large",
                fmt::format("the schema and its documents exceed `{}` bytes; register fewer documents",
                            max_schema_text),
                R"({"document":"","pointer":""})");
  }
  sources_.push_back({address, address, std::make_unique<json::Tree>(text), is_ours});
  return static_cast<Index>(sources_.size() - 1);
}

void Resources::add_identity(Index at) {
  auto& source = sources_[at];
  const auto* id = text_at(source.tree->root(), "$id");
  if (!source.base.empty()) identities_.try_emplace(source.base, at);
  if (id == nullptr || id->size() > max_uri) return;
  const auto uri = resolve_uri(source.base, *id);
  identities_.try_emplace(uri, at);
  if (source.address.empty()) source.address = uri;
}

void Resources::index_source(Index at) {
  auto& source = sources_[at];
  const auto& root = source.tree->root();
  if (!is_schema(root)) {
    if (at != 0) return;  // a reference there is told so
    throw Error(ErrorCode::invalid_argument, "schema.invalid",
                "the schema is neither an object nor a boolean; write an object of keywords",
                R"({"document":"","pointer":""})");
  }
  Site site;
  site.node = &root;
  source.site = add_site(site);
  auto& resource = resources_.emplace_back();
  const auto resource_at = static_cast<Index>(resources_.size() - 1);
  sites_[source.site].resource = resource_at;
  resource.source = at;
  resource.site = source.site;
  resource.uri = source.base;
  name_resource(resource.uri, resource_at);
  settle_dialect(resource_at, none);
  index_schema(source.site, true);
}

Index Resources::add_site(const Site& site) {
  if (sites_.size() == max_sites) {
    throw Error(ErrorCode::invalid_argument, "schema.too_large",
                fmt::format("the schema and its documents have more than `{}` schemas in them; divide them",
                            max_sites),
                R"({"document":"","pointer":""})");
  }
  const auto at = static_cast<Index>(sites_.size());
  sites_.push_back(site);
  site_of_.emplace(site.node, at);
  return at;
}

Index Resources::find_site(const Node& node) const noexcept {
  const auto found = site_of_.find(&node);
  return found == site_of_.end() ? none : found->second;
}

void Resources::index_schema(Index at, bool has_identifiers) {
  const auto* members = std::get_if<Run<Member>>(&sites_[at].node->value);
  if (members == nullptr) return;
  const auto draft_of = [this, at] { return resource_of(at).dialect; };
  // Draft-07 §8.3: beside a `$ref`, all else is ignored, `$id` too.
  const auto is_reference = [&] {
    const auto dialect = draft_of();
    return dialect && dialect->draft == SchemaDialect::draft_07 && text_at(*members, "$ref") != nullptr;
  };
  if (has_identifiers && !is_reference()) identify(at);
  const auto dialect = draft_of();
  if (!dialect || is_reference()) return;
  for (const auto& member : *members) {
    const auto* rule = find_keyword(member.name);
    if (rule == nullptr || rule->shape == Shape::plain || !dialect->has(*rule)) continue;
    index_values(at, member, *rule, has_identifiers);
  }
}

void Resources::index_values(Index at, const Member& member, const KeywordRule& rule, bool has_identifiers) {
  Site site;
  site.parent = at;
  site.resource = sites_[at].resource;
  site.keyword = member.name;
  const auto add = [&](const Node& node) {
    if (!is_schema(node) || find_site(node) != none) return;
    site.node = &node;
    index_schema(add_site(site), has_identifiers);
  };
  if (rule.shape == Shape::schema_map || rule.shape == Shape::schema_map_some) {
    const auto* members = std::get_if<Run<Member>>(&member.value.value);
    if (members == nullptr) return;
    site.step = Site::Step::member;
    for (const auto& [name, node] : *members) {
      site.name = name;
      add(node);
    }
  } else if (const auto* items = std::get_if<Run<Node>>(&member.value.value)) {
    if (rule.shape != Shape::schema_or_list) return;
    site.step = Site::Step::item;
    for (const auto& node : *items) {
      add(node);
      ++site.position;
    }
  } else {
    site.step = Site::Step::keyword;
    add(member.value);
  }
}

Resources::Target Resources::resolve(Index from, std::string_view keyword, std::string_view reference) {
  const auto hash = reference.find('#');
  const auto address = reference.substr(0, hash);
  auto resource_at = sites_[from].resource;
  if (!address.empty()) {
    if (address.size() > max_uri) {
      refuse("schema.reference", from, keyword,
             fmt::format("the reference `{}` is longer than `{}` bytes", base::shown(reference), max_uri),
             "shorten it");
    }
    const auto uri = resolve_uri(resources_[resource_at].uri, address);
    resource_at = find_resource(uri);
    if (resource_at == none) {
      refuse("schema.reference", from, keyword,
             fmt::format("the reference `{}` leads to `{}`, where no schema is known", base::shown(reference),
                         base::shown(uri)),
             "register that document, or mend the reference");
    }
  }
  const auto fragment =
      percent_decoded(hash == std::string_view::npos ? std::string_view{} : reference.substr(hash + 1));
  if (!fragment) {
    refuse("schema.reference", from, keyword,
           fmt::format("the fragment of the reference `{}` is not percent-encoded UTF-8",
                       base::shown(reference)),
           "write `%25` for `%`");
  }
  const auto fault = resources_[resource_at].fault;
  if (fault) throw Error(*fault);
  if (fragment->empty()) return {resources_[resource_at].site};
  if (fragment->front() == '/') return {follow_pointer(from, keyword, reference, resource_at, *fragment)};
  const auto anchor = anchors_.find({resource_at, *fragment});
  if (anchor == anchors_.end()) {
    refuse("schema.reference", from, keyword,
           fmt::format("the reference `{}` leads to no anchor", base::shown(reference)),
           "mend the reference");
  }
  return {anchor->second.site, anchor->second.is_dynamic ? anchor->first.second : std::string_view{}};
}

Index Resources::follow_pointer(Index from, std::string_view keyword, std::string_view reference,
                                Index resource_at, const std::string& pointer) {
  const auto lost = [&](std::string_view what) {
    refuse("schema.reference", from, keyword,
           fmt::format("the reference `{}` leads to {}", base::shown(reference), what), "mend the reference");
  };
  if (const auto fault = json::pointer_fault(pointer)) {
    refuse("schema.reference", from, keyword,
           fmt::format("{} in the JSON Pointer `{}` of the reference at offset {}", fault->what,
                       base::shown(pointer), fault->offset),
           fault->remedy);
  }
  auto around = resources_[resource_at].site;
  const auto* node = sites_[around].node;
  for (auto& token : json::split(pointer)) {
    node = json::find_node(*node, {std::move(token)});
    if (node == nullptr) lost("nothing");
    if (const auto site_at = find_site(*node); site_at != none) around = site_at;
  }
  if (sites_[around].node == node) return around;
  if (!is_schema(*node)) lost("no schema");
  // Where only the reference says that a schema stands, no identifier is one.
  Site site;
  site.node = node;
  site.parent = resources_[resource_at].site;
  site.resource = sites_[around].resource;
  site.step = Site::Step::pointer;
  site.name = texts_.emplace_back(pointer);
  const auto at = add_site(site);
  index_schema(at, false);
  return at;
}

std::string Resources::pointer(Index site_at, std::string_view keyword) const {
  std::vector<const Site*> way;
  for (auto at = site_at; at != none; at = sites_[at].parent) way.push_back(&sites_[at]);
  std::string pointer;
  for (auto step = way.rbegin(); step != way.rend(); ++step) {
    const auto& site = **step;
    if (site.step == Site::Step::pointer) {
      pointer += site.name;
    } else if (site.step != Site::Step::root) {
      json::append_token(pointer, site.keyword);
      if (site.step == Site::Step::member) json::append_token(pointer, site.name);
      if (site.step == Site::Step::item) json::append_token(pointer, std::size_t{site.position});
    }
  }
  if (!keyword.empty()) json::append_token(pointer, keyword);
  return pointer;
}

void Resources::refuse(std::string reason, Index site_at, std::string_view keyword, std::string_view what,
                       std::string_view remedy) const {
  const auto where = pointer(site_at, keyword);
  json::ObjectWriter details;
  details.member("document", json::quoted(address(site_at)));
  details.member("pointer", json::quoted(where));
  const auto place = where.empty() ? std::string("the root") : fmt::format("`{}`", base::shown(where));
  throw Error(ErrorCode::invalid_argument, std::move(reason),
              fmt::format("at {}, {}; {}", place, what, remedy), std::move(details).finish());
}

}  // namespace metaqore::schema
