#include <mutex>

#include "guard.hpp"

using namespace metaqore;
using namespace metaqore::capi;

namespace {

/// What a person has to know of an analysis.
std::string in_lines(const Analysis& analysis) {
  std::string lines;
  for (const auto& clash : analysis.clashes) lines += clash.description + '\n';
  for (const auto& manifest : analysis.manifests) {
    if (!lines.empty()) lines += '\n';
    lines += manifest.file + ":\n" + manifest.text;
    if (!lines.ends_with('\n')) lines += '\n';
  }
  return lines;
}

/// The index in this process. Asked before its lock, which may have been held in the parent at the fork.
metaqore_requirement_index& here(metaqore_requirement_index* index) {
  auto& it = required(index, "index");
  if (it.process == getpid()) return it;
  throw Error(ErrorCode::forked, "requirement.forked",
              "the index was made before fork(), and does not hear of what its parent adds; fill one in this "
              "process");
}

metaqore_admits admits(const VersionSet& set) {
  if (set.empty()) return METAQORE_ADMITS_NOTHING;
  return set.has_releases() ? METAQORE_ADMITS_RELEASES : METAQORE_ADMITS_PRERELEASES;
}

}  // namespace

metaqore_status metaqore_ecosystem_list(metaqore_buffer** out, metaqore_error** error) {
  return guard(error, Out(out), [&] {
    required(out, "out");
    *out = make_buffer(to_json(ecosystems()));
  });
}

metaqore_status metaqore_version_compare(int32_t* order, metaqore_text ecosystem, metaqore_text left,
                                         metaqore_text right, metaqore_error** error) {
  return guard(error, Out(order), [&] {
    required(order, "order");
    const auto type = text(ecosystem, "ecosystem");
    const auto found = Version(type, text(left, "left")) <=> Version(type, text(right, "right"));
    *order = found < 0 ? -1 : found > 0 ? 1 : 0;
  });
}

metaqore_status metaqore_version_normalize(metaqore_buffer** out, int32_t* is_prerelease,
                                           metaqore_text ecosystem, metaqore_text version,
                                           metaqore_error** error) {
  return guard(error, Out(out, is_prerelease), [&] {
    const Version it(text(ecosystem, "ecosystem"), text(version, "version"));
    if (out != nullptr) *out = make_buffer(it.text());
    set(is_prerelease, int32_t{it.is_prerelease()});
  });
}

metaqore_status metaqore_name_normalize(metaqore_buffer** out, metaqore_text ecosystem, metaqore_text name,
                                        metaqore_error** error) {
  return guard(error, Out(out), [&] {
    required(out, "out");
    *out = make_buffer(canonical_name(text(ecosystem, "ecosystem"), text(name, "name")));
  });
}

metaqore_status metaqore_constraint_normalize(metaqore_admits* admitted, metaqore_buffer** out,
                                              metaqore_buffer** versions, metaqore_text ecosystem,
                                              metaqore_text constraint, metaqore_error** error) {
  return guard(error, Out(admitted, out, versions), [&] {
    const auto type = text(ecosystem, "ecosystem"), said = text(constraint, "constraint");
    const auto set_of = VersionSet::parse(type, said);
    if (out != nullptr) *out = make_buffer(canonical_constraint(type, said));
    if (versions != nullptr) *versions = make_buffer(set_of.text());
    set(admitted, admits(set_of));
  });
}

metaqore_status metaqore_constraint_contains(int32_t* contained, metaqore_text ecosystem,
                                             metaqore_text constraint, metaqore_text version,
                                             metaqore_error** error) {
  return guard(error, Out(contained), [&] {
    required(contained, "contained");
    const auto set_of = VersionSet::parse(text(ecosystem, "ecosystem"), text(constraint, "constraint"));
    *contained = set_of.contains(text(version, "version"));
  });
}

