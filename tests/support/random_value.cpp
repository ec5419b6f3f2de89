#include "support/random_value.hpp"

#include <algorithm>
#include <iterator>

#include "json/document.hpp"

namespace metaqore::test {

namespace {

constexpr std::string_view names = "a|b|c|d|list|set|0|1||~/|é|\xF0\x9F\x98\x80";

template <class Part>
void shuffle(std::vector<Part>& parts, Random& random) {
  for (std::size_t i = parts.size(); i > 1; --i) std::swap(parts[i - 1], parts[random.below(i)]);
}

}  // namespace

Flavour flavour_of(const Items& items) {
  const auto keyed = [](const Value& item) {
    const auto* key = item.find("k");
    return key != nullptr && key->is_scalar();
  };
  if (!items.empty() && std::ranges::all_of(items, keyed)) return Flavour::keyed;
  return std::ranges::all_of(items, &Value::is_scalar) ? Flavour::set : Flavour::any;
}

std::string RandomJson::name() { return std::string(random_.pick(names)); }

Value RandomJson::scalar() {
  switch (random_.below(12)) {
    case 0:
      return nullptr;
    case 1:
      return random_.chance(50);
    case 2:
      return Number{std::string(random_.pick("0.1|1.5|-1.5|1e+300|5e-324|1e+21"))};
    case 3:
      return Number{
          std::string(random_.pick("9007199254740993|9223372036854775807|-9223372036854775808|"
                                   "18446744073709551615|9007199254740992"))};
    case 4:
    case 5:
    case 6:
      return number(static_cast<long long>(random_.below(5)) - 1);
    case 7:  // versions and ranges to a policy
      return std::string(random_.pick("1|2|3|01|02|1-2|1-3|2-4|3-4"));
    case 8:
      return random_.chance(30) ? Value(std::string("\0\n\"\\", 4))
                                : Value(std::string(random_.pick("é|\xF0\x9F\x98\x80|\xEE\x80\x80|\x7F|")));
    default:
      return std::string(random_.pick("a|b|c|x"));
  }
}

Value RandomJson::element(Flavour flavour, int depth) {
  if (flavour == Flavour::set) return scalar();
  if (flavour == Flavour::any) return value(depth - 1);
  Members members;
  members["k"] = random_.chance(50) ? Value(std::string(random_.pick("a|b|c|d")))
                                    : number(random_.pick("1|2|3")[0] - '0');
  if (random_.chance(40)) members["n"] = std::string(random_.pick("a|b"));
  for (auto more = random_.below(3); more > 0; --more) members[name()] = value(depth - 1);
  return members;
}

Value RandomJson::array(Flavour flavour, int depth) {
  Items items;
  for (auto more = random_.below(5); more > 0; --more) {
    auto next = element(flavour, depth);
    const auto same = [&](const Value& item) {
      return flavour == Flavour::set ? item == next
                                     : item.find("k") != nullptr && *item.find("k") == *next.find("k");
    };
    // Mostly each once, as policies want it.
    if (flavour != Flavour::any && std::ranges::any_of(items, same) && random_.chance(97)) continue;
    items.push_back(std::move(next));
  }
  return items;
}

Value RandomJson::object(int depth) {
  Members members;
  for (auto more = random_.below(5); more > 0; --more) members[name()] = value(depth - 1);
  return members;
}

Value RandomJson::value(int depth) {
  if (depth <= 0 || random_.chance(35)) return scalar();
  if (random_.chance(60)) return object(depth);
  const auto kind = random_.below(10);
  return array(kind < 3 ? Flavour::any : kind < 6 ? Flavour::set : Flavour::keyed, depth);
}

void RandomJson::edit_object(Members& members) {
  if (members.empty() || random_.chance(35)) {
    members[name()] = value(2);
    return;
  }
  const auto member = std::next(members.begin(), static_cast<std::ptrdiff_t>(random_.below(members.size())));
  if (random_.chance(40)) {
    members.erase(member);
  } else {
    member->second = random_.chance(50) ? scalar() : value(2);
  }
}

void RandomJson::edit_array(Items& items) {
  const auto flavour = flavour_of(items);
  const auto at = [&](std::size_t more) {
    return items.begin() + static_cast<std::ptrdiff_t>(random_.below(items.size() + more));
  };
  switch (items.empty() ? 0 : random_.below(7)) {
    case 0:
    case 1:
      items.insert(at(1), element(flavour, 2));
      break;
    case 2:
      items.erase(at(0));
      break;
    case 3:
      *at(0) = element(flavour, 2);
      break;
    case 4:
      std::iter_swap(at(0), at(0));
      break;
    default:
      shuffle(items, random_);
  }
}

void RandomJson::edit(Value& document) {
  if (auto* members = document.object()) {
    if (members->empty() || random_.chance(30)) return edit_object(*members);
    const auto nth = static_cast<std::ptrdiff_t>(random_.below(members->size()));
    return edit(std::next(members->begin(), nth)->second);
  }
  if (auto* items = document.array()) {
    if (items->empty() || random_.chance(60)) return edit_array(*items);
    return edit((*items)[random_.below(items->size())]);
  }
  document = random_.chance(80) ? scalar() : value(2);
}

Value RandomJson::edited(Value document, std::size_t most) {
  if (random_.chance(8)) return document;
  for (auto more = random_.below(most) + 1; more > 0; --more) edit(document);
  if (random_.chance(1)) document = value();
  return document;
}

std::string RandomJson::spelled_string(const std::string& text) {
  if (text == "a" && random_.chance(30)) return "\"\\u0061\"";
  if (text == "é" && random_.chance(50)) return "\"\\u00E9\"";
  if (text == "\xF0\x9F\x98\x80" && random_.chance(50)) return "\"\\uD83d\\udE00\"";
  if (text == "~/" && random_.chance(50)) return "\"~\\/\"";
  return json::quoted(text);
}

std::string RandomJson::spelled_number(const std::string& text) {
  if (text == "0") return std::string(random_.pick("0|-0|0.0|-0.0e7|1e-400"));
  if (text.find_first_of(".e") == text.npos && text.size() < 6) {
    return text + std::string(random_.pick("|.0|e0|.00E+0"));
  }
  return text;
}

std::string RandomJson::spelled(const Value& document) {
  const auto gap = [&] { return random_.chance(10) ? random_.pick(" |\n|\t|\r\n") : std::string_view(); };
  std::string out(gap());
  const auto part = [&](std::string text) {
    if (out.back() != '{' && out.back() != '[') out += ',';
    out.append(text).append(gap());
  };
  if (const auto* members = document.object()) {
    std::vector<const Members::value_type*> order;
    for (const auto& member : *members) order.push_back(&member);
    shuffle(order, random_);
    out += '{';
    for (const auto* member : order) {
      auto text = spelled_string(member->first).append(gap()).append(":");
      part(text.append(spelled(member->second)));
    }
    out += '}';
  } else if (const auto* items = document.array()) {
    out += '[';
    for (const auto& item : *items) part(spelled(item));
    out += ']';
  } else if (const auto* text = document.string()) {
    out += spelled_string(*text);
  } else if (const auto* number = document.number()) {
    out += spelled_number(number->text);
  } else {
    out += write(document);
  }
  return out.append(gap());
}

}  // namespace metaqore::test
