// Any bytes, fed to all that is done with JSON documents. The first byte picks what is done; the rest is
// text, of which lines are the documents. What is taken has to obey the laws.

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "fuzz/target.hpp"
#include "json/pointer.hpp"
#include "metaqore/json_merge.hpp"
#include "metaqore/json_patch.hpp"
#include "metaqore/json_pointer.hpp"
#include "metaqore/requirement.hpp"
#include "metaqore/schema.hpp"
#include "support/merging.hpp"

namespace {

using namespace metaqore;
using test::hold;
using test::mirrored;
using test::split;
using test::taken;

using Maybe = std::optional<Json>;

bool is_canonical(const Json& document) { return Json(document.text()).canonical() == document.text(); }

/// Exactly so many lines, of which those that are missing are empty.
template <std::size_t count>
std::array<std::string, count> lines(std::string_view text) {
  std::array<std::string, count> all;
  auto parts = split(text, '\n', count);
  std::ranges::move(parts, all.begin());
  return all;
}

/// An empty line is no document.
Maybe document(const std::string& line) { return line.empty() ? Maybe() : Maybe(Json(line)); }

// ---- Merging ---------------------------------------------------------------------------------------------

MergePolicy policy(const std::string& line) {
  return line.empty() ? MergePolicy() : MergePolicy(Json(line), version_algebra());
}

void check_merge(const Merge& merge) {
  hold(!merge.merged || is_canonical(*merge.merged), "a merged document is in canonical form");
  std::vector<Answer> answers;
  for (const auto& residual : merge.residuals) {
    const auto stands = merge.merged ? merge.merged->find(residual.pointer) : Maybe();
    hold(residual.kind == ResidualKind::order || stands == residual.base, "a residual keeps the base");
    answers.push_back({.pointer = residual.pointer, .take = Take::base, .value = {}});
  }
  for (std::size_t i = 1; i < merge.residuals.size(); ++i) {
    hold(json::pointer_less(merge.residuals[i - 1].pointer, merge.residuals[i].pointer),
         "residuals are sorted, and none is there twice");
  }
  hold(resolve(merge, answers) == merge.merged, "the base stands where it is taken");
}

void merging(std::string_view text) {
  const auto line = lines<4>(text);
  taken([&] {
    const auto base = document(line[0]), ours = document(line[1]), theirs = document(line[2]);
    const auto ruled = policy(line[3]);
    const auto merged = merge(base, ours, theirs, ruled, {.ours = "o", .theirs = "t"});
    check_merge(merged);
    hold(merge(base, ours, theirs, ruled, {.ours = "o", .theirs = "t"}) == merged, "a merge repeats");
    hold(merge(base, ours, ours, ruled) == Merge{.merged = ours}, "what both made is merged");
    hold(merge(base, base, theirs, ruled) == Merge{.merged = theirs}, "one side's change is merged");
    const auto plain = merge(base, ours, theirs, {}, {.ours = "o", .theirs = "t"});
    hold(merge(base, theirs, ours, {}, {.ours = "t", .theirs = "o"}) == mirrored(plain),
         "sides mirror each other");
  });
}

/// The fifth line has a letter for each answer: of the base, ours, theirs, or else the sixth line's value.
void resolving(std::string_view text) {
  const auto line = lines<6>(text);
  taken([&] {
    const auto merged = merge(document(line[0]), document(line[1]), document(line[2]), policy(line[3]));
    std::vector<Answer> answers;
    for (std::size_t i = 0; i < merged.residuals.size() && !line[4].empty(); ++i) {
      const auto letter = line[4][i % line[4].size()];
      const auto take = static_cast<Take>(std::min<std::size_t>(std::string_view("bot").find(letter), 3));
      answers.push_back({.pointer = merged.residuals[i].pointer,
                         .take = take,
                         .value = take == Take::value ? document(line[5]) : Maybe()});
    }
    const auto resolved = resolve(merged, answers);
    hold(!resolved || is_canonical(*resolved), "a resolved document is in canonical form");
    std::ranges::reverse(answers);
    hold(resolve(merged, answers) == resolved, "answers come in any order");
  });
}

// ---- Changes ---------------------------------------------------------------------------------------------

void check_changes(const Json& from, const Json& to) {
  // What a patch says is deeper by itself than the document.
  taken([&] {
    const auto patch = make_patch(from, to);
    hold(apply_patch(from, patch) == to, "a patch makes the one of the other");
    hold((patch == Json("[]")) == (from == to), "a patch is empty for equal documents alone");
  });
  hold(text_diff(from, to).empty() == (from == to), "a diff is empty for equal documents alone");
  const auto merge_patch = make_merge_patch(from, to);
  hold(!merge_patch || apply_merge_patch(from, *merge_patch) == to,
       "a merge patch makes the one of the other");
}

void patching(std::string_view text) {
  const auto line = lines<2>(text);
  taken([&] {
    const Json from(line[0]), patch(line[1]);
    const auto to = apply_patch(from, patch);
    hold(is_canonical(to), "a patched document is in canonical form");
    hold(apply_patch(from, patch) == to, "a patch repeats");
    check_changes(from, to);
  });
}

void changing(std::string_view text) {
  const auto line = lines<2>(text);
  taken([&] { check_changes(Json(line[0]), Json(line[1])); });
}

void merge_patching(std::string_view text) {
  const auto line = lines<2>(text);
  taken([&] {
    const Json from(line[0]);
    const auto to = apply_merge_patch(from, Json(line[1]));
    hold(make_merge_patch(from, to).has_value(), "what a merge patch made, one can make");
    check_changes(from, to);
  });
}

void diffing(std::string_view text) {
  const auto line = lines<3>(text);
  taken([&] {
    const Json from(line[0]), to(line[1]);
    const auto diff =
        text_diff(from, to, {.context = line[2].size() % 5, .from_label = line[2], .to_label = line[2]});
    if (diff.empty()) return;
    hold(diff.starts_with("--- ") && diff.ends_with('\n'), "a diff begins and ends as one");
    for (const auto& row : split(diff, '\n', diff.size() + 1)) {
      hold(row.empty() || std::string_view("-+@ \\").find(row.front()) != std::string_view::npos,
           "lines have marks");
    }
  });
}

void pointing(std::string_view text) {
  const auto line = lines<2>(text);
  taken([&] {
    const auto tokens = pointer_tokens(line[1]);
    hold(pointer_text(tokens) == line[1], "a pointer is its tokens");
    const auto found = Json(line[0]).find(line[1]);
    hold(!found || is_canonical(*found), "what is found is in canonical form");
  });
}

// ---- Schemas ---------------------------------------------------------------------------------------------

/// nullopt where a limit is met.
std::optional<Validation> validation(const Schema& schema, const Json& data, std::uint32_t most = 100) {
  std::optional<Validation> answer;
  taken([&] {
    answer =
        schema.validate(data, {.max_steps = 200'000, .max_depth = 300, .timeout = {}, .max_errors = most});
  });
  return answer;
}

void check_schema(const Json& document, const Json& data, const SchemaOptions& options) {
  const Schema schema(document, options);
  const auto answer = validation(schema, data);
  hold(validation(schema, data) == answer, "a validation repeats");
  if (!answer) return;
  hold(answer->valid == answer->errors.empty(), "what is invalid has errors, and nothing else");
  for (const auto& error : answer->errors) {
    hold(data.find(error.instance_location).has_value(), "an error is of a value");
    hold(!error.document.empty() || document.find(error.keyword_location).has_value(),
         "an error is of a keyword");
    hold(!error.message.empty() && error.message.size() < 1'000 &&
             error.message.find('\n') == std::string::npos,
         "an error is one short line");
  }
  const auto first = validation(schema, data, 1);
  hold(!first || first->valid == answer->valid, "what is valid does not depend on how many errors are told");
  taken([&] {
    auto within = options;
    within.documents.push_back({.uri = "test:schema", .schema = document});
    const auto opposite = validation(Schema(Json(R"({"not":{"$ref":"test:schema"}})"), within), data);
    hold(!opposite || opposite->valid != answer->valid, "what is not valid is valid for the opposite");
  });
}

template <SchemaDialect dialect, bool formats>
void validating(std::string_view text) {
  const auto line = lines<3>(text);
  taken([&] {
    SchemaOptions options{.dialect = dialect, .assert_formats = formats};
    if (!line[2].empty()) options.documents.push_back({.uri = "test:other", .schema = Json(line[2])});
    check_schema(Json(line[0]), line[1].empty() ? Json() : Json(line[1]), options);
  });
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  constexpr void (*entries[])(std::string_view){merging,
                                                resolving,
                                                patching,
                                                changing,
                                                merge_patching,
                                                diffing,
                                                pointing,
                                                validating<SchemaDialect::draft_2020_12, false>,
                                                validating<SchemaDialect::draft_07, false>,
                                                validating<SchemaDialect::draft_2020_12, true>,
                                                validating<SchemaDialect::draft_07, true>};
  if (size < 1) return 0;
  const std::string_view text(reinterpret_cast<const char*>(data) + 1, size - 1);
  entries[data[0] % std::size(entries)](text);
  return 0;
}
