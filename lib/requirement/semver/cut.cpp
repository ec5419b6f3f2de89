#include "requirement/semver/cut.hpp"

#include <algorithm>

namespace metaqore::requirement::semver {

Decoded::Decoded(const Key& cut) {
  if (cut.empty()) {
    prerelease_.push_back('0');
    return;
  }
  KeyReader reader(cut);
  for (auto& part : parts_) {
    if (reader.peek() == 0xF8) {
      part.wide = reader.digits();
    } else {
      part.value = reader.number();
    }
  }
  while (!reader.done() && reader.peek() != release_mark) {
    if (!prerelease_.empty()) prerelease_ += '.';
    if (reader.peek() == word_mark) {
      reader.next();
      prerelease_ += reader.until(word_end);
    } else {
      prerelease_ += reader.digits();
    }
  }
}

Version Decoded::version() const noexcept {
  Version version;
  for (std::size_t i = 0; i < parts_.size(); ++i) {
    version.numbers[i] = parts_[i].wide.empty() ? Number(parts_[i].value) : Number::of_digits(parts_[i].wide);
  }
  version.prerelease = prerelease_;
  return version;
}

std::string_view numbers_of(const Key& cut) noexcept {
  std::size_t at = 0;
  for (int i = 0; i < 3 && at < cut.size(); ++i) {
    const auto first = static_cast<unsigned char>(cut[at++]);
    if (first == 0xF8) {
      at += at < cut.size() ? 1u + static_cast<unsigned char>(cut[at]) : 0u;
    } else if (first >= 0xF0) {
      at += first - 0xEFu;
    }
  }
  return std::string_view(cut).substr(0, at);
}

bool is_release(const Key& cut) noexcept {
  const auto numbers = numbers_of(cut).size();
  return numbers < cut.size() && static_cast<unsigned char>(cut[numbers]) == release_mark;
}

Key least_of(std::string_view numbers) {
  if (numbers == "\x10\x10\x10") return {};
  return Key(numbers) + '\x10';
}

Key release_of(std::string_view numbers) { return Key(numbers) + static_cast<char>(release_mark); }

Key first_release(const Key& cut) {
  if (cut.empty()) return release_of("\x10\x10\x10");
  return is_release(cut) ? cut : release_of(numbers_of(cut));
}

Key to_releases(Key cut) {
  if (cut.empty()) return cut;
  const auto numbers = numbers_of(cut).size();
  cut.resize(numbers + 1);
  cut.back() = static_cast<char>(release_mark);
  if (cut == "\x10\x10\x10\xFF") cut.clear();
  return cut;
}

std::optional<Key> to_prereleases(const Key& cut, const Bounds& bounds) {
  if (!is_release(cut)) return cut;
  return key_after(Decoded(cut).version(), bounds);
}

std::string show(const Key& cut) { return text(Decoded(cut).version()); }

std::uint64_t major_above(const Key& cut) noexcept { return cut.empty() ? 0 : KeyReader(cut).number(); }

std::uint64_t major_below(const Key& cut, bool releases_only) noexcept {
  if (cut.empty()) return 0;
  KeyReader reader(cut);
  const auto major = reader.number();
  const bool starts_major = reader.next() == 0x10 && reader.next() == 0x10;
  const auto rest = std::string_view(cut).substr(reader.at());
  const bool starts_layer = rest == "\x10" || (releases_only && rest == "\xFF");
  return starts_major && starts_layer && major > 0 ? major - 1 : major;
}

std::size_t caret_numbers(const Version& from, std::size_t written) noexcept {
  std::size_t kept = 1;
  while (kept < written && from.numbers[kept - 1].is_zero()) ++kept;
  return kept;
}

std::optional<Version> end_of(const Version& from, std::size_t kept, const Bounds& bounds,
                              bool carry) noexcept {
  auto end = least({}, {}, {});
  for (std::size_t i = 0; i < kept; ++i) end.numbers[i] = from.numbers[i];
  for (; kept > 0; --kept) {
    if (const auto following = next(end.numbers[kept - 1], bounds)) {
      end.numbers[kept - 1] = *following;
      return end;
    }
    if (!carry) break;
    end.numbers[kept - 1] = {};
  }
  return std::nullopt;
}

}  // namespace metaqore::requirement::semver
