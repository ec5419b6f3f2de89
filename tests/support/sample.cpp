#include "support/sample.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <functional>
#include <iterator>
#include <map>
#include <optional>
#include <stdexcept>
#include <string_view>
#include <tuple>

#include "state/core.hpp"
#include "state/operation/create_project.hpp"
#include "state/operation/declare.hpp"
#include "state/operation/seed.hpp"
#include "state/view/history.hpp"
#include "storage/sqlite/sqlite_store.hpp"
#include "support/fixed_environment.hpp"
#include "support/folder.hpp"
#include "support/log_layout.hpp"
#include "support/random.hpp"

namespace metaqore::test {

namespace {

namespace fs = std::filesystem;

std::string bytes_of(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  return std::string(std::istreambuf_iterator<char>(file), {});
}

/// Takes a blocked candidate off its list, or puts it there again: its row changes, and is recorded anew.
struct Turn {
  static constexpr std::string_view action = "turn";
  std::string id;

  std::uint64_t operator()(state::Transaction& transaction) const {
    const auto before = transaction.view().get({state::key::by_id(id)}).front();
    auto row = state::decode<state::ArtifactRow>(before.value());
    auto& status = row.artifact.status;
    status = status == ArtifactStatus::blocked ? ArtifactStatus::superseded : ArtifactStatus::blocked;
    const auto project = transaction.view().get({state::key::by_id(row.artifact.lineage.project_id)}).front();
    return transaction.record(
        {"artifact.turned", state::decode<state::ProjectRow>(project.value()).resource()}, row, before);
  }
};

/// Gives a project another description.
struct Describe {
  static constexpr std::string_view action = "describe";
  std::string id;
  std::string description;

  std::uint64_t operator()(state::Transaction& transaction) const {
    const auto before = transaction.view().get({state::key::by_id(id)}).front();
    auto row = state::decode<state::ProjectRow>(before.value());
    row.project.description = description;
    row.project.updated_at = transaction.time();
    return transaction.record({"project.described", row.resource()}, row, before);
  }
};

/// Works on a file until it is as large as it shall be.
class Worker {
 public:
  /// Some of the ids that there are, out of so many entries, are remembered.
  Worker(Sample& sample, fs::path path, std::size_t entries, std::uint64_t seed)
      : sample_(sample), path_(std::move(path)), entries_(entries), random_(seed) {}

  /// Again after close() too: a new log begins then.
  void open() {
    core_.emplace(storage::open_sqlite(path_, false), environment_, Hooks{});
    core_->write(state::Seed(config_), Session{});
    note();
  }

  void work_until(std::size_t entries) {
    while (heads_.back().size < entries) {
      step();
      note();
    }
  }

  /// Asks for the first page of some lists.
  void begin_lists() {
    const state::Core::Call call(*core_);
    const auto reader = call.read();
    for (const auto status : {std::optional(ArtifactStatus::blocked), std::optional(ArtifactStatus::active),
                              std::optional<ArtifactStatus>()}) {
      ArtifactQuery query{.project_id = sample_.projects.front(), .status = status, .limit = 1};
      query.cursor = state::View(*reader).artifacts(query).next;
      query.limit = 20;
      if (!query.cursor.empty()) sample_.begun.push_back(query);
    }
  }

  /// The heads after each of the commits that the log still has.
  void find_commits() {
    const auto ends = ends_of_commits(*sample_.open.log);
    if (ends.empty() || ends.size() >= heads_.size()) throw std::logic_error("the log is not as expected");
    sample_.commits = {{log_header_size, heads_[heads_.size() - ends.size() - 1]}};
    for (std::size_t i = 0; i < ends.size(); ++i)
      sample_.commits.push_back({ends[i], heads_[heads_.size() - ends.size() + i]});
    sample_.head = heads_.back();
  }

  void close() { core_->close(); }

 private:
  Session session() {
    const auto trace = random_.pick("0|1|2|3|");
    return {.actor = std::string(random_.pick("planner|coder|tester|Zoë")),
            .role = random_.chance(10) ? Role::human : Role::agent,
            .trace_id = trace.empty() ? "" : std::string(31, 'a').append(trace)};
  }

  /// Remembers what the ledger is, where it has grown.
  void note() {
    const state::Core::Call call(*core_);
    const auto reader = call.read();
    const auto size = reader->size();
    if (heads_.empty() || size != heads_.back().size) heads_.push_back(state::head_at(*reader, size));
  }

  void step() {
    const auto kind = random_.below(100);
    if (sample_.projects.empty() || kind < 2) return create_project();
    if (kind < 10 && !blocked_.empty()) {
      core_->write(Turn{blocked_[random_.below(blocked_.size())]}, session());
    } else if (kind < 12) {
      core_->write(Describe{any(sample_.projects), fmt::format("described anew, {}", ++count_)}, session());
    } else if (kind < 17 && last_) {  // the same again: it is a repeat, or converges
      auto again = *last_;
      const bool another = random_.chance(50);  // who may not take the id
      if (another) again.id.clear();
      declare(again, another ? session() : last_session_);
    } else {
      declare(candidate(), session());
    }
  }

  void create_project() {
    const auto number = ++count_;
    const auto project = core_->write(
        state::CreateProject({.id = random_.chance(50) ? fmt::format("proj_{}", number) : "",
                              .name = fmt::format("project {}", number),
                              .metadata = Json(random_.chance(50) ? "{}" : R"({"stage":"early"})")}),
        session());
    sample_.projects.push_back(project.id);
  }

