#include "metaqore/json.hpp"

#include "json/document.hpp"

namespace metaqore {

Json::Json(std::string_view text) {
  json::Document{text};
  text_ = text;
  is_canonical_ = false;
}

std::string Json::canonical() const {
  return is_canonical_ ? text_ : json::Document(text_).root().canonical();
}

bool operator==(const Json& left, const Json& right) {
  return left.text_ == right.text_ || left.canonical() == right.canonical();
}

}  // namespace metaqore
