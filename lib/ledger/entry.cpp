#include "ledger/entry.hpp"

#include <fmt/format.h>

#include <array>
#include <utility>

#include "base/time.hpp"
#include "json/document.hpp"
#include "ledger/damage.hpp"

namespace metaqore::ledger {

namespace {

using Text = std::pair<std::string_view, std::string Entry::*>;
using Number = std::pair<std::string_view, std::uint64_t Entry::*>;
using Optional = std::pair<std::string_view, std::optional<std::uint64_t> Entry::*>;

constexpr std::array texts{
    Text{"type", &Entry::type},         Text{"action", &Entry::action},
    Text{"actor", &Entry::actor},       Text{"on_behalf_of", &Entry::on_behalf_of},
    Text{"role", &Entry::role},         Text{"verdict", &Entry::verdict},
    Text{"severity", &Entry::severity}, Text{"project", &Entry::project},
    Text{"resource", &Entry::resource}, Text{"before", &Entry::before},
    Text{"after", &Entry::after},       Text{"settings", &Entry::settings},
    Text{"trace", &Entry::trace},
};
constexpr std::array numbers{
    Number{"sequence", &Entry::sequence},
    Number{"operation", &Entry::operation},
    Number{"epoch", &Entry::epoch},
};
constexpr std::array optionals{
    Optional{"project_number", &Entry::project_number},
    Optional{"trace_number", &Entry::trace_number},
};

std::string write(const Entry& entry) {
  json::ObjectWriter object;
  for (const auto& [name, field] : numbers) object.member(name, fmt::to_string(entry.*field));
  for (const auto& [name, field] : optionals) {
    if (entry.*field) object.member(name, fmt::to_string(*(entry.*field)));
  }
  if (entry.rules != 0) object.member("rules", fmt::to_string(entry.rules));
  object.member("time", json::quoted(base::format_time(entry.time)));
  for (const auto& [name, field] : texts) {
    if (!(entry.*field).empty()) object.member(name, json::quoted(entry.*field));
  }
  return std::move(object).finish();
}

}  // namespace

std::string encode(const Entry& entry) {
  auto bytes = write(entry);
  if (bytes.size() > max_entry_size) {
    throw Error(ErrorCode::internal, "ledger.entry_too_large",
                fmt::format("a ledger entry of `{}` bytes; at most {} fit", bytes.size(), max_entry_size));
  }
  return bytes;
}

Entry decode(std::string bytes) {
  Entry entry;
  try {
    const json::Document document(bytes);
    const auto object = document.root();
    for (const auto& [name, field] : numbers) {
      if (const auto value = object.find(name)) entry.*field = value->unsigned_integer().value_or(0);
    }
    for (const auto& [name, field] : optionals) {
      if (const auto value = object.find(name)) entry.*field = value->unsigned_integer();
    }
    if (const auto value = object.find("rules")) entry.rules = value->unsigned_integer().value_or(0);
    for (const auto& [name, field] : texts) {
      if (const auto value = object.find(name)) entry.*field = value->string().value_or("");
    }
    if (const auto time = object.find("time")) {
      entry.time = base::parse_time(time->string().value_or("")).value_or(Time{});
    }
  } catch (const Error&) {
    entry = {};  // told apart below like any other difference
  }
  if (bytes.size() > max_entry_size || write(entry) != bytes)
    throw damaged("ledger.entry_damaged",
                  "a stored ledger entry is not in the form that this library writes");
  entry.bytes = std::move(bytes);
  return entry;
}

Entry decode(std::string bytes, std::uint64_t sequence) {
  auto entry = decode(std::move(bytes));
  if (entry.sequence != sequence || entry.operation > sequence) {
    throw damaged("ledger.entry_damaged",
                  fmt::format("in the place of ledger entry `{}` there is entry `{}` of operation `{}`",
                              sequence, entry.sequence, entry.operation));
  }
  return entry;
}

crypto::Hash row_digest(std::string_view salt, std::string_view kind, std::string_view body,
                        const crypto::Hash& payload_hash) {
  return crypto::sha256({"\2", salt, kind, body, payload_hash.view()});
}

}  // namespace metaqore::ledger
