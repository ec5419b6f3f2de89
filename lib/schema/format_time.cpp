#include <array>

#include "schema/format_rules.hpp"

namespace metaqore::schema {

namespace {

bool take_date(Scan& scan) {
  const auto century = scan.two_digits();
  const auto of_century = scan.two_digits();
  if (century > 99 || of_century > 99 || !scan.take('-')) return false;
  const auto month = scan.two_digits();
  if (month < 1 || month > 12 || !scan.take('-')) return false;
  const auto day = scan.two_digits();
  constexpr std::array<unsigned, 12> days{31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  const bool leap = of_century == 0 ? century % 4 == 0 : of_century % 4 == 0;
  return day >= 1 && day <= days[month - 1] + (leap && month == 2 ? 1 : 0);
}

bool take_time(Scan& scan) {
  const auto hour = scan.two_digits();
  if (hour > 23 || !scan.take(':')) return false;
  const auto minute = scan.two_digits();
  if (minute > 59 || !scan.take(':')) return false;
  const auto second = scan.two_digits();
  if (second > 60 || (scan.take('.') && scan.digits().empty())) return false;
  unsigned universal = 60 * hour + minute;
  if (!scan.take_either('Z', 'z')) {
    const bool ahead = scan.take('+');
    if (!ahead && !scan.take('-')) return false;
    const auto offset_hour = scan.two_digits();
    if (offset_hour > 23 || !scan.take(':')) return false;
    const auto offset_minute = scan.two_digits();
    if (offset_minute > 59) return false;
    const auto offset = 60 * offset_hour + offset_minute;
    universal = (universal + (ahead ? 1440 - offset : offset)) % 1440;
  }
  return second < 60 || universal == 1439;  // leap seconds end a day of UTC
}

/// Counts with these units behind them, each once and in this order, and none between two others left out. At
/// least one.
bool take_counts(Scan& scan, std::string_view units) {
  std::size_t next = std::string_view::npos;  // the only unit that may follow
  bool any = false;
  while (is_digit(scan.next())) {
    scan.digits();
    const auto unit = scan.done() ? std::string_view::npos : units.find(scan.next());
    if (unit == std::string_view::npos || (any && unit != next)) return false;
    scan.take(scan.next());
    next = unit + 1;
    any = true;
  }
  return any;
}

}  // namespace

bool is_date(std::string_view text) {
  Scan scan(text);
  return take_date(scan) && scan.done();
}

bool is_time(std::string_view text) {
  Scan scan(text);
  return take_time(scan) && scan.done();
}

bool is_date_time(std::string_view text) {
  Scan scan(text);
  return take_date(scan) && scan.take_either('T', 't') && take_time(scan) && scan.done();
}

bool is_duration(std::string_view text) {
  Scan scan(text);
  if (!scan.take('P')) return false;
  if (text.ends_with('W')) return !scan.digits().empty() && scan.take('W') && scan.done();
  const bool date = scan.next() != 'T';
  if (date && !take_counts(scan, "YMD")) return false;
  if (scan.take('T') && !take_counts(scan, "HMS")) return false;
  return scan.done();
}

}  // namespace metaqore::schema
