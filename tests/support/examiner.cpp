#include "support/examiner.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <initializer_list>
#include <optional>
#include <set>
#include <stdexcept>

#include "base/text.hpp"
#include "engine/engine_access.hpp"
#include "metaqore/metaqore.hpp"
#include "storage/sqlite/sqlite_store.hpp"
#include "support/fixed_environment.hpp"

namespace metaqore::test {

namespace {

/// A law is broken.
struct Unlawful : std::runtime_error {
  using std::runtime_error::runtime_error;
};

void require(bool holds, const std::string& law) {
  if (!holds) throw Unlawful(law);
}

void require_line(const std::string& text, const std::string& whose) {
  require(!text.empty() && text.size() < 1'000 && !base::has_control(text) && base::is_utf8(text),
          fmt::format("{} is one short line: `{}`", whose, base::shown(text)));
}

using Codes = std::initializer_list<ErrorCode>;

/// Of a file that is not sound: it says so, or is taken for locked.
constexpr Codes reading{ErrorCode::storage, ErrorCode::busy};
/// Where what is asked for rests on what may not be found any more: a project, or an earlier state.
constexpr Codes resting{ErrorCode::storage, ErrorCode::busy, ErrorCode::not_found,
                        ErrorCode::invalid_argument};

void require_lawful(const Error& error, const std::string& refused, Codes codes) {
  require_line(error.what(), "the refusal " + refused);
  require(std::ranges::count(codes, error.code()) > 0,
          fmt::format("the refusal {} is for what the file is: {}", refused, error.what()));
}

/// Asks one engine, and writes down what it says.
class Interview {
 public:
  Interview(const Sample& sample, const Engine& engine)
      : sample_(sample), engine_(engine), state_(engine.state({.actor = "examiner"})) {}

  /// Of everything that can be read.
  std::vector<Reply> read() {
    ask_for_projects();
    for (const auto& project : sample_.projects) ask_for_artifacts(project);
    ask_for_kinds(sample_.projects.front());
    for (const auto& lineage : sample_.lineages) ask_for_lineage(lineage);
    for (const auto& id : sample_.artifacts) ask_for_artifact(id);
    for (const auto& id : sample_.conflicts)
      ask("conflict " + id, [&] { return text_of(state_.get_conflict(id)); });
    ask_for_the_past();
    ask_the_ledger();
    for (const auto& [what, candidate] : candidates()) {
      ask("check " + what, [&] { return to_json(state_.check(candidate)); }, resting);
    }
    return std::move(replies_);
  }

  /// Then of writing.
  std::vector<Reply> write() {
    for (const auto& [what, candidate] : candidates()) {
      ask("declare " + what, [&] { return to_json(state_.declare(candidate)); }, resting);
    }
    ask(
        "create a project",
        [&] { return to_json(state_.create_project({.id = "proj_after", .name = "after"})); }, resting);
    ask_for_kinds(sample_.projects.front());
    ask("head", [&] { return to_json(engine_.ledger().head()); });
    return std::move(replies_);
  }

 private:
  template <class Ask>
  bool ask(const std::string& question, Ask ask, Codes codes = reading) {
    Reply reply{question, {}};
    bool answered = true;
    try {
      reply.text = ask();
    } catch (const Error& error) {
      require_lawful(error, fmt::format("of what is asked for ({})", question), codes);
      reply.text = "refused: " + error.reason();
      answered = false;
    }
    replies_.push_back(std::move(reply));
    return answered;
  }

  template <class T>
  static std::string text_of(const std::optional<T>& found) {
    return found ? to_json(*found) : "none";
  }

  /// A list to its end.
  template <class Query, class List>
  void ask_for_list(const std::string& question, Query query, List list, Codes codes = reading) {
    constexpr std::size_t most = 10'000;  // pages; no list of a sample has as many
    std::set<std::string> cursors{query.cursor};
    for (std::size_t page_number = 0;; ++page_number) {
      require(page_number < most, question + " ends");
      std::string next;
      const bool answered = ask(
          fmt::format("{}, page {}", question, page_number),
          [&] {
            const auto page = list(query);
            require(page.items.size() <= query.limit, question + " has no more items than a page may have");
            require(page.next.empty() || !page.items.empty(), question + " has no empty page but the last");
            next = page.next;
            return to_json(page);
          },
          codes);
      if (!answered || next.empty()) return;
      require(cursors.insert(next).second, question + " goes on behind the page before");
      query.cursor = next;
    }
  }

