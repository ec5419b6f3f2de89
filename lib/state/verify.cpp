#include "state/verify.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <future>
#include <map>
#include <span>

#include "base/beside.hpp"
#include "base/interruption.hpp"
#include "crypto/set_digest.hpp"
#include "ledger/damage.hpp"
#include "ledger/entry.hpp"
#include "ledger/tree.hpp"
#include "state/rows/rows.hpp"
#include "state/view/history.hpp"

namespace metaqore::state {

namespace {

/// All keys and numbers, whatever order they are met in.
class IndexDigest {
 public:
  IndexDigest() = default;
  IndexDigest empty() const { return IndexDigest(set_.empty()); }

  /// `continues`: it led to another row before; told of identities alone.
  void add_key(std::string_view key, std::uint64_t sequence, bool continues) {
    text_ = key;
    add_number(sequence);
    if (continues && key::is_identity(key)) text_ += '+';
    set_.add(text_);
  }
  void add_number(std::string_view stream, std::uint64_t number, std::uint64_t sequence) {
    text_ = stream;
    add_number(number);
    add_number(sequence);
    set_.add(text_);
  }
  bool operator==(const IndexDigest& other) const { return set_ == other.set_; }

 private:
  explicit IndexDigest(const crypto::SetDigest& set) : set_(set) {}
  void add_number(std::uint64_t number) {
    const fmt::format_int digits(number);
    text_ += '\n';  // which neither keys nor streams have
    text_.append(digits.data(), digits.size());
  }

  crypto::SetDigest set_;
  std::string text_;
};

/// Whether each row is looked up under its keys, so that the first that is not found there is known; or all
/// that the indexes hold is compared in the end with all that they should, which takes a fraction of that.
enum class Indexes { looked_up, compared };

/// Follows the ledger from its first entry and keeps what the next one has to continue.
class Auditor {
 public:
  Auditor(storage::Reader& reader, Indexes indexes) : reader_(reader), indexes_(indexes) {}

  std::uint64_t size() const noexcept { return tree_.size(); }
  TreeHead head() const { return {tree_.size(), crypto::to_hex(tree_.root())}; }

  /// What is wrong with the next record; nullopt when it holds.
  std::optional<std::string> fault_of(storage::Record record) {
    const auto sequence = tree_.size();
    if (record.entry.empty()) return "is missing";
    const auto entry = ledger::decode(std::move(record.entry));
    if (entry.sequence != sequence) return "is at another's place";
    if (entry.operation > sequence || entry.operation < operation_) return "is of an operation that is over";
    if (entry.operation != operation_ && entry.operation != sequence)
      return "begins an operation that is not its own";
    if (entry.time < time_) return "is earlier than the one before";
    if (record.hashes != ledger::pack(tree_.append(ledger::leaf_hash(entry.bytes))))
      return "has other tree hashes";
    if (auto fault = fault_of_numbers(entry)) return fault;
    if (auto fault = fault_of_row(entry, record.row)) return fault;
    if (entry.settings != settings_) return "cites other governance settings than are in force";

    operation_ = entry.operation;
    time_ = entry.time;
    return std::nullopt;
  }

  /// What is wrong with the indexes as a whole, once every record was followed; nullopt when they hold.
  std::optional<std::string> fault_of_indexes() {
    sizes_.open = open_.size();
    for (const auto& [place, opened] : open_) {
      if (!reader_.has({place, opened, {}})) return "something that is open is not on its list";
    }
    if (indexes_ == Indexes::compared && !(expected_ == all_there_is()))
      return "the indexes are not those of the state rows";
    const auto found = reader_.index_sizes(sizes_);
    if (found.heads != 0) return "something signs the ledger, which nothing does yet";
    if (found == sizes_) return std::nullopt;
    const auto counted = [](std::uint64_t count, std::uint64_t expected) {
      return fmt::format("{}{}", count, count > expected ? " or more" : "");
    };
    return fmt::format(
        "the state rows have {} keys, {} open and {} closed places on lists and {} numbers, but the indexes "
        "hold {}, {}, {} and {}",
        sizes_.keys, sizes_.open, sizes_.closed, sizes_.numbers, counted(found.keys, sizes_.keys),
        counted(found.open, sizes_.open), counted(found.closed, sizes_.closed),
        counted(found.numbers, sizes_.numbers));
  }

