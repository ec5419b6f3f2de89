#include "metaqore/json.hpp"

#include "json/canonical.hpp"

namespace metaqore {

Json::Json(std::string_view text) {
  auto canonical = json::canonical(text);
  if (canonical != text) canonical_ = std::move(canonical);
  text_ = text;
}

bool operator==(const Json& left, const Json& right) {
  return left.text_ == right.text_ || left.canonical() == right.canonical();
}

}  // namespace metaqore
