#include "requirement/semver/range.hpp"

#include <vector>

#include "requirement/semver/conjunction.hpp"

namespace metaqore::requirement::semver {

namespace {

constexpr bool is_build(char c) noexcept { return is_digit(c) || is_letter(c) || c == '-'; }

std::size_t last_not_blank(std::string_view text) noexcept {
  auto size = text.size();
  while (size > 0 && is_blank(text[size - 1])) --size;
  return size;
}

/// A text with each run of blanks as one, and without build metadata, which takes no part in the order
/// (semver.org §10) and may stand anywhere in a range.
class WithoutBuilds {
 public:
  explicit WithoutBuilds(std::string_view text) {
    Scanner scan(text);
    scan.skip_blanks();
    while (!scan.done()) {
      const auto at = scan.at();
      if (scan.peek() == '+' && is_build(scan.peek(1))) {
        do {
          scan.next();
          scan.take_while(is_build);
        } while (scan.peek() == '.' && is_build(scan.peek(1)));
        continue;
      }
      const char c = scan.next();
      if (is_blank(c)) scan.skip_blanks();
      text_ += is_blank(c) ? ' ' : c;
      places_.push_back(at);
    }
    end_ = text.size();
  }

  const std::string& text() const noexcept { return text_; }
  std::size_t place(std::size_t at) const noexcept { return at < places_.size() ? places_[at] : end_; }

 private:
  std::string text_;
  std::vector<std::size_t> places_;
  std::size_t end_ = 0;
};

Fault read_conjunctions(std::string_view text, const RangeGrammar& grammar, RangeSink& sink,
                        bool single_blanks) {
  if (grammar.node) return Conjunction(text, grammar, sink, single_blanks).read();
  for (std::size_t start = 0;;) {
    const auto comma = text.find(',', start);
    const auto part = text.substr(start, comma == std::string_view::npos ? comma : comma - start);
    const bool alone = start == 0 && comma == std::string_view::npos;
    if (!alone && last_not_blank(part) == 0) return {start + part.size(), "a comparator is expected"};
    auto fault = Conjunction(part, grammar, sink, single_blanks).read();
    fault.at += start;
    if (fault.what != nullptr || comma == std::string_view::npos) return fault;
    start = comma + 1;
  }
}

Fault read_alternative(std::string_view text, bool has_build, const RangeGrammar& grammar, RangeSink& sink) {
  text = text.substr(0, last_not_blank(text));
  if (!has_build) return read_conjunctions(text, grammar, sink, false);
  const WithoutBuilds plain(text);
  auto fault = read_conjunctions(plain.text(), grammar, sink, true);
  fault.at = plain.place(fault.at);
  return fault;
}

}  // namespace

Fault read_range(std::string_view text, const RangeGrammar& grammar, RangeSink& sink) {
  for (std::size_t start = 0;;) {
    auto end = start;
    bool has_build = false;
    for (; end < text.size(); ++end) {
      if (text[end] == '|' && end + 1 < text.size() && text[end + 1] == '|') break;
      has_build = has_build || text[end] == '+';
    }
    auto fault = read_alternative(text.substr(start, end - start), has_build, grammar, sink);
    fault.at += start;
    if (fault.what != nullptr) return fault;
    sink.end_alternative();
    if (end == text.size()) return {};
    start = end + 2;
  }
}

std::string text(const Comparator& comparator) {
  static constexpr std::string_view signs[] = {"", "<", "<=", ">", ">=", "!="};
  return std::string(signs[static_cast<std::size_t>(comparator.op)]) + text(comparator.version);
}

}  // namespace metaqore::requirement::semver
