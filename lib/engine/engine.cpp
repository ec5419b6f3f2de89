#include "metaqore/engine.hpp"

#include <fmt/format.h>

#include "base/interruption.hpp"
#include "base/text.hpp"
#include "crypto/random.hpp"
#include "engine/engine_access.hpp"
#include "engine/ledger_impl.hpp"
#include "model/config.hpp"
#include "model/session.hpp"
#include "state/core.hpp"
#include "state/operation/seed.hpp"
#include "state/state_view_impl.hpp"
#include "storage/sqlite/sqlite_store.hpp"

namespace metaqore {

namespace {

class SystemClock final : public base::Clock {
 public:
  Time now() override { return std::chrono::floor<Time::duration>(std::chrono::system_clock::now()); }
};

/// Seeds a new file with the configuration.
state::SettingsRow settle(state::Core& core, const Config& config) {
  {
    const state::Core::Call call(core);
    if (auto settings = state::View(*call.read()).settings()) return *std::move(settings);
  }
  return core.write(state::Seed(config), Session{});
}

/// A configuration cannot change what governs a file.
void require_same(const Config& config, const state::SettingsRow& settings) {
  if (!config.organization.empty() && config.organization != settings.organization) {
    throw Error(
        ErrorCode::invalid_argument, "engine.other_organization",
        fmt::format(
            "`{}` belongs to organization `{}`, not `{}`; open another file, or leave the organization out",
            base::shown(config.storage), base::shown(settings.organization),
            base::shown(config.organization)));
  }
  if (config.governance_mode.value_or(settings.governance_mode) != settings.governance_mode) {
    throw Error(ErrorCode::invalid_argument, "engine.other_mode",
                fmt::format("`{}` is governed in mode `{}`, not `{}`; leave the mode out",
                            base::shown(config.storage), form::name_of(settings.governance_mode),
                            form::name_of(*config.governance_mode)));
  }
}

}  // namespace

struct Engine::Impl {
  std::shared_ptr<state::Core> core;
};

Engine::Engine(std::shared_ptr<Impl> impl) : impl_(std::move(impl)) {}

Engine Engine::open(const Config& config, Hooks hooks) {
  base::Environment environment{std::make_shared<SystemClock>(), std::make_shared<crypto::SystemRandom>()};
  model::validate(config);
  std::unique_ptr<storage::Store> store;
  {
    const base::Interruptible interruptible(hooks.interrupted);
    store = storage::open_sqlite(config.storage, config.read_only);
  }
  return EngineAccess::open(std::move(store), std::move(environment), config, std::move(hooks));
}

Engine EngineAccess::open(std::unique_ptr<storage::Store> store, base::Environment environment,
                          const Config& config, Hooks hooks) {
  auto core = std::make_shared<state::Core>(std::move(store), std::move(environment), std::move(hooks));
  require_same(config, settle(*core, config));
  return Engine(std::make_shared<Engine::Impl>(std::move(core)));
}

StateManager Engine::state(const Session& session) const {
  model::validate(session);
  const state::Core::Call call(*impl_->core);
  return StateManager(
      std::make_shared<const StateManager::Impl>(impl_->core, session, impl_->core->number_session()));
}

Ledger Engine::ledger() const { return Ledger(std::make_shared<const Ledger::Impl>(impl_->core)); }

void Engine::backup(const std::string& path) const {
  const state::Core::Call call(*impl_->core);
  call.store().backup(path);
}

void Engine::close() { impl_->core->close(); }

}  // namespace metaqore
