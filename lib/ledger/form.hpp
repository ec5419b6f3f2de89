#pragma once

#include "json/form/fields.hpp"
#include "json/form/names.hpp"
#include "metaqore/entry.hpp"
#include "metaqore/receipt.hpp"
#include "metaqore/verification.hpp"

namespace metaqore::form {

template <>
inline constexpr Names<Durability, 2> names<Durability>{
    {{Durability::none, "none"}, {Durability::full, "full"}}};

template <class Archive, Is<TreeHead> T>
void fields(Archive& archive, T& it) {
  archive.field("size", it.size);
  archive.field("root", it.root);
}

template <class Archive, Is<Receipt> T>
void fields(Archive& archive, T& it) {
  archive.field("sequence", it.sequence);
  archive.field("head", it.head);
  archive.field("durability", it.durability);
}

template <class Archive, Is<Entry> T>
void fields(Archive& archive, T& it) {
  archive.field("sequence", it.sequence);
  archive.field("operation", it.operation);
  archive.field("time", it.time);
  archive.field("type", it.type);
  archive.field("action", it.action);
  archive.field("actor", it.actor);
  archive.field("on_behalf_of", it.on_behalf_of);
  archive.field("role", it.role);
  archive.field("verdict", it.verdict);
  archive.field("severity", it.severity);
  archive.field("project", it.project);
  archive.field("resource", it.resource);
  archive.field("before", it.before);
  archive.field("after", it.after);
  archive.field("settings", it.settings);
  archive.field("trace", it.trace);
  archive.field("project_number", it.project_number);
  archive.field("trace_number", it.trace_number);
  archive.nonzero("rules", it.rules);
  archive.field("epoch", it.epoch);
  archive.field("bytes", it.bytes);
}

template <class Archive, Is<EntryQuery> T>
void fields(Archive& archive, T& it) {
  archive.field("from", it.from);
  archive.field("limit", it.limit);
}

template <class Archive, Is<Verification> T>
void fields(Archive& archive, T& it) {
  archive.field("ok", it.ok);
  archive.field("head", it.head);
  archive.field("first_bad", it.first_bad);
  archive.field("message", it.message);
}

}  // namespace metaqore::form
