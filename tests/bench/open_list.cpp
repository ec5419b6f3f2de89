#include <fmt/format.h>

#include <stdexcept>

#include "bench.hpp"
#include "state/core.hpp"
#include "support/engines.hpp"

namespace metaqore::bench {

namespace {

using namespace state;

const Session session{.actor = "agent"};

/// Candidates `first` to `last`, each as its next version with this status.
struct Put {
  static constexpr std::string_view action = "put";
  int first, last;
  ArtifactStatus status;

  std::uint64_t operator()(Transaction& transaction) const {
    std::uint64_t sequence = 0;
    for (int i = first; i < last; ++i) {
      const ArtifactRow row{.artifact = {.id = fmt::format("art_{:08}", i * 7919 % 1'000'003),
                                         .lineage = {"proj_1", "plan"},
                                         .status = status}};
      const auto before = transaction.view().get({key::by_id(row.artifact.id)}).front();
      sequence = transaction.record({"candidate.put", "proj_1"}, row, before);
    }
    return sequence;
  }
};

/// A file in which 50 candidates are blocked, and so many others were.
class Candidates {
 public:
  Candidates(const std::string& path, int ended)
      : core_(storage::open_sqlite(path, false), test::fixed_environment(), {}) {
    constexpr int open = 50, batch = 1'000;
    for (int i = open; i < open + ended; i += batch) {
      core_.write(Put{i, i + batch, ArtifactStatus::blocked}, session);
      core_.write(Put{i, i + batch, ArtifactStatus::superseded}, session);
    }
    core_.write(Put{0, open, ArtifactStatus::blocked}, session);
  }

  void list() {
    const Core::Call call(core_);
    const auto reader = call.read();
    const auto page = View(*reader).artifacts({.project_id = "proj_1", .status = ArtifactStatus::blocked});
    if (page.items.size() != 50) throw std::logic_error("another number is open");
  }

 private:
  Core core_;
};

}  // namespace

/// A list of what is open costs what is open, not what ever was.
void open_list(Bench& bench) {
  const test::Folder folder;
  Candidates none(folder / "none.db", 0);
  Candidates many(folder / "many.db", bench.pick(100'000, 10'000));
  const int repetitions = bench.pick(60, 30), lists = 20;
  bench.variant("open_list_none_ended", repetitions, lists, [&] { none.list(); });
  bench.variant("open_list_none_ended_again", repetitions, lists, [&] { none.list(); });
  bench.variant("open_list_many_ended", repetitions, lists, [&] { many.list(); });
  bench.run();
  bench.noise("open_list", bench.cpu("open_list_none_ended_again") / bench.cpu("open_list_none_ended"));
  bench.at_most("open_list_growth", bench.cpu("open_list_many_ended") / bench.cpu("open_list_none_ended"),
                1.3);
}

}  // namespace metaqore::bench
