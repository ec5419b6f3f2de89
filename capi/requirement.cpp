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

metaqore_status metaqore_ecosystems(metaqore_buffer** out, metaqore_error** error) {
  clear(out);
  return guard(error, [&] {
    auto& result = required(out, "out");
    result = make_buffer(to_json(ecosystems()));
  });
}

metaqore_status metaqore_version_compare(int32_t* order, const char* ecosystem, size_t ecosystem_size,
                                         const char* left, size_t left_size, const char* right,
                                         size_t right_size, metaqore_error** error) {
  clear(order);
  return guard(error, [&] {
    auto& out = required(order, "order");
    const auto type = text(ecosystem, ecosystem_size, "ecosystem");
    const auto found =
        Version(type, text(left, left_size, "left")) <=> Version(type, text(right, right_size, "right"));
    out = found < 0 ? -1 : found > 0 ? 1 : 0;
  });
}

metaqore_status metaqore_version_normalize(metaqore_buffer** out, int32_t* is_prerelease,
                                           const char* ecosystem, size_t ecosystem_size, const char* version,
                                           size_t version_size, metaqore_error** error) {
  clear(out), clear(is_prerelease);
  return guard(error, [&] {
    const Version it(text(ecosystem, ecosystem_size, "ecosystem"), text(version, version_size, "version"));
    give(out, for_out(out, it.text()));
    set(is_prerelease, it.is_prerelease() ? 1 : 0);
  });
}

metaqore_status metaqore_name_normalize(metaqore_buffer** out, const char* ecosystem, size_t ecosystem_size,
                                        const char* name, size_t name_size, metaqore_error** error) {
  clear(out);
  return guard(error, [&] {
    auto& result = required(out, "out");
    result = make_buffer(
        canonical_name(text(ecosystem, ecosystem_size, "ecosystem"), text(name, name_size, "name")));
  });
}

metaqore_status metaqore_constraint_normalize(metaqore_admits* admitted, metaqore_buffer** out,
                                              metaqore_buffer** versions, const char* ecosystem,
                                              size_t ecosystem_size, const char* constraint,
                                              size_t constraint_size, metaqore_error** error) {
  clear(admitted), clear(out), clear(versions);
  return guard(error, [&] {
    const auto type = text(ecosystem, ecosystem_size, "ecosystem");
    const auto said = text(constraint, constraint_size, "constraint");
    const auto set_of = VersionSet::parse(type, said);
    const auto found = admits(set_of);
    auto canonical = out == nullptr ? nullptr : for_out(out, canonical_constraint(type, said));
    auto shown = versions == nullptr ? nullptr : for_out(versions, set_of.text());
    give(out, std::move(canonical));
    give(versions, std::move(shown));
    set(admitted, found);
  });
}

metaqore_status metaqore_constraint_contains(int32_t* contained, const char* ecosystem, size_t ecosystem_size,
                                             const char* constraint, size_t constraint_size,
                                             const char* version, size_t version_size,
                                             metaqore_error** error) {
  clear(contained);
  return guard(error, [&] {
    auto& out = required(contained, "contained");
    const auto set_of = VersionSet::parse(text(ecosystem, ecosystem_size, "ecosystem"),
                                          text(constraint, constraint_size, "constraint"));
    out = set_of.contains(text(version, version_size, "version")) ? 1 : 0;
  });
}

metaqore_status metaqore_constraints_compare(int32_t* meet, metaqore_relation* relation,
                                             metaqore_buffer** common, metaqore_buffer** versions,
                                             const char* ecosystem, size_t ecosystem_size, const char* left,
                                             size_t left_size, const char* right, size_t right_size,
                                             metaqore_error** error) {
  clear(meet), clear(relation), clear(common), clear(versions);
  return guard(error, [&] {
    auto& out = required(meet, "meet");
    const auto type = text(ecosystem, ecosystem_size, "ecosystem");
    const auto one = text(left, left_size, "left"), other = text(right, right_size, "right");
    if (relation == nullptr && common == nullptr && versions == nullptr) {
      out = constraints_meet(type, one, other) ? 1 : 0;
      return;
    }
    const auto a = VersionSet::parse(type, one), b = VersionSet::parse(type, other), both = a & b;
    const auto constraint = common == nullptr ? std::nullopt : both.constraint();
    auto written = constraint ? for_out(common, *constraint) : nullptr;
    auto shown = versions == nullptr ? nullptr : for_out(versions, both.text());
    give(common, std::move(written));
    give(versions, std::move(shown));
    set(relation, metaqore_relation{(a.is_subset_of(b) ? METAQORE_SUBSET : 0) |
                                    (b.is_subset_of(a) ? METAQORE_SUPERSET : 0)});
    out = both.empty() ? 0 : 1;
  });
}

