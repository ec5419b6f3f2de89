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
  if (hooks->log == nullptr) return {.log = [owner](auto&&...) {}};
  return {.log = [owner, log = hooks->log](LogLevel level, std::string_view room, std::string_view message,
                                           const Json& fields) {
    log(owner.get(), static_cast<metaqore_log_level>(level), std::string(room).c_str(),
        std::string(message).c_str(), fields.text().c_str());
  }};
}

}  // namespace

uint32_t metaqore_abi_version(void) { return METAQORE_ABI_VERSION; }
const char* metaqore_version(void) { return version.data(); }

void metaqore_hooks_init(metaqore_hooks* hooks) {
  clear(hooks);
  if (hooks != nullptr) hooks->struct_size = sizeof *hooks;
}

metaqore_status metaqore_engine_open(metaqore_engine** out, const char* config, size_t config_size,
                                     const metaqore_hooks* hooks, metaqore_error** error) {
  clear(out);
  return guard(error, [&] {
    auto adopted = adopt(hooks);
    auto& result = required(out, "out");
    const auto wanted =
        config == nullptr ? Config::load() : from_json<Config>(text(config, config_size, "config"));
    result = new metaqore_engine(Engine::open(wanted, std::move(adopted)));
  });
}

metaqore_status metaqore_engine_close(metaqore_engine* engine, metaqore_error** error) {
  return guard(error, [&] { required(engine, "engine").it.close(); });
}

void metaqore_engine_free(metaqore_engine* engine) { free_handle(engine); }
