#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <memory>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "bench.hpp"
#include "json/document.hpp"
#include "json/tree.hpp"
#include "metaqore/json_merge.hpp"
#include "metaqore/json_patch.hpp"
#include "metaqore/schema.hpp"
#include "other.hpp"
#include "schema/access.hpp"
#include "support/folder.hpp"
#include "support/random.hpp"

namespace metaqore::bench {

namespace {

using test::Random;

// ---- Documents as agents write them ----------------------------------------------------------------------

struct Service {
  std::string name;
  std::size_t replicas, port;
  std::string version, owner;
  std::vector<std::string> tags;
};

std::string service_text(const Service& it) {
  return fmt::format(
      R"({{"name":"{}","image":"registry.example.org/team/{}:{}","replicas":{},"owner":"{}",)"
      R"("ports":[{{"name":"http","port":{}}},{{"name":"metrics","port":9090}}],"tags":["{}"],)"
      R"("environment":{{"LOG_LEVEL":"info","TIMEOUT":2.5,"RETRIES":3,"CACHE":true,"PROXY":null}}}})",
      it.name, it.name, it.version, it.replicas, it.owner, it.port, fmt::join(it.tags, R"(",")"));
}

using Services = std::vector<Service>;

/// A document of so many services: 222 of them are 64 KB.
Services services(std::size_t count) {
  Random random(1);
  Services all(count);
  for (std::size_t i = 0; i < count; ++i) {
    all[i] = {fmt::format("service-{:04}", i),
              random.below(5) + 1,
              8'000 + i,
              fmt::format("{}.{}.{}", random.below(4), random.below(20), random.below(20)),
              fmt::format("agent-{}", random.below(9)),
              {"core", fmt::format("tier-{}", random.below(3))}};
  }
  return all;
}

std::string document_text(const Services& all, std::string_view title) {
  std::vector<std::string> texts;
  for (const auto& service : all) texts.push_back(service_text(service));
  return fmt::format(R"({{"title":"{}","format":2,"services":[{}]}})", title, fmt::join(texts, ","));
}

struct Three {
  std::string base, ours, theirs;
};

/// A tenth of the services is edited by each side, some are added and removed, and a few edits meet.
Three three_documents(std::size_t count) {
  const auto base = services(count);
  auto ours = base, theirs = base;
  for (std::size_t i = 0; i < base.size(); ++i) {
    if (i % 10 == 3) ours[i].version = "9.0.0";
    if (i % 20 == 5) ours[i].tags.push_back("reviewed");
    if (i % 10 == 7) theirs[i].replicas += 1;
    if (i % 20 == 13) theirs[i].tags.push_back("slow");
    if (i % 60 == 3) theirs[i].version = "8.1.0";
  }
  ours.erase(ours.begin() + 40);
  ours.insert(ours.begin() + 90, services(count + 1).back());
  theirs.push_back(services(count + 2).back());
  std::swap(theirs[20], theirs[21]);
  return {document_text(base, "platform"), document_text(ours, "platform"),
          document_text(theirs, "our platform")};
}

const Json services_policy(R"({"rules":[{"path":"/services","array":"map","keys":["/name"]},
    {"path":"/services/*/tags","array":"set"},{"path":"/services/*/ports","array":"map","keys":["/name"]},
    {"path":"/services/*/replicas","scalar":"max"}]})");

// ---- Merging ---------------------------------------------------------------------------------------------

/// One size is not enough to tell: where the allocator gives memory back between two calls, a page fault or
/// none is half of what reading costs, and that is another for each size.
void merge_over_parsing(Bench& bench) {
  const MergePolicy policy(services_policy);
  const int repetitions = bench.pick(100, 30), passes = 10;
  const std::vector<std::size_t> counts{200, 222, 240};  // 58, 64 and 70 KB
  for (const auto count : counts) {
    const auto texts = three_documents(count);
    const Json base(texts.base), ours(texts.ours), theirs(texts.theirs);
    const auto parse = [=] {
      for (const auto* text : {&texts.base, &texts.ours, &texts.theirs}) {
        benchmark::DoNotOptimize(json::Document(*text));
      }
    };
    const auto merging = [=](const MergePolicy& rules) {
      benchmark::DoNotOptimize(merge(base, ours, theirs, rules));
    };
    bench.variant(fmt::format("parse_three_{}", count), repetitions, passes, parse);
    bench.variant(fmt::format("parse_three_{}_again", count), repetitions, passes, parse);
    bench.variant(fmt::format("merge_by_policy_{}", count), repetitions, passes, [=] { merging(policy); });
    bench.variant(fmt::format("merge_by_default_{}", count), repetitions, passes, [=] { merging({}); });
  }
  const auto texts = three_documents(222);
  const Json base(texts.base), ours(texts.ours);
  const auto patch = make_patch(base, ours);
  bench.variant("patch_make", repetitions, passes, [&] { benchmark::DoNotOptimize(make_patch(base, ours)); });
  bench.variant("patch_apply", repetitions, passes,
                [&] { benchmark::DoNotOptimize(apply_patch(base, patch)); });
  bench.variant("text_diff", repetitions, passes, [&] { benchmark::DoNotOptimize(text_diff(base, ours)); });
  bench.run();

  double worst = 0;
  for (const auto count : counts) {
    const auto parsing = bench.cpu(fmt::format("parse_three_{}", count));
    bench.noise(fmt::format("json_documents_merge_{}", count),
                bench.cpu(fmt::format("parse_three_{}_again", count)) / parsing);
    for (const auto* rules : {"policy", "default"}) {
      const auto ratio = bench.cpu(fmt::format("merge_by_{}_{}", rules, count)) / parsing;
      bench.remark(fmt::format("merge_by_{}_of_{}_services_over_parsing_three", rules, count), ratio);
      worst = std::max(worst, ratio);
    }
  }
  const auto parsing = bench.cpu("parse_three_222");
  bench.remark("merge_64k_us", bench.cpu("merge_by_policy_222"));
  bench.remark("make_patch_64k_over_parsing_both", bench.cpu("patch_make") / parsing * 1.5);
  bench.remark("apply_patch_64k_over_parsing", bench.cpu("patch_apply") / parsing * 3);
  bench.remark("text_diff_64k_over_parsing_both", bench.cpu("text_diff") / parsing * 1.5);
  bench.at_most("merge_64k_over_parsing_three", worst, 3);
}

