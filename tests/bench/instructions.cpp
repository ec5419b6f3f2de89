#include <fmt/format.h>
#include <unistd.h>

#include <array>
#include <charconv>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <map>
#include <stdexcept>
#include <string>
#include <string_view>

#include "bench.hpp"
#include "support/folder.hpp"
#include "work.hpp"

namespace metaqore::bench {

namespace {

/// What a command prints. Throws where it fails.
std::string output_of(const std::string& command) {
  std::FILE* out = popen(command.c_str(), "r");
  if (out == nullptr) throw std::runtime_error("popen failed");
  std::string text;
  std::array<char, 4096> buffer;
  for (std::size_t size; (size = std::fread(buffer.data(), 1, buffer.size(), out)) > 0;)
    text.append(buffer.data(), size);
  if (pclose(out) != 0) throw std::runtime_error(command + " failed");
  return text;
}

std::uint64_t last_number(const std::string& line) {
  return std::strtoull(line.c_str() + line.rfind(' '), nullptr, 10);
}

struct Cost {
  std::uint64_t all = 0, inside = 0;
};

/// What was counted, and how much of it in calls of the function whose name contains `function`: the format
/// is told at valgrind.org/docs/manual/cl-format.html.
Cost read_profile(const std::string& path, const std::string& function) {
  std::ifstream profile(path);
  std::map<std::string, bool> is_it;  // by the number of a name, which has it beside it where it comes first
  Cost cost;
  bool calls_it = false;
  for (std::string line; std::getline(profile, line);) {
    if (line.starts_with("totals: ")) cost.all = last_number(line);
    const bool callee = line.starts_with("cfn=");
    if (callee || line.starts_with("fn=")) {
      const auto from = line.find('('), to = line.find(')');
      const auto number = line.substr(from, to - from);
      if (to + 1 < line.size()) is_it[number] = line.find(function) != std::string::npos;
      if (callee) calls_it = is_it[number];
    } else if (line.starts_with("calls=")) {
      std::getline(profile, line);  // where it is called, and what the calls cost
      if (calls_it) cost.inside += last_number(line);
    }
  }
  if (cost.all == 0) throw std::runtime_error("nothing was counted in " + path);
  return cost;
}

}  // namespace

/// What a call costs in instructions outside of SHA-256, and in blocks of SHA-256: neither depends on how
/// fast the machine is, nor on which instructions it has for SHA-256. Valgrind has none, so that the latter
/// are counted by themselves.
void instructions(Bench& bench) {
  if (std::system("command -v valgrind >/dev/null") != 0) {
    std::puts("instructions: valgrind is not installed (apt install valgrind); nothing is counted");
    return;
  }
  struct Bound {
    const char* work;
    double instructions, blocks;
  };
  constexpr std::array bounds{Bound{"declare", 225'000, 70}, Bound{"get", 150'000, 0},
                              Bound{"head", 155'000, 0}, Bound{"verified_entry", 120'000, 50}};
  const test::Folder folder;
  std::array<char, 4096> self{};
  if (readlink("/proc/self/exe", self.data(), self.size() - 1) < 0)
    throw std::runtime_error("readlink failed");
  for (const auto& [work, most_instructions, most_blocks] : bounds) {
    const auto profile = folder / work;
    const int calls = std::string_view(work) == "verified_entry" ? 1 : 100;  // beside 1,000 artifacts
    const auto said =
        output_of(fmt::format("valgrind --tool=callgrind --callgrind-out-file='{}' "
                              "'--toggle-collect=*Works::measured*' '{}' --work {} "
                              "{} 2>'{}.log'",
                              profile, self.data(), work, calls, profile));
    char* rest = nullptr;
    const double blocks = std::strtod(said.c_str(), &rest);
    const double units = std::strtod(rest, nullptr);
    const auto [all, inside] = read_profile(profile, "metaqore::crypto::sha256(");
    bench.at_most(fmt::format("{}_instructions", work), static_cast<double>(all - inside) / units,
                  most_instructions);
    bench.at_most(fmt::format("{}_sha256_blocks", work), blocks / units, most_blocks);
  }
}

}  // namespace metaqore::bench
