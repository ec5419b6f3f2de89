#include "metaqore/ledger.hpp"

#include <fmt/format.h>

#include "engine/ledger_impl.hpp"
#include "ledger/damage.hpp"
#include "ledger/entry.hpp"
#include "model/bounds.hpp"
#include "state/verify.hpp"
#include "state/view/history.hpp"
#include "storage/sqlite/sqlite_store.hpp"

namespace metaqore {

Ledger::Ledger(std::shared_ptr<const Impl> impl) : impl_(std::move(impl)) {}

TreeHead Ledger::head() const {
  const state::Core::Call call(*impl_->core);
  const auto reader = call.read();
  return state::head_at(*reader, reader->size());
}

TreeHead Ledger::head_at(std::uint64_t size) const {
  const state::Core::Call call(*impl_->core);
  const auto reader = call.read();
  if (size > reader->size()) {
    throw Error(ErrorCode::not_found, "ledger.beyond_end",
                fmt::format("the ledger has `{}` entries, not `{}`; ask for a root up to that size",
                            reader->size(), size));
  }
  return state::head_at(*reader, size);
}

std::vector<Entry> Ledger::entries(const EntryQuery& query) const {
  model::bounds::limit(query.limit);
  const state::Core::Call call(*impl_->core);
  const auto reader = call.read();
  std::vector<Entry> entries;
  for (auto& bytes : reader->entries(query.from, query.limit).items)
    entries.push_back(ledger::decode(std::move(bytes), query.from + entries.size()));
  return entries;
}

Verification Ledger::verify() const {
  const state::Core::Call call(*impl_->core);
  return state::verify(call.store());
}

Verification Ledger::verify_file(const std::string& path) {
  std::unique_ptr<storage::Store> store;
  try {
    store = storage::open_sqlite(path, true);
  } catch (const Error& error) {
    if (!ledger::is_damage(error)) throw;
    return {.message = error.what()};
  }
  return state::verify(*store);
}

}  // namespace metaqore