/// An array of so many elements, of which both sides move, add, remove and edit some.
Three array_documents(std::string_view policy, std::size_t count) {
  const auto element = [&](std::size_t i, std::string_view value) {
    return policy == "map" ? fmt::format(R"({{"k":{},"v":"{}"}})", i, value) : fmt::format(R"("e{}")", i);
  };
  const auto side = [&](std::size_t turn, std::string_view value) {
    std::vector<std::string> all;
    for (std::size_t i = 0; i < count; ++i) {
      const bool edited = !value.empty() && i % 10 == turn;
      if (edited && i % 3 == 0) continue;
      all.push_back(element(i, edited ? value : "base"));
      if (edited && i % 3 == 1) all.push_back(element(count * (turn + 1) + i, value));
    }
    return fmt::format("[{}]", fmt::join(all, ","));
  };
  return {side(0, ""), side(2, "ours"), side(7, "theirs")};
}

/// The price of an element does not depend on how many there are.
void array_growth(Bench& bench) {
  const int repetitions = bench.pick(20, 5);
  const std::vector<std::string> policies{"set", "map", "diff3"};
  for (const auto& policy : policies) {
    const auto rule = policy == "map" ? R"({"path":"","array":"map","keys":["/k"]})"
                                      : fmt::format(R"({{"path":"","array":"{}"}})", policy);
    const MergePolicy rules(Json(fmt::format(R"({{"rules":[{}]}})", rule)));
    for (const std::size_t count : {10'000u, 100'000u}) {
      const auto texts = array_documents(policy, count);
      const Json base(texts.base), ours(texts.ours), theirs(texts.theirs);
      if (!merge(base, ours, theirs, rules).clean()) {
        throw std::runtime_error("edits that do not meet are a conflict of policy " + policy);
      }
      // As many elements of either size.
      const auto times = 100'000 / count;
      bench.variant(fmt::format("merge_{}_{}", policy, count), repetitions, 1, [=] {
        for (std::size_t i = 0; i < times; ++i) benchmark::DoNotOptimize(merge(base, ours, theirs, rules));
      });
    }
  }
  bench.run();
  double worst = 0;
  for (const auto& policy : policies) {
    const auto many = bench.cpu(fmt::format("merge_{}_100000", policy));
    const auto ratio = many / bench.cpu(fmt::format("merge_{}_10000", policy));
    bench.remark(fmt::format("merge_array_growth_{}", policy), ratio);
    bench.remark(fmt::format("merge_array_{}_ns_an_element", policy), many / 100);
    worst = std::max(worst, ratio);
  }
  bench.at_most("merge_array_growth", worst, 2.0);
}

// ---- Validation ------------------------------------------------------------------------------------------

/// What a team may demand of a service's description, by 30 keywords that say something of it.
constexpr std::string_view service_schema = R"({
  "$schema": "https://json-schema.org/draft/2020-12/schema",
  "type": "object",
  "required": ["name", "image", "replicas", "ports"],
  "additionalProperties": false,
  "properties": {
    "name": {"type": "string", "pattern": "^[a-z][a-z0-9-]*$", "maxLength": 63},
    "image": {"type": "string", "maxLength": 255},
    "replicas": {"type": "integer", "minimum": 0, "maximum": 100},
    "owner": {"$ref": "#/$defs/agent"},
    "reviewers": {"items": {"$ref": "#/$defs/agent"}, "uniqueItems": true},
    "ports": {"items": {"$ref": "#/$defs/port"}},
    "tags": {"items": {"enum": ["core", "edge", "slow", "reviewed", "tier-0", "tier-1"]}},
    "environment": {
      "propertyNames": {"pattern": "^[A-Z][A-Z_]*$"},
      "additionalProperties": {"type": ["string", "number", "boolean", "null"]}
    },
    "health": true,
    "limits": true
  },
  "$defs": {
    "agent": {"pattern": "^agent-[0-9]+$"},
    "port": {
      "required": ["name", "port"],
      "properties": {
        "name": {"maxLength": 15},
        "port": {"type": "integer", "maximum": 65535}
      }
    }
  }
})";

