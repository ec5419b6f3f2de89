#pragma once

#include <cstdint>
#include <string>

#include "support/random.hpp"
#include "support/value.hpp"

namespace metaqore::test {

/// What an array is made of, which its edits keep.
enum class Flavour { any, set, keyed };

/// Documents of few names and few values, so that edits of one meet, and with each kind of value that JSON
/// has. Equal seeds give equal documents.
class RandomJson {
 public:
  explicit RandomJson(std::uint64_t seed) : random_(seed) {}

  Value scalar();
  Value value(int depth = 3);  ///< with so many arrays and objects inside each other at most
  Value object(int depth = 3);
  Value array(Flavour flavour, int depth = 2);
  std::string name();

  /// Changed in one place, somewhere: set, added, removed, made of another type, put in another order.
  void edit(Value& document);
  Value edited(Value document, std::size_t most = 3);

  /// The text of a document as someone may write it: spaces, escapes, `1.0` for `1`, members in any order.
  std::string spelled(const Value& document);

  Random& random() noexcept { return random_; }

 private:
  Value element(Flavour flavour, int depth);
  void edit_object(Members& members);
  void edit_array(Items& items);
  std::string spelled_string(const std::string& text);
  std::string spelled_number(const std::string& text);

  Random random_;
};

/// The flavour of an array, from what it is made of: `keyed` objects have a scalar `k`.
Flavour flavour_of(const Items& items);

}  // namespace metaqore::test
