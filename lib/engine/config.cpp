#include "metaqore/config.hpp"

#include <fmt/format.h>

#include <cerrno>
#include <cstdlib>
#include <fstream>
#include <system_error>

#include "base/text.hpp"
#include "metaqore/json.hpp"
#include "model/config.hpp"

namespace metaqore {

namespace {

/// As much of it as a configuration may have, and one byte more, by which it is refused.
std::string read_file(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  std::string text(form::bounds<Config>.max_size + 1, '\0');
  in.read(text.data(), static_cast<std::streamsize>(text.size()));
  text.resize(static_cast<std::size_t>(in.gcount()));
  if (!in.is_open() || in.bad()) {
    throw Error(ErrorCode::storage, "config.unreadable",
                fmt::format("the configuration file `{}` cannot be read: {}", base::shown(path),
                            std::generic_category().message(errno)));
  }
  return text;
}

[[noreturn]] void refuse(const char* variable, std::string_view value, std::string_view wanted) {
  throw Error(ErrorCode::invalid_argument, "config.environment",
              fmt::format("the environment variable {} is `{}`; it must be {}", variable, base::shown(value),
                          wanted));
}

std::optional<std::string> variable(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? std::nullopt : std::optional<std::string>(value);
}

void apply_environment(Config& config) {
  constexpr auto mode_name = "METAQORE_GOVERNANCE_MODE", read_only_name = "METAQORE_READ_ONLY";
  if (auto storage = variable("METAQORE_STORAGE")) config.storage = *std::move(storage);
  if (auto organization = variable("METAQORE_ORGANIZATION")) config.organization = *std::move(organization);
  if (const auto mode = variable(mode_name)) {
    config.governance_mode = form::value_of<Mode>(*mode);
    if (!config.governance_mode) refuse(mode_name, *mode, "`strict`");
  }
  if (const auto read_only = variable(read_only_name)) {
    if (*read_only != "true" && *read_only != "false")
      refuse(read_only_name, *read_only, "`true` or `false`");
    config.read_only = *read_only == "true";
  }
}

}  // namespace

Config Config::load(const std::string& file) {
  auto config = file.empty() ? Config{} : from_json<Config>(read_file(file));
  apply_environment(config);
  return config;
}

}  // namespace metaqore
