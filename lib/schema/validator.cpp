#include "schema/validator.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace metaqore::schema {

namespace {

constexpr std::uint64_t steps_between_looks = 1'000;
constexpr std::chrono::milliseconds longest_timeout = std::chrono::hours(24);

}  // namespace

Validator::Validator(const Program& program, const ValidationLimits& limits, std::string_view subject)
    : program_(program),
      limits_(limits),
      subject_(subject),
      report_(program, std::max<std::size_t>(limits.max_errors, 1), subject) {
  limits_.max_depth = std::min(limits_.max_depth, max_validation_depth);
  limits_.timeout = std::min(limits_.timeout, longest_timeout);  // so that nothing overflows
  next_look_ = std::min(limits_.max_steps, steps_between_looks - 1) + 1;
}

Validation Validator::validate(const Node& root) {
  Validation result;
  if (apply(program_.root, root, nullptr)) {
    result.valid = true;
    return result;
  }
  explaining_ = true;
  // As many steps again, so that the way to what failed can be gone once more.
  steps_to_decide_ = std::exchange(steps_, 0);
  next_look_ = 0;
  try {
    apply(program_.root, root, nullptr);
  } catch (const Error& error) {
    if (error.reason() != "schema.too_costly" && error.reason() != "schema.too_deep") throw;
    result.truncated = true;
  }
  result.truncated |= report_.is_full();
  result.errors = std::move(report_).take();
  if (result.errors.empty()) {
    result.errors.push_back(
        {.document = program_.resources->address(program_.subschemas[program_.root].site),
         .message =
             fmt::format("{} does not satisfy the schema, and the limits did not let it be found where; "
                         "allow more steps or time, or give less at once",
                         subject_)});
  }
  return result;
}

void Validator::look_at_limits() {
  if (steps_ > limits_.max_steps) {
    throw Error(ErrorCode::invalid_argument, "schema.too_costly",
                fmt::format("the validation takes more than max_steps, `{}`; give smaller data, simplify the "
                            "patterns of the schema, or allow more",
                            limits_.max_steps),
                fmt::format(R"({{"max_steps":{}}})", limits_.max_steps));
  }
  if (limits_.timeout.count() > 0) {
    // Read for the first time here: most validations end before.
    const auto now = std::chrono::steady_clock::now();
    if (!start_) start_ = now;
    if (now - *start_ > limits_.timeout) {
      throw Error(
          ErrorCode::invalid_argument, "schema.too_costly",
          fmt::format("the validation takes longer than timeout, `{}` ms; give smaller data, or simplify "
                      "the schema",
                      limits_.timeout.count()),
          fmt::format(R"({{"timeout_ms":{}}})", limits_.timeout.count()));
    }
  }
  next_look_ = std::min(limits_.max_steps, steps_ + steps_between_looks - 1) + 1;
}

void Validator::refuse_depth() const {
  throw Error(
      ErrorCode::invalid_argument, "schema.too_deep",
      fmt::format(
          "the validation applies schemas inside each other beyond max_depth, `{}`; flatten the data, or "
          "end the recursion of the schema",
          limits_.max_depth),
      fmt::format(R"({{"max_depth":{}}})", limits_.max_depth));
}

bool Validator::apply(Index index, const Node& node, Marks* marks) {
  charge(1);
  const auto& schema = program_.subschemas[index];
  const bool entered = explaining_ && std::exchange(entered_, false);
  if (schema.is_false) {
    const auto says = [&] {
      return fmt::format("is {}, {}", shown_value(node),
                         entered ? "but nothing may stand here" : "which the schema `false` never takes");
    };
    return miss(schema, "", says) && false;
  }
  if (schema.is_type_alone) {
    return (schema.types & type_of_value(node)) != 0 || (miss_type(schema, node) && false);
  }
  if (depth_ == limits_.max_depth) refuse_depth();
  ++depth_;
  const bool enters = !program_.dynamic.empty() && (scopes_.empty() || scopes_.back() != schema.resource);
  if (enters) scopes_.push_back(schema.resource);

  auto unevaluated = none;
  if (std::holds_alternative<Run<Member>>(node.value)) {
    unevaluated = schema.unevaluated_properties;
  } else if (std::holds_alternative<Run<Node>>(node.value)) {
    unevaluated = schema.unevaluated_items;
  }
  const auto before = faults_;
  const bool decided =
      unevaluated == none ? check(schema, node, marks) : apply_marked(schema, node, unevaluated, marks);
  if (enters) scopes_.pop_back();
  --depth_;
  return decided && faults_ == before;
}

