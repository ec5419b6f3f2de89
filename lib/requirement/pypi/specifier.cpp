#include "requirement/pypi/specifier.hpp"

#include <algorithm>
#include <utility>
#include <vector>

#include "requirement/ecosystem.hpp"

namespace metaqore::requirement::pep440 {

namespace {

constexpr std::string_view remedy = "write it like `>=1.0,<2`";

std::optional<Op> read_op(Scanner& scan) noexcept {
  const char first = scan.peek(), second = scan.peek(1);
  const auto take = [&](std::size_t size, Op op) {
    scan.move_to(scan.at() + size);
    return op;
  };
  if (second == '=') {
    if (first == '=') return scan.peek(2) == '=' ? take(3, Op::literal) : take(2, Op::equal);
    if (first == '!') return take(2, Op::differs);
    if (first == '~') return take(2, Op::compatible);
    if (first == '<') return take(2, Op::at_most);
    if (first == '>') return take(2, Op::at_least);
  }
  if (first == '<') return take(1, Op::below);
  if (first == '>') return take(1, Op::above);
  return std::nullopt;
}

std::string_view name_of(Op op) noexcept {
  switch (op) {
    case Op::compatible:
      return "~=";
    case Op::equal:
      return "==";
    case Op::differs:
      return "!=";
    case Op::at_most:
      return "<=";
    case Op::at_least:
      return ">=";
    case Op::below:
      return "<";
    case Op::above:
      return ">";
    case Op::literal:
      return "===";
  }
  return "";
}

/// Where the versions end that `<` admits ("Exclusive ordered comparison"): it admits no pre-release of the
/// version itself, unless that is one.
Key below(const Parts& parts) {
  if (parts.is_prerelease()) return at(parts);
  Parts dev = parts;
  dev.dev = 0;
  return at(dev);
}

/// Where those begin that `>` admits: no local version, and no post-release unless the version itself is one.
/// A developmental release has none, and its next one is not beyond it.
Key above(const Parts& parts) { return parts.post || parts.dev ? past_locals(parts) : past_posts(parts); }

/// What `==` admits.
Interval equal(const Specifier& it) {
  if (it.wildcard) return {prefix_start(it.parts, it.parts.count), prefix_end(it.parts, it.parts.count)};
  if (!it.parts.local.empty()) return {at(it.parts), past_alone(it.parts)};
  return {at(it.parts), past_locals(it.parts)};
}

/// The greater lower end, the lesser upper end, and what is left out between: all that specifiers can say.
class Conjunction {
 public:
  void add(const Specifier& it) {
    of_versions_ = of_versions_ || it.op != Op::literal;
    switch (it.op) {
      case Op::compatible:
        low(at(it.parts));
        high(prefix_end(it.parts, it.parts.count - 1));
        break;
      case Op::equal: {
        auto [from, to] = equal(it);
        low(std::move(from));
        high(std::move(*to));
        break;
      }
      case Op::differs:
        excluded_.push_back(equal(it));
        break;
      case Op::at_most:
        high(past_locals(it.parts));
        break;
      case Op::at_least:
        low(at(it.parts));
        break;
      case Op::below:
        high(below(it.parts));
        break;
      case Op::above:
        low(above(it.parts));
        break;
      case Op::literal:
        literal(it.literal);
        break;
    }
  }

  Set finish() && {
    if (nothing_) return {};
    Cuts cuts = high_ ? Cuts::between(std::move(low_), std::move(*high_)) : Cuts::from(std::move(low_));
    if (!excluded_.empty()) cuts = cuts & ~Cuts::unite(std::move(excluded_));
    if (literal_.empty()) return {std::move(cuts), {}, {}, !of_versions_};
    if (bare_) return of_versions_ ? Set{} : Set{{}, {}, std::move(literal_)};
    return cuts.empty() ? Set{} : Set{std::move(cuts), {}, std::move(literal_)};
  }

 private:
  void low(Key cut) {
    if (low_ < cut) low_ = std::move(cut);
  }
  void high(Key cut) {
    if (!high_ || cut < *high_) high_ = std::move(cut);
  }

