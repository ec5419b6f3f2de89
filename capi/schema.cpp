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

metaqore_status metaqore_schema_new(metaqore_schema** out, const char* schema, size_t schema_size,
                                    const char* options, size_t options_size, metaqore_error** error) {
  clear(out);
  return guard(error, [&] {
    auto& result = required(out, "out");
    const Schema compiled(document(schema, schema_size, "schema"),
                          read_or_default<SchemaOptions>(options, options_size, "options"));
    result = new metaqore_schema(compiled);
  });
}

void metaqore_schema_free(metaqore_schema* schema) { free_handle(schema); }

metaqore_status metaqore_schema_validate(int32_t* valid, metaqore_buffer** message, metaqore_buffer** report,
                                         metaqore_schema* schema, const char* data, size_t data_size,
                                         const char* limits, size_t limits_size, metaqore_error** error) {
  clear(valid), clear(message), clear(report);
  return guard(error, [&] {
    auto& is_valid = required(valid, "valid");
    const auto& it = here(schema);
    auto bounds = read_or_default<ValidationLimits>(limits, limits_size, "limits");
    // Nobody asks for more than the first error.
    if (message == nullptr && report == nullptr && bounds.max_errors > 1) bounds.max_errors = 1;
    const auto answer = it.validate(document(data, data_size, "data"), bounds);
    auto lines = message == nullptr ? nullptr : for_out(message, in_lines(answer));
    auto said = report == nullptr ? nullptr : for_out(report, to_json(answer));
    give(message, std::move(lines));
    give(report, std::move(said));
    is_valid = answer.valid ? 1 : 0;
  });
}
