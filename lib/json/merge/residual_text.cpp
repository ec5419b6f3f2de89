#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <vector>

#include "base/text.hpp"
#include "json/apart.hpp"
#include "json/tree.hpp"
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

/// What stands in each of the documents, so that no two read alike that are not; empty where nothing does.
struct Shown {
  std::string base{}, ours{}, theirs{};
  std::string place{};  ///< where they differ, of what is too large to be seen as a whole
};

Shown shown(const Residual& it) {
  std::vector<std::string> forms;
  for (const auto* value : {&it.base, &it.ours, &it.theirs}) {
    if (*value) forms.push_back((*value)->canonical());
  }
  const auto texts = json::shown_apart({forms.begin(), forms.end()});
  Shown shown;
  auto text = texts.begin();
  if (it.base) shown.base = *text++;
  if (it.ours) shown.ours = *text++;
  if (it.theirs) shown.theirs = *text++;

  const auto& one = it.ours ? it.ours : it.base;
  const auto& other = it.theirs ? it.theirs : it.base;
  const bool is_cut = std::ranges::any_of(forms, json::is_shown_cut);
  if (!is_cut || !one || !other) return shown;
  const json::Tree left(one->text()), right(other->text());
  json::Difference difference;
  if (json::differ(left.root(), right.root(), difference) && !difference.way.empty()) {
    shown.place = it.pointer + difference.pointer();
  }
  return shown;
}

std::string what_was_made(const std::optional<Json>& value, const std::string& shown) {
  return value ? fmt::format("made it `{}`", shown) : "removed it";
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
  const auto values = shown(*this);
  auto text = fmt::format("{} {}{}: {} {}, {} {}; {}",
                          pointer.empty() ? "the document" : fmt::format("`{}`", base::shown(pointer)),
                          what_happened(kind), faults, our_side, what_was_made(ours, values.ours), their_side,
                          what_was_made(theirs, values.theirs),
                          !base                         ? "it is new"
                          : kind == ResidualKind::order ? fmt::format("it stands as `{}`", values.base)
                                                        : fmt::format("it was `{}`", values.base));
  if (!values.place.empty()) text += fmt::format("; they differ from `{}` on", base::shown(values.place));
  return text;
}

}  // namespace metaqore
