#include "json/form/instantiate.hpp"

namespace metaqore {

METAQORE_JSON_FORM(std::vector<std::string>);

}  // namespace metaqore
