#include "requirement/pypi/environment.hpp"

#include <algorithm>
#include <array>
#include <initializer_list>
#include <utility>

#include "metaqore/error.hpp"
#include "requirement/pypi/specifier.hpp"

namespace metaqore::requirement::pep508 {

namespace {

using namespace pep440;

std::string_view sign_of(Comparison comparison) {
  switch (comparison) {
    case Comparison::equal:
      return "==";
    case Comparison::differs:
      return "!=";
    case Comparison::below:
      return "<";
    case Comparison::at_most:
      return "<=";
    case Comparison::above:
      return ">";
    case Comparison::at_least:
      return ">=";
    case Comparison::compatible:
      return "~=";
    default:
      return "";
  }
}

/// What a comparison admits; nullopt where it is not one of versions, and texts are compared.
std::optional<Cuts> admitted(Comparison comparison, const std::string& value) {
  const auto sign = sign_of(comparison);
  // A comma would begin another specifier, and `=` make another comparison of the sign.
  if (sign.empty() || value.find(',') != std::string::npos || value.starts_with('=')) return std::nullopt;
  try {
    return parse(std::string(sign).append(value), "marker").versions;
  } catch (const Error&) {
    return std::nullopt;
  }
}

/// The same with the value on the left. `"3.9" > python_full_version` asks whether `>` the variable's value
/// admits 3.9, which it does of 3.9rc1, while `python_full_version < "3.9"` does not admit that. So the plain
/// order counts, as long as the value is a release; nullopt where it is none.
std::optional<Cuts> admitted_turned(const std::string& value, Comparison comparison) {
  Scanner scan(value);
  Parts parts;
  Fault fault;
  if (value.size() > max_version_size || !read(scan, parts, fault) || !scan.done()) return std::nullopt;
  if (parts.is_prerelease() || parts.post || !parts.local.empty()) return std::nullopt;
  switch (comparison) {
    case Comparison::equal:
      return Cuts::between(at(parts), past_alone(parts));
    case Comparison::differs:
      return ~Cuts::between(at(parts), past_alone(parts));
    case Comparison::below:
      return Cuts::from(past_locals(parts));
    case Comparison::at_most:
      return Cuts::from(at(parts));
    case Comparison::above:
      return ~Cuts::from(at(parts));
    case Comparison::at_least:
      return ~Cuts::from(past_alone(parts));
    default:
      return std::nullopt;
  }
}

Interval of_minor(std::uint64_t major, std::uint64_t minor) {
  Parts parts;
  parts.count = 2;
  parts.release[0] = major;
  parts.release[1] = minor;
  return {prefix_start(parts, 2), prefix_end(parts, 2)};
}

/// `python_version` is the first two numbers of `python_full_version`: from what it may be to what that may
/// be. A cut moves to the first X.Y at or above it, and there below all of X.Y.
Cuts of_full_versions(const Cuts& of_minors) {
  return of_minors.mapped([](const Key& cut) {
    if (cut.empty()) return cut;
    Place place;
    read_cut(cut, place);
    Parts minor;
    minor.epoch = place.parts.epoch;
    minor.count = 2;
    minor.release[0] = place.parts.number(0);
    minor.release[1] = place.parts.number(1);
    if (key(minor) < cut) ++minor.release[1];
    return prefix_start(minor, 2);
  });
}

/// All X.Y that stand in a text, as `python_version in "3.8 3.9"` asks.
Cuts minors_within(const std::string& text) {
  std::vector<Interval> minors;
  for (std::size_t dot = text.find('.'); dot != std::string::npos; dot = text.find('.', dot + 1)) {
    for (std::size_t from = dot; from > 0 && dot - from < 4 && is_digit(text[from - 1]); --from) {
      if (text[from - 1] == '0' && dot - from > 0) continue;
      for (std::size_t to = dot + 1; to < text.size() && to - dot < 5 && is_digit(text[to]); ++to) {
        if (text[dot + 1] == '0' && to > dot + 1) break;
        minors.push_back(of_minor(std::stoull(text.substr(from - 1, dot - from + 1)),
                                  std::stoull(text.substr(dot + 1, to - dot))));
      }
    }
  }
  return Cuts::unite(std::move(minors));
}

// What goes with what, from the documentation of Python's os, sys, platform and sys.implementation, PEP 421
// and PEP 508. A variable without a text has one here that is none of those the table has for it.

using Text = std::optional<std::string_view>;
constexpr Text unlisted = std::nullopt;

/// Versions of Python, as 100 times the major number and the minor one: since the first, before the second; 0
/// where there is no such bound.
struct Pythons {
  unsigned since = 0, before = 0;
};
constexpr Pythons ever{}, since_3_3{303, 0}, before_3_3{0, 303}, since_3{300, 0}, before_3{0, 300};

struct Platform {
  Text os_name, sys_platform, platform_system;
  std::string_view machines;  // some of platform_machine, with blanks between
  Pythons pythons;
  enum { any, cpython, jython } implementation = any;
};

// sys.platform ended in the major number of the kernel before Python 3.3, and in that of the system elsewhere
// but for those that its documentation lists. Jython, which never came to Python 3, says `java` and its
// version, and the system below it.
constexpr std::array platforms{
    Platform{"posix", "linux", "Linux", "x86_64 aarch64 i686 armv7l armv6l ppc64le s390x riscv64 loongarch64",
             since_3_3},
    Platform{"posix", "linux2", "Linux", "x86_64 i686 aarch64 armv7l armv6l ppc64le s390x", before_3_3},
    Platform{"posix", "linux3", "Linux", "x86_64 i686", before_3_3},
    Platform{"posix", "darwin", "Darwin", "x86_64 arm64", ever},
    Platform{"nt", "win32", "Windows", "AMD64 x86 ARM64", ever},
    Platform{"posix", "cygwin", unlisted, "x86_64 i686", ever, Platform::cpython},
    Platform{"posix", "freebsd14", "FreeBSD", "amd64 arm64", since_3_3, Platform::cpython},
    Platform{"posix", unlisted, "FreeBSD", "amd64 arm64", ever},
    Platform{"posix", "emscripten", "Emscripten", "wasm32", since_3, Platform::cpython},
    Platform{"java", unlisted, "Linux", "", before_3, Platform::jython},
    Platform{"java", unlisted, "Darwin", "", before_3, Platform::jython},
    Platform{"java", unlisted, "Windows", "", before_3, Platform::jython},
    Platform{"java", unlisted, "Java", "", before_3, Platform::jython},
    Platform{"java", unlisted, unlisted, "", before_3, Platform::jython},
    Platform{"posix", unlisted, unlisted, "", ever},
    Platform{unlisted, unlisted, unlisted, "", ever},
};

struct Implementation {
  Text implementation_name, platform_python_implementation;
  Pythons pythons;
  bool has_python_version = false;  // implementation_version is python_full_version
};

// sys.implementation came with Python 3.3.
constexpr std::array implementations{
    Implementation{"cpython", "CPython", since_3_3, true}, Implementation{"pypy", "PyPy", since_3_3},
    Implementation{unlisted, "CPython", before_3_3},       Implementation{unlisted, "PyPy", before_3_3},
    Implementation{unlisted, "Jython", before_3},          Implementation{unlisted, unlisted, ever},
};

Cuts cuts_of(const Pythons& pythons) {
  const auto start = [](unsigned version) { return of_minor(version / 100, version % 100).from; };
  const auto since = pythons.since > 0 ? Cuts::from(start(pythons.since)) : Cuts::all();
  return pythons.before > 0 ? since & ~Cuts::from(start(pythons.before)) : since;
}

/// Those of each row of a table.
template <class Table>
std::vector<Cuts> all_cuts_of(const Table& table) {
  std::vector<Cuts> cuts;
  for (const auto& row : table) cuts.push_back(cuts_of(row.pythons));
  return cuts;
}

bool goes_with(const Platform& platform, const Implementation& implementation) {
  const auto& name = implementation.platform_python_implementation;
  switch (platform.implementation) {
    case Platform::cpython:
      return name != "PyPy" && name != "Jython";
    case Platform::jython:
      return name == "Jython";
    default:
      return name != "Jython";
  }
}

/// Whether the text of a row is admitted.
template <class Table, class Member>
Together fits(const Environment::TextsOf& texts, Variable variable, const Table& table,
              const typename Table::value_type& row, Member member) {
  const auto asked = texts.find(variable);
  if (asked == texts.end()) return Together::yes;
  if (const auto& text = row.*member) return asked->second.admits(*text) ? Together::yes : Together::no;
  const auto& equal = asked->second.equal();
  const bool known =
      equal && std::ranges::any_of(table, [&](const auto& each) { return each.*member == *equal; });
  return known ? Together::no : Together::undecided;
}

/// The texts that a platform can have are more than the table has.
Together machine_fits(const Environment::TextsOf& texts, std::string_view machines) {
  const auto asked = texts.find(Variable::platform_machine);
  if (asked == texts.end()) return Together::yes;
  while (!machines.empty()) {
    const auto end = std::min(machines.find(' '), machines.size());
    if (asked->second.admits(machines.substr(0, end))) return Together::yes;
    machines.remove_prefix(std::min(end + 1, machines.size()));
  }
  return Together::undecided;
}

/// There is always one more.
Together version_fits(const Environment::TextsOf& texts) {
  const auto asked = texts.find(Variable::platform_version);
  const bool any = asked == texts.end() || (!asked->second.equal() && !asked->second.contains());
  return any ? Together::yes : Together::undecided;
}

/// The least of them: `no` before `undecided` before `yes`.
Together all_of(std::initializer_list<Together> answers) {
  const auto has = [&](Together answer) { return std::ranges::find(answers, answer) != answers.end(); };
  return has(Together::no) ? Together::no : has(Together::undecided) ? Together::undecided : Together::yes;
}

/// All versions of Python: none has an epoch.
const Cuts& every_python() {
  static const auto cuts = [] {
    Parts next_epoch;
    next_epoch.epoch = 1;
    next_epoch.count = 1;
    next_epoch.release[0] = 0;
    return Cuts::between({}, prefix_start(next_epoch, 1));
  }();
  return cuts;
}

}  // namespace

Environment::Environment() : python_(every_python()) {}

void Environment::require(const Atom& atom) {
  if (atom.left.has_value() == atom.right.has_value()) {
    undecided_ = true;
    return;
  }
  const bool turned = atom.right.has_value();
  const auto variable = turned ? *atom.right : *atom.left;
  const auto& value = turned ? atom.left_text : atom.right_text;
  switch (variable) {
    case Variable::python_version:
    case Variable::python_full_version:
    case Variable::implementation_version:
      require_version(variable, atom.comparison, value, turned);
      break;
    case Variable::extras:
    case Variable::dependency_groups:
    case Variable::extra:
    case Variable::platform_release:  // a version where it looks like one, else a text
      undecided_ = true;
      break;
    default:
      require_text(variable, atom.comparison, value, turned);
  }
}

void Environment::require_version(Variable variable, Comparison comparison, const std::string& value,
                                  bool turned) {
  const bool minor = variable == Variable::python_version;
  auto& cuts = variable == Variable::implementation_version ? implementation_ : python_;
  if (minor && !turned && (comparison == Comparison::in || comparison == Comparison::not_in)) {
    const auto within = minors_within(value);
    cuts = cuts & (comparison == Comparison::in ? within : ~within);
  } else if (auto wanted = turned ? admitted_turned(value, comparison) : admitted(comparison, value)) {
    cuts = cuts & (minor ? of_full_versions(*wanted) : *wanted);
  } else {
    undecided_ = true;
  }
}

void Environment::require_text(Variable variable, Comparison comparison, const std::string& value,
                               bool reversed) {
  switch (comparison) {
    case Comparison::equal:
    case Comparison::differs:
    case Comparison::in:
    case Comparison::not_in:
      texts_[variable].require(comparison, value, reversed);
      break;
    default:
      undecided_ = true;
  }
}

void Environment::Texts::require(Comparison comparison, const std::string& value, bool in_variable) {
  if (comparison == Comparison::equal) {
    contradictory_ = contradictory_ || (equal_ && *equal_ != value);
    equal_ = value;
  } else if (comparison == Comparison::differs) {
    differs_.push_back(value);
  } else {
    containments_.push_back({value, in_variable, comparison == Comparison::not_in});
  }
}

bool Environment::Texts::admits(std::string_view text) const {
  return (!equal_ || *equal_ == text) && std::ranges::find(differs_, text) == differs_.end() &&
         std::ranges::all_of(containments_, [&](const auto& each) {
           const bool found = each.in_variable ? text.find(each.text) != std::string_view::npos
                                               : each.text.find(text) != std::string::npos;
           return found != each.negated;
         });
}

/// Such a condition contradicts no other one: some text or version will do, whether or not the tables have
/// it.
bool Environment::asks_for_one_variable() const {
  const bool of_python = python_ != every_python(), of_implementation = !implementation_.is_all();
  if (texts_.size() != 1) return texts_.empty() && !(of_python && of_implementation);
  const auto& texts = texts_.begin()->second;
  return !of_python && !of_implementation && (texts.equal() || !texts.contains());
}

/// Whether a row of each table admits what is asked for, at one version of Python.
Together Environment::in_tables() const {
  static const auto of_platforms = all_cuts_of(platforms), of_implementations = all_cuts_of(implementations);
  std::array<Together, implementations.size()> named{};
  for (std::size_t i = 0; i < implementations.size(); ++i) {
    const auto& row = implementations[i];
    named[i] = all_of({fits(texts_, Variable::implementation_name, implementations, row,
                            &Implementation::implementation_name),
                       fits(texts_, Variable::platform_python_implementation, implementations, row,
                            &Implementation::platform_python_implementation)});
  }
  auto best = Together::no;
  for (std::size_t p = 0; p < platforms.size(); ++p) {
    const auto& row = platforms[p];
    const auto here =
        all_of({fits(texts_, Variable::os_name, platforms, row, &Platform::os_name),
                fits(texts_, Variable::sys_platform, platforms, row, &Platform::sys_platform),
                fits(texts_, Variable::platform_system, platforms, row, &Platform::platform_system),
                machine_fits(texts_, row.machines), version_fits(texts_)});
    if (here == Together::no) continue;
    for (std::size_t i = 0; i < implementations.size(); ++i) {
      if (named[i] == Together::no || !goes_with(row, implementations[i])) continue;
      const auto python = python_ & of_platforms[p] & of_implementations[i];
      if (python.empty()) continue;
      auto version = implementation_.is_all() ? Together::yes : Together::undecided;
      if (implementations[i].has_python_version)
        version = meet(python, implementation_) ? Together::yes : Together::no;
      const auto answer = all_of({here, named[i], version});
      if (answer == Together::yes) return answer;
      if (answer == Together::undecided) best = answer;
    }
  }
  return best;
}

Together Environment::possible() const {
  if (python_.empty() || implementation_.empty()) return Together::no;
  if (std::ranges::any_of(texts_, [](const auto& each) { return each.second.empty(); })) return Together::no;
  if (asks_for_one_variable()) return undecided_ ? Together::undecided : Together::yes;
  return all_of({in_tables(), undecided_ ? Together::undecided : Together::yes});
}

}  // namespace metaqore::requirement::pep508
