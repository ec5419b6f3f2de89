#include <catch2/catch.hpp>

#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <thread>
#include <vector>

#include "capi/handles.hpp"

using namespace metaqore::test;

namespace {

int order(const char* ecosystem, const char* left, const char* right) {
  std::int32_t found = 7;
  REQUIRE(metaqore_version_compare(&found, text(ecosystem), text(left), text(right), nullptr) == METAQORE_OK);
  return found;
}

std::string versions_of(const char* ecosystem, const char* constraint) {
  metaqore_buffer* versions = nullptr;
  REQUIRE(metaqore_constraint_normalize(nullptr, nullptr, &versions, text(ecosystem), text(constraint),
                                        nullptr) == METAQORE_OK);
  return take(versions);
}

metaqore_admits admits(const char* ecosystem, const char* constraint) {
  metaqore_admits found = 7;
  REQUIRE(metaqore_constraint_normalize(&found, nullptr, nullptr, text(ecosystem), text(constraint),
                                        nullptr) == METAQORE_OK);
  return found;
}

IndexHandle new_index(const char* rules = nullptr) {
  metaqore_requirement_index* index = nullptr;
  REQUIRE(metaqore_requirement_index_new(&index, text(rules), nullptr) == METAQORE_OK);
  return IndexHandle(index);
}

std::uint64_t size(const IndexHandle& index) {
  std::uint64_t found = 99;
  REQUIRE(metaqore_requirement_index_size(&found, index.get(), nullptr) == METAQORE_OK);
  return found;
}

constexpr const char* old_numpy =
    R"({"owner":"searcher","ecosystem":"pypi","name":"numpy","constraint":"<2.0,>=1.18.5"})";
constexpr const char* new_numpy =
    R"({"owner":"vision","ecosystem":"pypi","name":"NumPy","constraint":"<2.3.0,>=2"})";
constexpr const char* any_numpy = R"({"owner":"plotter","ecosystem":"pypi","name":"numpy"})";

std::string request(std::initializer_list<const char*> requirements) {
  std::string list;
  for (const auto* each : requirements) list += (list.empty() ? "" : ",") + std::string(each);
  return "{\"requirements\":[" + list + "]}";
}

}  // namespace

TEST_CASE("capi: the ecosystems are listed, and each has its sharing rules", "[capi]") {
  metaqore_buffer *types = nullptr, *rules = nullptr;
  REQUIRE(metaqore_ecosystem_list(&types, nullptr) == METAQORE_OK);
  CHECK(take(types) == R"(["cargo","deb","generic","golang","maven","npm","pypi"])");
  REQUIRE(metaqore_sharing_rules_default(&rules, nullptr) == METAQORE_OK);
  const auto own = take(rules);
  for (const auto* type : {"cargo", "deb", "generic", "golang", "maven", "npm", "pypi"})
    CHECK(contains(own, "\"ecosystem\":\"" + std::string(type) + "\""));
  (void)new_index(own.c_str());
}

TEST_CASE("capi: versions compare as their ecosystem orders them", "[capi]") {
  CHECK(order("pypi", "1.0rc1", "1.0") == -1);
  CHECK(order("pypi", "1.0.post1", "1.0") == 1);
  CHECK(order("pypi", "1.0", "v1.0.0") == 0);
  CHECK(order("npm", "1.0.0-rc.1", "1.0.0") == -1);
  CHECK(order("deb", "1.0~rc1", "1.0") == -1);
  metaqore_buffer* out = nullptr;
  std::int32_t is_prerelease = 7;
  CHECK(metaqore_version_normalize(&out, &is_prerelease, text("pypi"), text("1.0-RC1"), nullptr) ==
        METAQORE_OK);
  CHECK(take(out) == "1.0rc1");
  CHECK(is_prerelease == 1);
  CHECK(metaqore_version_normalize(nullptr, &is_prerelease, text("pypi"), text("1.0"), nullptr) ==
        METAQORE_OK);
  CHECK(is_prerelease == 0);
  CHECK(metaqore_name_normalize(&out, text("pypi"), text("Zope.Interface"), nullptr) == METAQORE_OK);
  CHECK(take(out) == "zope-interface");
}