bool Validator::check(const Subschema& schema, const Node& node, Marks* marks) {
  if (!check_value(schema, node)) return false;
  switch (type_of_value(node)) {
    case object_type:
      if (schema.objects && !check_object(schema, node, *std::get_if<Run<Member>>(&node.value), marks))
        return false;
      break;
    case array_type:
      if (schema.arrays && !check_array(schema, node, *std::get_if<Run<Node>>(&node.value), marks))
        return false;
      break;
    case string_type:
      if (schema.strings && !check_string(schema, node, *std::get_if<std::string_view>(&node.value)))
        return false;
      break;
    case integer_type:
    case fraction_type:
      if (schema.numbers && !check_number(schema, node)) return false;
      break;
    default:
      break;
  }
  return !schema.in_place || check_in_place(schema, node, marks);
}

// Core §11: what the other keywords have not evaluated, this one does.
bool Validator::apply_marked(const Subschema& schema, const Node& node, Index unevaluated, Marks* outer) {
  const auto* members = std::get_if<Run<Member>>(&node.value);
  const auto size = members != nullptr ? members->size : std::get_if<Run<Node>>(&node.value)->size;
  const auto words = (size + 63) / 64;
  charge(words);
  Marks marks{bits_.size() * 64, size};
  const auto trail_size = trail_.size();
  bits_.resize(bits_.size() + words);
  const auto before = faults_;
  // While explaining, what some keyword looked at is evaluated even where it does not hold: once mended, it
  // is.
  const bool decided = check(schema, node, &marks) && (explaining_ || faults_ == before) &&
                       check_rest(node, unevaluated, marks);
  bits_.resize(marks.first / 64);
  trail_.resize(trail_size);
  if (decided && outer != nullptr) mark_all(*outer);
  return decided;
}

bool Validator::check_rest(const Node& node, Index unevaluated, Marks& marks) {
  const auto* members = std::get_if<Run<Member>>(&node.value);
  for (std::size_t at = 0; at < marks.size; ++at) {
    charge(1);
    if (is_marked(marks, at)) continue;
    const bool holds = members != nullptr ? apply_member(unevaluated, members->first[at])
                                          : apply_item(unevaluated, *std::get_if<Run<Node>>(&node.value), at);
    if (!holds && !goes_on()) return false;
  }
  return true;
}

bool Validator::matches(Index index, const Node& node, Marks* marks) {
  const bool was_explaining = std::exchange(explaining_, false);
  const auto before = faults_;
  const auto trail_size = trail_.size();
  const bool holds = apply(index, node, marks);
  explaining_ = was_explaining;
  faults_ = before;
  if (!holds) unmark(trail_size);
  return holds;
}

bool Validator::apply_member(Index index, const Member& member) {
  if (!explaining_) return apply(index, member.value, nullptr);
  way_.push_back({&member.name, 0});
  entered_ = true;
  const bool holds = apply(index, member.value, nullptr);
  way_.pop_back();
  return holds;
}

bool Validator::apply_item(Index index, const Run<Node>& items, std::size_t position) {
  if (!explaining_) return apply(index, items.first[position], nullptr);
  way_.push_back({nullptr, position});
  entered_ = true;
  const bool holds = apply(index, items.first[position], nullptr);
  way_.pop_back();
  return holds;
}

void Validator::mark(Marks& marks, std::size_t position) {
  const auto bit = marks.first + position;
  auto& word = bits_[bit / 64];
  const auto mask = std::uint64_t{1} << bit % 64;
  if ((word & mask) != 0) return;
  word |= mask;
  trail_.push_back(bit);
}

void Validator::mark_all(Marks& marks) {
  charge(marks.size);
  for (std::size_t at = 0; at < marks.size; ++at) mark(marks, at);
}

bool Validator::is_marked(const Marks& marks, std::size_t position) const {
  const auto bit = marks.first + position;
  return (bits_[bit / 64] >> bit % 64 & 1) != 0;
}

void Validator::unmark(std::size_t trail_size) {
  for (auto at = trail_size; at < trail_.size(); ++at) {
    bits_[trail_[at] / 64] &= ~(std::uint64_t{1} << trail_[at] % 64);
  }
  trail_.resize(trail_size);
}

}  // namespace metaqore::schema
