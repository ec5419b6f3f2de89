#include <algorithm>
#include <bit>
#include <cstring>
#include <numeric>
#include <string_view>

#include "json/compare.hpp"
#include "json/sequence.hpp"

namespace metaqore::json {

namespace {

/// The finalizer of SplitMix64: each bit of the value decides over each bit of the answer.
std::uint64_t mixed(std::uint64_t value) noexcept {
  value += 0x9E3779B97F4A7C15;
  value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9;
  value = (value ^ (value >> 27)) * 0x94D049BB133111EB;
  return value ^ (value >> 31);
}

std::uint64_t of_scalar(std::uint64_t seed, std::uint64_t part) noexcept {
  Fingerprint print(seed);
  print.add(part);
  return print.value();
}

struct Printer {
  std::uint64_t operator()(std::nullptr_t) const noexcept { return of_scalar(3, 0); }
  std::uint64_t operator()(bool value) const noexcept { return of_scalar(4, value ? 1 : 0); }
  // Equal numbers are of one kind (node.hpp).
  std::uint64_t operator()(std::int64_t value) const noexcept {
    return of_scalar(5, static_cast<std::uint64_t>(value));
  }
  std::uint64_t operator()(std::uint64_t value) const noexcept { return of_scalar(6, value); }
  std::uint64_t operator()(double value) const noexcept {
    return of_scalar(7, std::bit_cast<std::uint64_t>(value));
  }
  std::uint64_t operator()(std::string_view value) const noexcept {
    Fingerprint print(8);
    print.add(value);
    return print.value();
  }
  std::uint64_t operator()(const Run<Node>& items) const noexcept {
    auto print = Fingerprint::of_array();
    for (const auto& item : items) print.add(fingerprint(item));
    return print.value();
  }
  std::uint64_t operator()(const Run<Member>& members) const noexcept {
    auto print = Fingerprint::of_object();
    for (const auto& member : members) {
      print.add(member.name);
      print.add(fingerprint(member.value));
    }
    return print.value();
  }
};

}  // namespace

void Fingerprint::add(std::uint64_t part) noexcept { state_ = mixed(state_ ^ mixed(part)); }

void Fingerprint::add(std::string_view bytes) noexcept {
  add(std::uint64_t{bytes.size()});
  for (std::uint64_t word = 0; !bytes.empty(); word = 0) {
    const auto size = std::min(bytes.size(), sizeof word);
    std::memcpy(&word, bytes.data(), size);
    add(word);
    bytes.remove_prefix(size);
  }
}

std::uint64_t fingerprint(const Node& node) noexcept { return std::visit(Printer{}, node.value); }

std::vector<std::uint32_t> number_alike(
    const std::vector<std::uint64_t>& fingerprints,
    const std::function<std::strong_ordering(std::size_t, std::size_t)>& compare) {
  std::vector<std::uint32_t> order(fingerprints.size());
  std::iota(order.begin(), order.end(), 0);
  std::ranges::sort(order, {}, [&](std::uint32_t at) { return fingerprints[at]; });

  std::vector<std::uint32_t> numbers(fingerprints.size());
  std::uint32_t next = 0;
  for (auto at = order.begin(); at != order.end(); ++next) {
    auto end = at + 1;
    bool all_equal = true;
    for (; end != order.end() && fingerprints[*end] == fingerprints[*at]; ++end) {
      all_equal = all_equal && compare(*at, *end) == 0;
    }
    // Only what was written to that end comes here.
    if (!all_equal) {
      std::sort(at, end, [&](auto left, auto right) { return compare(left, right) < 0; });
    }
    for (const auto first = at; at != end; ++at) {
      if (!all_equal && at != first && compare(*(at - 1), *at) != 0) ++next;
      numbers[*at] = next;
    }
  }
  return numbers;
}

std::vector<std::vector<std::uint32_t>> number_alike(const std::vector<Run<Node>>& arrays) {
  std::vector<const Node*> elements;
  std::vector<std::uint64_t> fingerprints;
  for (const auto& items : arrays) {
    for (const auto& item : items) {
      elements.push_back(&item);
      fingerprints.push_back(fingerprint(item));
    }
  }
  const auto numbers = number_alike(fingerprints, [&](std::size_t left, std::size_t right) {
    return compare(*elements[left], *elements[right]);
  });
  std::vector<std::vector<std::uint32_t>> result;
  result.reserve(arrays.size());
  auto at = numbers.begin();
  for (const auto& items : arrays) {
    const auto end = at + static_cast<std::ptrdiff_t>(items.size);
    result.emplace_back(at, end);
    at = end;
  }
  return result;
}

}  // namespace metaqore::json
