#include <utility>

#include "json/tree.hpp"
#include "schema/access.hpp"
#include "schema/compiler.hpp"
#include "schema/validator.hpp"

namespace metaqore {

struct Schema::Impl {
  schema::Program program;
};

Schema::Schema(const Json& schema, const SchemaOptions& options) {
  const auto resources = std::make_shared<schema::Resources>(schema, options);
  schema::MetaCheck check(resources);
  auto program = schema::Compiler(resources, check, options.assert_formats).compile(resources->root());
  check.finish();
  resources->finish();
  impl_ = std::make_shared<const Impl>(Impl{std::move(program)});
}

Schema::Schema(const Schema&) = default;
Schema::Schema(Schema&&) noexcept = default;
Schema& Schema::operator=(const Schema&) = default;
Schema& Schema::operator=(Schema&&) noexcept = default;
Schema::~Schema() = default;

Validation Schema::validate(const Json& data, const ValidationLimits& limits) const {
  const json::Tree tree(data.text());
  return SchemaAccess::validate(*this, tree.root(), limits);
}

Validation SchemaAccess::validate(const Schema& schema, const json::Node& data,
                                  const ValidationLimits& limits) {
  return schema::Validator(schema.impl_->program, limits).validate(data);
}

}  // namespace metaqore
