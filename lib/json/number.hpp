#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

namespace metaqore::json {

enum class NumberFault { integer_out_of_range, not_finite };

using Number = std::variant<std::int64_t, std::uint64_t, double, NumberFault>;

/// The value of a number literal. REQUIRES: the grammar of RFC 8259 §6.
///
/// Integer literals are exact over int64 and uint64; beyond that they are a double if they are its canonical
/// text, else integer_out_of_range. Literals with a fraction or exponent are the nearest double, 0 where that
/// is too small for one, and not_finite where it is too large. A double whose canonical text is an integer of
/// 64 bits is that integer: `1.0` is 1, as is `-0` 0.
Number read_number(std::string_view literal);

/// Appends json::number(value).
void append_number(std::string& out, double value);

}  // namespace metaqore::json
