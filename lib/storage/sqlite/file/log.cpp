#include "storage/sqlite/file/log.hpp"

#include <algorithm>
#include <bit>
#include <cstring>
#include <vector>

namespace metaqore::storage::sqlite {

namespace {

constexpr std::uint32_t known_application = 0x4D514F52;
constexpr std::size_t log_header_size = 32, frame_header_size = 24;
constexpr std::size_t file_header_size = 100, user_version_at = 60, application_id_at = 68;

std::uint32_t big_endian(const unsigned char* bytes) noexcept {
  return std::uint32_t{bytes[0]} << 24 | std::uint32_t{bytes[1]} << 16 | std::uint32_t{bytes[2]} << 8 |
         bytes[3];
}

std::uint32_t in_order(const unsigned char* bytes, bool big) noexcept {
  if (big) return big_endian(bytes);
  return std::uint32_t{bytes[3]} << 24 | std::uint32_t{bytes[2]} << 16 | std::uint32_t{bytes[1]} << 8 |
         bytes[0];
}

/// The running checksum of the log's format, over multiples of eight bytes.
struct Checksum {
  std::uint32_t first{}, second{};
  bool operator==(const Checksum&) const = default;

  void add(std::span<const unsigned char> bytes, bool big) noexcept {
    for (std::size_t i = 0; i + 8 <= bytes.size(); i += 8) {
      first += in_order(&bytes[i], big) + second;
      second += in_order(&bytes[i + 4], big) + first;
    }
  }
};

bool read_all(sqlite3_file& file, std::span<unsigned char> out, sqlite3_int64 offset) {
  return file.pMethods->xRead(&file, out.data(), static_cast<int>(out.size()), offset) == SQLITE_OK;
}

using Salts = std::array<std::uint32_t, 2>;

struct LogHeader {
  bool sound = false;
  bool big = false;  // the order of what is summed up
  std::size_t page_size = 4'096;
  Salts salts{};
  Checksum checksum{};
};

LogHeader read_log_header(sqlite3_file& log) {
  std::array<unsigned char, log_header_size> bytes{};
  LogHeader header;
  if (!read_all(log, bytes, 0)) return header;
  const auto magic = big_endian(&bytes[0]);
  const auto page_size = big_endian(&bytes[8]);
  header.big = (magic & 1) != 0;
  header.salts = {big_endian(&bytes[16]), big_endian(&bytes[20])};
  Checksum sum;
  sum.add(std::span(bytes).first(24), header.big);
  header.checksum = {big_endian(&bytes[24]), big_endian(&bytes[28])};
  header.sound = (magic & ~1U) == 0x377F0682 && page_size >= 512 && page_size <= 65'536 &&
                 std::has_single_bit(page_size) && header.checksum == sum;
  if (header.sound) {
    header.page_size = page_size;
  } else {
    header.big = std::endian::native == std::endian::big;  // as SQLite writes it
  }
  return header;
}

/// A frame as it lies there.
struct Frame {
  std::uint32_t page{};
  bool commits{};  // it is the last of a commit
  Salts salts{};
  Checksum stored{};
};

/// Goes through the frames of a log in their order.
class Frames {
 public:
  Frames(sqlite3_file& log, const LogHeader& header)
      : log_(log), big_(header.big), bytes_(frame_header_size + header.page_size) {}

  std::optional<Frame> next() {
    if (!read_all(log_, bytes_, position_)) return std::nullopt;
    position_ += static_cast<sqlite3_int64>(bytes_.size());
    return Frame{big_endian(&bytes_[0]),
                 big_endian(&bytes_[4]) != 0,
                 {big_endian(&bytes_[8]), big_endian(&bytes_[12])},
                 {big_endian(&bytes_[16]), big_endian(&bytes_[20])}};
  }

  /// Whether the frame follows one with this checksum.
  bool follows(Checksum before, const Frame& frame) const {
    before.add(std::span(bytes_).first(8), big_);
    before.add(std::span(bytes_).subspan(frame_header_size), big_);
    return before == frame.stored;
  }

  std::span<const unsigned char> page() const { return std::span(bytes_).subspan(frame_header_size); }

