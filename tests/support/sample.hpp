#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "metaqore/artifact.hpp"
#include "metaqore/receipt.hpp"

// Files with all in them that a file can have, as bytes that may be damaged.

namespace metaqore::test {

/// A file, and what is beside it where no engine has closed it.
struct Image {
  std::string file{};
  std::optional<std::string> log{};    ///< `-wal`; an empty one is as good as none
  std::optional<std::string> index{};  ///< the log's, `-shm`
  bool operator==(const Image&) const = default;

  /// What is there.
  static Image of(const std::filesystem::path& path);

  /// In place of whatever is there.
  void write_to(const std::filesystem::path& path) const;
};

/// Where a commit ends in the log, and what the ledger was then.
struct Commit {
  std::size_t end{};
  TreeHead head{};
};

/// The same for equal sizes and seeds.
struct Sample {
  Image closed{};  ///< as its engine left it
  Image open{};    ///< as a crash right before would have left it: its newest part is in the log alone
  TreeHead head{};

  /// Those in the log, in their order, and before them what the file has without it, where its header ends.
  std::vector<Commit> commits{};

  std::vector<std::string> projects{}, artifacts{}, conflicts{};  ///< some of the ids in it
  std::vector<Lineage> lineages{};
  std::vector<ArtifactQuery> begun{};  ///< lists that began when it was smaller, to be gone on with
};

/// At least so many entries, and few more: by several actors and in several traces, in projects of the host's
/// ids and of the library's, artifacts accepted, revised, blocked and converged, with data from a byte to
/// some pages, and what was open and is closed, or opened again. About `in_log` of them are in the log, or
/// fewer where it began anew. REQUIRES: entries >= 100, in_log from 10 up to a half of them.
Sample make_sample(std::size_t entries, std::uint64_t seed, std::size_t in_log = 25);

/// What the ledger of a damaged image may be: what it was; and what it was before the damage in its log,
/// where a loss of power may have left the log like that (doc/format.md): without an index that knows better,
/// and without two whole commits behind the damage.
std::vector<TreeHead> possible_heads(const Sample& sample, const Image& damaged);

}  // namespace metaqore::test
