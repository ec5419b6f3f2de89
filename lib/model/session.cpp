#include "model/session.hpp"

#include <fmt/format.h>

#include "model/bounds.hpp"

namespace metaqore::model {

void validate(const Session& session) {
  bounds::name("actor", session.actor, 1, 128);
  bounds::name("on_behalf_of", session.on_behalf_of, 0, 128);
  if (!session.trace_id.empty() &&
      (session.trace_id.size() != 32 ||
       session.trace_id.find_first_not_of("0123456789abcdef") != std::string::npos)) {
    bounds::refuse("trace_id", session.trace_id, "32 lower-case hex digits (W3C Trace Context)");
  }
  if (session.role != Role::agent && session.role != Role::human && session.role != Role::host) {
    bounds::refuse("role", fmt::to_string(static_cast<int>(session.role)), "agent, human or host");
  }
  if (session.timeout < std::chrono::milliseconds::zero()) {
    bounds::refuse("timeout", fmt::format("{} ms", session.timeout.count()), "0 or more milliseconds");
  }
}

}  // namespace metaqore::model
