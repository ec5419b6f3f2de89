#include "guard.hpp"

using namespace metaqore;
using namespace metaqore::capi;

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
    const auto answer = required(engine, "engine").it.ledger().verify();
    if (message != nullptr) *message = make_buffer(answer.message);
    if (report != nullptr) *report = make_buffer(to_json(answer));
    *ok = answer.ok;
  });
}
