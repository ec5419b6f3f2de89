#include "metaqore/json.hpp"

#include "json/document.hpp"

namespace metaqore {

Json::Json(std::string_view text) : text_(text) {
  auto canonical = json::Document(text_).root().canonical();
  if (canonical != text_) canonical_ = std::move(canonical);
}

bool operator==(const Json& left, const Json& right) {
  return left.text_ == right.text_ || left.canonical() == right.canonical();
}

}  // namespace metaqore
