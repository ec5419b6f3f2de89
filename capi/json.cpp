#include "guard.hpp"
#include "metaqore/json_merge.hpp"
#include "metaqore/json_patch.hpp"

using namespace metaqore;
using namespace metaqore::capi;

namespace {

/// What a person has to know of a merge.
std::string in_lines(const Merge& merge) {
  std::string lines;
  for (const auto& residual : merge.residuals) lines += residual.text() + '\n';
  return lines;
}

MergePolicy read_policy(metaqore_text policy) {
  const auto rules = optional_document(policy, "policy");
  return naming("policy", [&] { return rules ? MergePolicy(*rules, version_algebra()) : MergePolicy(); });
}

}  // namespace

metaqore_status metaqore_json_string(metaqore_buffer** out, metaqore_text in, metaqore_error** error) {
  return guard(error, Out(out), [&] {
    required(out, "out");
    *out = make_buffer(Json::string(text(in, "text")).text());
  });
}

metaqore_status metaqore_json_string_at(metaqore_buffer** out, metaqore_text in, metaqore_text pointer,
                                        metaqore_error** error) {
  return guard(error, Out(out), [&] {
    required(out, "out");
    *out = make_buffer(document(in, "document").string_at(text(pointer, "pointer")));
  });
}

metaqore_status metaqore_json_find(int32_t* found, metaqore_buffer** out, metaqore_text in,
                                   metaqore_text pointer, metaqore_error** error) {
  return guard(error, Out(found, out), [&] {
    required(found, "found");
    const auto value = document(in, "document").find(text(pointer, "pointer"));
    if (out != nullptr && value) *out = make_buffer(value->text());
    *found = value.has_value();
  });
}

metaqore_status metaqore_json_patch_make(metaqore_buffer** out, metaqore_text before, metaqore_text after,
                                         metaqore_error** error) {
  return guard(error, Out(out), [&] {
    required(out, "out");
    *out = make_buffer(make_patch(document(before, "before"), document(after, "after")).text());
  });
}

metaqore_status metaqore_json_patch_apply(metaqore_buffer** out, metaqore_text in, metaqore_text patch,
                                          metaqore_error** error) {
  return guard(error, Out(out), [&] {
    required(out, "out");
    *out = make_buffer(apply_patch(document(in, "document"), document(patch, "patch")).text());
  });
}

metaqore_status metaqore_json_merge_patch_make(int32_t* possible, metaqore_buffer** out, metaqore_text before,
                                               metaqore_text after, metaqore_error** error) {
  return guard(error, Out(possible, out), [&] {
    required(possible, "possible");
    const auto patch = make_merge_patch(document(before, "before"), document(after, "after"));
    if (out != nullptr && patch) *out = make_buffer(patch->text());
    *possible = patch.has_value();
  });
}

metaqore_status metaqore_json_merge_patch_apply(metaqore_buffer** out, metaqore_text in, metaqore_text patch,
                                                metaqore_error** error) {
  return guard(error, Out(out), [&] {
    required(out, "out");
    *out = make_buffer(apply_merge_patch(document(in, "document"), document(patch, "patch")).text());
  });
}

metaqore_status metaqore_json_diff(metaqore_buffer** out, metaqore_text before, metaqore_text after,
                                   uint32_t context, metaqore_text before_label, metaqore_text after_label,
                                   metaqore_error** error) {
  return guard(error, Out(out), [&] {
    required(out, "out");
    TextDiffOptions options{.context = context};
    if (const auto label = text(before_label, "before_label"); !label.empty()) options.from_label = label;
    if (const auto label = text(after_label, "after_label"); !label.empty()) options.to_label = label;
    *out = make_buffer(text_diff(document(before, "before"), document(after, "after"), options));
  });
}

metaqore_status metaqore_json_merge(int32_t* clean, metaqore_buffer** merged, metaqore_buffer** message,
                                    metaqore_buffer** report, metaqore_text base, metaqore_text ours,
                                    metaqore_text theirs, metaqore_text policy, metaqore_text ours_actor,
                                    metaqore_text theirs_actor, metaqore_error** error) {
  return guard(error, Out(clean, merged, message, report), [&] {
    required(clean, "clean");
    const auto answer = merge(optional_document(base, "base"), optional_document(ours, "ours"),
                              optional_document(theirs, "theirs"), read_policy(policy),
                              {.ours = std::string(text(ours_actor, "ours_actor")),
                               .theirs = std::string(text(theirs_actor, "theirs_actor"))});
    if (merged != nullptr && answer.merged) *merged = make_buffer(answer.merged->text());
    if (message != nullptr) *message = make_buffer(in_lines(answer));
    if (report != nullptr) *report = make_buffer(to_json(answer));
    *clean = answer.clean();
  });
}

metaqore_status metaqore_json_resolve(int32_t* present, metaqore_buffer** out, metaqore_text report,
                                      metaqore_text answers, metaqore_error** error) {
  return guard(error, Out(present, out), [&] {
    required(present, "present");
    const auto merge = read<Merge>(report, "report");
    const auto left = resolve(merge, read<std::vector<Answer>>(answers, "answers"));
    if (out != nullptr && left) *out = make_buffer(left->text());
    *present = left.has_value();
  });
}