 private:
  std::optional<std::string> fault_of_row(const Entry& entry, const storage::Row& row) {
    const auto digest = crypto::to_hex(digest_of(row));
    if (row.kind == SettingsRow::kind) settings_ = digest;
    if (digest != entry.after) return "records another state row than there is";
    auto index = index_of(row);
    // A row that says it is new, and is not, shows in the comparison.
    const bool looks = indexes_ == Indexes::looked_up || !entry.before.empty();
    const auto earlier = looks ? version_before(index.keys.front(), entry.sequence) : std::nullopt;
    const auto before = earlier ? crypto::to_hex(digest_of(*earlier)) : std::string();
    if (before != entry.before) return "continues another state row than there is";
    Index was;
    if (earlier) {
      was = index_of(*earlier);
      index.keys =
          keys_of_version(reader_, std::move(index.keys), was.keys, earlier->sequence, entry.sequence - 1);
    }
    if (indexes_ == Indexes::looked_up) {
      for (const auto& found : reader_.get(index.keys, entry.sequence, storage::Part::place)) {
        if (!found || found->sequence != entry.sequence)
          return "has a state row that is not found under its keys";
      }
    } else {
      for (const auto& key : index.keys) expected_.add_key(key, entry.sequence, !entry.before.empty());
    }
    sizes_.keys += index.keys.size();
    return fault_of_lists(entry.sequence, was.open, index.open);
  }

  /// Follows what is open from one version of a row to the next.
  std::optional<std::string> fault_of_lists(std::uint64_t sequence, const std::vector<storage::ListKey>& was,
                                            const std::vector<storage::ListKey>& is) {
    for (const auto& place : was) {
      if (std::ranges::find(is, place) != is.end()) continue;
      if (!reader_.has({place, open_[place], sequence})) return "ends what is not on its list for that time";
      open_.erase(place);
      ++sizes_.closed;
    }
    for (const auto& place : is) {
      if (std::ranges::find(was, place) != was.end()) continue;
      if (!open_.emplace(place, sequence).second) return "has a place on a list that another row has";
    }
    return std::nullopt;
  }

  std::optional<std::string> fault_of_numbers(const Entry& entry) {
    const auto holds = [&](const std::string& stream, std::optional<std::uint64_t> number) {
      if (number != numbers_[stream]++) return false;
      ++sizes_.numbers;
      if (indexes_ == Indexes::looked_up)
        return reader_.numbered(stream, *number, 1) == std::vector{entry.sequence};
      expected_.add_number(stream, *number, entry.sequence);
      return true;
    };
    if (entry.project.empty() ? entry.project_number.has_value()
                              : !holds(project_stream(entry.project), entry.project_number))
      return "is not the next of its project";
    if (entry.trace.empty() ? entry.trace_number.has_value()
                            : !holds(trace_stream(entry.trace), entry.trace_number))
      return "is not the next of its trace";
    return std::nullopt;
  }

  /// What the row was before, if it was.
  std::optional<storage::Row> version_before(const std::string& identity, std::uint64_t sequence) {
    if (sequence == 0) return std::nullopt;
    const std::span key(&identity, 1);
    if (!reader_.get(key, sequence - 1, storage::Part::place).front()) return std::nullopt;
    return reader_.get(key, sequence - 1).front();
  }

  IndexDigest all_there_is() {
    auto found = expected_.empty();
    std::string last;
    reader_.each_key([&](std::string_view key, std::uint64_t sequence) {
      const bool continues = key == last;
      if (!continues) last = key;
      found.add_key(key, sequence, continues);
    });
    reader_.each_number([&](std::string_view stream, std::uint64_t number, std::uint64_t sequence) {
      found.add_number(stream, number, sequence);
    });
    return found;
  }

