// A file, damaged, and asked for everything. The first byte picks the file: its lowest bit the larger one,
// the next one as a crash leaves it, the third whether it is opened for reading only, and the fourth whether
// the log has lost its index. Then edits follow, as read_edit() has them. What is answered has to obey the
// laws of Examiner.

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>

#include "fuzz/target.hpp"
#include "support/damage.hpp"
#include "support/examiner.hpp"
#include "support/folder.hpp"

namespace {

using namespace metaqore;
using test::edit_size;
using test::hold;

/// A sound file, and what it answers.
struct Base {
  explicit Base(std::size_t entries) : sample(test::make_sample(entries, 1)), examiner(sample, folder.path) {}

  test::Folder folder{test::Folder::fast()};
  test::Sample sample;
  test::Examiner examiner;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const Base small(300), large(1'000);
  if (size < 1) return 0;
  const auto choice = data[0];
  const auto& base = (choice & 1) != 0 ? large : small;
  auto image = (choice & 2) != 0 ? base.sample.open : base.sample.closed;
  if ((choice & 8) != 0) image.index.reset();
  auto rest = std::span(data, size).subspan(1);
  for (; rest.size() >= edit_size; rest = rest.subspan(edit_size))
    apply(test::read_edit(rest.first<edit_size>()), image);
  const auto fault = base.examiner.fault_of(image, (choice & 4) != 0);
  hold(fault.empty(), fault.c_str());
  return 0;
}
