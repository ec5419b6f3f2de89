// Agents of one project declare what they make, and collide: story DATA [STORAGE]
#include <cerrno>
#include <cstdio>
#include <fstream>
#include <regex>
#include <sstream>
#include <system_error>

#include "metaqore/engine.hpp"
namespace mq = metaqore;

// What was decided, why, and what would help: each on a line of its own.
static std::string in_lines(const std::string& text) {
  return std::regex_replace(text, std::regex("([:;]) "), "$1\n                            ");
}

int main(int argc, char** argv) try {
  if (argc < 2) throw std::invalid_argument("usage: story DATA [STORAGE]");
  std::ifstream story(argv[1]);
  if (!story) throw std::system_error(errno, std::generic_category(), argv[1]);

  auto engine = mq::Engine::open({.storage = argc > 2 ? argv[2] : ":memory:"});
  auto host = engine.state({"host", mq::Role::host});
  host.create_project({.id = "proj_chatbot", .name = "retrieval chatbot"});

  std::string line, actor, candidate;
  while (std::getline(story, line)) {
    if (line.starts_with('#')) continue;
    std::istringstream fields(line);
    std::getline(std::getline(fields, actor, '\t'), candidate);
    auto decision = engine.state({actor}).declare(mq::from_json<mq::Candidate>(candidate));
    std::printf("%-16s%-10s%s\n", actor.c_str(), decision ? "accepted" : "denied",
                in_lines(decision.text()).c_str());
  }
  if (story.bad()) throw std::system_error(errno, std::generic_category(), argv[1]);

  auto head = engine.ledger().head();
  auto verification = engine.ledger().verify();
  std::printf("\n%-16s%zu entries\n%-16s%s\n", "ledger", std::size_t{head.size}, "root", head.root.c_str());
  std::printf("%-16s%s\n", verification.ok ? "verified" : "broken", verification.message.c_str());
  return verification.ok ? 0 : 1;
} catch (const std::exception& error) {
  std::fprintf(stderr, "story: %s\n", error.what());
  return 1;
}
