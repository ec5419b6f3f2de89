#include <fmt/format.h>

#include <algorithm>
#include <boost/json/basic_parser_impl.hpp>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <type_traits>
#include <vector>

#include "base/text.hpp"
#include "json/canonical.hpp"
#include "json/document.hpp"
#include "json/node.hpp"
#include "json/number.hpp"
#include "json/refusal.hpp"

namespace metaqore::json {

namespace {

using boost::json::error_code;
using Piece = boost::json::string_view;

std::string_view view(Piece piece) { return {piece.data(), piece.size()}; }

/// Builds nodes from the parser's events. Nodes are kept here rather than in a boost::json::value, whose
/// objects keep the last of duplicate names and whose hash table can be made quadratic by chosen names:
/// sorting cannot.
class Builder {
 public:
  // The size of the text bounds them all.
  static constexpr std::size_t max_object_size = around.max_size;
  static constexpr std::size_t max_array_size = around.max_size;
  static constexpr std::size_t max_key_size = around.max_size;
  static constexpr std::size_t max_string_size = around.max_size;

  /// Stops at the end of the name that is the `last_name`-th of the document, counted from 1; 0 is none.
  Builder(std::string_view text, std::pmr::memory_resource& memory, FindInner find_inner, Texts texts,
          std::size_t last_name)
      : text_(text), memory_(&memory), find_inner_(find_inner), texts_(texts), last_name_(last_name) {
    values_.reserve(32);
    names_.reserve(32);
    opened_.reserve(32);
  }

  const Node& root() const { return values_.front(); }

  /// Which name, counted as above, repeats another of its object; 0 if none does.
  std::size_t duplicate() const { return duplicate_; }
  const std::string& duplicate_name() const { return duplicate_name_; }

  /// Whether a document inside is deeper than one may be.
  bool is_inner_too_deep() const { return inner_too_deep_; }

  /// The reference tokens of the value that is being read, or of the object whose name is; the first ones.
  std::vector<std::string> tokens(std::size_t most = around.max_depth) const {
    std::vector<std::string> tokens;
    for (std::size_t at = 0; at < std::min(opened_.size(), most); ++at) {
      const bool is_last = at + 1 == opened_.size();
      const auto values = (is_last ? values_.size() : opened_[at + 1].values) - opened_[at].values;
      const auto last_name = is_last ? names_.size() : opened_[at + 1].names;
      if (opened_[at].is_array) {
        tokens.push_back(std::to_string(values));
      } else if (last_name - opened_[at].names > values) {
        tokens.emplace_back(names_[last_name - 1].text);
      }
    }
    return tokens;
  }

  bool on_document_begin(error_code&) { return true; }
  bool on_document_end(error_code&) { return true; }
  bool on_array_begin(error_code& error) { return open(true, error); }
  bool on_object_begin(error_code& error) { return open(false, error); }

  bool on_array_end(std::size_t size, error_code&) {
    close();
    const auto first = values_.end() - static_cast<std::ptrdiff_t>(size);
    auto* items = memory_.allocate_object<Node>(size);
    std::uninitialized_copy(first, values_.end(), items);
    values_.erase(first, values_.end());
    return add(Run<Node>{items, size});
  }

  bool on_object_end(std::size_t size, error_code& error) {
    close();
    auto* members = memory_.allocate_object<Member>(size);
    const auto first_value = values_.end() - static_cast<std::ptrdiff_t>(size);
    const auto first_name = names_.end() - static_cast<std::ptrdiff_t>(size);
    for (std::size_t at = 0; at < size; ++at) {
      const auto step = static_cast<std::ptrdiff_t>(at);
      std::construct_at(members + at, Member{first_name[step].text, first_value[step]});
    }
    const auto not_less = [](const Member& left, const Member& right) {
      return !name_less(left.name, right.name);
    };
    if (std::adjacent_find(members, members + size, not_less) != members + size) {  // else it is in order
      std::sort(members, members + size,
                [](const Member& left, const Member& right) { return name_less(left.name, right.name); });
      const auto equal = [](const Member& left, const Member& right) { return left.name == right.name; };
      if (std::adjacent_find(members, members + size, equal) != members + size) {
        note_duplicate(size);
        return stop(error);
      }
    }
    values_.erase(first_value, values_.end());
    names_.erase(first_name, names_.end());
    return add(Run<Member>{members, size});
  }

