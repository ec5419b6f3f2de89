#include "json/patch/parts.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cstdlib>
#include <memory_resource>
#include <random>
#include <string>
#include <vector>

#include "json/tree.hpp"
#include "support/json_text.hpp"

using namespace metaqore;
using json::patch::Part;

namespace {

/// What is wrong with a tree of parts, or "".
std::string fault(const Part* part) {
  if (part == nullptr) return "";
  const auto height = [](const Part* side) { return side == nullptr ? 0 : int{side->height}; };
  const auto count = [](const Part* side) { return side == nullptr ? 0 : side->count; };
  if (part->size == 0 || part->size != (part->is_single ? 1 : part->items.size + part->members.size)) {
    return "a part has a wrong size";
  }
  if (part->count != count(part->left) + part->size + count(part->right)) return "a part has a wrong count";
  if (part->height != std::max(height(part->left), height(part->right)) + 1)
    return "a part has a wrong height";
  if (std::abs(height(part->left) - height(part->right)) > 1) return "a part is not balanced";
  const auto left = fault(part->left);
  return left.empty() ? fault(part->right) : left;
}

std::vector<const json::Node*> values(const json::patch::Container& container) {
  std::vector<const json::Node*> nodes;
  each(container, [&](std::string_view, const json::patch::Value& value) {
    nodes.push_back(value.node);
    return true;
  });
  return nodes;
}

}  // namespace

TEST_CASE("patch: the parts of an array stay balanced, and what was shared stays as it was", "[json]") {
  std::mt19937 random(71);
  const json::Tree tree("[" + test::listed(5'000, [](auto at) { return std::to_string(at); }) + "]");
  const json::Tree other("[0]");
  const auto* added = std::get<json::Run<json::Node>>(other.root().value).first;
  for (int round = 0; round < 6; ++round) {
    std::pmr::monotonic_buffer_resource memory;
    json::patch::Editor editor(memory);
    json::patch::Value value{&tree.root(), nullptr};
    editor.open(value);
    std::vector<json::patch::Value> shared;
    std::vector<std::vector<const json::Node*>> expected;
    for (std::size_t step = 0; step < 4'000; ++step) {
      if (step % 500 == 0) {
        shared.push_back(value);
        expected.push_back(values(*value.own));
        editor.share();
      }
      auto& array = editor.open(value);
      // In order, in the order that is worst for the one or the other side, and anywhere.
      const auto size = array.size();
      const auto index = round == 0   ? step
                         : round == 1 ? size - 1 - step % 7
                         : round == 2 ? step % 2
                                      : random() % size;
      const auto verb = round < 3 ? step % 3 : random() % 3;
      if (verb == 0) {
        editor.insert(array, index, {added, nullptr});
      } else if (verb == 1) {
        editor.erase(array, index);
      } else {
        editor.edit(array, index) = {added, nullptr};
      }
      if (step % 16 == 0) REQUIRE(fault(array.root) == "");
    }
    for (std::size_t at = 0; at < shared.size(); ++at) {
      REQUIRE(fault(shared[at].own->root) == "");
      REQUIRE(values(*shared[at].own) == expected[at]);
    }
  }
}