TEST_CASE("capi: a constraint says what it admits, in typed results", "[capi]") {
  CHECK(admits("pypi", ">=1.0") == METAQORE_ADMITS_RELEASES);
  CHECK(admits("pypi", ">1.0,<=1.0.post1") == METAQORE_ADMITS_NOTHING);
  CHECK(admits("pypi", ">=2a1,<2rc1") == METAQORE_ADMITS_PRERELEASES);
  CHECK(versions_of("pypi", "==1.5.*") == "[1.5.dev0, 1.6.dev0)");
  CHECK(versions_of("pypi", ">=1.5.dev0,<1.6.dev0") == versions_of("pypi", "==1.5.*"));

  metaqore_buffer* canonical = nullptr;
  CHECK(metaqore_constraint_normalize(nullptr, &canonical, nullptr, text("pypi"), text(" >= 1.0 , <2 "),
                                      nullptr) == METAQORE_OK);
  const auto printed = take(canonical);
  CHECK(printed.find(' ') == std::string::npos);
  CHECK(versions_of("pypi", printed.c_str()) == versions_of("pypi", ">=1.0,<2"));

  const auto contained = [](const char* constraint, const char* version) {
    std::int32_t found = 7;
    REQUIRE(metaqore_constraint_contains(&found, text("npm"), text(constraint), text(version), nullptr) ==
            METAQORE_OK);
    return found;
  };
  CHECK(contained("^1.2.0", "1.9.9") == 1);
  CHECK(contained("^1.2.0", "2.0.0") == 0);
  CHECK(contained("", "7.0.0") == 1);
}

TEST_CASE("capi: two constraints are compared by the sets that they admit", "[capi]") {
  std::int32_t meet = 7;
  metaqore_relation relation = 7;
  metaqore_buffer *common = nullptr, *versions = nullptr;
  const auto compare = [&](const char* left, const char* right) {
    std::int32_t alone = 7;
    REQUIRE(metaqore_constraint_compare(&alone, nullptr, nullptr, nullptr, text("pypi"), text(left),
                                        text(right), nullptr) == METAQORE_OK);
    common = versions = garbage();
    REQUIRE(metaqore_constraint_compare(&meet, &relation, &common, &versions, text("pypi"), text(left),
                                        text(right), nullptr) == METAQORE_OK);
    CHECK(alone == meet);
  };
  compare("<2,>=1.18", ">=1.26");
  CHECK(meet == 1);
  CHECK(relation == 0);
  const auto both = take(common);
  CHECK(take(versions) == versions_of("pypi", both.c_str()));
  CHECK(versions_of("pypi", both.c_str()) == versions_of("pypi", ">=1.26,<2"));

  compare("==1.5.*", ">=1");
  CHECK(relation == METAQORE_SUBSET);
  metaqore_buffer_free(common), metaqore_buffer_free(versions);
  compare("", ">=1");
  CHECK(relation == METAQORE_SUPERSET);
  metaqore_buffer_free(common), metaqore_buffer_free(versions);
  compare("~=1.5.0", "==1.5.*,>=1.5.0");
  CHECK(relation == METAQORE_EQUAL);
  metaqore_buffer_free(common), metaqore_buffer_free(versions);
  compare("<2", ">=2");
  CHECK(meet == 0);
  CHECK(relation == 0);
  CHECK(common == nullptr);
  CHECK_FALSE(versions == nullptr);
  metaqore_buffer_free(versions);

  // Either version will do, but Maven prefers one of them.
  common = garbage();
  REQUIRE(metaqore_constraint_compare(&meet, nullptr, &common, nullptr, text("maven"), text("1.0"),
                                      text("2.0"), nullptr) == METAQORE_OK);
  CHECK(meet == 1);
  CHECK(common == nullptr);
}

TEST_CASE("capi: an analysis names who clashes, and says in typed results that it does", "[capi]") {
  std::int32_t satisfiable = 7;
  metaqore_buffer *message = nullptr, *analysis = nullptr;
  const auto clashing = request({old_numpy, new_numpy, any_numpy});
  REQUIRE(metaqore_requirement_analyze(&satisfiable, &message, &analysis, text(clashing), nullptr) ==
          METAQORE_OK);
  CHECK(satisfiable == 0);
  const auto json = take(analysis), lines = take(message);
  CHECK(contains(json, R"("satisfiable":false)"));
  CHECK(contains(json, R"("level":"error")"));
  CHECK(contains(lines, "`searcher`"));
  CHECK(contains(lines, "`vision`"));
  CHECK_FALSE(contains(lines, "`plotter`"));

  const auto peaceful = request({old_numpy, any_numpy});
  REQUIRE(metaqore_requirement_analyze(&satisfiable, &message, nullptr, text(peaceful), nullptr) ==
          METAQORE_OK);
  CHECK(satisfiable == 1);
  CHECK(take(message).starts_with("requirements.txt:\nnumpy"));
  REQUIRE(metaqore_requirement_analyze(&satisfiable, nullptr, nullptr, text("{}"), nullptr) == METAQORE_OK);
  CHECK(satisfiable == 1);
}

