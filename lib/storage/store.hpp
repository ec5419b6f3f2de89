#pragma once

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

// What the library asks of a database. Everything is appended, nothing is updated: a record is one ledger
// entry together with the version of the state row that it records, and keys under which that row is found.
// A key leads to the newest row that was recorded under it, so every past state stays readable by its
// sequence. What holds for a while only is on a list, from the record that puts it there to the one that
// takes it off. There is no SQL, savepoint or pragma in it.
//
// Failures are metaqore::Error (busy, storage, read_only) or SerializationFailure. What is stored is not
// taken for granted: where it is of another type or order than what was appended, is missing or has no end,
// that is Error(storage, `storage.damaged`), and every call returns.

namespace metaqore::storage {

/// The state row of one entry.
struct Row {
  std::uint64_t sequence{};
  std::string kind{};     ///< `project`, `artifact`, …
  std::string salt{};     ///< the 32 random bytes of its digest
  std::string body{};     ///< canonical JSON: what the row says of itself
  std::string payload{};  ///< canonical JSON: what it carries, of any size; may be empty
  bool operator==(const Row&) const = default;
};

/// A place on a list of what is open: blocked candidates of a project, say.
struct ListKey {
  std::string list{};  ///< which list
  std::string key{};   ///< where on it; no two of one list that are open at once are equal
  bool operator==(const ListKey&) const = default;
  auto operator<=>(const ListKey&) const = default;
};

/// Which entry of a stream this is: of a project, or of a trace.
struct StreamNumber {
  std::string stream{};
  std::uint64_t number{};  ///< dense, from 0
  bool operator==(const StreamNumber&) const = default;
};

/// What an operation adds for each row that it changes. Keys, lists and numbers have no duplicates and are
/// not read back.
struct Record {
  Row row{};
  std::string entry{};              ///< the ledger entry's bytes: the leaf
  std::string hashes{};             ///< the tree hashes that the entry completes, 32 bytes each, leaf first
  std::vector<std::string> keys{};  ///< under which the row is found
  std::vector<ListKey> opens{};     ///< what is on a list from this record on, and was not
  std::vector<ListKey> closes{};    ///< what is on it no more from this record on, and was
  std::vector<StreamNumber> numbers{};  ///< the next of their streams
  bool operator==(const Record&) const = default;
};

/// A row, without its payload, and the key that led to it.
struct Found {
  std::string key{};
  Row row{};
};

/// The next of what stands in an order, as many as the bounds of a read allow. None only where none come.
template <class T>
struct Stretch {
  std::vector<T> items{};
  bool more{};  ///< false: nothing comes after them. True: ask again, from the last of them on
};

/// How many stored bytes a read holds together, unless its caller says otherwise. The first item comes
/// however large it is; what would pass the bound after it is not read.
inline constexpr std::uint64_t page_bytes = 8u << 20;

/// How long something was on a list.
struct Period {
  ListKey place{};
  std::uint64_t opened{};                 ///< the sequence of the record that opened it
  std::optional<std::uint64_t> closed{};  ///< of the one that closed it; nullopt while it is open
};

/// How much the indexes hold, and what nothing writes yet.
struct IndexSizes {
  std::uint64_t keys{};     ///< how often a row was recorded under a key
  std::uint64_t open{};     ///< what is on a list
  std::uint64_t closed{};   ///< what was
  std::uint64_t numbers{};  ///< entries of streams
  std::uint64_t heads{};    ///< signed heads: none
  bool operator==(const IndexSizes&) const = default;
};

/// What a read that is bounded by bytes may still hold.
class Allowance {
 public:
  explicit Allowance(std::uint64_t bytes) : left_(bytes) {}

  /// Whether the next item comes as well.
  bool takes(std::uint64_t size) noexcept {
    if (std::exchange(first_, false) || size <= left_) {
      left_ -= std::min(size, left_);
      return true;
    }
    return false;
  }

 private:
  std::uint64_t left_;
  bool first_ = true;
};

/// Keys to be listed, in the order of their bytes.
struct Scan {
  std::string prefix{};              ///< only keys that begin with it
  std::string after{};               ///< only keys beyond it; empty: from the first
  std::uint32_t limit{};             ///< at most so many keys
  std::uint64_t bytes = page_bytes;  ///< of their rows

  /// How many fields, each ended by a tab, the keys have; 0: any number. Keys with more are passed over
  /// together with all that begin like them, at the price of one.
  std::uint32_t fields{};
};

/// How much of a row is read.
enum class Part {
  whole,
  brief,  ///< without its payload: the price does not depend on its size
  place,  ///< its sequence alone
};

/// Greatest state: no bound.
inline constexpr std::uint64_t newest = ~std::uint64_t{0} >> 1;

/// For bytes that are bounded by something else.
inline constexpr std::uint64_t unbounded = ~std::uint64_t{0};

/// One consistent state, as long as it lives. One thread at a time.
class Reader {
 public:
  virtual ~Reader() = default;

  /// Number of entries; the newest has the sequence size() - 1.
  virtual std::uint64_t size() = 0;

  /// For each key the newest row recorded under it with a sequence of at most `at`, in the order of `keys`.
  /// Fewer than the keys only where the rows would pass `bytes`.
  virtual std::vector<std::optional<Row>> get(std::span<const std::string> keys, std::uint64_t at = newest,
                                              Part part = Part::whole, std::uint64_t bytes = unbounded) = 0;

