#pragma once

#include <cstdint>
#include <list>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "storage/store.hpp"

namespace metaqore::storage::sqlite {

/// Rows that keys lead to, without payloads, and the numbers of streams, as the one writing connection has
/// read or written them last.
/// Whoever writes asks for the same few rows again and again, and each would be two searches of an index.
/// Bounded: what was used longest ago goes first. One thread at a time.
class Recent {
 public:
  static constexpr std::size_t most_bytes = 8u << 20, most_streams = 10'000;

  /// The row of a key, or null. It holds until the next call.
  const Row* find(const std::string& key);

  void put(const std::string& key, std::shared_ptr<const Row> row);

  /// The number of a stream's next entry, where it is known.
  std::optional<std::uint64_t> next_number(const std::string& stream) const;
  void put_next_number(const std::string& stream, std::uint64_t number);
  /// How many entries there are, where that is known.
  std::optional<std::uint64_t> size() const noexcept { return size_; }
  void put_size(std::uint64_t size) noexcept { size_ = size; }

  void clear() noexcept;

  /// What is remembered holds as long as nobody else has committed, of which `token` tells.
  void hold_while(std::uint64_t token) noexcept;

 private:
  struct Item {
    std::string key;
    std::shared_ptr<const Row> row;
    std::size_t bytes;
  };
  using Order = std::list<Item>;

  Order order_;  // used last first
  std::unordered_map<std::string_view, Order::iterator> places_;
  std::size_t bytes_ = 0;
  std::unordered_map<std::string, std::uint64_t> numbers_;
  std::optional<std::uint64_t> size_;
  std::uint64_t token_ = 0;
};

}  // namespace metaqore::storage::sqlite
