#include "subject.hpp"

#include <fmt/format.h>

#include <stdexcept>
#include <thread>

namespace metaqore::bench {

std::string document(std::uint64_t number) {
  static const std::string rest = [] {
    std::string steps;
    for (int i = 0; i < 7; ++i) {
      steps += fmt::format(
          R"({}{{"title":"Step {}: \"parse\" the request","owner":"agent-{}","done":{},"estimate":{},"files":["src/step_{}.cpp"]}})",
          i == 0 ? "" : ",", i, i % 3, i % 2 == 0, 1.5 + i, i);
    }
    return fmt::format(
        R"("summary":"Überarbeiteter Plan","tags":["plan","draft"],"steps":[{}],"budget":null}})", steps);
  }();
  auto text = fmt::format(R"({{"revision":{},)", number) + rest;
  constexpr std::size_t size = 1024;
  if (text.size() > size) throw std::logic_error("the document is larger than 1 KB");
  text.insert(1, fmt::format(R"("note":"{}",)", std::string(size - text.size() - 10, 'x')));
  return text;
}

std::string name(std::uint64_t number) {
  return fmt::format("src/{:016x}.cpp", number * 0x9E3779B97F4A7C15);  // odd: no two are the same
}

Subject::Subject(const std::string& storage) : Subject(Engine::open({.storage = storage})) {}

Subject::Subject(const Engine& engine)
    : state_(engine.state({.actor = "agent"})), project_(state_.create_project({.name = "bench"}).id) {}

Candidate Subject::candidate(std::uint64_t number) const {
  return {.lineage = lineage(number), .data = Json(document(number))};
}

std::string Subject::declare() { return state_.declare(candidate(next_++)).accepted().id; }

std::vector<std::string> fill(Subject& subject, std::size_t threads, std::size_t each) {
  std::vector<std::string> ids(threads * each);
  std::vector<std::jthread> running;
  for (std::size_t i = 0; i < threads; ++i) {
    running.emplace_back([&, i] {
      for (std::size_t k = 0; k < each; ++k) ids[i * each + k] = subject.declare();
    });
  }
  running.clear();
  return ids;
}

}  // namespace metaqore::bench