  bool on_string_part(Piece piece, std::size_t, error_code&) { return keep(piece); }
  bool on_key_part(Piece piece, std::size_t, error_code&) { return keep(piece); }
  bool on_string(Piece piece, std::size_t, error_code&) { return add(finished(piece)); }
  bool on_key(Piece piece, std::size_t, error_code& error) {
    names_.push_back({finished(piece), ++name_count_});
    return name_count_ != last_name_ || stop(error);
  }

  // The last piece of a number is all of it, because all of the text is given at once.
  bool on_number_part(Piece, error_code&) { return true; }
  bool on_int64(std::int64_t, Piece literal, error_code&) { return add_number(view(literal)); }
  bool on_uint64(std::uint64_t, Piece literal, error_code&) { return add_number(view(literal)); }
  bool on_double(double, Piece literal, error_code&) { return add_number(view(literal)); }
  bool on_bool(bool value, error_code&) { return add(value); }
  bool on_null(error_code&) { return add(nullptr); }
  bool on_comment_part(Piece, error_code&) { return true; }
  bool on_comment(Piece, error_code&) { return true; }

 private:
  struct Name {
    std::string_view text;
    std::size_t ordinal;
  };

  struct Opened {
    std::size_t values, names;  // how many there were
    bool is_array;
  };

  /// How deep documents lie in what is written around them.
  static constexpr std::size_t most_around = around.max_depth - Json::max_depth;

  /// The whole may be deeper than a document inside.
  bool open(bool is_array, error_code& error) {
    if (find_inner_ != nullptr && opened_.size() >= Json::max_depth) {
      if (!deepest_) {
        const auto inner = find_inner_(tokens(most_around));
        deepest_ = inner ? inner->depth + Json::max_depth : around.max_depth;
      }
      if (opened_.size() == *deepest_) {
        inner_too_deep_ = true;
        return stop(error);
      }
    }
    opened_.push_back({values_.size(), names_.size(), is_array});
    return true;
  }

  void close() {
    opened_.pop_back();
    if (opened_.size() <= most_around) deepest_.reset();  // the next one may lie in another document
  }

  template <class T>
  bool add(T value) {
    values_.push_back({value});
    return true;
  }

  bool add_number(std::string_view literal) {
    const auto take = [&](auto number) -> bool {
      if constexpr (std::is_same_v<decltype(number), NumberFault>) {
        refuse_number(literal, number);
      } else {
        return add(number);
      }
    };
    return std::visit(take, read_number(literal));
  }

  [[noreturn]] void refuse_number(std::string_view literal, NumberFault fault) const {
    const Place place{static_cast<std::size_t>(literal.data() - text_.data()), tokens()};
    if (fault == NumberFault::not_finite) {
      refuse(text_, place, find_inner_, "json.number_not_finite",
             fmt::format("the number `{}` is too large for a double", base::shown(literal)),
             "write it as a string");
    }
    refuse(text_, place, find_inner_, "json.integer_out_of_range",
           fmt::format("the integer `{}` is beyond 64 bits", base::shown(literal)), "write it as a string");
  }

  bool keep(Piece piece) {
    pieces_ += view(piece);
    return true;
  }

  std::string_view finished(Piece last) {
    if (pieces_.empty()) return lies_in_text(last) ? view(last) : stored(view(last));
    pieces_ += view(last);
    const auto text = stored(pieces_);
    pieces_.clear();
    return text;
  }

  /// A piece without escapes is where it stands in the text.
  bool lies_in_text(Piece piece) const {
    const std::less_equal<const char*> before;
    return texts_ == Texts::borrowed && before(text_.data(), piece.data()) &&
           before(piece.data() + piece.size(), text_.data() + text_.size());
  }

  std::string_view stored(std::string_view text) {
    auto* copy = memory_.allocate_object<char>(text.size());
    std::copy(text.begin(), text.end(), copy);
    return {copy, text.size()};
  }

