#include <fmt/format.h>

#include "base/text.hpp"
#include "metaqore/decision.hpp"

namespace metaqore {

std::string Decision::text() const {
  const auto& [project_id, type, name] = artifact.lineage;
  const auto lineage = fmt::format("`{}`", base::on_one_line(name.empty() ? type : type + "/" + name));
  if (effect == Effect::next_version) return fmt::format("{} is version {}", lineage, artifact.version);
  if (effect == Effect::converged) {
    return fmt::format("{} says what version {} says already", lineage, artifact.version);
  }
  auto text =
      fmt::format("the candidate for {} is {}", lineage, effect == Effect::blocked ? "blocked" : "refused");
  for (const auto& conflict : conflicts)
    text += (&conflict == &conflicts.front() ? ": " : "; ") + base::on_one_line(conflict.description);
  return text;
}

const Artifact& Decision::accepted() const {
  if (verdict != Verdict::accepted) throw ConflictDetectedError(*this);
  return artifact;
}

ConflictDetectedError::ConflictDetectedError(Decision decision)
    : Error(ErrorCode::denied, "psmp.conflict_detected", decision.text()),
      decision_(std::make_shared<const Decision>(std::move(decision))) {}

}  // namespace metaqore
