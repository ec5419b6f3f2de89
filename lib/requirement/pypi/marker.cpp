#include "requirement/pypi/marker.hpp"

#include <array>
#include <utility>

#include "requirement/text.hpp"

namespace metaqore::requirement::pep508 {

namespace {

constexpr std::size_t deepest = 32;
constexpr std::string_view remedy = "write it like `python_version >= \"3.9\" and sys_platform == \"linux\"`";

constexpr std::array<std::string_view, 14> names{"os_name",
                                                 "sys_platform",
                                                 "platform_machine",
                                                 "platform_python_implementation",
                                                 "platform_release",
                                                 "platform_system",
                                                 "platform_version",
                                                 "python_version",
                                                 "python_full_version",
                                                 "implementation_name",
                                                 "implementation_version",
                                                 "extra",
                                                 "extras",
                                                 "dependency_groups"};

/// Spellings from before PEP 508, which its grammar keeps.
constexpr std::array<std::pair<std::string_view, Variable>, 6> aliases{
    {{"os.name", Variable::os_name},
     {"sys.platform", Variable::sys_platform},
     {"platform.version", Variable::platform_version},
     {"platform.machine", Variable::platform_machine},
     {"platform.python_implementation", Variable::platform_python_implementation},
     {"python_implementation", Variable::platform_python_implementation}}};

struct Sign {
  std::string_view text;
  Comparison comparison;
};
constexpr std::array signs{Sign{"===", Comparison::literal}, Sign{"==", Comparison::equal},
                           Sign{"!=", Comparison::differs},  Sign{"~=", Comparison::compatible},
                           Sign{"<=", Comparison::at_most},  Sign{">=", Comparison::at_least},
                           Sign{"<", Comparison::below},     Sign{">", Comparison::above}};

bool is_wsp(char c) noexcept { return c == ' ' || c == '\t'; }
void skip_blanks(Scanner& scan) noexcept { scan.take_while(is_wsp); }

/// `python_str_c` of the grammar of PEP 508: no backslash, nothing that would end a line of
/// `requirements.txt`.
bool is_quotable(char c) noexcept { return c == '\t' || (c >= ' ' && c <= '~' && c != '\\'); }

bool is_word(char c) noexcept { return is_letter(c) || is_digit(c) || c == '_' || c == '.'; }

class Parser {
 public:
  explicit Parser(std::string_view text) : scan_(text), refuse_{"pypi", "marker", text} {}

  Marker run() {
    auto marker = any(0);
    marker.grouped = false;
    skip_blanks(scan_);
    if (!scan_.done()) refuse_(scan_.at(), "`and`, `or` or the end is expected", remedy);
    return marker;
  }

 private:
  Marker any(std::size_t depth) {
    return joined(Marker::Kind::any, "or", [&] { return all(depth); });
  }
  Marker all(std::size_t depth) {
    return joined(Marker::Kind::all, "and", [&] { return single(depth); });
  }

  /// What stands between the word, or just that where the word does not stand.
  template <class Member>
  Marker joined(Marker::Kind kind, std::string_view word, Member&& member) {
    Marker marker{kind, {}, {}};
    do {
      marker.members.push_back(member());
    } while (take_word(word));
    return marker.members.size() == 1 ? Marker(std::move(marker.members.front())) : marker;
  }

  bool take_word(std::string_view word) {
    skip_blanks(scan_);
    const auto start = scan_.at();
    if (scan_.take(word) && !is_word(scan_.peek())) return true;
    scan_.move_to(start);
    return false;
  }

  Marker single(std::size_t depth) {
    skip_blanks(scan_);
    if (scan_.peek() == '(') {
      if (depth == deepest) refuse_(scan_.at(), "parentheses nest deeper than 32", "take some of them away");
      scan_.next();
      auto marker = any(depth + 1);
      marker.grouped = marker.kind != Marker::Kind::atom;
      skip_blanks(scan_);
      if (!scan_.take(')')) refuse_(scan_.at(), "`)` is expected", remedy);
      return marker;
    }
    Marker marker;
    operand(marker.atom.left, marker.atom.left_text);
    marker.atom.comparison = comparison();
    operand(marker.atom.right, marker.atom.right_text);
    normalize(marker.atom);
    return marker;
  }

  void operand(std::optional<Variable>& variable, std::string& text) {
    skip_blanks(scan_);
    const auto start = scan_.at();
    if (const char quote = scan_.peek(); quote == '"' || quote == '\'') {
      scan_.next();
      text = scan_.take_while([&](char c) { return c != quote && is_quotable(c); });
      if (scan_.done()) refuse_(start, "the quoted text does not end", remedy);
      if (!scan_.take(quote)) refuse_(scan_.at(), "a quoted text has printable ASCII without `\\`", remedy);
      return;
    }
    const auto word = scan_.take_while(is_word);
    for (std::size_t i = 0; i < names.size(); ++i) {
      if (names[i] == word) variable = static_cast<Variable>(i);
    }
    for (const auto& [alias, meant] : aliases) {
      if (alias == word) variable = meant;
    }
    if (!variable) refuse_(start, "a variable of PEP 508 or a quoted text is expected", remedy);
  }

  Comparison comparison() {
    skip_blanks(scan_);
    for (const auto& [text, meant] : signs) {
      if (scan_.take(text)) return meant;
    }
    if (take_word("in")) return Comparison::in;
    if (take_word("not") && take_word("in")) return Comparison::not_in;
    refuse_(scan_.at(), "one of == != < <= > >= ~= === in, not in is expected", remedy);
  }

  /// Extras and dependency groups compare in the normal form of names (PEP 685, PEP 735).
  static void normalize(Atom& atom) {
    const auto normal = [](std::string& text) {
      std::string out;
      for (const char c : text) {
        const char mapped = c == '_' || c == '.' ? '-' : lower(c);
        if (mapped != '-' || out.empty() || out.back() != '-') out += mapped;
      }
      text = std::move(out);
    };
    if (atom.left == Variable::extra) normal(atom.right_text);
    if (atom.right == Variable::extra || atom.right == Variable::extras ||
        atom.right == Variable::dependency_groups)
      normal(atom.left_text);
  }

  Scanner scan_;
  Refusal refuse_;
};

std::string operand_text(const std::optional<Variable>& variable, const std::string& text) {
  if (variable) return std::string(names[static_cast<std::size_t>(*variable)]);
  const char quote = text.find('"') == std::string::npos ? '"' : '\'';
  return quote + text + quote;
}

std::string_view text(Comparison comparison) {
  if (comparison == Comparison::in) return "in";
  if (comparison == Comparison::not_in) return "not in";
  for (const auto& sign : signs) {
    if (sign.comparison == comparison) return sign.text;
  }
  return "";
}

}  // namespace

Marker parse_marker(std::string_view text) { return Parser(text).run(); }

std::string text(const Marker& marker) {
  if (marker.kind == Marker::Kind::atom) {
    const auto& it = marker.atom;
    std::string out = operand_text(it.left, it.left_text);
    ((out += ' ') += text(it.comparison)) += ' ';
    return out += operand_text(it.right, it.right_text);
  }
  const bool all = marker.kind == Marker::Kind::all;
  std::string out;
  for (const auto& member : marker.members) {
    if (!out.empty()) out += all ? " and " : " or ";
    if (member.grouped) out += '(';
    out += text(member);
    if (member.grouped) out += ')';
  }
  return out;
}

}  // namespace metaqore::requirement::pep508
