#include "ledger/entry.hpp"

#include <fmt/format.h>

#include <charconv>
#include <optional>
#include <string_view>
#include <utility>

#include "base/time.hpp"
#include "json/canonical.hpp"
#include "json/members.hpp"
#include "ledger/damage.hpp"

namespace metaqore::ledger {

namespace {

/// Shows a visitor each member with its name, in the order of RFC 8785.
template <class Visitor, class T>
void each_member(T& entry, Visitor& visitor) {
  visitor.text("action", entry.action);
  visitor.text("actor", entry.actor);
  visitor.text("after", entry.after);
  visitor.text("before", entry.before);
  visitor.number("epoch", entry.epoch);
  visitor.text("on_behalf_of", entry.on_behalf_of);
  visitor.number("operation", entry.operation);
  visitor.text("project", entry.project);
  visitor.optional("project_number", entry.project_number);
  visitor.text("resource", entry.resource);
  visitor.text("role", entry.role);
  visitor.nonzero("rules", entry.rules);
  visitor.number("sequence", entry.sequence);
  visitor.text("settings", entry.settings);
  visitor.text("severity", entry.severity);
  visitor.time("time", entry.time);
  visitor.text("trace", entry.trace);
  visitor.optional("trace_number", entry.trace_number);
  visitor.text("type", entry.type);
  visitor.text("verdict", entry.verdict);
}

class EntryWriter {
 public:
  EntryWriter() { out_.reserve(1'000); }

  void text(std::string_view name, const std::string& value) {
    if (value.empty()) return;
    begin(name);
    json::append_quoted(out_, value);
  }
  void number(std::string_view name, std::uint64_t value) {
    begin(name);
    const fmt::format_int digits(value);
    out_.append(digits.data(), digits.size());
  }
  void nonzero(std::string_view name, std::uint64_t value) {
    if (value != 0) number(name, value);
  }
  void optional(std::string_view name, const std::optional<std::uint64_t>& value) {
    if (value) number(name, *value);
  }
  void time(std::string_view name, Time value) {
    begin(name);
    json::append_quoted(out_, base::format_time(value));
  }

  std::string finish() && {
    out_ += '}';
    return std::move(out_);
  }

 private:
  void begin(std::string_view name) {
    out_ += out_.empty() ? "{\"" : ",\"";
    out_ += name;  // a word
    out_ += "\":";
  }

  std::string out_;
};

/// Takes the members in their order, without a document of them: what is passed over, or is of another kind
/// or form, is told by the entry's being written again.
class EntryReader {
 public:
  explicit EntryReader(std::string_view bytes) : members_(bytes) { (void)members_.next(); }

  void text(std::string_view name, std::string& out) {
    if (const auto value = take(name)) out = json::Members::plain_text(*value);
  }
  void number(std::string_view name, std::uint64_t& out) {
    if (const auto value = take(name)) std::from_chars(value->data(), value->data() + value->size(), out);
  }
  void nonzero(std::string_view name, std::uint64_t& out) { number(name, out); }
  void optional(std::string_view name, std::optional<std::uint64_t>& out) {
    std::uint64_t found = 0;
    if (const auto value = take(name))
      out = (std::from_chars(value->data(), value->data() + value->size(), found), found);
  }
  void time(std::string_view name, Time& out) {
    if (const auto value = take(name))
      out = base::parse_time(json::Members::plain_text(*value)).value_or(Time{});
  }

 private:
  std::optional<std::string_view> take(std::string_view name) {
    if (members_.name() != name) return std::nullopt;
    const auto value = members_.value();
    (void)members_.next();
    return value;
  }

  json::Members members_;
};

std::string write(const Entry& entry) {
  EntryWriter writer;
  each_member(entry, writer);
  return std::move(writer).finish();
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
  EntryReader reader(bytes);
  each_member(entry, reader);
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