  void ask_for_projects() {
    ask_for_list("projects", ProjectQuery{.limit = 2},
                 [&](const auto& query) { return state_.list_projects(query); });
    for (const auto& id : sample_.projects)
      ask("project " + id, [&] { return text_of(state_.get_project(id)); });
    ask("a project that is not there", [&] { return text_of(state_.get_project("proj_nowhere")); });
  }

  void ask_for(const std::string& question, const ArtifactQuery& query, Codes codes = reading) {
    ask_for_list(
        question + " of " + query.project_id, query,
        [&](const auto& page) { return state_.list_artifacts(page); }, codes);
  }

  void ask_for_artifacts(const std::string& project) {
    ask_for("all artifacts", {.project_id = project, .status = std::nullopt, .limit = 50});
    ask_for("blocked artifacts", {.project_id = project, .status = ArtifactStatus::blocked, .limit = 7});
    ask_for_list("conflicts of " + project, ConflictQuery{.project_id = project, .limit = 20},
                 [&](const auto& query) { return state_.list_conflicts(query); });
  }

  void ask_for_kinds(const std::string& project) {
    ask_for("heads", {.project_id = project, .limit = 5});
    ask_for("superseded artifacts", {.project_id = project, .status = ArtifactStatus::superseded});
    ask_for("code", {.project_id = project, .artifact_type = "code"});
  }

  void ask_for_lineage(const Lineage& it) {
    ask(fmt::format("head of {}/{} in {}", it.artifact_type, it.name, it.project_id),
        [&] { return text_of(state_.head(it)); });
    ask_for(fmt::format("history of {}/{}", it.artifact_type, it.name), {.project_id = it.project_id,
                                                                         .artifact_type = it.artifact_type,
                                                                         .name = it.name,
                                                                         .status = std::nullopt,
                                                                         .limit = 3});
  }

  void ask_for_artifact(const std::string& id) {
    ask("artifact " + id, [&] { return text_of(state_.get_artifact(id)); });
    ask_for_list("conflicts of " + id,
                 ConflictQuery{.project_id = sample_.projects.front(), .artifact_id = id, .limit = 1},
                 [&](const auto& query) { return state_.list_conflicts(query); });
  }

  void ask_for_the_past() {
    for (std::size_t i = 0; i < sample_.begun.size(); ++i)
      ask_for(fmt::format("list {} that began earlier", i), sample_.begun[i], resting);
  }

  void ask_the_ledger() {
    const auto ledger = engine_.ledger();
    EntryQuery query{.limit = 90};
    for (bool more = true; more; query.from += query.limit) {
      require(query.from < 1'000'000, "the ledger ends");
      more = ask(fmt::format("entries from {}", query.from),
                 [&] {
                   const auto entries = ledger.entries(query);
                   require(entries.size() <= query.limit, "there are no more entries than were asked for");
                   more = entries.size() == query.limit;
                   return to_json(entries);
                 }) &&
             more;
    }
    ask("head", [&] { return to_json(ledger.head()); });
    for (const auto size :
         {std::uint64_t{0}, std::uint64_t{1}, sample_.head.size / 2, sample_.head.size - 1}) {
      ask(fmt::format("head at {}", size), [&] { return to_json(ledger.head_at(size)); }, resting);
    }
  }

  struct Asked {
    std::string what;
    Candidate candidate;
  };

  std::vector<Asked> candidates() const {
    const auto& project = sample_.projects.front();
    const Lineage fresh{project, "report", "examined"};
    return {
        {"what is new", {.lineage = fresh, .data = Json("1"), .base = 0}},
        {"its next version", {.lineage = fresh, .data = Json("2"), .base = 1, .depends_on = {"plan"}}},
        {"the same again", {.lineage = fresh, .data = Json("2")}},
        {"what lacks something", {.lineage = fresh, .data = Json("3"), .depends_on = {"art_nowhere"}}},
        {"another's", {.lineage = sample_.lineages.back(), .data = Json("4"), .base = 0, .id = "art_after"}},
        {"another's again",
         {.lineage = sample_.lineages.back(), .data = Json("4"), .base = 0, .id = "art_after"}}};
  }

