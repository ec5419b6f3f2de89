#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/environment.hpp"

namespace metaqore::base {

/// The prefix of an id says of what kind it is.
namespace prefix {
inline constexpr std::string_view project = "proj_";
inline constexpr std::string_view artifact = "art_";
inline constexpr std::string_view conflict = "conf_";
inline constexpr std::string_view actor = "actr_";
}  // namespace prefix

/// A TypeID (github.com/jetify-com/typeid/tree/main/spec): the prefix, then a UUIDv7 (RFC 9562 §5.7) in 26
/// characters of Crockford's base 32. Ids sort by the microsecond they were made in (§6.2, method 3), then by
/// `counter`, of which ten bits count (method 1); 52 bits are random.
std::string make_id(std::string_view prefix, Time time, std::uint64_t counter, Random& random);

}  // namespace metaqore::base
