#include "state/history.hpp"

#include "crypto/sha256.hpp"
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

std::vector<storage::Record> rest_of_operation(storage::Reader& reader, std::uint64_t sequence) {
  constexpr std::uint32_t page = 16;
  std::vector<storage::Record> operation;
  std::uint64_t of{};
  for (;;) {
    auto records = reader.records(sequence + operation.size(), page);
    for (auto& record : records) {
      const auto entry = ledger::decode(record.entry);
      if (operation.empty()) of = entry.operation;
      if (entry.operation != of) return operation;
      operation.push_back(std::move(record));
    }
    if (records.size() < page) return operation;
  }
}

}  // namespace metaqore::state
