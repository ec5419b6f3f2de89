#include "json/merge/form.hpp"

#include "json/form/instantiate.hpp"

namespace metaqore {

METAQORE_JSON_FORM(Residual);
METAQORE_JSON_FORM(Merge);
METAQORE_JSON_FORM(Answer);
METAQORE_JSON_FORM(std::vector<Answer>);

}  // namespace metaqore
