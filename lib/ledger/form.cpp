#include "ledger/form.hpp"

#include "json/form/instantiate.hpp"

namespace metaqore {

METAQORE_JSON_FORM(TreeHead);
METAQORE_JSON_FORM(Receipt);
METAQORE_JSON_FORM(Entry);
METAQORE_JSON_FORM(EntryQuery);
METAQORE_JSON_FORM(std::vector<Entry>);
METAQORE_JSON_FORM(Verification);

}  // namespace metaqore
