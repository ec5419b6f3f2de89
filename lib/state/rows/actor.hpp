#pragma once

#include "metaqore/time.hpp"
#include "state/rows/row.hpp"

namespace metaqore::state {

/// Who acts, under the pseudonym that rows and entries have.
struct ActorRow {
  static constexpr std::string_view kind = "actor", prefix = base::prefix::actor;
  static constexpr bool restored = false;

  std::string id{};
  std::string name{};
  Time created_at{};

  static std::string named(std::string_view name) { return key::join("actor", name); }
  Index index() const { return {.keys = {key::by_id(id), named(name)}}; }
  const std::string& resource() const { return id; }
};

template <class Archive, Is<ActorRow> T>
void fields(Archive& archive, T& it) {
  archive.given("id", it.id);
  archive.given("name", it.name);
  archive.given("created_at", it.created_at);
}

}  // namespace metaqore::state
