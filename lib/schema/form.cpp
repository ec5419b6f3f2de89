#include "schema/form.hpp"

#include "json/form/instantiate.hpp"

namespace metaqore {

METAQORE_JSON_FORM(SchemaDocument);
METAQORE_JSON_FORM(SchemaOptions);
METAQORE_JSON_FORM(ValidationLimits);
METAQORE_JSON_FORM(SchemaError);
METAQORE_JSON_FORM(Validation);

}  // namespace metaqore
