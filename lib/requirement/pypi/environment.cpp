#include "requirement/pypi/environment.hpp"

#include <algorithm>
#include <array>
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

/// Texts that always come together (documentation of Python's os, sys and platform modules).
struct Tie {
  Variable variable;
  std::string_view value;
  Variable other;
  std::string_view other_value;
};
constexpr std::array ties{
    Tie{Variable::sys_platform, "win32", Variable::os_name, "nt"},
    Tie{Variable::sys_platform, "linux", Variable::os_name, "posix"},
    Tie{Variable::sys_platform, "darwin", Variable::os_name, "posix"},
    Tie{Variable::sys_platform, "win32", Variable::platform_system, "Windows"},
    Tie{Variable::sys_platform, "linux", Variable::platform_system, "Linux"},
    Tie{Variable::sys_platform, "darwin", Variable::platform_system, "Darwin"},
    Tie{Variable::platform_system, "Windows", Variable::sys_platform, "win32"},
    Tie{Variable::platform_system, "Linux", Variable::os_name, "posix"},
    Tie{Variable::platform_system, "Darwin", Variable::os_name, "posix"},
    Tie{Variable::os_name, "nt", Variable::sys_platform, "win32"},
    Tie{Variable::os_name, "nt", Variable::platform_system, "Windows"},
    Tie{Variable::implementation_name, "cpython", Variable::platform_python_implementation, "CPython"},
    Tie{Variable::implementation_name, "pypy", Variable::platform_python_implementation, "PyPy"},
    Tie{Variable::platform_python_implementation, "CPython", Variable::implementation_name, "cpython"},
    Tie{Variable::platform_python_implementation, "PyPy", Variable::implementation_name, "pypy"},
};

}  // namespace

// A version of Python has no epoch.
Environment::Environment() {
  Parts next_epoch;
  next_epoch.epoch = 1;
  next_epoch.count = 1;
  next_epoch.release[0] = 0;
  python_.versions = Cuts::between({}, prefix_start(next_epoch, 1));
}

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
  auto& set = variable == Variable::implementation_version ? implementation_ : python_;
  if (minor && !turned && (comparison == Comparison::in || comparison == Comparison::not_in)) {
    const auto within = minors_within(value);
    set = set & Set{comparison == Comparison::in ? within : ~within, {}, {}};
  } else if (auto wanted = turned ? admitted_turned(value, comparison) : admitted(comparison, value)) {
    set = set & Set{minor ? of_full_versions(*wanted) : *wanted, {}, {}};
  } else {
    undecided_ = true;
  }
}

void Environment::require_text(Variable variable, Comparison comparison, const std::string& value,
                               bool reversed) {
  auto& texts = texts_[variable];
  switch (comparison) {
    case Comparison::equal:
      narrow(texts, {value});
      break;
    case Comparison::differs:
      texts.none_of.push_back(value);
      break;
    case Comparison::in:
    case Comparison::not_in:
      texts.containments.push_back({value, reversed, comparison == Comparison::not_in});
      break;
    default:
      undecided_ = true;
  }
}

void Environment::narrow(Texts& texts, const std::vector<std::string>& allowed) {
  if (!texts.one_of) {
    texts.one_of = allowed;
  } else {
    std::erase_if(*texts.one_of,
                  [&](const auto& text) { return std::ranges::find(allowed, text) == allowed.end(); });
  }
}

bool Environment::is_empty(const Texts& texts) {
  if (!texts.one_of) return false;
  return std::ranges::none_of(*texts.one_of, [&](const std::string& text) {
    return std::ranges::find(texts.none_of, text) == texts.none_of.end() &&
           std::ranges::all_of(texts.containments, [&](const auto& each) {
             const bool found = each.in_variable ? text.find(each.text) != std::string::npos
                                                 : each.text.find(text) != std::string::npos;
             return found != each.negated;
           });
  });
}

Together Environment::possible() const {
  if (python_.empty() || implementation_.empty()) return Together::no;
  auto texts = texts_;
  for (int round = 0; round < 2; ++round) {  // a tie can bring about another
    for (const auto& [variable, value, other, other_value] : ties) {
      const auto found = texts.find(variable);
      if (found != texts.end() && found->second.one_of == std::vector<std::string>{std::string(value)})
        narrow(texts[other], {std::string(other_value)});
    }
  }
  bool undecided = undecided_;
  for (const auto& [variable, each] : texts) {
    if (is_empty(each)) return Together::no;
    if (!each.one_of && !each.containments.empty()) undecided = true;
  }
  return undecided ? Together::undecided : Together::yes;
}

}  // namespace metaqore::requirement::pep508
