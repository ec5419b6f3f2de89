#include "state/view/history.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "crypto/sha256.hpp"
#include "ledger/damage.hpp"
#include "ledger/entry.hpp"

namespace metaqore::state {

ledger::Frontier read_frontier(storage::Reader& reader, std::uint64_t size) {
  const auto places = ledger::peaks_of(size);
  std::vector<std::uint64_t> sequences;
  for (const auto& place : places) sequences.push_back(place.sequence);
  const auto packed = reader.hashes(sequences);
  std::vector<ledger::Hash> peaks;
  for (std::size_t i = 0; i < places.size(); ++i) peaks.push_back(ledger::unpack(packed[i], places[i]));
  return {size, std::move(peaks)};
}

TreeHead head_at(storage::Reader& reader, std::uint64_t size) {
  return {size, crypto::to_hex(read_frontier(reader, size).root())};
}

Entry entry_at(storage::Reader& reader, std::uint64_t sequence) {
  return ledger::decode(reader.entries(sequence, 1).items.at(0), sequence);
}

namespace {

/// How many entries from `sequence` on are of one operation.
std::uint32_t size_of_operation(storage::Reader& reader, std::uint64_t sequence) {
  constexpr std::uint32_t page = 16;
  const auto operation = entry_at(reader, sequence).operation;
  std::uint32_t count = 1;
  for (bool more = true; more;) {
    auto entries = reader.entries(sequence + count, page);
    for (auto& entry : entries.items) {
      if (ledger::decode(std::move(entry), sequence + count).operation != operation) return count;
      ++count;
    }
    more = entries.more;
  }
  return count;
}

}  // namespace

std::vector<storage::Record> rest_of_operation(storage::Reader& reader, std::uint64_t sequence) {
  std::vector<storage::Record> records;
  for (auto left = size_of_operation(reader, sequence); left > 0;) {
    auto next = reader.records(sequence + records.size(), left);
    for (auto& record : next.items) {
      if (record.row.kind.empty()) {
        throw ledger::damaged("storage.row_damaged",
                              fmt::format("ledger entry `{}` has no state row", record.row.sequence));
      }
      records.push_back(std::move(record));
    }
    left -= static_cast<std::uint32_t>(next.items.size());
  }
  return records;
}

std::string project_stream(std::string_view project) { return std::string("project\t").append(project); }
std::string trace_stream(std::string_view trace) { return std::string("trace\t").append(trace); }

std::vector<std::string> keys_of_version(storage::Reader& reader, std::vector<std::string> keys,
                                         const std::vector<std::string>& old_keys, std::uint64_t before,
                                         std::uint64_t at) {
  const auto found = reader.get(old_keys, at, storage::Part::place);
  std::erase_if(keys, [&](const std::string& key) {
    const auto old = std::ranges::find(old_keys, key);
    if (old == old_keys.end()) return false;
    const auto& row = found[static_cast<std::size_t>(old - old_keys.begin())];
    return !row || row->sequence != before;
  });
  return keys;
}

}  // namespace metaqore::state
