#include "base/time.hpp"

#include <fmt/format.h>

#include <charconv>
#include <cstdint>

namespace metaqore::base {

namespace {

using namespace std::chrono;

/// `count` digits at the front of `text`, which is advanced over them and over `separator`.
std::optional<int> digits(std::string_view& text, std::size_t count, char separator) {
  if (text.size() <= count || text[count] != separator) return std::nullopt;
  if (text.find_first_not_of("0123456789") < count) return std::nullopt;
  int value = 0;
  std::from_chars(text.data(), text.data() + count, value);
  text.remove_prefix(count + 1);
  return value;
}

}  // namespace

std::string format_time(Time time) {
  const auto day = floor<days>(time);
  const year_month_day date{day};
  const hh_mm_ss clock{time - day};
  const auto year = static_cast<int>(date.year());
  if (year < 0 || year > 9'999) {  // which no entry has
    return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:06}Z", year,
                       static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                       clock.hours().count(), clock.minutes().count(), clock.seconds().count(),
                       clock.subseconds().count());
  }
  std::string text = "0000-00-00T00:00:00.000000Z";
  const auto put = [&](std::size_t end, std::int64_t value) {  // digits up to, not including, `end`
    for (; value > 0; value /= 10) text[--end] = static_cast<char>('0' + value % 10);
  };
  put(4, year);
  put(7, static_cast<unsigned>(date.month()));
  put(10, static_cast<unsigned>(date.day()));
  put(13, clock.hours().count());
  put(16, clock.minutes().count());
  put(19, clock.seconds().count());
  put(26, clock.subseconds().count());
  return text;
}

std::optional<Time> parse_time(std::string_view text) {
  const auto y = digits(text, 4, '-'), m = digits(text, 2, '-'), d = digits(text, 2, 'T');
  const auto hour = digits(text, 2, ':'), minute = digits(text, 2, ':'), second = digits(text, 2, '.');
  const auto micro = digits(text, 6, 'Z');
  if (!y || !m || !d || !hour || !minute || !second || !micro || !text.empty()) return std::nullopt;
  const year_month_day date{year{*y}, month{static_cast<unsigned>(*m)}, day{static_cast<unsigned>(*d)}};
  if (!date.ok() || *hour > 23 || *minute > 59 || *second > 59) return std::nullopt;
  return sys_days{date} + hours{*hour} + minutes{*minute} + seconds{*second} + microseconds{*micro};
}

}  // namespace metaqore::base
