#pragma once

#include <string>
#include <vector>

#include "metaqore/requirement.hpp"

namespace metaqore::test {

using Group = std::vector<OwnedRequirement>;

std::string shown(const Group& group);
VersionSet set_of(const OwnedRequirement& it);

/// The group with the constraints of a way out.
Group changed(Group group, const WayOut& way);

/// Pre-releases that a constraint names.
std::vector<Version> named_prereleases(const std::string& ecosystem, const std::string& constraint);

/// The versions of a pool in ascending order that a requirement leaves out: between those that it admits, and
/// by
/// `!=`.
std::vector<Version> excluded(const OwnedRequirement& it, const std::vector<Version>& pool);

/// What is wrong with the ways out of a clash of a group on one package, without markers; one line each.
/// `pool`: versions to ask about, in ascending order.
std::vector<std::string> faults_of_ways(const Group& group, const Clash& clash,
                                        const std::vector<Version>& pool);

}  // namespace metaqore::test
