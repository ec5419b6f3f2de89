#include "state/rows/rows.hpp"

#include <fmt/format.h>

#include <optional>
#include <tuple>

#include "base/text.hpp"
#include "json/form/reader.hpp"
#include "json/form/writer.hpp"
#include "ledger/damage.hpp"
#include "ledger/entry.hpp"
#include "state/rows/facts.hpp"

namespace metaqore::state {

namespace {

/// The payload as an object of its own, in the form that payload_fields() gives it.
template <class Row>
struct Carried {
  Row& row;
};

template <class Archive, class T>
  requires requires(Archive& archive, T& it) { payload_fields(archive, it.row); }
void fields(Archive& archive, T& it) {
  payload_fields(archive, it.row);
}

/// The same of an artifact by itself.
struct CarriedArtifact {
  const Artifact& artifact;
};

template <class Archive>
void fields(Archive& archive, const CarriedArtifact& it) {
  form::payload_fields(archive, it.artifact);
}

template <class T>
concept Carries = requires(form::Writer& writer, const T& row) { payload_fields(writer, row); };

Error damaged(const storage::Row& row, const std::string& what) {
  return ledger::damaged("storage.row_damaged",
                         fmt::format("the state row of ledger entry `{}` is not {}", row.sequence, what));
}

}  // namespace

template <StateRow T>
Payload payload_of(const T& row) {
  Payload payload;
  if constexpr (Carries<T>) {
    payload.text = form::write(Carried<const T>{row});
    if (payload.text == "{}") payload.text.clear();
  }
  payload.hash = crypto::sha256({payload.text});
  return payload;
}

Payload artifact_payload(const Artifact& artifact) {
  Payload payload{.text = form::write(CarriedArtifact{artifact})};
  payload.hash = crypto::sha256({payload.text});
  return payload;
}

template <StateRow T>
storage::Row encode(const T& row, Payload payload) {
  return {.kind = std::string(T::kind), .body = form::write(row), .payload = std::move(payload.text)};
}

template <StateRow T>
T decode(const storage::Row& row) {
  std::optional<T> decoded;
  try {
    if (row.kind == T::kind) decoded = form::read<T>(row.body);
  } catch (const Error&) {
    // told below in the terms of the file, not of its JSON
  }
  if (!decoded) throw damaged(row, fmt::format("a whole {}", T::kind));
  carry(*decoded, row);
  return *std::move(decoded);
}

template <StateRow T>
void carry(T& decoded, const storage::Row& row) {
  if constexpr (Carries<T>) {
    if (row.payload.empty()) return;
    try {
      Carried<T> carried{decoded};
      const json::Document document(row.payload, form::bounds<T>);
      form::Reader::read(document.root(), carried, "");
    } catch (const Error&) {
      throw damaged(row, fmt::format("a whole {}", T::kind));
    }
  }
}

namespace {

/// Calls `use` with the decoded row of whichever kind it is.
template <class Use, class... Listed>
auto visit(const storage::Row& row, Use use, KindList<Listed...>) {
  std::optional<decltype(use(std::declval<std::tuple_element_t<0, std::tuple<Listed...>>>()))> result;
  (void)((row.kind == Listed::kind && (result = use(decode<Listed>(row)), true)) || ...);
  if (!result) throw damaged(row, "of a kind that there is");
  return *std::move(result);
}

/// Has the compiler make what the header declares, for each kind.
template <class... Listed>
constexpr auto made_for(KindList<Listed...>) {
  return std::tuple{&payload_of<Listed>..., &encode<Listed>..., &decode<Listed>..., &carry<Listed>...};
}

}  // namespace

[[gnu::used]] static constexpr auto made = made_for(Kinds{});

void require_asked(const storage::Row& row, std::string_view found, std::string_view asked) {
  if (found == asked) return;
  throw damaged(
      row, fmt::format("that of `{}`, which led to it, but of `{}`", base::shown(asked), base::shown(found)));
}

Index index_of(const storage::Row& row) {
  if (row.kind == ArtifactRow::kind || row.kind == ConvergenceRow::kind) return Facts(row, true).index();
  return visit(row, [](const auto& decoded) { return decoded.index(); }, Kinds{});
}

crypto::Hash digest_of(const storage::Row& row) {
  constexpr std::size_t salt_size = 32;
  if (row.salt.size() != salt_size) throw damaged(row, "salted with 32 bytes");
  return ledger::row_digest(row.salt, row.kind, row.body, crypto::sha256({row.payload}));
}

}  // namespace metaqore::state
