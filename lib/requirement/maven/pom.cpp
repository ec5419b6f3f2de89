#include "requirement/maven/pom.hpp"

#include <algorithm>
#include <initializer_list>

namespace metaqore::requirement::maven_pom {

namespace {

/// XML 1.0 §2.4.
std::string escaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      default:
        out += c;
    }
  }
  return out;
}

void append(std::string& out, std::string_view element, std::string_view value) {
  if (value.empty()) return;
  out.append("    <").append(element).append(">").append(escaped(value));
  out.append("</").append(element).append(">\n");
}

bool has_scope(const Demand& demand, std::initializer_list<std::string_view> scopes) {
  return std::ranges::any_of(scopes,
                             [&](auto scope) { return std::ranges::count(demand.scopes, scope) > 0; });
}

/// Empty for `compile`, Maven's default, which reaches as far as any other. What only a build needs is on its
/// classpath and is not packaged: `provided`.
std::string_view scope_of(const Demand& demand) {
  if (has_scope(demand, {"runtime", "peer", "optional"})) return "";
  return has_scope(demand, {"build"}) ? "provided" : "test";
}

}  // namespace

ManifestText dependencies(std::span<const Demand> demands) {
  ManifestText manifest{"pom.xml", "<dependencies>\n"};
  for (const auto& demand : demands) {
    auto& out = manifest.text;
    const std::string_view name = demand.name;
    const auto colon = name.find(':');
    out += "  <dependency>\n";
    append(out, "groupId", name.substr(0, colon));
    append(out, "artifactId", colon == name.npos ? "" : name.substr(colon + 1));
    append(out, "version", demand.constraint);
    append(out, "scope", scope_of(demand));
    if (has_scope(demand, {"optional"}) && !has_scope(demand, {"runtime", "peer"}))
      append(out, "optional", "true");
    out += "  </dependency>\n";
  }
  manifest.text += "</dependencies>\n";
  return manifest;
}

}  // namespace metaqore::requirement::maven_pom