  /// Finds the first of the last `size` names that repeats another of them.
  void note_duplicate(std::size_t size) {
    std::vector<Name> names(names_.end() - static_cast<std::ptrdiff_t>(size), names_.end());
    std::stable_sort(names.begin(), names.end(),
                     [](const Name& left, const Name& right) { return left.text < right.text; });
    for (std::size_t at = 1; at < size; ++at) {
      if (names[at].text != names[at - 1].text) continue;
      if (duplicate_ != 0 && duplicate_ < names[at].ordinal) continue;
      duplicate_ = names[at].ordinal;
      duplicate_name_ = names[at].text;
    }
  }

  static bool stop(error_code& error) {
    error = boost::json::error::exception;
    return false;
  }

  std::string_view text_;
  std::pmr::polymorphic_allocator<> memory_;
  std::vector<Node> values_;    // complete values whose array or object is not
  std::vector<Name> names_;     // names of the objects that are not complete
  std::vector<Opened> opened_;  // arrays and objects that are not complete
  FindInner find_inner_;
  Texts texts_;
  std::optional<std::size_t> deepest_;  // beyond Json::max_depth: how deep the text may be where it is
  bool inner_too_deep_ = false;
  std::string pieces_;  // of the string that is being read
  std::size_t name_count_ = 0;
  std::size_t last_name_;
  std::size_t duplicate_ = 0;
  std::string duplicate_name_;
};

boost::json::parse_options options(const Bounds& bounds) {
  boost::json::parse_options options;
  options.max_depth = bounds.max_depth;
  options.allow_invalid_utf8 = true;  // checked before, with the exact position
  return options;
}

/// Refuses a repeated name where it begins. The parser tells no position of a name that has escapes, so that
/// it reads again, up to the name's closing quote.
[[noreturn]] void refuse_duplicate(std::string_view text, const Bounds& bounds, FindInner find_inner,
                                   const Builder& builder) {
  std::pmr::monotonic_buffer_resource memory;
  boost::json::basic_parser<Builder> parser(options(bounds), text, memory, find_inner, Texts::copied,
                                            builder.duplicate());
  error_code error;
  auto quote = parser.write_some(false, text.data(), text.size(), error);
  const auto is_escaped = [text](std::size_t at) {
    std::size_t backslashes = 0;
    while (text[at - 1 - backslashes] == '\\') ++backslashes;  // a brace or comma stops it
    return backslashes % 2 == 1;
  };
  do {
    quote = text.rfind('"', quote - 1);
  } while (is_escaped(quote));
  refuse(
      text, {quote, parser.handler().tokens()}, find_inner, "json.duplicate_name",
      fmt::format("the name `{}` appears a second time in its object", base::shown(builder.duplicate_name())),
      "give each name once");
}

}  // namespace

Node read(std::string_view text, const Bounds& bounds, std::pmr::memory_resource& memory,
          FindInner find_inner, Texts texts) {
  check_text(text, bounds.max_size);
  boost::json::basic_parser<Builder> parser(options(bounds), text, memory, find_inner, texts, 0);
  error_code error;
  const auto offset = parser.write_some(false, text.data(), text.size(), error);
  const auto& builder = parser.handler();
  if (!error && offset == text.size()) return builder.root();
  if (builder.duplicate() != 0) refuse_duplicate(text, bounds, find_inner, builder);
  if (error == boost::json::error::too_deep || builder.is_inner_too_deep()) {
    refuse(text, {offset, builder.tokens()}, find_inner, "json.too_deep",
           fmt::format("arrays and objects nest deeper than `{}`",
                       builder.is_inner_too_deep() ? Json::max_depth : bounds.max_depth),
           "flatten the document");
  }
  if (error == boost::json::error::exponent_overflow) {  // of ten digits, which the parser cannot count
    const auto before = text.find_last_not_of("0123456789+-.eE", offset);
    refuse(text, {before == std::string_view::npos ? 0 : before + 1, builder.tokens()}, find_inner,
           "json.exponent_out_of_range", "a number whose exponent is out of range stands",
           "write it as a string");
  }
  refuse_syntax(text, {offset, builder.tokens()}, find_inner);
}

}  // namespace metaqore::json
