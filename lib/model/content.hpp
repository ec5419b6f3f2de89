#pragma once

#include <string>

#include "metaqore/artifact.hpp"

namespace metaqore::model {

/// SHA-256, hex, of the RFC 8785 form of an object with the members data, depends_on, metadata, paths and
/// requirements, those that are empty left out (data never). Equal content has equal hashes, whoever says it.
std::string content_hash(const Candidate& candidate);

/// SHA-256, hex, of the RFC 8785 form of the content's hash, the rest of the candidate, and who declared it:
/// equal for a repeated call.
std::string declaration_hash(const Candidate& candidate, const std::string& content_hash,
                             const std::string& actor);

/// The blank artifact of a candidate: what it says, with its JSON in canonical form, and
/// neither outcome nor author.
Artifact to_artifact(const Candidate& candidate);

}  // namespace metaqore::model
