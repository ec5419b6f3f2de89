// What damages files, and what judges them.

#include "support/damage.hpp"

#include <catch2/catch.hpp>
#include <set>
#include <utility>

#include "support/examiner.hpp"
#include "support/folder.hpp"
#include "support/log_layout.hpp"

namespace metaqore::test {

namespace {

constexpr std::size_t entries = 300;

Edit edit_of(std::vector<std::uint8_t> bytes) {
  return read_edit(std::span<const std::uint8_t, edit_size>(bytes.data(), edit_size));
}

/// Where two texts of one size differ.
std::vector<std::size_t> differences(const std::string& one, const std::string& other) {
  std::vector<std::size_t> places;
  for (std::size_t i = 0; i < one.size(); ++i)
    if (one[i] != other.at(i)) places.push_back(i);
  return places;
}

/// The image after one bit of its log is another.
Image with_log_bit(const Image& image, std::size_t place) {
  auto damaged = image;
  damaged.log->at(place) ^= 1;
  return damaged;
}

}  // namespace

TEST_CASE("damage: an edit is told by eight bytes", "[damage]") {
  const auto edit = edit_of({0x84, 1, 2, 3, 4, 5, 6, 7});
  CHECK(edit.hurt == Hurt::copy_page);
  CHECK(edit.part == Part::log);
  CHECK(edit.value == 1);
  CHECK(edit.page == 0x0302);
  CHECK(edit.offset == 0x0504);
  CHECK(edit.other == 0x0706);
  CHECK(edit_of({0x40, 0, 0, 0, 0, 0, 0, 0}).part == Part::index);
  CHECK(edit_of({0x3F, 0, 0, 0, 0, 0, 0, 0}).part == Part::file);
}

TEST_CASE("damage: every byte of a file and of its log can be hit", "[damage]") {
  const auto part = GENERATE(Part::file, Part::log, Part::index);
  const Image image{std::string(2 * page_size + 7, '\0'),
                    std::string(log_header_size + log_frame_size + 9, '\0'),
                    std::string(index_header_size + page_size + 11, '\0')};
  const auto bytes = [&](const Image& it) -> const std::string& {
    return part == Part::file ? it.file : part == Part::log ? it.log.value() : it.index.value();
  };
  std::set<std::size_t> hit;
  for (std::uint16_t page = 0; page < 3; ++page) {
    for (std::uint16_t offset = 0; offset < log_frame_size; ++offset) {
      auto damaged = image;
      apply({.hurt = Hurt::flip_bits, .part = part, .page = page, .offset = offset}, damaged);
      const auto places = differences(bytes(image), bytes(damaged));
      REQUIRE(places.size() == 1);
      hit.insert(places.front());
    }
  }
  CHECK(hit.size() == bytes(image).size());
}

TEST_CASE("damage: any bytes are edits of any image", "[damage]") {
  const auto sample = make_sample(100, 3);
  Random random(4);
  for (int i = 0; i < 200; ++i) {
    auto image = i % 2 == 0 ? sample.closed : sample.open;
    for (int repeat = 0; repeat < 5; ++repeat) {
      for (const auto& edit : random_edits(random)) {
        INFO(text_of(edit));
        apply(edit, image);
        REQUIRE_FALSE(image.file.empty());
      }
    }
  }
}

TEST_CASE("damage: equal seeds give equal ledgers, of the size that was asked for", "[damage]") {
  const auto one = make_sample(entries, 1), again = make_sample(entries, 1);
  CHECK(one.head == again.head);
  CHECK(one.closed.file.size() == again.closed.file.size());
  CHECK(one.head.size >= entries);
  CHECK(one.open.log.value().size() > log_frame_size);
  CHECK_FALSE(one.closed.log.has_value());
  CHECK(make_sample(entries, 2).head != one.head);
}

TEST_CASE("damage: a log without its end is one that a loss of power left, and one with a gap is not",
          "[damage]") {
  auto sample = make_sample(entries, 1);
  const auto index = std::exchange(sample.open.index, {});
  const auto& commits = sample.commits;
  const auto possible = [&](const Image& image) { return possible_heads(sample, image); };
  const auto last = commits.size() - 1;
  REQUIRE(last > 10);
  CHECK(commits.back().head == sample.head);
  const auto now = std::vector{sample.head};
  const auto before = [&](std::size_t commit) { return std::vector{sample.head, commits[commit - 1].head}; };
  CHECK(possible(sample.closed) == now);
  CHECK(possible(sample.open) == now);
  CHECK(possible(with_log_bit(sample.open, commits[last - 1].end + 30)) == before(last));
  CHECK(possible(with_log_bit(sample.open, commits[last - 2].end + 30)) == before(last - 1));
  CHECK(possible(with_log_bit(sample.open, commits[last - 3].end + 30)) == now);
  CHECK(possible(with_log_bit(sample.open, 3)) == now);
  auto cut = sample.open;
  cut.log->resize(commits[5].end + 1'000);
  CHECK(possible(cut) == before(6));
  cut.log->clear();
  CHECK(possible(cut) == before(1));
  sample.open.index = index;  // which says more
  CHECK(possible(cut) == before(1));
  cut.index = index;
  CHECK(possible(cut) == now);
}

TEST_CASE("damage: a sound file breaks no law, whether it was closed or not", "[damage]") {
  const auto sample = make_sample(entries, 1);
  const Folder folder(Folder::fast());
  const Examiner examiner(sample, folder.path);
  for (const bool read_only : {true, false}) {
    CHECK(examiner.fault_of(sample.closed, read_only).empty());
    CHECK(examiner.fault_of(sample.open, read_only).empty());
    CHECK(examiner.fault_of({sample.open.file, sample.open.log}, read_only).empty());
  }
}

TEST_CASE("damage: a file that passes for another is found out", "[damage]") {
  const auto sample = make_sample(entries, 1), other = make_sample(entries, 2);
  const Folder folder(Folder::fast());
  const Examiner examiner(sample, folder.path);
  CHECK_FALSE(examiner.fault_of(other.closed, true).empty());
  // As old as before the log.
  CHECK_FALSE(examiner.fault_of({sample.open.file}, true).empty());
  CHECK(examiner.fault_of({sample.open.file, ""}, true).empty());
}

}  // namespace metaqore::test