TEST_CASE("capi: an index answers for one more, and forgets an owner", "[capi]") {
  const auto index = new_index();
  std::int32_t fits = 0, removed = 0;
  metaqore_buffer *message = garbage(), *clash = garbage();
  const auto check = [&](const char* requirement) {
    REQUIRE(metaqore_requirement_index_check(&fits, &message, &clash, index.get(), text(requirement),
                                             nullptr) == METAQORE_OK);
  };
  check(old_numpy);
  CHECK(fits == 1);
  CHECK(message == nullptr);
  CHECK(clash == nullptr);
  CHECK(size(index) == 0);
  REQUIRE(metaqore_requirement_index_add(index.get(), text(old_numpy), nullptr) == METAQORE_OK);
  CHECK(size(index) == 1);
  check(new_numpy);
  CHECK(fits == 0);
  CHECK(contains(take(message), "`searcher`"));
  CHECK(contains(take(clash), R"("owner":"vision")"));
  check(any_numpy);
  CHECK(fits == 1);

  CHECK(metaqore_requirement_index_remove(&removed, index.get(), text("searcher"), nullptr) == METAQORE_OK);
  CHECK(removed == 1);
  CHECK(metaqore_requirement_index_remove(&removed, index.get(), text("searcher"), nullptr) == METAQORE_OK);
  CHECK(removed == 0);
  CHECK(size(index) == 0);
  check(new_numpy);
  CHECK(fits == 1);
}

TEST_CASE("capi: rules of the host take the place of the ecosystems' own", "[capi]") {
  const auto index = new_index(R"([{"ecosystem":"pypi","scopes":["runtime"],"sharing":"one_version"},)"
                               R"({"ecosystem":"pypi","scopes":["dev"],"sharing":"one_version"}])");
  REQUIRE(metaqore_requirement_index_add(index.get(), text(old_numpy), nullptr) == METAQORE_OK);
  std::int32_t fits = 7;
  constexpr const char* elsewhere =
      R"({"owner":"tester","ecosystem":"pypi","name":"numpy","constraint":">=2","scope":"dev"})";
  REQUIRE(metaqore_requirement_index_check(&fits, nullptr, nullptr, index.get(), text(elsewhere), nullptr) ==
          METAQORE_OK);
  CHECK(fits == 1);
  metaqore_error* error = nullptr;
  constexpr const char* nowhere = R"({"owner":"o","ecosystem":"npm","name":"vite"})";
  CHECK(metaqore_requirement_index_check(&fits, nullptr, nullptr, index.get(), text(nowhere), &error) ==
        METAQORE_INVALID_ARGUMENT);
  CHECK(fits == 0);
  metaqore_error_free(error);
}