  /// "Arbitrary equality" compares texts. One that is a version still has to satisfy the others.
  void literal(std::string_view given) {
    auto text = lowered(given);
    if (!literal_.empty() && literal_ != text) nothing_ = true;
    Scanner scan(given);
    Parts parts;
    Fault fault;
    if (given.size() <= max_version_size && read(scan, parts, fault) && scan.done()) {
      low(at(parts));
      high(past_alone(parts));
    } else {
      bare_ = true;
    }
    literal_ = std::move(text);
  }

  Key low_{};
  std::optional<Key> high_{};
  std::vector<Interval> excluded_{};
  std::string literal_{};
  bool bare_ = false;  ///< the literal is no version
  bool nothing_ = false;
  bool of_versions_ = false;  ///< one compares versions, which no other text satisfies
};

std::string text(const Specifier& it) {
  std::string out(name_of(it.op));
  if (it.op == Op::literal) return out += it.literal;
  out += it.wildcard ? release_text(it.parts) + ".*" : pep440::text(it.parts);
  return out;
}

}  // namespace

void read_specifier(Scanner& scan, std::string_view kind, Specifier& out) {
  const Refusal refuse{"pypi", kind, scan.text()};
  skip_spaces(scan);
  const auto op = read_op(scan);
  if (!op) refuse(scan.at(), "one of ~= == != <= >= < > === is expected", remedy);
  out.op = *op;
  skip_spaces(scan);
  const auto start = scan.at();
  if (*op == Op::literal) {
    const auto ends = [&] { return scan.peek() == ',' || scan.peek() == ';' || scan.peek() == ')'; };
    while (!scan.done() && !ends() && space_size(scan) == 0) scan.next();
    out.literal = scan.since(start);
    if (out.literal.empty()) refuse(start, "a text is expected", remedy);
  } else {
    Fault fault;
    if (!read(scan, out.parts, fault)) refuse(fault.at, fault.what, remedy);
    if (scan.at() - start > max_version_size)
      refuse(start + max_version_size, "the version is too long", "shorten it");
    auto& parts = out.parts;
    const bool plain = parts.pre == 0 && !parts.post && !parts.dev && parts.local.empty();
    const bool by_equality = *op == Op::equal || *op == Op::differs;
    if (scan.rest().starts_with(".*")) {
      if (!by_equality) refuse(scan.at(), "`.*` goes with == and != alone", remedy);
      if (!plain) refuse(scan.at(), "`.*` follows a release alone", remedy);
      scan.take(".*");
      out.wildcard = true;
    }
    if (!parts.local.empty() && !by_equality)
      refuse(start, "a local version goes with == and != alone", "leave out what follows `+`");
    if (*op == Op::compatible && parts.count < 2)
      refuse(start, "~= needs a release of two numbers at least", "write it like `~=1.4`");
  }
  skip_spaces(scan);
  if (!scan.done() && scan.peek() != ',') refuse(scan.at(), "a comma or the end is expected", remedy);
}

Set parse(std::string_view specifiers, std::string_view kind) {
  Conjunction all;
  each_specifier(specifiers, kind, [&](const Specifier& it) { all.add(it); });
  return std::move(all).finish();
}

std::string canonical(std::string_view specifiers) {
  std::vector<std::string> texts;
  each_specifier(specifiers, "constraint", [&](const Specifier& it) { texts.push_back(text(it)); });
  std::ranges::sort(texts);
  texts.erase(std::unique(texts.begin(), texts.end()), texts.end());
  std::string out;
  for (const auto& each : texts) (out += out.empty() ? "" : ",") += each;
  return out;
}

// PEP 440, "Handling of pre-releases".
bool asks_for_prereleases(std::string_view specifiers) {
  bool asked = false;
  each_specifier(specifiers, "constraint", [&](const Specifier& it) {
    if (it.op == Op::literal) {
      Scanner scan(it.literal);
      Parts parts;
      Fault fault;
      asked = asked || (read(scan, parts, fault) && scan.done() && parts.is_prerelease());
    } else {
      asked = asked || (it.op != Op::differs && it.parts.is_prerelease());
    }
  });
  return asked;
}

}  // namespace metaqore::requirement::pep440
