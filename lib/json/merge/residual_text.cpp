#include <fmt/format.h>

#include "base/text.hpp"
#include "metaqore/json_merge.hpp"

namespace metaqore {

namespace {

std::string_view what_happened(ResidualKind kind) {
  switch (kind) {
    case ResidualKind::edit_edit:
      return "was changed on both sides";
    case ResidualKind::add_add:
      return "was added on both sides, and not alike";
    case ResidualKind::delete_edit:
      return "was removed on one side and changed on the other";
    case ResidualKind::type_change:
      return "was given another type";
    case ResidualKind::array:
      return "was changed on both sides in ways that its policy does not bring together";
    case ResidualKind::order:
      return "was put in an order of its own on both sides";
    case ResidualKind::key_invalid:
      return "is not the array that its policy needs";
  }
  return "could not be merged";
}

std::string what_was_made(const std::optional<Json>& value) {
  return value ? fmt::format("made it `{}`", base::shown(value->text())) : "removed it";
}

std::string who(const std::string& actor, std::string_view side) {
  return actor.empty() ? std::string(side) : fmt::format("`{}`", base::shown(actor));
}

}  // namespace

std::string Residual::text() const {
  const auto our_side = who(ours_actor, "our side"), their_side = who(theirs_actor, "their side");
  std::string faults;
  const auto add_fault = [&](std::string_view of, const std::string& fault) {
    if (!fault.empty()) faults += fmt::format("{}of {} {}", faults.empty() ? " (" : "; ", of, fault);
  };
  add_fault("the base", base_fault);
  add_fault(our_side, ours_fault);
  add_fault(their_side, theirs_fault);
  if (!faults.empty()) faults += ')';
  return fmt::format(
      "{} {}{}: {} {}, {} {}; {}",
      pointer.empty() ? "the document" : fmt::format("`{}`", base::shown(pointer)), what_happened(kind),
      faults, our_side, what_was_made(ours), their_side, what_was_made(theirs),
      !base                         ? "it is new"
      : kind == ResidualKind::order ? fmt::format("it stands as `{}`", base::shown(base->text()))
                                    : fmt::format("it was `{}`", base::shown(base->text())));
}

}  // namespace metaqore