metaqore_status metaqore_constraint_compare(int32_t* meet, metaqore_relation* relation,
                                            metaqore_buffer** common, metaqore_buffer** versions,
                                            metaqore_text ecosystem, metaqore_text left, metaqore_text right,
                                            metaqore_error** error) {
  return guard(error, Out(meet, relation, common, versions), [&] {
    required(meet, "meet");
    const auto type = text(ecosystem, "ecosystem"), one = text(left, "left"), other = text(right, "right");
    if (relation == nullptr && common == nullptr && versions == nullptr) {
      *meet = constraints_meet(type, one, other);
      return;
    }
    const auto a = VersionSet::parse(type, one), b = VersionSet::parse(type, other), both = a & b;
    if (common != nullptr) {
      if (const auto constraint = version_algebra()->intersect(type, one, other))
        *common = make_buffer(*constraint);
    }
    if (versions != nullptr) *versions = make_buffer(both.text());
    set(relation, metaqore_relation{(a.is_subset_of(b) ? METAQORE_SUBSET : 0) |
                                    (b.is_subset_of(a) ? METAQORE_SUPERSET : 0)});
    *meet = !both.empty();
  });
}

metaqore_status metaqore_sharing_rules_default(metaqore_buffer** out, metaqore_error** error) {
  return guard(error, Out(out), [&] {
    required(out, "out");
    *out = make_buffer(to_json(default_sharing_rules()));
  });
}

metaqore_status metaqore_requirement_analyze(int32_t* satisfiable, metaqore_buffer** message,
                                             metaqore_buffer** analysis, metaqore_text request,
                                             metaqore_error** error) {
  return guard(error, Out(satisfiable, message, analysis), [&] {
    required(satisfiable, "satisfiable");
    const auto answer = analyze(from_json<AnalysisRequest>(text(request, "request")));
    if (message != nullptr) *message = make_buffer(in_lines(answer));
    if (analysis != nullptr) *analysis = make_buffer(to_json(answer));
    *satisfiable = answer.satisfiable;
  });
}

// ---- The index -------------------------------------------------------------------------------------------

metaqore_status metaqore_requirement_index_new(metaqore_requirement_index** out, metaqore_text rules,
                                               metaqore_error** error) {
  return guard(error, Out(out), [&] {
    required(out, "out");
    const auto said = text(rules, "rules");
    *out = new metaqore_requirement_index(
        RequirementIndex(said.empty() ? default_sharing_rules() : from_json<std::vector<SharingRule>>(said)));
  });
}

void metaqore_requirement_index_free(metaqore_requirement_index* index) { free_handle(index); }

metaqore_status metaqore_requirement_index_add(metaqore_requirement_index* index, metaqore_text requirement,
                                               metaqore_error** error) {
  return guard(error, Out(), [&] {
    auto& it = here(index);
    const auto said = from_json<OwnedRequirement>(text(requirement, "requirement"));
    const std::unique_lock lock(it.lock);
    it.it.add(said);
  });
}

metaqore_status metaqore_requirement_index_remove(int32_t* removed, metaqore_requirement_index* index,
                                                  metaqore_text owner, metaqore_error** error) {
  return guard(error, Out(removed), [&] {
    auto& it = here(index);
    const auto whose = text(owner, "owner");
    const std::unique_lock lock(it.lock);
    set(removed, int32_t{it.it.remove(whose)});
  });
}

metaqore_status metaqore_requirement_index_check(int32_t* fits, metaqore_buffer** message,
                                                 metaqore_buffer** clash, metaqore_requirement_index* index,
                                                 metaqore_text requirement, metaqore_error** error) {
  return guard(error, Out(fits, message, clash), [&] {
    required(fits, "fits");
    auto& it = here(index);
    const auto said = from_json<OwnedRequirement>(text(requirement, "requirement"));
    const auto found = [&] {
      const std::shared_lock lock(it.lock);
      return it.it.check(said);
    }();
    if (found && message != nullptr) *message = make_buffer(found->description);
    if (found && clash != nullptr) *clash = make_buffer(to_json(*found));
    *fits = !found;
  });
}

metaqore_status metaqore_requirement_index_size(uint64_t* size, metaqore_requirement_index* index,
                                                metaqore_error** error) {
  return guard(error, Out(size), [&] {
    required(size, "size");
    auto& it = here(index);
    const std::shared_lock lock(it.lock);
    *size = it.it.size();
  });
}