  storage::Reader& reader_;
  Indexes indexes_;
  IndexDigest expected_;
  ledger::Frontier tree_;
  std::uint64_t operation_ = 0;
  Time time_{};
  std::string settings_;
  std::map<std::string, std::uint64_t> numbers_;    // the next one of each stream
  std::map<storage::ListKey, std::uint64_t> open_;  // and the sequence that opened it
  storage::IndexSizes sizes_;
};

/// What `read` answers; nullopt where what it reads is damaged, and `damage` says how. A file that is open
/// was one of ours: where it is none any more, its beginning was damaged. Whatever else fails is thrown.
template <class Read>
auto unless_damaged(std::string& damage, Read read) -> std::optional<decltype(read())> try {
  return read();
} catch (const Error& error) {
  const bool header = error.code() == ErrorCode::storage && error.reason() == "storage.not_a_metaqore_file";
  if (!header && !ledger::is_damage(error)) throw;
  damage = error.what();
  return std::nullopt;
}

Verification follow(storage::Reader& reader, Indexes indexes) {
  Auditor auditor(reader, indexes);
  constexpr std::uint32_t page = 256;
  std::string damage, of_page;
  std::uint64_t page_end = 0;  // up to there, records are read one by one
  const auto wrong = [&](std::uint64_t sequence, const std::string& fault) {
    return Verification{false, auditor.head(), sequence, fmt::format("entry `{}` {}", sequence, fault)};
  };
  for (bool more = true; more;) {
    if (base::interrupted()) throw base::interruption();
    const auto from = auditor.size();
    const auto limit = from < page_end ? 1 : page;
    auto records = unless_damaged(damage, [&] { return reader.records(from, limit); });
    if (!records && limit == 1) return wrong(from, "is damaged: " + damage);
    if (!records) {
      of_page = damage;
      page_end = from + page;
      continue;
    }
    for (auto& record : records->items) {
      const auto sequence = auditor.size();
      const auto fault = unless_damaged(damage, [&] { return auditor.fault_of(std::move(record)); });
      if (!fault) return wrong(sequence, "is damaged: " + damage);
      if (*fault) return wrong(sequence, **fault);
    }
    more = records->more;
  }
  Verification result{true, auditor.head(), {}, {}};
  const auto fault = unless_damaged(damage, [&] { return auditor.fault_of_indexes(); });
  result.message = !of_page.empty() ? of_page  // each record holds by itself
                   : !fault         ? damage
                                    : fault->value_or("");
  result.ok = result.message.empty();
  if (result.ok) {
    result.message = fmt::format("{} entries: the tree, the entries, the state rows and their indexes agree",
                                 auditor.size());
  }
  return result;
}

}  // namespace

Verification verify(storage::Store& store) {
  std::string damage;
  // Of a file the database checks itself meanwhile. What is in memory has one connection for both.
  const auto check = [&store] { return store.integrity_fault(); };
  auto integrity = store.durable() ? base::run_beside(check) : std::async(std::launch::deferred, check);
  const auto followed = unless_damaged(damage, [&] {
    const auto reader = store.read();
    auto compared = follow(*reader, Indexes::compared);
    if (compared.ok) return compared;
    auto looked_up = follow(*reader, Indexes::looked_up);  // which entry is the first bad one
    return looked_up.ok ? compared : looked_up;
  });
  if (!followed) return {.message = damage};
  if (!followed->ok) return *followed;
  const auto fault = unless_damaged(damage, [&] {
    try {
      return integrity.get();
    } catch (const Error& error) {
      if (ledger::is_damage(error)) throw;
      return store.integrity_fault();  // two may have been one too many: descriptors, say
    }
  });
  if (!fault) return {.head = followed->head, .message = damage};
  if (*fault) {
    return {.head = followed->head,
            .message = fmt::format("the database's integrity check says: {}", **fault)};
  }
  return *followed;
}

}  // namespace metaqore::state
