#include "guard.hpp"
#include "metaqore/json_merge.hpp"
#include "metaqore/json_patch.hpp"
#include "metaqore/json_pointer.hpp"

using namespace metaqore;
using namespace metaqore::capi;

namespace {

/// NULL is an absent document, and an empty text is none.
std::optional<Json> optional_document(const char* data, std::size_t size, const char* name) {
  if (data == nullptr && text(data, size, name).empty()) return std::nullopt;
  return document(data, size, name);
}

void give(metaqore_buffer** out, const std::optional<Json>& json) {
  if (json) capi::give(out, for_out(out, json->text()));
}

/// What a person has to know of a merge.
std::string in_lines(const Merge& merge) {
  std::string lines;
  for (const auto& residual : merge.residuals) lines += residual.text() + '\n';
  return lines;
}

}  // namespace

metaqore_status metaqore_json_find(int32_t* found, metaqore_buffer** out, const char* in, size_t in_size,
                                   const char* pointer, size_t pointer_size, metaqore_error** error) {
  clear(found), clear(out);
  return guard(error, [&] {
    auto& is_there = required(found, "found");
    const auto value = find(document(in, in_size, "document"), text(pointer, pointer_size, "pointer"));
    give(out, value);
    is_there = value ? 1 : 0;
  });
}

metaqore_status metaqore_json_patch_make(metaqore_buffer** out, const char* before, size_t before_size,
                                         const char* after, size_t after_size, metaqore_error** error) {
  clear(out);
  return guard(error, [&] {
    auto& result = required(out, "out");
    result = make_buffer(
        make_patch(document(before, before_size, "before"), document(after, after_size, "after")).text());
  });
}

metaqore_status metaqore_json_patch_apply(metaqore_buffer** out, const char* in, size_t in_size,
                                          const char* patch, size_t patch_size, metaqore_error** error) {
  clear(out);
  return guard(error, [&] {
    auto& result = required(out, "out");
    result = make_buffer(
        apply_patch(document(in, in_size, "document"), document(patch, patch_size, "patch")).text());
  });
}

metaqore_status metaqore_json_merge_patch_make(int32_t* possible, metaqore_buffer** out, const char* before,
                                               size_t before_size, const char* after, size_t after_size,
                                               metaqore_error** error) {
  clear(possible), clear(out);
  return guard(error, [&] {
    auto& there_is_one = required(possible, "possible");
    const auto patch =
        make_merge_patch(document(before, before_size, "before"), document(after, after_size, "after"));
    give(out, patch);
    there_is_one = patch ? 1 : 0;
  });
}

metaqore_status metaqore_json_merge_patch_apply(metaqore_buffer** out, const char* in, size_t in_size,
                                                const char* patch, size_t patch_size,
                                                metaqore_error** error) {
  clear(out);
  return guard(error, [&] {
    auto& result = required(out, "out");
    result = make_buffer(
        apply_merge_patch(document(in, in_size, "document"), document(patch, patch_size, "patch")).text());
  });
}

metaqore_status metaqore_json_text_diff(metaqore_buffer** out, const char* before, size_t before_size,
                                        const char* after, size_t after_size, uint32_t context,
                                        const char* before_label, size_t before_label_size,
                                        const char* after_label, size_t after_label_size,
                                        metaqore_error** error) {
  clear(out);
  return guard(error, [&] {
    auto& result = required(out, "out");
    TextDiffOptions options{.context = context};
    const auto one = text(before_label, before_label_size, "before_label");
    const auto other = text(after_label, after_label_size, "after_label");
    if (!one.empty()) options.from_label = one;
    if (!other.empty()) options.to_label = other;
    result = make_buffer(
        text_diff(document(before, before_size, "before"), document(after, after_size, "after"), options));
  });
}

metaqore_status metaqore_json_merge(int32_t* clean, metaqore_buffer** merged, metaqore_buffer** message,
                                    metaqore_buffer** report, const char* base, size_t base_size,
                                    const char* ours, size_t ours_size, const char* theirs,
                                    size_t theirs_size, const char* policy, size_t policy_size,
                                    const char* ours_actor, size_t ours_actor_size, const char* theirs_actor,
                                    size_t theirs_actor_size, metaqore_error** error) {
  clear(clean), clear(merged), clear(message), clear(report);
  return guard(error, [&] {
    auto& is_clean = required(clean, "clean");
    const auto rules = optional_document(policy, policy_size, "policy");
    const auto answer = merge(
        optional_document(base, base_size, "base"), optional_document(ours, ours_size, "ours"),
        optional_document(theirs, theirs_size, "theirs"),
        naming("policy", [&] { return rules ? MergePolicy(*rules, version_algebra()) : MergePolicy(); }),
        {.ours = std::string(text(ours_actor, ours_actor_size, "ours_actor")),
         .theirs = std::string(text(theirs_actor, theirs_actor_size, "theirs_actor"))});
    auto lines = message == nullptr ? nullptr : for_out(message, in_lines(answer));
    auto said = report == nullptr ? nullptr : for_out(report, to_json(answer));
    give(merged, answer.merged);
    capi::give(message, std::move(lines));
    capi::give(report, std::move(said));
    is_clean = answer.clean() ? 1 : 0;
  });
}

metaqore_status metaqore_json_resolve(int32_t* present, metaqore_buffer** out, const char* report,
                                      size_t report_size, const char* answers, size_t answers_size,
                                      metaqore_error** error) {
  clear(present), clear(out);
  return guard(error, [&] {
    auto& is_there = required(present, "present");
    const auto merge = read<Merge>(report, report_size, "report");
    const auto given = read<std::vector<Answer>>(answers, answers_size, "answers");
    const auto left = resolve(merge, given);
    give(out, left);
    is_there = left ? 1 : 0;
  });
}