  /// What is handed a row, or null where a key leads to none. The row holds until the next one.
  using Visit = std::function<void(std::size_t index, const Row* row)>;

  using VisitPair = std::function<void(std::string_view key, std::uint64_t sequence)>;
  using VisitNumber =
      std::function<void(std::string_view stream, std::uint64_t number, std::uint64_t sequence)>;

  /// Hands out what each key leads to, as get(), in their order and one at a time, without payloads: however
  /// many they are, only one is held.
  virtual void each(std::span<const std::string> keys, std::uint64_t at, const Visit& visit) = 0;

  /// Each key of the scan once, with its newest row of a sequence of at most `at`, without payload.
  virtual Stretch<Found> scan(const Scan& scan, std::uint64_t at = newest) = 0;

  /// Reads the payloads of rows that were read without. Answers how many from the first on are whole now:
  /// fewer than all only where the rows would pass `bytes`.
  [[nodiscard]] virtual std::size_t complete(std::span<Row> rows, std::uint64_t bytes = page_bytes) = 0;

  /// The first row that was ever recorded under a key.
  virtual std::optional<Row> first(const std::string& key) = 0;

  /// The keys of a list that were open at `at`, as the scan says, whatever their fields. Costs what is open,
  /// and for the past what has closed since besides.
  virtual std::vector<std::string> list(const std::string& list, const Scan& scan,
                                        std::uint64_t at = newest) = 0;

  /// How many entries each stream has: the number of its next one.
  virtual std::vector<std::uint64_t> counts(std::span<const std::string> streams) = 0;

  /// The sequences of a stream's entries from a number on, in their order; fewer than `limit` at the end
  /// only.
  virtual std::vector<std::uint64_t> numbered(const std::string& stream, std::uint64_t from,
                                              std::uint32_t limit) = 0;

  /// The `hashes` of these sequences, in the order given. Error(storage) if one does not exist.
  virtual std::vector<std::string> hashes(std::span<const std::uint64_t> sequences) = 0;

  /// The entries from a sequence on, in their order. Error(storage) if one of them does not exist.
  virtual Stretch<std::string> entries(std::uint64_t from, std::uint32_t limit,
                                       std::uint64_t bytes = page_bytes) = 0;

  /// Records without their keys, in the order of their sequence. A row or an entry that is missing is empty
  /// but for its sequence, so that verification can say so; for the same reason rows beyond size(), which
  /// nothing else reads, are among them.
  virtual Stretch<Record> records(std::uint64_t from, std::uint32_t limit,
                                  std::uint64_t bytes = page_bytes) = 0;

  /// For verification: whether something was on a list for exactly this period.
  virtual bool has(const Period& period) = 0;

  /// For verification: all keys with the sequences recorded under them, and all numbers of streams, each in
  /// the order of both.
  virtual void each_key(const VisitPair& visit) = 0;
  virtual void each_number(const VisitNumber& visit) = 0;

  /// For verification: nothing is counted further than one beyond `at_most`, since what is damaged may have
  /// no end.
  virtual IndexSizes index_sizes(const IndexSizes& at_most) = 0;
};

/// The one write transaction. Destroyed without commit(), it leaves nothing. One thread at a time.
class Writer : public Reader {
 public:
  /// Changes whenever somebody else has committed, in this process or another.
  virtual std::uint64_t change_token() = 0;

  /// REQUIRES: sequences continue from size().
  virtual void append(std::span<const Record> records) = 0;

  /// A nested attempt: what was appended since begin_attempt() is kept, or is as if it had never been. One
  /// at a time.
  virtual void begin_attempt() = 0;
  virtual void keep_attempt() = 0;
  virtual void drop_attempt() = 0;

  /// Durable when it returns. Throws SerializationFailure when the batch has to be run again.
  virtual void commit() = 0;
};

/// The database could not put this transaction in order with others: nothing was written, run it again.
struct SerializationFailure {};

/// What is not wrong yet, and the host should know: the log of what was committed cannot be put away.
struct Notice {
  std::uint64_t log_bytes{};
  std::uint64_t most_log_bytes{};  ///< beyond which nothing is written
};

/// One open database. Any thread.
class Store {
 public:
  virtual ~Store() = default;
  virtual std::unique_ptr<Reader> read() = 0;

  /// Waits for the write lock until `deadline`, then Error(busy).
  virtual std::unique_ptr<Writer> write(std::chrono::steady_clock::time_point deadline) = 0;

  /// True when what commit() wrote survives the loss of power.
  virtual bool durable() const noexcept = 0;

  /// True when it was opened for reading: write() throws Error(read_only).
  virtual bool read_only() const noexcept = 0;

  /// What came up since it was asked last.
  virtual std::optional<Notice> take_notice() noexcept { return std::nullopt; }

  /// The database's own integrity check: nullopt, or the first fault in one line.
  virtual std::optional<std::string> integrity_fault() = 0;

  /// Copies one state, with all that was committed before the call, beside readers and writers, into a new
  /// file: one that open_sqlite() opens. It is durable when this returns, and on a failure there is none.
  /// Error(storage): `storage.backup_exists` for a path that is taken, and as open_sqlite().
  virtual void backup(const std::string& path) = 0;
};

}  // namespace metaqore::storage
