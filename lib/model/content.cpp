#include "model/content.hpp"

#include "crypto/sha256.hpp"
#include "json/document.hpp"
#include "json/form/writer.hpp"
#include "requirement/form.hpp"

namespace metaqore {

Candidate Artifact::next() const {
  return {.lineage = lineage,
          .data = data,
          .base = version,
          .depends_on = depends_on,
          .requirements = requirements,
          .paths = paths,
          .metadata = metadata};
}

namespace model {

namespace {

std::string hash_of(form::Writer writer) {
  return crypto::to_hex(crypto::sha256({std::move(writer).finish()}));
}

}  // namespace

std::string content_hash(const Candidate& candidate) {
  form::Writer writer;
  writer.always("data", candidate.data);
  writer.field("depends_on", candidate.depends_on);
  writer.field("metadata", candidate.metadata);
  writer.field("paths", candidate.paths);
  writer.field("requirements", candidate.requirements);
  return hash_of(std::move(writer));
}

std::string declaration_hash(const Candidate& candidate, const std::string& content_hash,
                             const std::string& actor) {
  form::Writer writer;
  writer.always("actor", actor);
  writer.always("content_hash", content_hash);
  writer.always("project_id", candidate.lineage.project_id);
  writer.always("artifact_type", candidate.lineage.artifact_type);
  writer.field("name", candidate.lineage.name);
  writer.field("base", candidate.base);
  writer.nonzero("exact", candidate.exact);
  writer.field("expected_version", candidate.expected_version);
  writer.field("reads", candidate.reads);
  writer.field("id", candidate.id);
  return hash_of(std::move(writer));
}

Artifact to_artifact(const Candidate& candidate) {
  return {.id = candidate.id,
          .lineage = candidate.lineage,
          .data = JsonAccess::wrap(candidate.data.canonical()),
          .base = candidate.base,
          .exact = candidate.exact,
          .expected_version = candidate.expected_version,
          .depends_on = candidate.depends_on,
          .reads = candidate.reads,
          .requirements = candidate.requirements,
          .paths = candidate.paths,
          .metadata = JsonAccess::wrap(candidate.metadata.canonical())};
}

}  // namespace model
}  // namespace metaqore
