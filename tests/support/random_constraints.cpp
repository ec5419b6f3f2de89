#include "support/random_constraints.hpp"

#include <algorithm>
#include <stdexcept>
#include <utility>
#include <vector>

#include "metaqore/requirement.hpp"

namespace metaqore::test {

namespace {

/// Few numbers; rarely one at which the encoding of keys changes its length.
std::string small_number(Random& random) {
  return std::string(random.chance(97) ? random.pick("0|1|1|2|2|3")
                                       : random.pick("9|10|223|224|255|256|65536"));
}

/// Often one of a few, so that bounds touch.
std::string triple(Random& random) {
  if (random.chance(35)) return std::string(random.pick("1.1.1|1.1.1|1.1.0|0.0.1|0.0.0"));
  return small_number(random) + '.' + small_number(random) + '.' + small_number(random);
}

// ---- PEP 440 ---------------------------------------------------------------------------------------------

std::string pypi_release(Random& random, std::size_t least) {
  std::string text;
  if (random.chance(3)) text += 'v';
  if (random.chance(6)) text.append(random.pick("0|1")).append("!");
  if (random.chance(3)) text += '0';
  if (random.chance(35)) return text.append(random.pick(least > 1 ? "1.0|1.1|0.0" : "1|1.0|1.1|0"));
  text += small_number(random);
  const auto more = std::max(least, random.below(3) + 1) - 1;
  for (std::size_t i = 0; i < more; ++i) text += '.' + small_number(random);
  return text;
}

void append_pypi_suffixes(std::string& text, Random& random) {
  if (random.chance(25)) {
    text.append(random.pick("|||.|-|_"));
    text.append(random.pick("a|b|rc|a|b|rc|alpha|beta|c|pre|preview|RC|A"));
    text.append(random.pick("0|1|2|.1|-2|"));
  }
  if (random.chance(20))
    text.append(random.pick(".post0|.post1|.post2|-1|-post1|rev2|r0|.post|_post_1|.POST1"));
  if (random.chance(20)) text.append(random.pick(".dev0|.dev1|.dev2|dev|-dev1|_dev_2|.DEV0"));
}

std::string pypi_version(Random& random, bool with_local, std::size_t least = 1) {
  auto text = pypi_release(random, least);
  append_pypi_suffixes(text, random);
  if (with_local && random.chance(12)) {
    text.append(random.pick("+0|+1|+2|+a|+abc|+abc.1|+abc.2|+1.abc|+ABC_1|+a-0|+a.b"));
  }
  return text;
}

std::string pypi_specifier(Random& random, bool literals) {
  if (literals && random.chance(4)) {
    return "===" + (random.chance(80) ? pypi_version(random, true) : std::string("nightly"));
  }
  auto text = std::string(random.pick(">=|>=|<=|>|<|<|==|==|!=|!=|~="));
  const bool equal = text == "==" || text == "!=";
  const std::size_t least = text == "~=" ? 2 : 1;
  if (random.chance(15)) text += ' ';
  if (equal && random.chance(45)) return text + pypi_release(random, 1) + ".*";
  return text + pypi_version(random, equal, least);
}

std::string pypi_constraint(Random& random, bool literals) {
  if (random.chance(2)) return "";
  auto text = pypi_specifier(random, literals);
  for (auto more = random.below(3); more > 0; --more) {
    text.append(random.pick(",|,|, | ,| , ")).append(pypi_specifier(random, literals));
  }
  return text;
}

// ---- semver.org ------------------------------------------------------------------------------------------

std::string semver_version(Random& random, unsigned prerelease_percent) {
  auto text = triple(random);
  if (random.chance(prerelease_percent)) {
    text.append("-").append(random.pick("0|0|1|a|a|b|alpha|rc|-|a-b|10|0a"));
    if (random.chance(30)) text.append(".").append(random.pick("0|1|2|a|b|--"));
  }
  return text;
}

std::string with_build(std::string text, Random& random) {
  if (random.chance(5)) text.append("+").append(random.pick("build|001|a.b|-"));
  return text;
}

std::string npm_partial(Random& random) {
  switch (random.below(12)) {
    case 0:
      return small_number(random);
    case 1:
      return small_number(random) + '.' + small_number(random);
    case 2:
      return small_number(random) + std::string(random.pick(".x|.X|.*|.x.x"));
    case 3:
      return small_number(random) + '.' + small_number(random) + std::string(random.pick(".x|.X|.*"));
    case 4:
      return random.chance(40) ? std::string(random.pick("*|x|X")) : triple(random);
    default:
      return std::string(random.chance(4) ? "v" : "").append(with_build(semver_version(random, 40), random));
  }
}

std::string npm_comparator(Random& random, bool generic) {
  if (generic && random.chance(12)) return "!=" + semver_version(random, 40);
  auto text = std::string(random.pick("|=|>|>=|<|<=|<|>=|^|^|~|~"));
  if (!text.empty() && random.chance(12)) text += ' ';
  return text + npm_partial(random);
}

std::string npm_alternative(Random& random, bool generic) {
  if (random.chance(10)) return npm_partial(random) + " - " + npm_partial(random);
  auto text = npm_comparator(random, generic);
  for (auto more = random.below(3); more > 0; --more) {
    text.append(generic ? random.pick(" |, |,|  ") : random.pick(" | |  "))
        .append(npm_comparator(random, generic));
  }
  return text;
}

std::string npm_constraint(Random& random, bool generic) {
  if (random.chance(2)) return "";
  auto text = npm_alternative(random, generic);
  while (random.chance(30))
    text += std::string(random.chance(50) ? "||" : " || ") + npm_alternative(random, generic);
  return text;
}

std::string cargo_comparator(Random& random) {
  auto text = std::string(random.pick("|^|~|=|>|>=|<|<=|<|>="));
  if (!text.empty() && random.chance(10)) text += ' ';
  switch (random.below(10)) {
    case 0:
      return text + small_number(random);
    case 1:
      return text + small_number(random) + '.' + small_number(random);
    case 2:
      return text + small_number(random) + ".*";
    case 3:
      return text + small_number(random) + '.' + small_number(random) + ".*";
    default:
      return text + with_build(semver_version(random, 40), random);
  }
}

std::string cargo_constraint(Random& random) {
  if (random.chance(3)) return std::string(random.pick("|*"));
  auto text = cargo_comparator(random);
  for (auto more = random.below(3); more > 0; --more)
    text.append(random.pick(",|, | , ")).append(cargo_comparator(random));
  return text;
}

std::string golang_version(Random& random) {
  auto text = 'v' + semver_version(random, 35);
  if (random.chance(5) && text[1] >= '2') text += "+incompatible";
  return text;
}

std::string golang_constraint(Random& random) {
  if (random.chance(2)) return "";
  if (random.chance(25)) return golang_version(random);
  std::string text;
  for (auto more = random.below(3) + 1; more > 0; --more) {
    text.append(random.pick(">=|>|<|<=")).append(golang_version(random));
    if (more > 1) text.append(random.pick(",|, "));
  }
  return text;
}

// ---- Debian Policy §5.6.12 -------------------------------------------------------------------------------

std::string deb_part(Random& random, std::string_view joints) {
  auto text = std::string(random.pick("0|1|1|2|00|01|10"));
  while (random.chance(45)) text.append(random.pick(joints)).append(random.pick("|0|1|2|00|10"));
  return text;
}

std::string deb_version(Random& random) {
  std::string text;
  const bool epoch = random.chance(12);
  if (epoch) text.append(random.pick("0|1|2")).append(":");
  const bool revision = random.chance(35);
  if (random.chance(30)) return text.append(random.pick("1|1.0|1.0~|1.0-1|1.0-0"));
  text += deb_part(random, revision ? ".|.|~|~~|+|a|z|A|rc|-|.-" : ".|.|.|~|~~|+|a|z|A|rc|~a");
  if (revision) text += '-' + deb_part(random, "~|~~|+|a|ubuntu|.");
  return text;
}

std::string deb_relation(Random& random) {
  auto text =
      std::string(random.pick(">=|>=|<<|<<|<=|>>|=")) + (random.chance(70) ? " " : "") + deb_version(random);
  return random.chance(10) ? '(' + text + ')' : text;
}

std::string deb_constraint(Random& random) {
  if (random.chance(2)) return "";
  auto text = deb_relation(random);
  while (random.chance(45)) {
    text.append(random.chance(60) ? random.pick(",|, | , ")
                                  : std::string_view(random.chance(50) ? "|" : " | "));
    text.append(deb_relation(random));
  }
  return text;
}

// ---- Maven -----------------------------------------------------------------------------------------------

std::string maven_version(Random& random) {
  auto text = small_number(random);
  while (random.chance(60)) {
    const auto joint = random.pick(".|.|.|-|-|");
    const bool digits = !joint.empty() && random.chance(60);
    text.append(joint).append(
        digits ? random.pick("0|1|2|10|00")
               : random.pick("alpha|beta|milestone|rc|cr|snapshot|SNAPSHOT|ga|final|release|"
                             "sp|x|foo|a|b|m|a1|b1|m1|rc1"));
    if (joint.empty() && random.chance(50)) text += small_number(random);
  }
  return text;
}

/// Versions in ascending order, no two equal: Maven refuses ranges that are turned around or overlap.
std::vector<std::string> maven_ascending(Random& random, std::size_t count) {
  std::vector<Version> versions;
  for (std::size_t i = 0; i < count; ++i) versions.emplace_back("maven", maven_version(random));
  std::ranges::sort(versions, [](const Version& a, const Version& b) { return a < b; });
  std::vector<std::string> texts;
  for (std::size_t i = 0; i < count; ++i) {
    if (i == 0 || versions[i - 1] < versions[i]) texts.push_back(versions[i].text());
  }
  return texts;
}

std::string maven_constraint(Random& random) {
  if (random.chance(2)) return "";
  if (random.chance(10)) return maven_version(random);
  auto bounds = maven_ascending(random, random.below(4) + 1);
  std::string text;
  for (std::size_t i = 0; i < bounds.size();) {
    if (i > 0) text += ',';
    const bool first = i == 0, last = i + 1 == bounds.size();
    if (first && random.chance(25)) {
      text += "(," + bounds[i++] + std::string(random.pick("]|)"));
    } else if (last) {
      text += random.chance(40) ? '[' + bounds[i] + ']' : std::string(random.pick("[|(")) + bounds[i] + ",)";
      ++i;
    } else {
      text +=
          std::string(random.pick("[|(")) + bounds[i] + ',' + bounds[i + 1] + std::string(random.pick("]|)"));
      i += 2;
    }
  }
  return text;
}

}  // namespace

RandomConstraints::RandomConstraints(std::string_view ecosystem, std::uint64_t seed, bool literals)
    : ecosystem_(ecosystem), random_(seed), literals_(literals) {}

std::string RandomConstraints::version() {
  if (ecosystem_ == "pypi") return pypi_version(random_, true);
  if (ecosystem_ == "npm" || ecosystem_ == "cargo" || ecosystem_ == "generic")
    return with_build(semver_version(random_, 40), random_);
  if (ecosystem_ == "golang") return golang_version(random_);
  if (ecosystem_ == "deb") return deb_version(random_);
  if (ecosystem_ == "maven") return maven_version(random_);
  throw std::invalid_argument("there are no random versions of " + ecosystem_);
}

std::pair<std::string, std::string> RandomConstraints::single() {
  auto text = version();
  if (ecosystem_ == "pypi") {
    // `==` without a local version admits all local versions of it.
    if (text.find('+') == text.npos) text += "+x";
    return {text, "==" + text};
  }
  if (ecosystem_ == "golang") return {text, ">=" + text + ",<=" + text};
  if (ecosystem_ == "maven") return {text, '[' + text + ']'};
  return {text, '=' + text};
}

std::string RandomConstraints::constraint() {
  if (ecosystem_ == "pypi") return pypi_constraint(random_, literals_);
  if (ecosystem_ == "npm") return npm_constraint(random_, false);
  if (ecosystem_ == "generic") return npm_constraint(random_, true);
  if (ecosystem_ == "cargo") return cargo_constraint(random_);
  if (ecosystem_ == "golang") return golang_constraint(random_);
  if (ecosystem_ == "deb") return deb_constraint(random_);
  if (ecosystem_ == "maven") return maven_constraint(random_);
  throw std::invalid_argument("there are no random constraints of " + ecosystem_);
}

}  // namespace metaqore::test