TEST_CASE("capi: what is wrong with a requirement is refused, and nothing is answered", "[capi]") {
  metaqore_error* error = nullptr;
  std::int32_t number = 7;
  metaqore_buffer *one = garbage(), *other = garbage();
  CHECK(metaqore_version_compare(&number, text("pypi"), text("1.0"), text("1..0"), &error) ==
        METAQORE_INVALID_ARGUMENT);
  CHECK(number == 0);
  CHECK(contains(metaqore_error_message(error), "`1..0`"));
  CHECK(contains(metaqore_error_details(error), R"("offset":1)"));
  CHECK(take(error) == "requirement.version");

  CHECK(metaqore_version_normalize(&one, &number, text("cobol"), text("1.0"), &error) ==
        METAQORE_INVALID_ARGUMENT);
  CHECK(one == nullptr);
  CHECK(contains(metaqore_error_message(error), "npm"));
  CHECK(take(error) == "requirement.unknown_ecosystem");

  number = 7, one = other = garbage();
  CHECK(metaqore_constraint_normalize(&number, &one, &other, text("pypi"), text(">=1.0,<"), &error) ==
        METAQORE_INVALID_ARGUMENT);
  CHECK(number == METAQORE_ADMITS_NOTHING);
  CHECK(one == nullptr);
  CHECK(other == nullptr);
  CHECK(take(error) == "requirement.constraint");

  number = 7;
  CHECK(metaqore_constraint_contains(&number, text("npm"), text("^1"), text("one"), &error) ==
        METAQORE_INVALID_ARGUMENT);
  CHECK(number == 0);
  metaqore_error_free(error);

  number = 7, one = other = garbage();
  CHECK(metaqore_constraint_compare(&number, nullptr, &one, &other, text("npm"), text("^1"), text("^^"),
                                    &error) == METAQORE_INVALID_ARGUMENT);
  CHECK(number == 0);
  CHECK(one == nullptr);
  CHECK(other == nullptr);
  metaqore_error_free(error);

  for (const auto* wrong : {"{", R"({"requirements":[{"owner":"o","ecosystem":"pypi"}]})",
                            R"({"requirements":[{"owner":"","ecosystem":"pypi","name":"a"}]})",
                            R"({"requirements":[{"owner":"o","ecosystem":"pypi","name":"a","version":"1"}]})",
                            R"({"requirements":[{"owner":"o","ecosystem":"pypi","name":"a","scope":"x"}]})",
                            R"({"rules":[{"ecosystem":"pypi","sharing":"some"}]})"}) {
    INFO(wrong);
    number = 7, one = other = garbage();
    CHECK(metaqore_requirement_analyze(&number, &one, &other, text(wrong), &error) ==
          METAQORE_INVALID_ARGUMENT);
    CHECK(number == 0);
    CHECK(one == nullptr);
    CHECK(other == nullptr);
    metaqore_error_free(error);
  }
  const auto placed =
      request({old_numpy, R"({"owner":"o","ecosystem":"pypi","name":"a","constraint":">>1"})"});
  CHECK(metaqore_requirement_analyze(&number, nullptr, nullptr, text(placed.c_str()), &error) ==
        METAQORE_INVALID_ARGUMENT);
  CHECK(contains(metaqore_error_message(error), "requirements[1]"));
  metaqore_error_free(error);

  const auto index = new_index();
  number = 7, one = other = garbage();
  CHECK(metaqore_requirement_index_check(&number, &one, &other, index.get(), text("{}"), &error) ==
        METAQORE_INVALID_ARGUMENT);
  CHECK(number == 0);
  CHECK(one == nullptr);
  CHECK(other == nullptr);
  metaqore_error_free(error);
  CHECK(metaqore_requirement_index_add(index.get(), text("{}"), nullptr) == METAQORE_INVALID_ARGUMENT);
  CHECK(size(index) == 0);
}

TEST_CASE("capi: NULL is refused by name wherever requirements need an object", "[capi]") {
  metaqore_error* error = nullptr;
  const auto refused = [&](metaqore_status status, const char* name) {
    CHECK(status == METAQORE_INVALID_ARGUMENT);
    CHECK(contains(metaqore_error_message(error), std::string("`") + name + "`"));
    CHECK(take(error) == "capi.null_argument");
  };
  const auto index = new_index();
  auto* none = static_cast<metaqore_requirement_index*>(nullptr);
  std::int32_t number = 0;
  std::uint64_t count = 0;
  refused(metaqore_ecosystem_list(nullptr, &error), "out");
  refused(metaqore_version_compare(nullptr, text("npm"), text("1.0.0"), text("1.0.0"), &error), "order");
  refused(metaqore_version_compare(&number, {nullptr, 3}, text("1.0.0"), text("1.0.0"), &error), "ecosystem");
  refused(metaqore_name_normalize(nullptr, text("npm"), text("a"), &error), "out");
  refused(metaqore_constraint_contains(nullptr, text("npm"), text(""), text("1.0.0"), &error), "contained");
  refused(metaqore_constraint_compare(nullptr, nullptr, nullptr, nullptr, text("npm"), text(""), text(""),
                                      &error),
          "meet");
  refused(metaqore_sharing_rules_default(nullptr, &error), "out");
  refused(metaqore_requirement_analyze(nullptr, nullptr, nullptr, text("{}"), &error), "satisfiable");
  refused(metaqore_requirement_index_new(nullptr, {}, &error), "out");
  refused(metaqore_requirement_index_add(none, text(old_numpy), &error), "index");
  refused(metaqore_requirement_index_remove(&number, none, text("o"), &error), "index");
  refused(metaqore_requirement_index_check(nullptr, nullptr, nullptr, index.get(), text(old_numpy), &error),
          "fits");
  refused(metaqore_requirement_index_check(&number, nullptr, nullptr, none, text(old_numpy), &error),
          "index");
  refused(metaqore_requirement_index_size(nullptr, index.get(), &error), "size");
  refused(metaqore_requirement_index_size(&count, none, &error), "index");
  metaqore_requirement_index_free(nullptr);
}

