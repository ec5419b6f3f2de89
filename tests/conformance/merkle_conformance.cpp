#include <catch2/catch.hpp>

#include "base/hex.hpp"
#include "conformance/suite.hpp"
#include "json/document.hpp"
#include "ledger/tree.hpp"

using namespace metaqore;

TEST_CASE("conformance: RFC 9162 reference roots", "[conformance]") {
  const json::Document document(test::read_file(test::conformance_data("merkle/reference_roots.json")));
  const auto texts = [&](const char* name) {
    std::vector<std::string> all;
    for (const auto item : document.root().find(name).value().items())
      all.emplace_back(item.string().value());
    return all;
  };
  const auto leaves = texts("leaves_hex"), roots = texts("root_hex_by_size");
  REQUIRE(roots.size() == leaves.size() + 1);

  test::Suite suite("merkle_roots");
  ledger::Frontier tree;
  for (std::size_t size = 0; size < roots.size(); ++size) {
    if (size > 0) tree.append(ledger::leaf_hash(base::from_hex(leaves[size - 1]).value()));
    suite.run("size " + std::to_string(size), [&] {
      const auto root = crypto::to_hex(tree.root());
      return root == roots[size] ? "" : "is " + root;
    });
  }
  suite.finish();
}