  Candidate candidate() {
    Candidate it{.lineage = {any(sample_.projects), std::string(random_.pick("plan|code|code|doc")),
                             std::string(random_.pick("|a|b|c|d|e|f|g|h"))}};
    const auto size = random_.chance(5) ? 3'000 + random_.below(12'000) : 1 + random_.below(200);
    it.data = Json(fmt::format(R"({{"number":{},"text":"{}"}})", ++count_, std::string(size, 'x')));
    const auto head = versions_.find(key_of(it.lineage));
    if (random_.chance(60)) it.base = head == versions_.end() ? 0 : head->second;
    if (random_.chance(10)) it.depends_on = {std::string(random_.pick("plan|code/a|nothing"))};
    if (random_.chance(10)) it.metadata = Json(R"({"tool":"none"})");
    if (random_.chance(30)) it.id = fmt::format("art_{}", count_);
    return it;
  }

  void declare(const Candidate& candidate, const Session& session) {
    const auto decision =
        core_->write(state::Declare(candidate, {.session = 7, .based_on = candidate.base}), session);
    last_ = candidate;
    last_session_ = session;
    const auto& artifact = decision.artifact;
    if (decision.effect == Effect::next_version) versions_[key_of(artifact.lineage)] = artifact.version;
    if (decision.effect == Effect::blocked && !std::ranges::count(blocked_, artifact.id))
      blocked_.push_back(artifact.id);
    if (sample_.artifacts.empty() || random_.below(entries_) < some) {
      sample_.artifacts.push_back(candidate.id.empty() ? artifact.id : candidate.id);
      sample_.lineages.push_back(artifact.lineage);
      for (const auto& conflict : decision.conflicts) sample_.conflicts.push_back(conflict.id);
    }
  }

  const std::string& any(const std::vector<std::string>& ids) { return ids[random_.below(ids.size())]; }

  using Key = std::tuple<std::string, std::string, std::string>;
  static Key key_of(const Lineage& it) { return {it.project_id, it.artifact_type, it.name}; }

  static constexpr std::size_t some = 12;  // ids of each kind, by and large

  Sample& sample_;
  fs::path path_;
  std::size_t entries_;
  Random random_;
  Config config_{};
  base::Environment environment_ = fixed_environment();
  std::optional<state::Core> core_;
  std::vector<TreeHead> heads_;
  std::map<Key, std::uint64_t> versions_;
  std::vector<std::string> blocked_;
  std::optional<Candidate> last_;
  Session last_session_;
  std::uint64_t count_ = 0;
};

}  // namespace

Image Image::of(const fs::path& path) {
  const auto beside = [&](const char* suffix) {
    const auto name = path.string() + suffix;
    return fs::exists(name) ? std::optional(bytes_of(name)) : std::nullopt;
  };
  return {bytes_of(path), beside("-wal"), beside("-shm")};
}

void Image::write_to(const fs::path& path) const {
  const auto write = [](const fs::path& name, const std::string& bytes) {
    std::ofstream out(name, std::ios::binary);
    out.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    if (!out.flush()) throw std::runtime_error("no space for " + name.string());
  };
  const auto beside = [&](const char* suffix) { return path.string() + suffix; };
  for (const auto* suffix : {"-wal", "-shm"}) fs::remove(beside(suffix));
  write(path, file);
  if (log) write(beside("-wal"), *log);
  if (index) write(beside("-shm"), *index);
}

Sample make_sample(std::size_t entries, std::uint64_t seed, std::size_t in_log) {
  const Folder folder(Folder::fast());
  const fs::path path = folder / "sample.db";
  Sample sample;
  Worker worker(sample, path, entries, seed);
  worker.open();
  worker.work_until(entries / 2);
  worker.begin_lists();
  worker.work_until(entries - in_log);
  worker.close();
  worker.open();
  worker.work_until(entries - in_log / 2);
  worker.begin_lists();
  worker.work_until(entries);
  sample.open = Image::of(path);
  worker.find_commits();
  worker.close();
  sample.closed = Image::of(path);
  return sample;
}

std::vector<TreeHead> possible_heads(const Sample& sample, const Image& damaged) {
  std::vector<TreeHead> heads{sample.head};
  if (!damaged.log || (damaged.index && damaged.index == sample.open.index)) return heads;
  const std::string_view log = *sample.open.log, left = *damaged.log;
  const auto same = [&](std::size_t from, std::size_t to) {
    return left.size() >= to && left.substr(from, to - from) == log.substr(from, to - from);
  };
  // One for each commit; the header belongs to the first.
  std::vector<bool> whole;
  for (std::size_t begin = 0; const auto& commit : sample.commits) {
    whole.push_back(same(begin, commit.end));
    begin = commit.end;
  }
  whole[1] = whole[0] && whole[1];
  const auto first = std::find(whole.begin() + 1, whole.end(), false);
  if (first == whole.end()) return heads;
  if (std::adjacent_find(first, whole.end(), std::logical_and<>()) != whole.end()) return heads;
  heads.push_back(sample.commits[static_cast<std::size_t>(first - whole.begin()) - 1].head);
  return heads;
}

}  // namespace metaqore::test
