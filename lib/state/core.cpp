#include "state/core.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <new>
#include <span>
#include <thread>

#include "base/time.hpp"
#include "json/document.hpp"

namespace metaqore::state {

Core::Core(std::unique_ptr<storage::Store> store, base::Environment environment, Hooks hooks)
    : store_(std::move(store)),
      durability_(store_->durable() ? Durability::full : Durability::none),
      random_(environment.random),
      queue_(*store_, durability_, std::move(environment)),
      hooks_(std::move(hooks)),
      forks_(base::forks()) {}

Core::~Core() {
  if (forked()) (void)store_.release();  // closing would checkpoint a file that the parent is writing
}

Core::Call::Call(const Core& core) : core_(core), interruptible_(core.hooks_.interrupted) {
  if (core.forked()) {  // first: a lock may have been held in the parent at the fork
    throw Error(ErrorCode::forked, "engine.forked",
                "the engine was opened before fork(); open one in this process");
  }
  if (!core.closing_) lock_ = std::shared_lock(core.gate_);
  if (!lock_ || !core.store_)
    throw Error(ErrorCode::closed, "engine.closed", "the engine was closed; open it again");
}

void Core::run(const Write& write, News& news) {
  if (store_->read_only()) {
    throw Error(ErrorCode::read_only, "engine.read_only",
                "the engine was opened for reading; open it without read_only to write");
  }
  try {
    queue_.run(write, news.leap);
  } catch (...) {
    news.notice = store_->take_notice();
    throw;
  }
  news.notice = store_->take_notice();
}

void Core::tell_of(const std::function<void(News&)>& write) const {
  News news;
  try {
    write(news);
  } catch (const Error& error) {
    tell(news);
    if (error.code() == ErrorCode::storage) {
      log(LogLevel::error, "storage", "a write failed", {{"reason", std::string_view(error.reason())}});
    }
    throw;
  } catch (...) {
    tell(news);
    throw;
  }
  tell(news);
}

void Core::tell(const News& news) const noexcept {
  if (news.leap) tell(*news.leap);
  if (news.notice) tell(*news.notice);
}

void Core::tell(const Leap& leap) const noexcept {
  try {
    const auto last = base::format_time(leap.last), clock = base::format_time(leap.clock);
    log(LogLevel::warning, "state",
        "the last entry is later than this host's clock, and time goes on from there; set the clock that is "
        "wrong",
        {{"last", std::string_view(last)}, {"clock", std::string_view(clock)}});
  } catch (const std::bad_alloc&) {
    // what was written is written
  }
}

void Core::tell(const storage::Notice& notice) const noexcept {
  log(LogLevel::warning, "storage",
      "the write-ahead log grows, because a reader holds an old state: end it, or go on with it if it is "
      "stopped",
      {{"bytes", notice.log_bytes}, {"most", notice.most_log_bytes}});
}

void Core::close() {
  if (forked()) {
    throw Error(ErrorCode::forked, "engine.forked",
                "the engine was opened before fork(); close it in the parent");
  }
  closing_ = true;
  const base::Interruptible interruptible(hooks_.interrupted);
  std::unique_lock lock(gate_, std::defer_lock);
  if (!hooks_.interrupted) lock.lock();
  while (!lock && !lock.try_lock()) {  // a timed lock is nothing that the thread sanitizer follows
    if (base::interrupted()) throw base::interruption();
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  store_.reset();
}

std::uint64_t Core::number_session() {
  constexpr std::uint64_t bits = (std::uint64_t{1} << 53) - 1;
  std::uint64_t number = 0;
  random_->fill(std::as_writable_bytes(std::span(&number, 1)));
  return std::max<std::uint64_t>(number & bits, 1);
}

void Core::log(LogLevel level, std::string_view room, std::string_view message,
               std::initializer_list<Field> fields) const noexcept {
  if (!hooks_.log) return;
  try {
    json::ObjectWriter object;
    for (const auto& [name, value] : fields) {
      const auto* text = std::get_if<std::string_view>(&value);
      object.member(name,
                    text != nullptr ? json::quoted(*text) : fmt::to_string(std::get<std::uint64_t>(value)));
    }
    hooks_.log(level, room, message, JsonAccess::wrap(std::move(object).finish()));
  } catch (...) {
    // a host's logger has no say in whether the library works
  }
}

}  // namespace metaqore::state
