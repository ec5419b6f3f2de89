#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "support/sample.hpp"

namespace metaqore::test {

/// What was asked, and what was said.
struct Reply {
  std::string question{};
  std::string text{};
  bool operator==(const Reply&) const = default;
};

/// Asks a file for everything, and holds what is said against what the sound file says.
class Examiner {
 public:
  /// Keeps references; `folder` is where files are laid to be asked. Throws std::logic_error where the sound
  /// file itself is at fault.
  Examiner(const Sample& sample, const std::filesystem::path& folder);

  /// The law that a damaged sample breaks, in words; empty where all hold: whatever is asked is answered, or
  /// refused by an error that says so; every list ends; and where verification finds no fault, the answers
  /// are those of the sound file. A crash, and a call that does not end, are left to the caller. Where it is
  /// not opened for reading only, it is written to as well.
  std::string fault_of(const Image& image, bool read_only) const;

 private:
  const Sample& sample_;
  std::filesystem::path path_;
  std::vector<Reply> sound_reading_;  // while it is read
  std::vector<Reply> sound_writing_;  // then, when it is written to
};

}  // namespace metaqore::test
