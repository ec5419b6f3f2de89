#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "base/text.hpp"
#include "json/canonical.hpp"
#include "json/document.hpp"
#include "json/number.hpp"
#include "json/tree.hpp"

namespace metaqore {

namespace {

/// A value that is written, and what it is called where it is refused.
class Part {
 public:
  Part(std::string& out, std::string name) : out_(out), name_(std::move(name)) {}

  void operator()(std::nullptr_t) { out_ += "null"; }
  void operator()(bool value) { out_ += value ? "true" : "false"; }
  void operator()(std::int64_t value) { out_ += std::to_string(value); }
  void operator()(std::uint64_t value) { out_ += std::to_string(value); }

  void operator()(double value) {
    if (!std::isfinite(value)) {
      refuse("json.number_not_finite", fmt::format("the number `{}` is not finite", value),
             "leave it out, or write it as a string");
    }
    json::append_number(out_, value);
  }

  void operator()(std::string_view text) {
    if (const auto offset = base::find_invalid_utf8(text)) {
      refuse("json.invalid_utf8",
             fmt::format("the byte `0x{:02x}` at offset {} is not valid UTF-8",
                         static_cast<unsigned char>(text[*offset]), *offset),
             "encode the text as UTF-8, or bytes that are no text as Base64",
             fmt::format(R"({{"offset":{}}})", *offset));
    }
    json::append_quoted(out_, text);
    check_size(out_);
  }

  void operator()(const Json& document) {
    if (json::Document(document.text()).root().depth() == Json::max_depth) {
      refuse("json.too_deep",
             fmt::format("arrays and objects would nest deeper than `{}` around it", Json::max_depth),
             "flatten the document");
    }
    out_ += document.canonical();
    check_size(out_);
  }

  static void check_size(const std::string& text) {
    if (text.size() > Json::max_size) json::refuse_too_large("the document");
  }

 private:
  [[noreturn]] void refuse(std::string reason, std::string_view what, std::string_view remedy,
                           std::string details = "{}") const {
    throw Error(ErrorCode::invalid_argument, std::move(reason),
                fmt::format("{}{}{}; {}", name_, name_.empty() ? "" : ": ", what, remedy),
                std::move(details));
  }

  std::string& out_;
  std::string name_;
};

}  // namespace

Json Json::string(std::string_view text) {
  std::string out;
  Part{out, ""}(text);
  return JsonAccess::wrap(std::move(out));
}

Json Json::object(const std::vector<Member>& members) {
  std::vector<const Member*> sorted;
  sorted.reserve(members.size());
  for (const auto& member : members) {
    std::string scratch;
    Part{scratch, fmt::format("the name `{}`", base::shown(member.name))}(std::string_view(member.name));
    sorted.push_back(&member);
  }
  std::ranges::sort(sorted, [](const Member* left, const Member* right) {
    return json::name_less(left->name, right->name);
  });
  const auto twice = std::ranges::adjacent_find(sorted, {}, &Member::name);
  if (twice != sorted.end()) {
    throw Error(
        ErrorCode::invalid_argument, "json.duplicate_name",
        fmt::format("the name `{}` is given twice; give each name once", base::shown((*twice)->name)));
  }
  std::string out;
  char separator = '{';
  for (const auto* member : sorted) {
    out += std::exchange(separator, ',');
    json::append_quoted(out, member->name);
    out += ':';
    std::visit(Part{out, fmt::format("`{}`", base::shown(member->name))}, JsonAccess::value(member->value));
  }
  out += members.empty() ? "{}" : "}";
  Part::check_size(out);
  return JsonAccess::wrap(std::move(out));
}

Json Json::array(const std::vector<Value>& items) {
  std::string out;
  char separator = '[';
  for (std::size_t at = 0; at < items.size(); ++at) {
    out += std::exchange(separator, ',');
    std::visit(Part{out, fmt::format("`[{}]`", at)}, JsonAccess::value(items[at]));
  }
  out += items.empty() ? "[]" : "]";
  Part::check_size(out);
  return JsonAccess::wrap(std::move(out));
}

}  // namespace metaqore
