#include <memory>

#include "guard.hpp"

using namespace metaqore;
using namespace metaqore::capi;

metaqore_status metaqore_ledger_head(uint64_t* size, metaqore_hash* root, metaqore_engine* engine,
                                     metaqore_error** error) {
  clear(size), clear(root);
  return guard(error, [&] {
    const auto head = required(engine, "engine").it.ledger().head();
    set(size, head.size);
    set(root, head.root);
  });
}

metaqore_status metaqore_ledger_root(metaqore_hash* root, metaqore_engine* engine, uint64_t size,
                                     metaqore_error** error) {
  clear(root);
  return guard(error, [&] {
    auto& out = required(root, "root");
    set(&out, required(engine, "engine").it.ledger().head_at(size).root);
  });
}

metaqore_status metaqore_ledger_entries(metaqore_buffer** out, metaqore_engine* engine, uint64_t from,
                                        uint32_t limit, metaqore_error** error) {
  clear(out);
  return guard(error, [&] {
    auto& result = required(out, "out");
    const auto entries = required(engine, "engine").it.ledger().entries({.from = from, .limit = limit});
    result = make_buffer(to_json(entries));
  });
}

metaqore_status metaqore_ledger_verify(int32_t* ok, metaqore_buffer** message, metaqore_buffer** report,
                                       metaqore_engine* engine, metaqore_error** error) {
  clear(ok), clear(message), clear(report);
  return guard(error, [&] {
    auto& out = required(ok, "ok");
    const auto verification = required(engine, "engine").it.ledger().verify();
    std::unique_ptr<metaqore_buffer> text(make_buffer(verification.message)),
        document(make_buffer(to_json(verification)));
    if (message != nullptr) *message = text.release();
    if (report != nullptr) *report = document.release();
    out = verification.ok ? 1 : 0;
  });
}
