#include "json/form/reader.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/text.hpp"
#include "base/time.hpp"

namespace metaqore::form {

namespace {

std::string place(const std::string& path) {
  return path.empty() ? "the document" : fmt::format("`{}`", base::shown(path));
}

std::string details(const std::string& path) {
  json::ObjectWriter object;
  object.member("member", json::quoted(base::shown(path)));
  return std::move(object).finish();
}

}  // namespace

void wrong_type(const std::string& path, std::string_view wanted) {
  throw Error(ErrorCode::invalid_argument, "model.wrong_type",
              fmt::format("{} must be {}", place(path), wanted), details(path));
}

void too_deep(const std::string& path) {
  throw Error(
      ErrorCode::invalid_argument, "json.too_deep",
      fmt::format("arrays and objects in {} nest deeper than `{}`; flatten it", place(path), Json::max_depth),
      details(path));
}

void missing(const std::string& path) {
  throw Error(ErrorCode::invalid_argument, "model.missing_member",
              fmt::format("{} is missing; it has to be given", place(path)), details(path));
}

void unknown_name(const std::string& path, std::string_view name,
                  const std::vector<std::string_view>& known) {
  throw Error(
      ErrorCode::invalid_argument, "model.unknown_value",
      fmt::format("{} is `{}`; it must be one of {}", place(path), base::shown(name), fmt::join(known, ", ")),
      details(path));
}

void unknown_member(const std::string& path, const std::vector<std::string_view>& known) {
  throw Error(
      ErrorCode::invalid_argument, "model.unknown_member",
      fmt::format("unknown member `{}`; the members here are {}", base::shown(path), fmt::join(known, ", ")),
      details(path));
}

void Reader::read_compound(json::Value in, Time& out, const std::string& path) {
  const auto time = base::parse_time(in.string().value_or(""));
  if (!time) wrong_type(path, "a time like `2026-01-31T23:59:59.000001Z`");
  out = *time;
}

void Reader::read_compound(json::Value in, std::chrono::milliseconds& out, const std::string& path) {
  std::uint32_t count = 0;  // of as many bits as every other timeout
  read(in, count, path);
  out = std::chrono::milliseconds(count);
}

}  // namespace metaqore::form
