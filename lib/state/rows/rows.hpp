#pragma once

#include <string>
#include <string_view>

#include "crypto/sha256.hpp"
#include "state/rows/kinds.hpp"

// State rows as they are stored, and back.

namespace metaqore::state {

template <class T, class List>
inline constexpr bool is_listed = false;
template <class T, class... Listed>
inline constexpr bool is_listed<T, KindList<Listed...>> = (std::same_as<T, Listed> || ...);

/// A kind of kinds.hpp.
template <class T>
concept StateRow = RowKind<T> && is_listed<T, Kinds>;

/// What a row carries, serialised and hashed: made before the row's turn comes.
struct Payload {
  std::string text{};  ///< empty where it carries nothing
  crypto::Hash hash{};
};

template <StateRow T>
Payload payload_of(const T& row);

/// That of the row of an artifact, which has nothing of its own in it.
Payload artifact_payload(const Artifact& artifact);

/// The row without sequence and salt.
template <StateRow T>
storage::Row encode(const T& row, Payload payload);

/// Without the payload where that was not read. Error(storage, `storage.row_damaged`) for a row of another
/// kind or form.
template <StateRow T>
T decode(const storage::Row& row);

/// Adds what a row carries to one that was decoded before that was read. Throws as decode().
template <StateRow T>
void carry(T& decoded, const storage::Row& row);

/// Error(storage, `storage.row_damaged`) where the row that `asked` led to says that it is another's.
void require_asked(const storage::Row& row, std::string_view found, std::string_view asked);

/// Where a row of any kind is found. Throws as decode().
Index index_of(const storage::Row& row);

/// What ledger entries say of a row. Throws as decode() where it has no salt of 32 bytes: with another, rows
/// that differ could have one digest.
crypto::Hash digest_of(const storage::Row& row);

}  // namespace metaqore::state
