#include <cstddef>
#include <memory>

#include "guard.hpp"

using namespace metaqore;
using namespace metaqore::capi;

namespace {

/// The host's hooks as the C++ contract's. `destroy` runs once, with the last copy of them, on every path.
Hooks adopt(const metaqore_hooks* hooks) {
  if (hooks == nullptr) return {};
  if (hooks->struct_size != sizeof *hooks) {
    // Structs grow at their end alone: what lies before it can be trusted, and destroy has to run once.
    if (hooks->struct_size >= offsetof(metaqore_hooks, destroy) + sizeof hooks->destroy &&
        hooks->destroy != nullptr) {
      hooks->destroy(hooks->userdata);
    }
    throw Error(ErrorCode::invalid_argument, "capi.struct_size",
                "metaqore_hooks has a `struct_size` of another release; fill it with metaqore_hooks_init");
  }
  const auto destroy = hooks->destroy;
  const std::shared_ptr<void> owner(hooks->userdata, [destroy](void* userdata) {
    if (destroy != nullptr) destroy(userdata);
  });
  Hooks adopted{.log = [owner](auto&&...) {}};
  if (hooks->log != nullptr) {
    adopted.log = [owner, log = hooks->log](LogLevel level, std::string_view room, std::string_view message,
                                            const Json& fields) {
      log(owner.get(), static_cast<metaqore_log_level>(level), std::string(room).c_str(),
          std::string(message).c_str(), fields.text().c_str());
    };
  }
  if (hooks->interrupted != nullptr) {
    adopted.interrupted = [owner, interrupted = hooks->interrupted] { return interrupted(owner.get()) != 0; };
  }
  return adopted;
}

}  // namespace

void metaqore_hooks_init(metaqore_hooks* hooks) {
  if (hooks == nullptr) return;
  *hooks = {};
  hooks->struct_size = sizeof *hooks;
}

metaqore_status metaqore_engine_open(metaqore_engine** out, metaqore_text config, const metaqore_hooks* hooks,
                                     metaqore_error** error) {
  return guard(error, Out(out), [&] {
    auto adopted = adopt(hooks);
    required(out, "out");
    const auto said = text(config, "config");
    const auto wanted = said.data() == nullptr ? Config::load() : from_json<Config>(said);
    *out = new metaqore_engine(Engine::open(wanted, std::move(adopted)));
  });
}

metaqore_status metaqore_engine_backup(metaqore_engine* engine, metaqore_text path, metaqore_error** error) {
  return guard(error, Out(), [&] {
    const auto& it = required(engine, "engine").it;
    const auto wanted = text(path, "path");
    required(wanted.data(), "path");
    it.backup(std::string(wanted));
  });
}

metaqore_status metaqore_engine_close(metaqore_engine* engine, metaqore_error** error) {
  return guard(error, Out(), [&] { required(engine, "engine").it.close(); });
}

void metaqore_engine_free(metaqore_engine* engine) { free_handle(engine); }
