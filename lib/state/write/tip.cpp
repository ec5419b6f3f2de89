#include "state/write/tip.hpp"

#include <algorithm>

#include "state/view/history.hpp"

namespace metaqore::state {

Tip read_tip(storage::Reader& reader) {
  const auto size = reader.size();
  if (size == 0) return {};
  const auto last = entry_at(reader, size - 1);
  Tip tip;
  tip.tree = read_frontier(reader, size);
  tip.time = last.time;
  tip.settings_digest = last.settings;
  if (const auto row = reader.get(std::vector{SettingsRow::key()}).front())
    tip.settings = decode<SettingsRow>(*row);
  return tip;
}

Time next_time(Tip& tip, Time now) {
  using namespace std::chrono;
  constexpr Time last = sys_days{year{10'000} / 1 / 1} - Time::duration{1};
  tip.ahead = now < tip.time ? std::max(tip.ahead, tip.time - now) : Time::duration::zero();
  return std::min(now + tip.ahead, last);
}

}  // namespace metaqore::state
