#include "schema/meta_check.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.hpp"
#include "json/pointer.hpp"
#include "schema/compiler.hpp"
#include "schema/validator.hpp"

namespace metaqore::schema {

MetaCheck::MetaCheck(std::shared_ptr<Resources> resources)
    : resources_(std::move(resources)), steps_left_(20'000'000 + 64 * resources_->text_size()) {}

void MetaCheck::check(Index site) {
  const auto& resource = resources_->resource_of(site);
  if (resource.fault || resources_->source(resource.source).is_ours || !seen_.insert(site).second) return;
  if (resource.dialect->meta != none) {
    waiting_.push_back(site);
  } else {
    check_against(meta_program(resource.dialect->draft), site);
  }
}

void MetaCheck::finish() {
  while (!waiting_.empty()) {
    const auto site = waiting_.back();
    waiting_.pop_back();
    const auto meta = resources_->resource_of(site).dialect->meta;
    auto program = registered_.find(meta);
    if (program == registered_.end()) {
      const auto root = resources_->source(meta).site;
      if (root == none) {
        resources_->refuse("schema.dialect", site, "$schema",
                           "a document that is no schema is taken for a meta-schema",
                           "register a meta-schema");
      }
      auto compiled = Compiler(resources_, *this, false).compile(root);
      program = registered_.emplace(meta, std::move(compiled)).first;
    }
    check_against(program->second, site);
  }
}

void MetaCheck::check_against(const Program& program, Index site) {
  const auto& node = *resources_->site(site).node;
  const auto& checked = has_foreign(node) ? without_foreign(node) : node;
  ValidationLimits limits;
  limits.max_steps = steps_left_;
  limits.max_depth = 2'000;
  limits.timeout = std::chrono::milliseconds(0);
  limits.max_errors = 8;
  Validation found;
  try {
    Validator validator(program, limits, "the schema");
    found = validator.validate(checked);
    steps_left_ -= std::min(steps_left_, validator.steps());
  } catch (const Error&) {
    resources_->refuse("schema.too_large", site, "",
                       "a schema takes too many steps to be compared with its meta-schema",
                       "divide it into documents");
  }
  if (found.valid) return;
  // Of alternatives that all fail, the closest is told behind the sentence that there are some.
  const auto& error = found.errors.size() > 1 && found.errors.front().keyword_location.ends_with("Of")
                          ? found.errors[1]
                          : found.errors.front();
  const auto around = resources_->pointer(site);
  json::ObjectWriter details;
  details.member("document", json::quoted(resources_->address(site)));
  details.member("pointer", json::quoted(around + error.instance_location));
  const auto place =
      around.empty() ? std::string() : fmt::format(" in the schema at `{}`", base::shown(around));
  throw Error(ErrorCode::invalid_argument, "schema.invalid",
              fmt::format("{}{}; mend the schema", error.message, place), std::move(details).finish());
}

bool MetaCheck::has_foreign(const Node& node) const {
  // Most schemas have none in them at all.
  return std::any_of(resources_->foreign().begin(), resources_->foreign().end(),
                     [&node](const Node* one) { return one != &node; });
}

/// A copy in which `true` stands for every resource that has a meta-schema of its own.
const Node& MetaCheck::without_foreign(const Node& root) {
  const std::unordered_set<const Node*> foreign(resources_->foreign().begin(), resources_->foreign().end());
  std::pmr::polymorphic_allocator<> memory(&memory_);
  const auto copy = [&](const auto& self, const Node& node) -> Node {
    if (&node != &root && foreign.contains(&node)) return {true};
    if (const auto* items = std::get_if<Run<Node>>(&node.value)) {
      auto* copied = memory.allocate_object<Node>(items->size);
      for (std::size_t at = 0; at < items->size; ++at) {
        std::construct_at(copied + at, self(self, items->first[at]));
      }
      return {Run<Node>{copied, items->size}};
    }
    if (const auto* members = std::get_if<Run<Member>>(&node.value)) {
      auto* copied = memory.allocate_object<Member>(members->size);
      for (std::size_t at = 0; at < members->size; ++at) {
        const auto& member = members->first[at];
        std::construct_at(copied + at, Member{member.name, self(self, member.value)});
      }
      return {Run<Member>{copied, members->size}};
    }
    return node;
  };
  return *std::construct_at(memory.allocate_object<Node>(), copy(copy, root));
}

}  // namespace metaqore::schema
