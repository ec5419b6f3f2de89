// Two agents edit one document; a policy merges most, a hand the rest, a schema guards it:
// documents DATA
#include <cerrno>
#include <cstdio>
#include <fstream>
#include <map>
#include <stdexcept>
#include <system_error>

#include "metaqore/json_merge.hpp"
#include "metaqore/json_patch.hpp"
#include "metaqore/requirement.hpp"
#include "metaqore/schema.hpp"
namespace mq = metaqore;

int main(int argc, char** argv) try {
  if (argc < 2) throw std::invalid_argument("usage: documents DATA");
  std::ifstream data(argv[1]);
  if (!data) throw std::system_error(errno, std::generic_category(), argv[1]);
  std::map<std::string, std::string> texts;
  for (std::string line; std::getline(data, line);) {
    if (line.starts_with('#')) continue;
    const auto tab = line.find('\t');
    if (tab != std::string::npos) texts[line.substr(0, tab)] = line.substr(tab + 1);
  }
  if (data.bad()) throw std::system_error(errno, std::generic_category(), argv[1]);
  const auto given = [&](const std::string& name) {
    if (!texts.contains(name)) throw std::invalid_argument("no line has the document `" + name + "`");
    return mq::Json(texts.at(name));
  };

  const auto base = given("base");
  const mq::MergePolicy policy(given("policy"), mq::version_algebra());
  const auto merge = mq::merge(base, given("planner"), given("coder"), policy, {"planner", "coder"});
  const auto answers = mq::from_json<std::vector<mq::Answer>>(given("answers").text());
  const auto merged = mq::resolve(merge, answers);
  if (!merged) throw std::invalid_argument("the answers leave nothing of the document");
  const auto diff = mq::text_diff(base, *merged, {.context = 1, .from_label = "base", .to_label = "merged"});

  const mq::Schema schema(given("schema"));
  const auto before = schema.validate(*merged);
  const auto after = schema.validate(mq::apply_patch(*merged, given("edit")));

  std::puts(merge.clean() ? "nothing is left to be decided" : "left to be decided:");
  for (const auto& residual : merge.residuals) std::printf("%s\n", residual.text().c_str());
  std::printf("\nanswered, it comes to:\n%s\n", diff.c_str());
  std::printf("by its schema it is %s; the next edit is %s\n", before.valid ? "valid" : "not valid",
              after.valid ? "valid" : "not:");
  for (const auto& error : after.errors) std::printf("%s\n", error.message.c_str());
  return 0;
} catch (const std::exception& error) {
  std::fprintf(stderr, "documents: %s\n", error.what());
  return 1;
}
