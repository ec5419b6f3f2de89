// Agents of one project need packages, and not all of them can live together: requirements DATA
#include <cerrno>
#include <cstdio>
#include <fstream>
#include <regex>
#include <sstream>
#include <system_error>

#include "metaqore/requirement.hpp"
namespace mq = metaqore;

// Who clashes with whom, and what would help: each on a line of its own.
static std::string in_lines(const std::string& text) {
  return std::regex_replace(text, std::regex("([:;]) "), "$1\n                      ");
}

int main(int argc, char** argv) try {
  if (argc < 2) throw std::invalid_argument("usage: requirements DATA");
  std::ifstream data(argv[1]);
  if (!data) throw std::system_error(errno, std::generic_category(), argv[1]);

  mq::RequirementIndex index;
  mq::AnalysisRequest request;
  std::string line, owner, published, document;
  while (std::getline(data, line)) {
    if (line.starts_with('#')) continue;
    std::istringstream fields(line);
    std::getline(std::getline(std::getline(fields, owner, '\t'), published, '\t'), document);
    auto needs = mq::from_json<mq::OwnedRequirement>(document);
    auto clash = index.check(needs);
    std::printf("%-10s%-9s%s\n", owner.c_str(), clash ? "clashes" : "fits", published.c_str());
    if (clash) std::printf("%20s%s\n", "", in_lines(clash->description).c_str());
    index.add(needs);
    request.requirements.push_back(std::move(needs));
  }
  if (data.bad()) throw std::system_error(errno, std::generic_category(), argv[1]);

  auto analysis = mq::analyze(request);
  std::string text;
  for (const auto& clash : analysis.clashes) text += clash.description + "\n";
  for (const auto& manifest : analysis.manifests) {
    text += (text.empty() ? "" : "\n") + manifest.file + ":\n" + manifest.text;
  }
  std::printf("\n%s together\n\n%s", analysis.satisfiable ? "satisfiable" : "not satisfiable", text.c_str());
  return 0;
} catch (const std::exception& error) {
  std::fprintf(stderr, "requirements: %s\n", error.what());
  return 1;
}