TEST_CASE("capi: texts of requirements come with their size, and any bytes in them are refused", "[capi]") {
  metaqore_error* error = nullptr;
  std::int32_t number = 7;
  CHECK(metaqore_version_compare(&number, {"npm!", 3}, {"1.0.0?", 5}, {"2.0.0?", 5}, nullptr) == METAQORE_OK);
  CHECK(number == -1);
  CHECK(metaqore_version_compare(&number, text("npm"), {"1.0.0\0", 6}, text("1.0.0"), &error) ==
        METAQORE_INVALID_ARGUMENT);
  CHECK(take(error) == "requirement.version");
  CHECK(metaqore_version_compare(&number, text("npm"), text("1.0.0\xff"), text("1.0.0"), &error) ==
        METAQORE_INVALID_ARGUMENT);
  CHECK(take(error) == "requirement.version");
  const std::string long_version(257, '1'), long_constraint(16'385, ' ');
  CHECK(metaqore_version_compare(&number, text("deb"), text(long_version.c_str()), text("1"), nullptr) ==
        METAQORE_INVALID_ARGUMENT);
  CHECK(metaqore_constraint_contains(&number, text("npm"), text(long_constraint.c_str()), text("1.0.0"),
                                     nullptr) == METAQORE_INVALID_ARGUMENT);
}

TEST_CASE("capi: an index is refused in a forked process, which fills its own", "[capi]") {
  auto index = new_index();
  REQUIRE(metaqore_requirement_index_add(index.get(), text(old_numpy), nullptr) == METAQORE_OK);
  const auto child = fork();
  if (child == 0) {
    std::int32_t fits = 7, satisfiable = 0;
    const bool refused =
        metaqore_requirement_index_check(&fits, nullptr, nullptr, index.get(), text(any_numpy), nullptr) ==
            METAQORE_FORKED &&
        fits == 0 && metaqore_requirement_index_add(index.get(), text(any_numpy), nullptr) == METAQORE_FORKED;
    index.reset();
    const auto own = new_index();
    const bool works =
        metaqore_requirement_index_check(&fits, nullptr, nullptr, own.get(), text(any_numpy), nullptr) ==
            METAQORE_OK &&
        fits == 1 &&
        metaqore_requirement_analyze(&satisfiable, nullptr, nullptr, text("{}"), nullptr) == METAQORE_OK &&
        satisfiable == 1;
    _exit(refused && works ? 0 : 1);
  }
  int status = 0;
  waitpid(child, &status, 0);
  CHECK(status == 0);
  CHECK(size(index) == 1);
}

TEST_CASE("capi: one index may be used by many threads", "[capi]") {
  const auto index = new_index();
  std::vector<std::thread> threads;
  std::atomic<int> fitting = 0;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&, t] {
      const auto owner = "agent" + std::to_string(t);
      const auto mine = R"({"owner":")" + owner + R"(","ecosystem":"npm","name":"vite","constraint":"^8"})";
      for (int i = 0; i < 50; ++i) {
        std::int32_t fits = 0;
        metaqore_requirement_index_check(&fits, nullptr, nullptr, index.get(), text(mine.c_str()), nullptr);
        fitting += fits;
        metaqore_requirement_index_add(index.get(), text(mine.c_str()), nullptr);
        metaqore_requirement_index_remove(nullptr, index.get(), text(owner.c_str()), nullptr);
      }
    });
  }
  for (auto& thread : threads) thread.join();
  CHECK(fitting == 200);
  CHECK(size(index) == 0);
}
