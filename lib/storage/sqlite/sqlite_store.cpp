#include "storage/sqlite/sqlite_store.hpp"

#include <utility>

#include "storage/sqlite/backup.hpp"
#include "storage/sqlite/errors.hpp"
#include "storage/sqlite/pool.hpp"
#include "storage/sqlite/reader.hpp"
#include "storage/sqlite/writer.hpp"

namespace metaqore::storage {

namespace {

class SqliteStore final : public Store {
 public:
  explicit SqliteStore(std::shared_ptr<sqlite::Pool> pool) : pool_(std::move(pool)) {}

  std::unique_ptr<Reader> read() override { return std::make_unique<sqlite::SqliteReader>(pool_->reader()); }

  std::unique_ptr<Writer> write(std::chrono::steady_clock::time_point deadline) override {
    if (read_only()) {
      throw Error(ErrorCode::read_only, "storage.read_only",
                  "the file was opened for reading; open it without read_only to write");
    }
    return std::make_unique<sqlite::SqliteWriter>(pool_->writer(deadline), deadline);
  }

  bool durable() const noexcept override { return !pool_->in_memory(); }
  bool read_only() const noexcept override { return pool_->read_only(); }

  std::optional<Notice> take_notice() noexcept override {
    const auto pages = pool_->take_grown_log();
    if (pages == 0) return std::nullopt;
    constexpr std::uint64_t page = 4'096;
    return Notice{pages * page, sqlite::most_log_pages * page};
  }

  std::optional<std::string> integrity_fault() override {
    auto lease = pool_->reader();
    try {
      return lease.connection().integrity_fault();
    } catch (const SQLite::Exception& failure) {
      sqlite::rethrow(failure, pool_->path());
    }
  }

  void backup(const std::string& path) override { sqlite::back_up(*pool_, path); }

 private:
  std::shared_ptr<sqlite::Pool> pool_;
};

}  // namespace

std::unique_ptr<Store> open_sqlite(const std::string& path, bool read_only) {
  return std::make_unique<SqliteStore>(sqlite::Pool::open(path, read_only));
}

}  // namespace metaqore::storage
