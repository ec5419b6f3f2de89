#pragma once

#include <functional>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "metaqore/artifact.hpp"
#include "metaqore/conflict.hpp"
#include "metaqore/page.hpp"
#include "metaqore/project.hpp"
#include "state/rows/rows.hpp"
#include "state/view/list.hpp"

namespace metaqore::state {

/// Every read of the state as it was at a position. Cheap to make; holds as long as the reader.
class View {
 public:
  /// `at`: nothing that was recorded after this sequence is seen.
  explicit View(storage::Reader& reader, std::uint64_t at = storage::newest) : reader_(reader), at_(at) {}

  /// nullopt: the file is new. Error(storage, `storage.damaged`) where there are entries without any.
  std::optional<SettingsRow> settings() const;

  std::optional<Project> project(std::string_view id) const;
  std::optional<Conflict> conflict(std::string_view id) const;
  /// A candidate that converged is answered with the artifact that it converged on.
  std::optional<Artifact> artifact(std::string_view id) const;
  std::optional<Artifact> head(const Lineage& lineage) const;
  /// The artifact that another row names. Error(storage, `storage.row_damaged`) where there is none.
  Artifact version(const std::string& id) const;

  // REQUIRE: a valid query. Error(invalid_argument, `state.wrong_cursor`).
  Page<Project> projects(const ProjectQuery& query) const;
  Page<Artifact> artifacts(const ArtifactQuery& query) const;
  Page<Conflict> conflicts(const ConflictQuery& query) const;

  // Rows as the contract shows them: with the actors' names, and as superseded what the lineage has moved
  // beyond. Few round trips, however many rows.
  std::vector<Artifact> artifacts_of(const std::vector<storage::Row>& rows) const;
  std::vector<Conflict> conflicts_of(const std::vector<storage::Row>& rows) const;

  /// Puts the actors' names where conflicts have their pseudonyms.
  void name_actors(std::vector<Conflict>& conflicts) const;

  std::vector<std::optional<storage::Row>> get(const std::vector<std::string>& keys,
                                               storage::Part part = storage::Part::whole) const {
    return reader_.get(keys, at_, part);
  }

  /// Hands out the row of each key in turn, without its payload, or null: visit(index of the key, row).
  template <class Visit>
  void each(std::span<const std::string> keys, Visit visit) const {
    reader_.each(keys, at_, std::ref(visit));
  }

 private:
  /// The row of an id that begins with this prefix.
  std::optional<storage::Row> row(std::string_view id, std::string_view prefix) const;

  /// Where a list begins or goes on.
  Cursor cursor(const std::string& text, const Listing& listing) const;

  storage::Reader& reader_;
  std::uint64_t at_;
};

/// A row as the contract shows it, where it depends on no other.
Project shown_project(const storage::Row& row);

/// The pseudonym of the actor of a name, from what its key led to; nullopt where the file does not know it
/// yet.
std::optional<std::string> known_actor(const storage::Row* row, std::string_view name);

}  // namespace metaqore::state
