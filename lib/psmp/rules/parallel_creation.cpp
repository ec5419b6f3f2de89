#include <fmt/format.h>

#include "psmp/rules/table.hpp"

namespace metaqore::psmp {

void parallel_creation(const Case& it, Findings& findings) {
  if (!it.is_parallel()) return;
  const auto& head = *it.head();
  findings.add_against(head,
                       fmt::format("`{}` already has version {} by `{}`; read it, take over what it says and "
                                   "declare with base {}",
                                   it.lineage_name(), head.number, head.actor, head.number));
}

}  // namespace metaqore::psmp
