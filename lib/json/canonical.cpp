#include "json/canonical.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory_resource>
#include <utility>

#include "json/document.hpp"
#include "json/number.hpp"

namespace metaqore::json {

namespace {

class Writer {
 public:
  explicit Writer(std::string& out) : out_(out) {}

  void write(const Node& node) { std::visit(*this, node.value); }

  void operator()(std::nullptr_t) { out_ += "null"; }
  void operator()(bool value) { out_ += value ? "true" : "false"; }
  void operator()(std::int64_t value) { write_integer(value); }
  void operator()(std::uint64_t value) { write_integer(value); }
  void operator()(double value) { append_number(out_, value); }
  void operator()(std::string_view value) { append_quoted(out_, value); }

  void operator()(const Run<Node>& items) {
    char separator = '[';
    for (const auto& item : items) {
      out_ += std::exchange(separator, ',');
      write(item);
    }
    out_ += items.size == 0 ? "[]" : "]";
  }

  void operator()(const Run<Member>& members) {
    char separator = '{';
    for (const auto& [name, value] : members) {
      out_ += std::exchange(separator, ',');
      append_quoted(out_, name);
      out_ += ':';
      write(value);
    }
    out_ += members.size == 0 ? "{}" : "}";
  }

 private:
  template <class Integer>
  void write_integer(Integer value) {
    std::array<char, 20> digits;  // -9223372036854775808 and 18446744073709551615
    const auto result = std::to_chars(digits.data(), digits.data() + digits.size(), value);
    out_.append(digits.data(), result.ptr);
  }

  std::string& out_;
};

}  // namespace

namespace {

/// Whether one of the eight bytes at `text` is not written as it is.
bool has_escaped(const char* text) noexcept {
  constexpr std::uint64_t ones = 0x0101010101010101, highs = 0x8080808080808080;
  std::uint64_t block;
  std::memcpy(&block, text, sizeof block);
  const auto quote = block ^ ones * '"', backslash = block ^ ones * '\\';
  // the high bit of each byte that is below 0x20, or zero in one of the others; of bytes behind such a one
  // too
  const auto found =
      ((block - ones * 0x20) & ~block) | ((quote - ones) & ~quote) | ((backslash - ones) & ~backslash);
  return (found & highs) != 0;
}

bool is_plain(std::string_view text) noexcept {
  constexpr std::size_t block = 8;
  if (text.size() < block) {
    return std::all_of(text.begin(), text.end(),
                       [](char c) { return static_cast<unsigned char>(c) >= 0x20 && c != '"' && c != '\\'; });
  }
  for (std::size_t at = 0; at + block < text.size(); at += block) {
    if (has_escaped(text.data() + at)) return false;
  }
  return !has_escaped(text.data() + text.size() - block);
}

}  // namespace

bool name_less(std::string_view left, std::string_view right) noexcept {
  if (!left.empty() && !right.empty() && left.front() != right.front() &&
      (static_cast<unsigned char>(left.front()) | static_cast<unsigned char>(right.front())) < 0x80)
    return left.front() < right.front();  // most names are told apart by this
  const auto [at, other] = std::mismatch(left.begin(), left.end(), right.begin(), right.end());
  if (at == left.end() || other == right.end()) return left.size() < right.size();
  // UTF-8 sorts by code point. UTF-16 differs in one thing: U+E000 to U+FFFF, whose first byte is EE or EF,
  // come after the surrogates that stand for what is above them, whose first byte is F0 to F4.
  const auto rank = [](char byte) {
    const auto value = static_cast<unsigned char>(byte);
    return value == 0xEE || value == 0xEF ? value + 0x10 : value;
  };
  return rank(*at) < rank(*other);
}

void append_quoted(std::string& out, std::string_view text) {
  out += '"';
  std::size_t written = 0;
  for (std::size_t at = is_plain(text) ? text.size() : 0; at < text.size(); ++at) {
    const auto byte = static_cast<unsigned char>(text[at]);
    if (byte >= 0x20 && byte != '"' && byte != '\\') continue;
    out += text.substr(written, at - written);
    written = at + 1;
    // RFC 8785 §3.2.2.2: the short escapes where there is one, else four lower-case digits.
    constexpr std::string_view escaped = "\"\\\b\t\n\f\r";
    constexpr std::string_view letters = "\"\\btnfr";
    out += '\\';
    if (const auto found = escaped.find(text[at]); found != std::string_view::npos) {
      out += letters[found];
    } else {
      constexpr std::string_view hex = "0123456789abcdef";
      out += "u00";
      out += hex[byte >> 4];
      out += hex[byte & 0xF];
    }
  }
  out += text.substr(written);
  out += '"';
}

void append_canonical(std::string& out, const Node& node) { Writer(out).write(node); }

std::string canonical(std::string_view text) {
  std::array<std::byte, 16'384> space;  // most documents need no more
  std::pmr::monotonic_buffer_resource memory(space.data(), space.size());
  const auto root = read(text, {}, memory, nullptr, Texts::borrowed);
  std::string out;
  out.reserve(text.size() + 16);
  append_canonical(out, root);
  return out;
}

std::string quoted(std::string_view text) {
  std::string out;
  out.reserve(text.size() + 2);
  append_quoted(out, text);
  return out;
}

void ObjectWriter::member(std::string_view name, std::string canonical) {
  members_.emplace_back(name, std::move(canonical));
}

std::string ObjectWriter::finish() && {
  std::sort(members_.begin(), members_.end());  // of ASCII names, bytes are code units
  std::size_t size = 2;
  for (const auto& [name, value] : members_) size += name.size() + value.size() + 4;
  std::string out;
  out.reserve(size);
  char separator = '{';
  for (const auto& [name, value] : members_) {
    out += std::exchange(separator, ',');
    append_quoted(out, name);
    out += ':';
    out += value;
  }
  out += members_.empty() ? "{}" : "}";
  return out;
}

}  // namespace metaqore::json
