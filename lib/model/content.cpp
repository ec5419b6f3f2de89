#include "model/content.hpp"

#include "crypto/sha256.hpp"
#include "model/writer.hpp"

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

std::string hash_of(Writer writer) { return crypto::to_hex(crypto::sha256({std::move(writer).finish()})); }

}  // namespace

std::string content_hash(const Candidate& candidate) {
  Writer writer;
  writer.always("data", candidate.data);
  writer.field("depends_on", candidate.depends_on);
  writer.field("metadata", candidate.metadata);
  writer.field("paths", candidate.paths);
  writer.field("requirements", candidate.requirements);
  return hash_of(std::move(writer));
}

std::string said_hash(const Candidate& candidate) {
  return crypto::to_hex(crypto::sha256({to_json(candidate)}));
}

std::string declaration_hash(const std::string& said_hash, const std::string& actor) {
  return crypto::to_hex(crypto::sha256({said_hash, actor}));
}

Artifact to_artifact(const Candidate& candidate) {
  return {.id = candidate.id,
          .lineage = candidate.lineage,
          .data = candidate.data,
          .base = candidate.base,
          .expected_version = candidate.expected_version,
          .depends_on = candidate.depends_on,
          .reads = candidate.reads,
          .requirements = candidate.requirements,
          .paths = candidate.paths,
          .metadata = candidate.metadata};
}

}  // namespace model
}  // namespace metaqore
