#pragma once

#include "metaqore/artifact.hpp"
#include "state/rows/row.hpp"

namespace metaqore::state {

/// A candidate that said what the head said already: its id is another name for that artifact.
struct ConvergenceRow {
  static constexpr std::string_view kind = "convergence", prefix = base::prefix::artifact;
  static constexpr bool restored = false;

  std::string id{};
  Lineage lineage{};
  std::string artifact_id{};  ///< the version it converged on
  std::string created_by{};   ///< the actor's id
  Time created_at{};
  std::string declaration_hash{};
  std::string pseudonym{};
  std::optional<std::uint64_t> based_on{};
  std::string on_behalf_of{};  ///< likewise
  std::uint64_t session{};

  Index index() const { return {.keys = {key::by_id(id)}}; }
  const std::string& resource() const { return either(pseudonym, id); }
};

template <class Archive, Is<ConvergenceRow> T>
void fields(Archive& archive, T& it) {
  archive.given("id", it.id);
  archive.given("project_id", it.lineage.project_id);
  archive.given("artifact_type", it.lineage.artifact_type);
  archive.field("name", it.lineage.name);
  archive.given("artifact_id", it.artifact_id);
  archive.given("created_by", it.created_by);
  archive.given("created_at", it.created_at);
  archive.field("declaration_hash", it.declaration_hash);
  archive.field("pseudonym", it.pseudonym);
  archive.field("based_on", it.based_on);
  archive.field("on_behalf_of", it.on_behalf_of);
  archive.nonzero("session", it.session);
}

}  // namespace metaqore::state
