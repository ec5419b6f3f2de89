#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>

#include "json/members.hpp"
#include "state/rows/rows.hpp"

namespace metaqore::state {

/// What judging asks of the row of an artifact or of a convergence. Only this is read of the row, which has
/// to outlive it: a row has many members more.
class Facts {
 public:
  /// Error(storage, `storage.row_damaged`) for a row of another kind or form, as far as it is read.
  /// `of_all`: also for one with members that are none of its kind.
  explicit Facts(const storage::Row& row, bool of_all = false);

  bool converged() const noexcept { return converged_; }  ///< then there are neither version nor status
  std::string_view id{}, project_id{}, artifact_type{}, name{};
  std::string_view created_by{}, content_hash{}, declaration_hash{};
  std::uint64_t version{};
  ArtifactStatus status{};

  Index index() const;

  /// Whether the row is of the lineage whose newest version is found under this key.
  bool is_latest(std::string_view key) const;

 private:
  bool read(std::string_view body, bool of_all);
  void take(const Artifact& artifact);

  bool converged_;
  std::unique_ptr<const ArtifactRow> artifact_;  // where it had to be decoded as a whole: the texts lie there
  std::unique_ptr<const ConvergenceRow> convergence_;
};

/// The members of these names of a row in canonical form, in their order, where each is a text without
/// escapes; nullopt where one is not, and for a text of another form. An absent one is empty.
template <std::size_t count>
std::optional<std::array<std::string_view, count>> texts_of(
    const storage::Row& row, const std::array<std::string_view, count>& names) {
  std::array<std::string_view, count> texts{};
  json::Members members(row.body);
  while (members.next()) {
    for (std::size_t i = 0; i < count; ++i) {
      if (members.name() != names[i]) continue;
      texts[i] = json::Members::plain_text(members.value());
      if (texts[i].empty()) return std::nullopt;
    }
  }
  return members.is_whole() ? std::optional(texts) : std::nullopt;
}

}  // namespace metaqore::state
