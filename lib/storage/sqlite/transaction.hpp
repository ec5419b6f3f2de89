#pragma once

#include <chrono>
#include <cstdint>
#include <exception>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "storage/sqlite/errors.hpp"
#include "storage/sqlite/pool.hpp"
#include "storage/store.hpp"

namespace metaqore::storage::sqlite {

/// An open transaction, and what is read in it. One thread at a time.
class Transaction {
 public:
  /// Reads.
  explicit Transaction(Lease lease);

  /// Writes, when its turn comes: see begin_writing().
  Transaction(Lease lease, std::chrono::steady_clock::time_point deadline);

  std::uint64_t size();
  std::vector<std::optional<Row>> get(std::span<const std::string> keys, std::uint64_t at, Part part,
                                      std::uint64_t bytes);
  void each(std::span<const std::string> keys, std::uint64_t at, const Reader::Visit& visit);
  Stretch<Found> scan(const Scan& scan, std::uint64_t at);
  std::size_t complete(std::span<Row> rows, std::uint64_t bytes);
  std::optional<Row> first(const std::string& key);
  std::vector<std::string> list(const std::string& list, const Scan& scan, std::uint64_t at);
  std::vector<std::uint64_t> counts(std::span<const std::string> streams);
  std::vector<std::uint64_t> numbered(const std::string& stream, std::uint64_t from, std::uint32_t limit);
  std::vector<std::string> hashes(std::span<const std::uint64_t> sequences);
  Stretch<std::string> entries(std::uint64_t from, std::uint32_t limit, std::uint64_t bytes);
  Stretch<Record> records(std::uint64_t from, std::uint32_t limit, std::uint64_t bytes);
  void each_key(const Reader::VisitPair& visit);
  void each_number(const Reader::VisitNumber& visit);
  bool has(const Period& period);
  IndexSizes index_sizes(const IndexSizes& at_most);

  /// Runs `call` on the open transaction and translates its failure. SQLite ends a transaction by itself
  /// after some failures; what came next would run outside of any, and is given the same failure instead.
  template <class Call>
  auto guarded(Call&& call) {
    if (failure) std::rethrow_exception(failure);
    try {
      return std::forward<Call>(call)();
    } catch (const SQLite::Exception& cause) {
      try {
        rethrow(cause, connection().path());
      } catch (...) {
        if (!connection().in_transaction()) failure = std::current_exception();
        throw;
      }
    }
  }

  Connection& connection() noexcept { return lease_.connection(); }

  /// Of one that writes: changes whenever somebody else has committed.
  std::uint64_t token() const noexcept { return token_; }
  void set_size(std::uint64_t size) noexcept { size_ = size; }

  /// Once set, what every further call is answered.
  std::exception_ptr failure;

 private:
  /// Where the newest row of a key is, of those that an entry accounts for.
  std::optional<std::uint64_t> newest_place(const std::string& key, std::uint64_t at);
  std::optional<Row> newest_row(const std::string& key, std::uint64_t at, Part part);
  /// The newest row of a key, where its place was found before.
  Row row_at(std::uint64_t place, const std::string& key, Part part);

  template <class Add>
  void add_closed_since(const std::string& list, const Scan& scan, const std::string& from, std::uint64_t at,
                        Add add);

  Lease lease_;
  std::uint64_t size_ = 0;
  std::uint64_t token_ = 0;
};

}  // namespace metaqore::storage::sqlite
