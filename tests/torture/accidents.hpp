#pragma once

#include <string>

#include "torture/trial.hpp"

// What befalls a file while others write it.

namespace metaqore::torture {

enum class Accident : unsigned {
  copied,
  hashed,
  read_by_sqlite,
  read_by_another_user,
  read_by_another_user_in_a_shared_folder,
  linked,
  opened_by_a_second_link,
  opened_by_a_second_mount,
  moved_and_put_back,
  log_removed,
  index_removed,
  log_and_index_removed,
  bit_of_a_leftover_log_flipped,
  backup_put_back_beside_a_leftover_log,
};
constexpr unsigned accidents = 14;

const char* name_of(Accident accident);

/// Nothing happens to the file: nobody who writes may be refused.
bool is_harmless(Accident accident);

/// Whether it can happen within a process that writes.
bool may_be_inside(Accident accident);

/// It is for after the writers' death.
bool kills_writers(Accident accident);

/// The writers are another user than root, and whoever reads is yet another one.
bool has_users(Accident accident);

constexpr unsigned writers = 4;

/// What the processes of a round see of each other.
struct Common {
  std::atomic<unsigned> opened{0};  // by its writers
  std::atomic<unsigned> acknowledged{0};
  std::atomic<bool> stop{false};

  /// Waits until all writers have opened, or it is over.
  void wait_for_writers() const;

  /// Waits for so many more acknowledgements, or until there are none for half a second: all may be refused.
  void wait_for_more(unsigned count) const;
};

struct Round {
  Accident accident;
  unsigned seed;
  std::string path;
  Common& common;

  std::string second() const { return path + ".second"; }
  std::string backup() const { return path + ".backup"; }
};

/// Lets it happen, once or until the round ends. Any process, any thread of it.
void befall(const Round& round, Random random);

/// By a user who is neither root nor the owner; being refused is no fault. REQUIRES: root.
void read_as_another_user(const Round& round);

}  // namespace metaqore::torture
