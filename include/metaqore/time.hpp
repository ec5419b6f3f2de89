#pragma once

#include <chrono>

namespace metaqore {

/// UTC, exact to the microsecond. In JSON: RFC 3339 with six digits of seconds and `Z`.
///
/// Times in the ledger never run backwards. Where a host's clock is behind the last entry, because one of
/// them is wrong, they go on from that entry's time by what passes on this clock, until it is ahead again; an
/// engine that opens the file anew begins at the last entry. A clock that is more than a minute behind is
/// told to the host's log, once for each engine. Whoever needs the true time of an entry asks a clock of his
/// own.
using Time = std::chrono::sys_time<std::chrono::microseconds>;

}  // namespace metaqore
