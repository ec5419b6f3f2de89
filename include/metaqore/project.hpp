#pragma once

#include <cstdint>
#include <string>

#include "metaqore/json.hpp"
#include "metaqore/time.hpp"

// Texts are UTF-8, and bounds are in bytes; what names may not hold says artifact.hpp. A project beyond them
// is refused with an error that names the field. All of it together may have Json::max_size, as a candidate
// may.

namespace metaqore {

/// Stored by value; do not renumber.
enum class ProjectStatus : int {
  initialized = 0,
  planning = 1,
  in_progress = 2,
  blocked = 3,
  completed = 4,
  failed = 5,
  archived = 6
};

struct Project {
  /// `proj_…`: the host's own, 1–63 of printable ASCII without spaces, or empty for one from the library.
  std::string id{};
  std::string name{};         ///< 1–256
  std::string description{};  ///< 0–4,096, free text with newlines and tabs
  std::string owner_id{};     ///< 0–128, a name
  ProjectStatus status{};     ///< from here on the library's: create_project refuses what is set
  Json metadata{};            ///< an object
  Time created_at{};
  Time updated_at{};
  std::uint64_t sequence{};  ///< of the ledger entry that recorded it
  bool operator==(const Project&) const = default;
};

struct ProjectQuery {
  std::string cursor{};       ///< Page::next of the page before
  std::uint32_t limit = 100;  ///< 1 to 1,000 items a page
  bool operator==(const ProjectQuery&) const = default;
};

}  // namespace metaqore