 private:
  sqlite3_file& log_;
  bool big_;
  sqlite3_int64 position_ = log_header_size;
  std::vector<unsigned char> bytes_;
};

struct LogContent {
  std::uint32_t committed = 0;                       // frames up to the last commit that SQLite will find
  std::optional<std::uint32_t> first_log, last_log;  // as page 1 says in it
  bool goes_on = false;                              // beyond what SQLite will find
};

/// Each commit is durable before the next one is written. Where a frame does not follow the one before, and
/// two commits follow each other behind it, the first of them was durable.
LogContent read_log(sqlite3_file& log, const LogHeader& header) {
  LogContent content;
  Frames frames(log, header);
  auto salts = header.salts;
  auto before = header.checksum;
  bool sound = header.sound;
  std::optional<std::uint32_t> pending;  // of a commit that is not whole yet
  int commits_behind = 0;
  for (std::uint32_t number = 1; auto frame = frames.next(); ++number) {
    if (number == 1 && !header.sound) salts = frame->salts;
    if (frame->salts != salts) {  // of an earlier log
      commits_behind = 0;
      sound = false;
      before = frame->stored;
      continue;
    }
    const bool follows = frames.follows(before, *frame);
    before = frame->stored;
    if (sound && follows) {
      if (frame->page == 1) pending = UserVersion::of(big_endian(&frames.page()[user_version_at])).log;
      if (!frame->commits) continue;
      content.committed = number;
      if (pending && !content.first_log) content.first_log = pending;
      if (pending) content.last_log = pending;
      pending.reset();
      continue;
    }
    sound = false;
    if (!follows) commits_behind = 0;
    if (frame->commits && ++commits_behind == 2) content.goes_on = true;
  }
  return content;
}

/// Whether the file may be at this log: the last of those that page 1 counted in it, an earlier one, or the
/// one before them, when nothing of it has been moved yet.
bool is_begun_on(std::uint32_t log_of_file, const LogContent& content) {
  if (!content.first_log || log_of_file == 0) return true;
  constexpr std::uint32_t counts = (1U << 24) - 1;  // from 1
  const auto behind = (*content.last_log + counts - log_of_file) % counts;
  const auto counted = (*content.last_log + counts - *content.first_log) % counts;
  return behind <= counted + 1;
}

}  // namespace

std::optional<IndexHeader> read_index_header(
    std::span<const unsigned char, index_header_size> bytes) noexcept {
  constexpr std::size_t copy_size = 48;
  constexpr bool big = std::endian::native == std::endian::big;
  const auto native = [&](std::size_t at) { return in_order(&bytes[at], big); };
  if (std::memcmp(&bytes[0], &bytes[copy_size], copy_size) != 0 || bytes[12] == 0) return std::nullopt;
  Checksum sum;
  sum.add(bytes.first(40), big);
  if (sum != Checksum{native(40), native(44)}) return std::nullopt;
  // the salts are copied from the log as they are
  return IndexHeader{native(16), native(96), {big_endian(&bytes[32]), big_endian(&bytes[36])}};
}

bool begins_with(sqlite3_file& log, const std::array<std::uint32_t, 2>& salts) {
  const auto header = read_log_header(log);
  return header.sound && header.salts == salts;
}

Refusal inspect_log(sqlite3_file& file, sqlite3_file& log, const std::optional<IndexHeader>& index) {
  const auto header = read_log_header(log);
  const auto content = read_log(log, header);
  if (content.goes_on) return Refusal::shortened_log;
  if (index && index->frames > index->moved) {
    if (!header.sound) return Refusal::shortened_log;
    if (header.salts == index->salts && content.committed < index->frames) return Refusal::shortened_log;
  }
  std::array<unsigned char, file_header_size> first{};
  if (!read_all(file, first, 0) || big_endian(&first[application_id_at]) != known_application)
    return Refusal::none;  // for others to judge
  const auto at = UserVersion::of(big_endian(&first[user_version_at])).log;
  return is_begun_on(at, content) ? Refusal::none : Refusal::foreign_log;
}

}  // namespace metaqore::storage::sqlite
