#pragma once

#include <unistd.h>

#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <stdexcept>
#include <string>
#include <system_error>

namespace metaqore::test {

/// A folder of its own, removed at the end.
class Folder {
 public:
  explicit Folder(const std::filesystem::path& where = std::filesystem::temp_directory_path()) {
    std::string pattern = where / "metaqore-XXXXXX";
    if (mkdtemp(pattern.data()) == nullptr) throw std::runtime_error("no temporary folder");
    path = pattern;
  }
  ~Folder() {
    std::error_code ignored;
    std::filesystem::permissions(path, std::filesystem::perms::owner_all, ignored);
    std::filesystem::remove_all(path, ignored);
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;

  /// Where files are in memory, if there is room in such a place and TMPDIR names no other.
  static std::filesystem::path fast() {
    const char* const memory = "/dev/shm";
    constexpr std::uintmax_t room = 256u << 20;
    std::error_code none;
    const bool fits = std::getenv("TMPDIR") == nullptr && access(memory, W_OK) == 0 &&
                      std::filesystem::space(memory, none).available >= room && !none;
    return fits ? memory : std::filesystem::temp_directory_path();
  }

  std::string operator/(const std::string& name) const { return path / name; }

  std::filesystem::path path;
};

}  // namespace metaqore::test