metaqore_status metaqore_default_sharing_rules(metaqore_buffer** out, metaqore_error** error) {
  clear(out);
  return guard(error, [&] {
    auto& result = required(out, "out");
    result = make_buffer(to_json(default_sharing_rules()));
  });
}

metaqore_status metaqore_requirements_analyze(int32_t* satisfiable, metaqore_buffer** message,
                                              metaqore_buffer** analysis, const char* request,
                                              size_t request_size, metaqore_error** error) {
  clear(satisfiable), clear(message), clear(analysis);
  return guard(error, [&] {
    auto& out = required(satisfiable, "satisfiable");
    const auto answer = analyze(from_json<AnalysisRequest>(text(request, request_size, "request")));
    auto lines = message == nullptr ? nullptr : for_out(message, in_lines(answer));
    auto document = analysis == nullptr ? nullptr : for_out(analysis, to_json(answer));
    give(message, std::move(lines));
    give(analysis, std::move(document));
    out = answer.satisfiable ? 1 : 0;
  });
}

// ---- The index -------------------------------------------------------------------------------------------

metaqore_status metaqore_requirement_index_new(metaqore_requirement_index** out, const char* rules,
                                               size_t rules_size, metaqore_error** error) {
  clear(out);
  return guard(error, [&] {
    auto& result = required(out, "out");
    const auto given = text(rules, rules_size, "rules");
    result = new metaqore_requirement_index(RequirementIndex(
        given.empty() ? default_sharing_rules() : from_json<std::vector<SharingRule>>(given)));
  });
}

void metaqore_requirement_index_free(metaqore_requirement_index* index) { free_handle(index); }

metaqore_status metaqore_requirement_index_add(metaqore_requirement_index* index, const char* requirement,
                                               size_t requirement_size, metaqore_error** error) {
  return guard(error, [&] {
    auto& it = here(index);
    const auto said = from_json<OwnedRequirement>(text(requirement, requirement_size, "requirement"));
    const std::unique_lock lock(it.lock);
    it.it.add(said);
  });
}

metaqore_status metaqore_requirement_index_remove(int32_t* removed, metaqore_requirement_index* index,
                                                  const char* owner, size_t owner_size,
                                                  metaqore_error** error) {
  clear(removed);
  return guard(error, [&] {
    auto& it = here(index);
    const auto whose = text(owner, owner_size, "owner");
    const std::unique_lock lock(it.lock);
    set(removed, it.it.remove(whose) ? 1 : 0);
  });
}

metaqore_status metaqore_requirement_index_check(int32_t* fits, metaqore_buffer** message,
                                                 metaqore_buffer** clash, metaqore_requirement_index* index,
                                                 const char* requirement, size_t requirement_size,
                                                 metaqore_error** error) {
  clear(fits), clear(message), clear(clash);
  return guard(error, [&] {
    auto& out = required(fits, "fits");
    auto& it = here(index);
    const auto said = from_json<OwnedRequirement>(text(requirement, requirement_size, "requirement"));
    const auto found = [&] {
      const std::shared_lock lock(it.lock);
      return it.it.check(said);
    }();
    if (!found) {
      out = 1;
      return;
    }
    auto line = for_out(message, found->description);
    auto document = clash == nullptr ? nullptr : for_out(clash, to_json(*found));
    give(message, std::move(line));
    give(clash, std::move(document));
  });
}

metaqore_status metaqore_requirement_index_size(uint64_t* size, metaqore_requirement_index* index,
                                                metaqore_error** error) {
  clear(size);
  return guard(error, [&] {
    auto& out = required(size, "size");
    auto& it = here(index);
    const std::shared_lock lock(it.lock);
    out = it.it.size();
  });
}
