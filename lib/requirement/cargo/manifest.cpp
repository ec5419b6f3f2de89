#include "requirement/cargo/manifest.hpp"

#include <vector>

#include "json/document.hpp"
#include "requirement/semver/scopes.hpp"
#include "requirement/text.hpp"

namespace metaqore::requirement::cargo_ranges {

namespace {

using semver::has_scope;

constexpr bool is_bare(char c) noexcept { return is_digit(c) || is_letter(c) || c == '-' || c == '_'; }

/// A key of TOML: bare where it can be. JSON's strings are TOML's basic strings.
std::string toml_key(std::string_view text) {
  for (const char c : text) {
    if (!is_bare(c)) return json::quoted(text);
  }
  return text.empty() ? "\"\"" : std::string(text);
}

bool in_table(const Demand& demand, std::string_view table) {
  const bool linked =
      has_scope(demand, "runtime") || has_scope(demand, "peer") || has_scope(demand, "optional");
  if (table == "dependencies") return linked;
  if (table == "build-dependencies") return has_scope(demand, "build");
  // What is linked is there for the tests too.
  return !linked && (has_scope(demand, "dev") || !has_scope(demand, "build"));
}

std::string line(const Demand& demand, std::string_view table) {
  const auto version = json::quoted(demand.constraint.empty() ? "*" : demand.constraint);
  const bool is_optional =
      table == "dependencies" && !has_scope(demand, "runtime") && !has_scope(demand, "peer");
  std::string out = toml_key(demand.name) + " = ";
  if (demand.extras.empty() && !is_optional) return out + version + "\n";
  out += "{ version = " + version;
  const char* separator = ", features = [";
  for (const auto& feature : demand.extras) {
    (out += separator) += json::quoted(feature);
    separator = ", ";
  }
  if (!demand.extras.empty()) out += ']';
  if (is_optional) out += ", optional = true";
  return out + " }\n";
}

}  // namespace

std::string manifest(std::span<const Demand> demands) {
  std::vector<std::string_view> markers{""};
  for (const auto& demand : demands) {
    if (std::ranges::find(markers, demand.marker) == markers.end()) markers.push_back(demand.marker);
  }
  std::string out;
  for (const auto marker : markers) {
    for (const std::string_view table : {"dependencies", "dev-dependencies", "build-dependencies"}) {
      std::string lines;
      for (const auto& demand : demands) {
        if (demand.marker == marker && in_table(demand, table)) lines += line(demand, table);
      }
      if (lines.empty()) continue;
      if (!out.empty()) out += '\n';
      out += '[';
      if (!marker.empty()) ((out += "target.'") += marker) += "'.";
      ((out += table) += "]\n") += lines;
    }
  }
  return out;
}

// Cargo reference, "Platform specific dependencies". The conditions themselves are Cargo's to judge.
std::string marker(std::string_view text) {
  const Refusal refuse{"cargo", "marker", text};
  constexpr auto remedy = "write it like `cfg(unix)` or `x86_64-pc-windows-gnu`";
  Scanner scan(text);
  const bool is_cfg = scan.take("cfg(");
  std::size_t open = is_cfg ? 1 : 0;
  bool quoted = false;
  for (; !scan.done(); scan.next()) {
    const char c = scan.peek();
    const bool fits = is_cfg ? c >= ' ' && c <= '~' && c != '\'' && c != '\\' : is_bare(c) || c == '.';
    if (!fits) refuse(scan.at(), "the character is not expected", remedy);
    if (is_cfg && open == 0) refuse(scan.at(), "the condition should end here", remedy);
    if (c == '"') quoted = !quoted;
    if (!quoted && c == '(') ++open;
    if (!quoted && c == ')') --open;
  }
  if (open > 0 || quoted) refuse(scan.at(), "`)` is expected", remedy);
  return std::string(text);
}

}  // namespace metaqore::requirement::cargo_ranges
