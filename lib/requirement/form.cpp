#include "requirement/form.hpp"

#include "json/form/instantiate.hpp"

namespace metaqore {

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

}  // namespace metaqore
