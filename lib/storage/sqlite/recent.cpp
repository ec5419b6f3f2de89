#include "storage/sqlite/recent.hpp"

#include <utility>

namespace metaqore::storage::sqlite {

namespace {

/// With what the containers take, by and large. A row under several keys counts under each.
std::size_t bytes_of(const std::string& key, const Row& row) {
  constexpr std::size_t overhead = 200;
  return overhead + key.size() + row.kind.size() + row.salt.size() + row.body.size();
}

}  // namespace

const Row* Recent::find(const std::string& key) {
  const auto found = places_.find(key);
  if (found == places_.end()) return nullptr;
  order_.splice(order_.begin(), order_, found->second);
  return found->second->row.get();
}

void Recent::put(const std::string& key, std::shared_ptr<const Row> row) {
  const auto bytes = bytes_of(key, *row);
  if (const auto found = places_.find(key); found != places_.end()) {
    bytes_ -= found->second->bytes;
    const auto place = found->second;
    places_.erase(found);
    order_.erase(place);
  }
  if (bytes > most_bytes) return;
  order_.push_front({key, std::move(row), bytes});
  try {
    places_.emplace(order_.front().key, order_.begin());
  } catch (...) {
    order_.pop_front();
    throw;
  }
  bytes_ += bytes;
  while (bytes_ > most_bytes) {
    bytes_ -= order_.back().bytes;
    places_.erase(order_.back().key);
    order_.pop_back();
  }
}

std::optional<std::uint64_t> Recent::next_number(const std::string& stream) const {
  const auto found = numbers_.find(stream);
  return found == numbers_.end() ? std::nullopt : std::optional(found->second);
}

void Recent::put_next_number(const std::string& stream, std::uint64_t number) {
  if (numbers_.size() >= most_streams) numbers_.clear();
  numbers_[stream] = number;
}

void Recent::clear() noexcept {
  numbers_.clear();
  size_.reset();
  places_.clear();
  order_.clear();
  bytes_ = 0;
}

void Recent::hold_while(std::uint64_t token) noexcept {
  if (token != token_) clear();
  token_ = token;
}

}  // namespace metaqore::storage::sqlite
