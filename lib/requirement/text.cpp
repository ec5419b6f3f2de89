#include "requirement/text.hpp"

#include <fmt/format.h>

#include "base/text.hpp"
#include "json/document.hpp"

namespace metaqore::requirement {

void Refusal::operator()(std::size_t offset, std::string_view what, std::string_view remedy) const {
  const auto seen = base::shown(text);
  json::ObjectWriter details;
  details.member("ecosystem", json::quoted(ecosystem));
  details.member("offset", fmt::to_string(offset));
  details.member("text", json::quoted(seen));
  throw Error(ErrorCode::invalid_argument, fmt::format("requirement.{}", kind),
              fmt::format("the {} {} `{}` is wrong at offset {}: {}; {}", ecosystem, kind, seen, offset, what,
                          remedy),
              std::move(details).finish());
}

std::optional<Variable> find_variable(std::string_view text) noexcept {
  const auto at = text.find("${");
  if (at == text.npos) return std::nullopt;
  const auto end = text.find('}', at);
  if (end == text.npos) return std::nullopt;
  return Variable{at, text.substr(at, end - at + 1)};
}

std::string lowered(std::string_view text) {
  std::string result(text);
  for (auto& c : result) c = lower(c);
  return result;
}

}  // namespace metaqore::requirement
