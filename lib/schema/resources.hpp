#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "json/tree.hpp"
#include "metaqore/schema.hpp"
#include "schema/keywords.hpp"
#include "schema/node.hpp"

namespace metaqore::schema {

/// Of a schema and its documents, and of all addresses in them, in bytes.
inline constexpr std::size_t max_schema_text = 4 * Json::max_size;

using Index = std::uint32_t;
inline constexpr Index none = ~Index{0};

/// What a `$schema` says.
struct Dialect {
  SchemaDialect draft = SchemaDialect::draft_2020_12;
  Vocabularies vocabularies = vocabulary::by_default;
  Index meta = none;  ///< the source that is its meta-schema; none for the draft's own

  bool has(const KeywordRule& rule) const noexcept {
    return draft == SchemaDialect::draft_07 ? rule.in_draft_07 : (rule.vocabularies & vocabularies) != 0;
  }
};

/// The schema itself, a registered document, or a meta-schema of ours.
struct Source {
  std::string address{};  ///< for people: the one below, else the `$id` of its root
  std::string base{};     ///< the address that it was registered with
  std::unique_ptr<json::Tree> tree{};
  bool is_ours = false;
  Index site = none;  ///< of its root
};

/// A schema with an address of its own (Core §4.3.5), which is the base of the references in it.
struct Resource {
  std::string uri{};
  Index source = none;
  Index site = none;
  Index unit = none;  ///< the resource around it, or itself, whose meta-schema describes it
  std::shared_ptr<const Dialect> dialect{};
  std::shared_ptr<const Error> fault{};  ///< why it has no dialect
  std::vector<std::pair<std::string_view, Index>> dynamic_anchors{};
};

/// A place where a schema stands.
struct Site {
  enum class Step : std::uint8_t {
    root,     ///< of a source
    keyword,  ///< `keyword` of the schema around it
    member,   ///< its member `name` in that
    item,     ///< its item at `position` in that
    pointer,  ///< by the JSON Pointer `name` from there, through what has no schemas
  };
  const Node* node = nullptr;
  Index parent = none;
  Index resource = none;
  Index position = 0;
  Step step = Step::root;
  std::string_view keyword{}, name{};
};

/// All sources, every place in them where a schema stands, and the identifiers that lead there. Identifiers
/// count only where a schema can stand: not in `enum`, `const` and what is no keyword.
class Resources {
 public:
  /// Throws Error(`schema.…`); what only other documents have at fault is thrown once a reference leads
  /// there.
  Resources(const Json& schema, const SchemaOptions& options);

  /// For a meta-schema of ours.
  explicit Resources(SchemaDialect draft);

  Index root() const noexcept { return sources_.front().site; }
  const Site& site(Index at) const noexcept { return sites_[at]; }
  const Resource& resource(Index at) const noexcept { return resources_[at]; }
  const Source& source(Index at) const noexcept { return sources_[at]; }
  const Resource& resource_of(Index site_at) const noexcept { return resources_[sites_[site_at].resource]; }
  std::size_t size() const noexcept { return sites_.size(); }
  std::size_t text_size() const noexcept { return text_size_; }

  /// none where no schema stands.
  Index find_site(const Node& node) const noexcept;

  struct Target {
    Index site = none;
    std::string_view dynamic_name{};  ///< set where a `$dynamicAnchor` of this name was followed
  };
  /// Where the value of a `$ref` or `$dynamicRef` of the schema at `from` leads.
  Target resolve(Index from, std::string_view keyword, std::string_view reference);

  /// The resources within another that have a meta-schema of their own, by their nodes.
  const std::vector<const Node*>& foreign() const noexcept { return foreign_; }

  /// From the root of its source.
  std::string pointer(Index site_at, std::string_view keyword = {}) const;
  const std::string& address(Index site_at) const noexcept {
    return sources_[resource_of(site_at).source].address;
  }

  /// Throws Error(invalid_argument) with the pointer and document of a keyword, or of the schema without one.
  [[noreturn]] void refuse(std::string reason, Index site_at, std::string_view keyword, std::string_view what,
                           std::string_view remedy) const;

  /// What is needed for reading alone is given back.
  void finish();

 private:
  struct Anchor {
    Index site;
    bool is_dynamic;
  };

  Index add_source(std::string address, std::string_view text, bool is_ours);
  void add_identity(Index source);
  void index_source(Index source);
  Index add_site(const Site& site);
  void index_schema(Index at, bool has_identifiers);
  void index_values(Index at, const Member& member, const KeywordRule& rule, bool has_identifiers);
  void identify(Index at);
  void add_anchor(Index at, std::string_view keyword, std::string_view name);
  Index add_resource(std::string uri, Index site_at, Index around);
  void name_resource(const std::string& uri, Index resource_at);
  void settle_dialect(Index resource_at, Index around);
  std::shared_ptr<const Dialect> find_dialect(std::string_view uri, Index site_at, int inside);
  Index find_resource(const std::string& uri);
  Index follow_pointer(Index from, std::string_view keyword, std::string_view reference, Index resource_at,
                       const std::string& pointer);

  SchemaDialect default_draft_;
  std::deque<Source> sources_;
  std::map<std::string, Index, std::less<>>
      identities_;  // of sources, by their addresses and the `$id` of roots
  std::vector<Site> sites_;
  std::vector<Resource> resources_;
  std::unordered_map<const Node*, Index> site_of_;
  std::unordered_map<std::string, Index> resource_of_uri_;
  std::map<std::pair<Index, std::string_view>, Anchor> anchors_;  // of resources
  std::map<std::string, std::shared_ptr<const Dialect>, std::less<>> dialects_;
  std::deque<std::string> texts_;  // of pointers and names that stand in no source
  std::vector<const Node*> foreign_;
  std::size_t text_size_ = 0, address_size_ = 0;
};

}  // namespace metaqore::schema
