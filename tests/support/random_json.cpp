#include "support/random_json.hpp"

#include <algorithm>
#include <array>
#include <iterator>
#include <string>
#include <utility>
#include <vector>

#include "json/document.hpp"

namespace metaqore::test {

namespace {

std::string scalar(std::mt19937& random) {
  constexpr std::array texts{"null",  "true",   "0",         "1", "-1", "1.5", "18446744073709551615",
                             R"("")", R"("a")", R"("b\n\"")"};
  return texts[random() % texts.size()];
}

std::string name(std::mt19937& random) {
  constexpr std::array texts{R"("")",  R"("a")",   R"("a/b")", R"("~1")",
                             R"("0")", R"("é\"")", R"("-")",   R"("b")"};
  return texts[random() % texts.size()];
}

std::string edited(std::mt19937& random, const json::Value& value, unsigned rate) {
  if (random() % rate == 0) return random_json(random, 2);
  if (value.kind() == json::Kind::array) {
    std::vector<std::string> items;
    for (const auto& item : value.items()) {
      if (random() % rate == 0) continue;
      if (random() % rate == 0) items.push_back(random_json(random, 1));
      items.push_back(edited(random, item, rate));
    }
    if (random() % rate == 0) items.push_back(random_json(random, 1));
    if (random() % rate == 0) std::ranges::reverse(items);
    return json::array(items);
  }
  if (value.kind() == json::Kind::object) {
    std::string text = "{";
    std::vector<std::string> names;
    for (const auto& [key, member] : value.members()) {
      if (random() % rate == 0) continue;
      names.push_back(json::quoted(key));
      text += names.back() + ':' + edited(random, member, rate) + ',';
    }
    if (const auto key = name(random); random() % rate == 0 && std::ranges::count(names, key) == 0) {
      text += key + ':' + random_json(random, 1) + ',';
    }
    if (text.back() == ',') text.pop_back();
    return text + '}';
  }
  return value.canonical();
}

}  // namespace

std::string random_json(std::mt19937& random, int depth) {
  const auto kind = random() % 5;
  if (depth == 0 || kind == 0) return scalar(random);
  const auto size = random() % 6;
  std::string text;
  std::vector<std::string> names;
  for (std::size_t at = 0; at < size; ++at) {
    if (kind < 3) {
      text += random_json(random, depth - 1) + ',';
    } else if (const auto key = name(random); std::ranges::count(names, key) == 0) {
      names.push_back(key);
      text += key + ':' + random_json(random, depth - 1) + ',';
    }
  }
  if (!text.empty()) text.pop_back();
  return kind < 3 ? '[' + text + ']' : '{' + text + '}';
}

std::string edited_json(std::mt19937& random, const std::string& text) {
  const json::Document document(text);
  return Json(edited(random, document.root(), 4 + static_cast<unsigned>(random() % 30))).canonical();
}

}  // namespace metaqore::test
