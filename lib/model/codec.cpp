#include "model/reader.hpp"
#include "model/writer.hpp"

namespace metaqore {

template <class T>
T from_json(std::string_view text) {
  return model::read<T>(text);
}

template <class T>
std::string to_json(const T& value) {
  return model::Writer::write(value);
}

#define METAQORE_JSON_FORM(...)                                  \
  template METAQORE_API __VA_ARGS__ from_json(std::string_view); \
  template METAQORE_API std::string to_json(const __VA_ARGS__&)

METAQORE_JSON_FORM(TreeHead);
METAQORE_JSON_FORM(Receipt);
METAQORE_JSON_FORM(Entry);
METAQORE_JSON_FORM(EntryQuery);
METAQORE_JSON_FORM(std::vector<Entry>);
METAQORE_JSON_FORM(Verification);
METAQORE_JSON_FORM(Project);
METAQORE_JSON_FORM(std::vector<std::string>);
METAQORE_JSON_FORM(Requirement);
METAQORE_JSON_FORM(OwnedRequirement);
METAQORE_JSON_FORM(SharingRule);
METAQORE_JSON_FORM(std::vector<SharingRule>);
METAQORE_JSON_FORM(AvailableVersions);
METAQORE_JSON_FORM(AnalysisRequest);
METAQORE_JSON_FORM(Relaxation);
METAQORE_JSON_FORM(WayOut);
METAQORE_JSON_FORM(Clash);
METAQORE_JSON_FORM(PackageDemand);
METAQORE_JSON_FORM(Manifest);
METAQORE_JSON_FORM(Analysis);
METAQORE_JSON_FORM(Residual);
METAQORE_JSON_FORM(Merge);
METAQORE_JSON_FORM(Answer);
METAQORE_JSON_FORM(std::vector<Answer>);
METAQORE_JSON_FORM(SchemaDocument);
METAQORE_JSON_FORM(SchemaOptions);
METAQORE_JSON_FORM(ValidationLimits);
METAQORE_JSON_FORM(SchemaError);
METAQORE_JSON_FORM(Validation);
METAQORE_JSON_FORM(Candidate);
METAQORE_JSON_FORM(Artifact);
METAQORE_JSON_FORM(Conflict);
METAQORE_JSON_FORM(Decision);
METAQORE_JSON_FORM(Config);
METAQORE_JSON_FORM(ProjectQuery);
METAQORE_JSON_FORM(ArtifactQuery);
METAQORE_JSON_FORM(ConflictQuery);
METAQORE_JSON_FORM(Page<Project>);
METAQORE_JSON_FORM(Page<Artifact>);
METAQORE_JSON_FORM(Page<Conflict>);

#undef METAQORE_JSON_FORM

}  // namespace metaqore
