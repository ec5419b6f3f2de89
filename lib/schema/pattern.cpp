#include "schema/pattern.hpp"

#include <fmt/format.h>
#include <re2/re2.h>

#include <algorithm>
#include <optional>
#include <string>

#include "base/text.hpp"
#include "metaqore/error.hpp"
#include "schema/pattern_parser.hpp"

namespace metaqore::schema {

namespace {

[[noreturn]] void refuse(std::string_view ecma, const PatternFault& fault) {
  throw Error(ErrorCode::invalid_argument, "schema.pattern",
              fmt::format("{} at offset {} of the pattern `{}`; {}", fault.what, fault.offset,
                          base::shown(ecma), fault.remedy),
              fmt::format(R"({{"offset":{}}})", fault.offset));
}

RE2::Options options(std::int64_t memory) {
  RE2::Options options;
  options.set_log_errors(false);
  options.set_never_capture(true);
  options.set_max_mem(memory);
  return options;
}

}  // namespace

struct Pattern::Impl {
  Impl(const std::string& text, std::int64_t memory) : re2(text, options(memory)) {
    // RE2 may match backwards. That program is made when it is first needed, or here, where it can be
    // refused.
    if (re2.ok()) reverse_size = re2.ReverseProgramSize();
  }
  bool fits() const { return re2.ok() && reverse_size >= 0; }

  RE2 re2;
  int reverse_size = -1;
  std::uint64_t under_way = 0;  ///< instructions at one character, at most
};

// A program takes what it takes, and the states that are kept of it the rest of the memory: few patterns need
// more than the smaller amount, so that thousands of patterns can be held.
Pattern::Pattern(std::string_view ecma) {
  constexpr std::int64_t little = 256 << 10, much = 4 << 20;
  if (const auto offset = base::find_invalid_utf8(ecma)) {
    refuse(ecma, {*offset, "a byte that is not valid UTF-8 stands", "encode it as UTF-8"});
  }
  ParsedPattern parsed;
  try {
    parsed = parse_pattern(ecma);
  } catch (const PatternFault& fault) {
    refuse(ecma, fault);
  }
  if (parsed.beyond) refuse(ecma, *parsed.beyond);
  // RE2 looks for `\B` between any two bytes. Only the start of a match may be inside of a character.
  if (parsed.inside_words) parsed.re2 = fmt::format("\\A(?s:.)*(?:{})", parsed.re2);
  auto impl = std::make_shared<Impl>(parsed.re2, little);
  if (!impl->fits()) impl = std::make_shared<Impl>(parsed.re2, much);
  if (!impl->fits()) {
    const bool repeats = impl->re2.error_code() == RE2::ErrorRepeatSize;
    refuse(ecma, {0,
                  repeats ? fmt::format("repetitions inside each other exceed `{}`", max_pattern_repetition)
                          : "too large a pattern begins",
                  "repeat less, or say the length by `maxLength`"});
  }
  const auto program = static_cast<std::uint64_t>(std::max(impl->re2.ProgramSize(), impl->reverse_size));
  impl->under_way =
      parsed.shape.at_start && !parsed.inside_words ? std::min(program, parsed.shape.width) : program;
  impl_ = std::move(impl);
}

bool Pattern::matches(std::string_view text) const {
  return impl_->re2.Match(re2::StringPiece(text.data(), text.size()), 0, text.size(), RE2::UNANCHORED,
                          nullptr, 0);
}

std::uint64_t Pattern::cost(std::size_t text_size) const noexcept {
  return 1 + text_size * std::max<std::uint64_t>(impl_->under_way, 4) / 16;
}

std::uint64_t Pattern::size() const noexcept {
  return static_cast<std::uint64_t>(impl_->re2.ProgramSize()) +
         static_cast<std::uint64_t>(impl_->reverse_size);
}

bool is_ecma_pattern(std::string_view text) {
  try {
    parse_pattern(text);
    return true;
  } catch (const PatternFault&) {
    return false;
  }
}

}  // namespace metaqore::schema