/// Of 1 KB, and valid.
constexpr std::string_view service_document =
    R"({"name":"order-intake","image":"registry.example.org/platform/order-intake:4.11.2","replicas":3,)"
    R"("owner":"agent-17","reviewers":["agent-4","agent-9","agent-23"],)"
    R"("ports":[{"name":"http","port":8080},{"name":"metrics","port":9090},{"name":"admin","port":8443}],)"
    R"("tags":["core","edge","tier-0"],)"
    R"("environment":{"LOG_LEVEL":"info","DATABASE_URL":"postgres://orders.internal.example.org:5432/orders",)"
    R"("QUEUE_URL":"amqp://queue.internal.example.org:5672/intake","CACHE_SECONDS":300,"RETRIES":5,)"
    R"("RETRY_FACTOR":1.75,"TRACING":true,"SAMPLE_RATE":0.05,"FEATURE_SPLIT_SHIPMENTS":false,)"
    R"("FEATURE_GIFT_NOTES":true,"STATEMENT_TIMEOUT":"30s",)"
    R"("LEGAL_NOTICE":"https://example.org/legal/notice","PROXY":null,"REGION":"eu-central","WAREHOUSES":"hamburg,leipzig,graz","CURRENCY":"EUR","LOCALE":"de-DE",)"
    R"("GREETING":"Vielen Dank für Ihre Bestellung – wir melden uns, sobald sie unterwegs ist."},)"
    R"("health":{"path":"/health","interval":15,"timeout":2.5,"headers":{"accept":"application/json"}},)"
    R"("limits":{"cpu":1.5,"memory":2147483648}})";

/// How many times longer jsonschema takes, by the fastest of its ways, over a document that it has parsed.
void validation(Bench& bench) {
  const test::Folder folder;
  const std::string file = folder / "question";
  const Json schema_document{service_schema}, data{service_document};
  {
    std::ofstream out(file);
    out << schema_document.canonical() << '\n' << data.text() << '\n';
  }
  const Schema schema(schema_document);
  if (!schema.validate(data).valid) {
    throw std::runtime_error("a valid document is invalid: " + schema.validate(data).errors.front().message);
  }
  const int repetitions = bench.pick(100, 30), passes = 1'000;
  const auto parse = [&] { benchmark::DoNotOptimize(json::Document(data.text())); };
  bench.variant("parse_1k", repetitions, passes, parse);
  bench.variant("parse_1k_again", repetitions, passes, parse);
  bench.variant("validate_1k", repetitions, passes, [&] { benchmark::DoNotOptimize(schema.validate(data)); });
  const json::Tree tree(data.text());
  bench.variant("validate_1k_read", repetitions, passes,
                [&] { benchmark::DoNotOptimize(SchemaAccess::validate(schema, tree.root(), {})); });
  std::vector<std::unique_ptr<Other>> others;
  for (const std::string way : {"is_valid", "iter_errors"}) {
    auto& other = *others.emplace_back(std::make_unique<Other>(
        std::vector<std::string>{oracle("python/bin/python"), "-B",
                                 std::string(METAQORE_BENCH_SCRIPTS) + "/jsonschema_bench.py", file}));
    for (int i = 0; i < 5; ++i) other.measure(way);
    other.forget();
    bench.variant("validate_1k_other_" + way, repetitions, 1, [&other, way] { other.measure(way); });
  }
  bench.variant("compile_schema", repetitions, 20,
                [&] { benchmark::DoNotOptimize(Schema(schema_document)); });
  bench.run();

  double fastest = others.front()->median();
  for (const auto& other : others) {
    fastest = std::min(fastest, other->median());
    if (other->came_of_it() != 1) throw std::runtime_error("jsonschema finds the document invalid");
  }
  bench.noise("json_documents_validation", bench.cpu("parse_1k_again") / bench.cpu("parse_1k"));
  bench.remark("validate_1k_us", bench.cpu("validate_1k"));
  bench.remark("validate_1k_python_us", fastest / 1'000);
  bench.remark("compile_schema_us", bench.cpu("compile_schema"));
  bench.at_least("validate_1k_over_python", fastest / 1'000 / bench.cpu("validate_1k"), 50);
  bench.remark("validate_and_read_1k_over_parsing", bench.cpu("validate_1k") / bench.cpu("parse_1k"));
  // As jsonschema does, of a document that was read.
  bench.at_most("validate_1k_over_parsing", bench.cpu("validate_1k_read") / bench.cpu("parse_1k"), 2);
}

}  // namespace

/// What merges and validation cost, over the reading of the documents, against Python's jsonschema, and that
/// the price of an element does not depend on how many there are.
void json_documents(Bench& bench) {
  merge_over_parsing(bench);
  array_growth(bench);
  validation(bench);
}

}  // namespace metaqore::bench
