#include "guard.hpp"

using namespace metaqore;
using namespace metaqore::capi;

namespace {

void answer(int32_t* ok, metaqore_buffer** message, metaqore_buffer** report, const Verification& found) {
  if (message != nullptr) *message = make_buffer(found.message);
  if (report != nullptr) *report = make_buffer(to_json(found));
  *ok = found.ok;
}

}  // namespace

metaqore_status metaqore_ledger_head(uint64_t* size, metaqore_hash* root, metaqore_engine* engine,
                                     metaqore_error** error) {
  return guard(error, Out(size, root), [&] {
    const auto head = required(engine, "engine").it.ledger().head();
    set(size, head.size);
    set(root, head.root);
  });
}

metaqore_status metaqore_ledger_root(metaqore_hash* root, metaqore_engine* engine, uint64_t size,
                                     metaqore_error** error) {
  return guard(error, Out(root), [&] {
    required(root, "root");
    set(root, required(engine, "engine").it.ledger().head_at(size).root);
  });
}

metaqore_status metaqore_ledger_entries(metaqore_buffer** out, metaqore_engine* engine, uint64_t from,
                                        uint32_t limit, metaqore_error** error) {
  return guard(error, Out(out), [&] {
    required(out, "out");
    *out =
        make_buffer(to_json(required(engine, "engine").it.ledger().entries({.from = from, .limit = limit})));
  });
}

metaqore_status metaqore_ledger_verify(int32_t* ok, metaqore_buffer** message, metaqore_buffer** report,
                                       metaqore_engine* engine, metaqore_error** error) {
  return guard(error, Out(ok, message, report), [&] {
    required(ok, "ok");
    answer(ok, message, report, required(engine, "engine").it.ledger().verify());
  });
}

metaqore_status metaqore_verify_file(int32_t* ok, metaqore_buffer** message, metaqore_buffer** report,
                                     metaqore_text path, metaqore_error** error) {
  return guard(error, Out(ok, message, report), [&] {
    required(ok, "ok");
    answer(ok, message, report, Ledger::verify_file(std::string(text(path, "path"))));
  });
}
