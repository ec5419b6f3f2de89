#include "guard.hpp"

using namespace metaqore;
using namespace metaqore::capi;

namespace {

/// The schema in this process: a thread of the parent may have held a lock of its patterns at the fork.
const Schema& here(metaqore_schema* schema) {
  const auto& it = required(schema, "schema");
  if (it.process == getpid()) return it.it;
  throw Error(
      ErrorCode::forked, "schema.forked",
      "the schema was compiled before fork(), and its patterns hold locks; compile it in this process");
}

/// What a person has to know of a validation.
std::string in_lines(const Validation& validation) {
  std::string lines;
  for (const auto& error : validation.errors) lines += error.message + '\n';
  if (validation.truncated) lines += "and more\n";
  return lines;
}

}  // namespace

metaqore_status metaqore_schema_new(metaqore_schema** out, metaqore_text schema, metaqore_text options,
                                    metaqore_error** error) {
  return guard(error, Out(out), [&] {
    required(out, "out");
    const auto said = document(schema, "schema");
    *out = new metaqore_schema(Schema(said, read_or_default<SchemaOptions>(options, "options")));
  });
}

void metaqore_schema_free(metaqore_schema* schema) { free_handle(schema); }

metaqore_status metaqore_schema_validate(int32_t* valid, metaqore_buffer** message, metaqore_buffer** report,
                                         metaqore_schema* schema, metaqore_text data, metaqore_text limits,
                                         metaqore_error** error) {
  return guard(error, Out(valid, message, report), [&] {
    required(valid, "valid");
    const auto& it = here(schema);
    auto bounds = read_or_default<ValidationLimits>(limits, "limits");
    // Nobody asks for more than the first error.
    if (message == nullptr && report == nullptr && bounds.max_errors > 1) bounds.max_errors = 1;
    const auto answer = it.validate(document(data, "data"), bounds);
    if (message != nullptr) *message = make_buffer(in_lines(answer));
    if (report != nullptr) *report = make_buffer(to_json(answer));
    *valid = answer.valid;
  });
}
