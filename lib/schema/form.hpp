#pragma once

#include "json/form/fields.hpp"
#include "json/form/names.hpp"
#include "metaqore/schema.hpp"

namespace metaqore::form {

template <>
inline constexpr Names<SchemaDialect, 2> names<SchemaDialect>{
    {{SchemaDialect::draft_07, "draft-07"}, {SchemaDialect::draft_2020_12, "2020-12"}}};

template <class Archive, Is<SchemaDocument> T>
void fields(Archive& archive, T& it) {
  archive.field("uri", it.uri);
  archive.given("schema", it.schema);  // without it, everything would be valid
}

template <class Archive, Is<SchemaOptions> T>
void fields(Archive& archive, T& it) {
  archive.field("dialect", it.dialect);
  archive.field("assert_formats", it.assert_formats);
  archive.field("uri", it.uri);
  archive.field("documents", it.documents);
}

template <class Archive, Is<ValidationLimits> T>
void fields(Archive& archive, T& it) {
  archive.field("max_steps", it.max_steps);
  archive.field("max_depth", it.max_depth);
  archive.field("timeout_ms", it.timeout);
  archive.field("max_errors", it.max_errors);
}

template <class Archive, Is<SchemaError> T>
void fields(Archive& archive, T& it) {
  archive.given("instance_location", it.instance_location);
  archive.given("keyword_location", it.keyword_location);
  archive.field("document", it.document);
  archive.field("message", it.message);
}

template <class Archive, Is<Validation> T>
void fields(Archive& archive, T& it) {
  archive.given("valid", it.valid);
  archive.field("errors", it.errors);
  archive.field("truncated", it.truncated);
}

}  // namespace metaqore::form
