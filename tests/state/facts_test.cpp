#include <catch2/catch.hpp>

#include "metaqore/error.hpp"
#include "state/rows/facts.hpp"

using namespace metaqore;
using namespace metaqore::state;

namespace {

ArtifactRow row_named(const std::string& name) {
  return {.artifact = {.id = "art_1",
                       .lineage = {"proj_1", "plan", name},
                       .version = 3,
                       .status = ArtifactStatus::active,
                       .data = Json("[1]"),
                       .depends_on = {"code/\"{"},
                       .created_by = "actr_1",
                       .content_hash = "00ff"},
          .declaration_hash = "aa"};
}

bool same(const Index& left, const Index& right) {
  return left.keys == right.keys && left.open == right.open;
}

std::string reason_of(const storage::Row& row) {
  try {
    const Facts facts(row);
  } catch (const Error& error) {
    return error.reason();
  }
  return "it went well";
}

}  // namespace

TEST_CASE("facts: they are what the whole row says, whatever its name holds", "[state][facts]") {
  for (const std::string name : {"", "draft", "a\"b\\", "tab\there", "},{\"version\":9", "ü\u2028"}) {
    INFO(name);
    const auto whole = row_named(name);
    const auto row = encode(whole, payload_of(whole));
    const Facts facts(row);
    CHECK_FALSE(facts.converged());
    CHECK(facts.id == whole.artifact.id);
    CHECK(facts.project_id == whole.artifact.lineage.project_id);
    CHECK(facts.artifact_type == whole.artifact.lineage.artifact_type);
    CHECK(facts.name == name);
    CHECK(facts.version == 3);
    CHECK(facts.status == ArtifactStatus::active);
    CHECK(facts.created_by == "actr_1");
    CHECK(facts.content_hash == "00ff");
    CHECK(facts.declaration_hash == "aa");
    CHECK(facts.is_latest(ArtifactRow::latest(whole.artifact.lineage)));
    CHECK_FALSE(facts.is_latest(ArtifactRow::latest({"proj_1", "plan", "another"})));
    CHECK(same(facts.index(), whole.index()));
    CHECK(same(index_of(row), whole.index()));
  }
}

TEST_CASE("facts: of a candidate that waits, and of one that converged", "[state][facts]") {
  auto blocked = row_named("draft");
  blocked.artifact.version = 0;
  blocked.artifact.status = ArtifactStatus::blocked;
  const auto row = encode(blocked, {});
  CHECK(Facts(row).status == ArtifactStatus::blocked);
  CHECK(same(Facts(row).index(), blocked.index()));

  const ConvergenceRow convergence{.id = "art_2",
                                   .lineage = {"proj_1", "plan", "draft"},
                                   .artifact_id = "art_1",
                                   .created_by = "actr_1",
                                   .declaration_hash = "bb"};
  const auto converged = encode(convergence, {});
  const Facts facts(converged);
  CHECK(facts.converged());
  CHECK(facts.id == "art_2");
  CHECK(facts.name == "draft");
  CHECK(facts.declaration_hash == "bb");
  CHECK(same(facts.index(), convergence.index()));
}

TEST_CASE("facts: a row that is none of its kind is damaged", "[state][facts]") {
  const auto whole = encode(row_named("draft"), {});
  for (std::size_t size = 0; size < whole.body.size(); ++size) {
    auto cut = whole;
    cut.body.resize(size);
    CHECK(reason_of(cut) == "storage.row_damaged");
  }
  auto other = whole;
  other.kind = "actor";
  CHECK(reason_of(other) == "storage.row_damaged");
  for (const auto& [from, to] :
       {std::pair("\"version\":3", "\"version\":-3"), {"\"active\"", "\"gone\""}, {"\"art_1\"", "7"}}) {
    auto changed = whole;
    changed.body.replace(changed.body.find(from), std::string_view(from).size(), to);
    CHECK(reason_of(changed) == "storage.row_damaged");
  }
}