  const Sample& sample_;
  const Engine& engine_;
  StateManager state_;
  std::vector<Reply> replies_;
};

/// What verification says; a fault is an answer.
Verification verified(const Engine& engine) {
  auto result = engine.ledger().verify();
  require_line(result.message, "what verification says");
  return result;
}

/// What verification says of a file that no engine opens; one that it cannot read is not whole either.
bool is_whole(const std::filesystem::path& path) {
  try {
    const auto result = Ledger::verify_file(path);
    require_line(result.message, "what verification says");
    return result.ok;
  } catch (const Error& error) {
    require_lawful(error, "to verify it", reading);
    return false;
  }
}

/// Makes a copy beside it, which is as whole as the file is.
void copy(const Engine& engine, const std::filesystem::path& path, const Verification& verification) {
  const auto other = path.string() + "-copy";
  std::filesystem::remove(other);
  try {
    engine.backup(other);
  } catch (const Error& error) {
    require_lawful(error, "to copy it", reading);
    require(!verification.ok, fmt::format("what is whole is copied: {}", error.what()));
    return;
  }
  if (!verification.ok) return;
  const auto result = Ledger::verify_file(other);
  require(result.ok && result.head == verification.head,
          fmt::format("a copy is what it is of: {}", result.message));
}

/// The first answer that is another; empty where there is none.
std::string difference(const std::vector<Reply>& expected, const std::vector<Reply>& found) {
  const auto [one, other] = std::ranges::mismatch(expected, found);
  if (one == expected.end() && other == found.end()) return "";
  if (one == expected.end() || other == found.end())
    return "where verification finds no fault, lists are as long";
  const auto& [wanted, got] = std::pair(one->text, other->text);
  const auto at = static_cast<std::size_t>(std::ranges::mismatch(wanted, got).in1 - wanted.begin());
  const auto shown = [&](const std::string& text) { return base::shown(text.substr(at < 30 ? 0 : at - 30)); };
  return fmt::format("where verification finds no fault, `{}` is answered with `{}`, and not `{}`",
                     one->question, shown(wanted), shown(got));
}

struct Examination {
  std::vector<Reply> reading;
  Verification verification;
  std::vector<Reply> writing;
  Verification afterwards;
};

/// What a file says; nullopt where it was refused as it should be.
std::optional<Examination> examine(const Sample& sample, const std::filesystem::path& path, bool read_only) {
  std::optional<Engine> engine;
  try {
    engine = EngineAccess::open(storage::open_sqlite(path, read_only), fixed_environment(), {});
  } catch (const Error& error) {
    require_lawful(error, "to open it", reading);
    require(!is_whole(path), fmt::format("what is whole is opened: {}", error.what()));
    return std::nullopt;
  }
  Interview interview(sample, *engine);
  Examination all;
  all.reading = interview.read();
  all.verification = verified(*engine);
  if (read_only) {
    copy(*engine, path, all.verification);
  } else {
    all.writing = interview.write();
    all.afterwards = verified(*engine);
  }
  engine->close();
  return all;
}

}  // namespace

Examiner::Examiner(const Sample& sample, const std::filesystem::path& folder)
    : sample_(sample), path_(folder / "examined.db") {
  sample.closed.write_to(path_);
  const auto sound = examine(sample, path_, false);
  if (!sound || !sound->verification.ok || !sound->afterwards.ok)
    throw std::logic_error("the sample is not sound: " + sound.value().verification.message);
  sound_reading_ = sound->reading;
  sound_writing_ = sound->writing;
}

std::string Examiner::fault_of(const Image& image, bool read_only) const try {
  image.write_to(path_);
  const auto found = examine(sample_, path_, read_only);
  if (read_only) {
    const auto after = Image::of(path_);
    require(after.file == image.file && after.log.value_or("") == image.log.value_or(""),
            "who reads leaves each byte as it was");
  }
  if (!found || !found->verification.ok) return "";
  const auto& head = found->verification.head;
  if (head != sample_.head) {
    const auto possible = possible_heads(sample_, image);
    if (std::ranges::count(possible, head) > 0) return "";
    return fmt::format("where verification finds no fault, all entries are there, not {} of {}", head.size,
                       sample_.head.size);
  }
  if (auto other = difference(sound_reading_, found->reading); !other.empty()) return other;
  if (read_only) return "";
  if (auto other = difference(sound_writing_, found->writing); !other.empty()) return other;
  return found->afterwards.ok
             ? ""
             : "where verification finds no fault, it finds none after writing: " + found->afterwards.message;
} catch (const Unlawful& broken) {
  return broken.what();
} catch (const Error& error) {
  return fmt::format("verification and closing throw nothing: {}", error.what());
} catch (const std::exception& failure) {
  return fmt::format("nothing but metaqore::Error is thrown: {}", failure.what());
}

}  // namespace metaqore::test
