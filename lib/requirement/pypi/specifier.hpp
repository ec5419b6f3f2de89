#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "requirement/pypi/version.hpp"
#include "requirement/set.hpp"

namespace metaqore::requirement::pep440 {

/// PEP 440, "Version specifiers".
enum class Op { compatible, equal, differs, at_most, at_least, below, above, literal };

struct Specifier {
  Op op{};
  Parts parts{};
  bool wildcard{};             ///< `.*`
  std::string_view literal{};  ///< of `===`
};

/// Reads specifiers between commas, empty ones passed over, and gives each to `visit`. `kind` is what the
/// text is called when it is refused.
template <class Visit>
void each_specifier(std::string_view text, std::string_view kind, Visit&& visit);

/// What satisfies all specifiers, pre-releases allowed.
Set parse(std::string_view specifiers, std::string_view kind = "constraint");

/// Each in normal form, in the order of their texts.
std::string canonical(std::string_view specifiers);

/// Whether one of them names a pre-release and does not exclude it.
bool asks_for_prereleases(std::string_view specifiers);

/// Specifiers that parse to this set; nullopt where there are none.
std::optional<std::string> write(const Set& set);

/// The same for what lies between two places, with the local versions of both ends.
std::optional<std::string> spanning(const Key& low, const std::optional<Key>& high);

/// Others, which say some bound between developmental releases by the one below it.
std::vector<std::string> spellings(const Set& set);

/// Reads one specifier at the scanner, blanks before it skipped. Refuses what is none.
void read_specifier(Scanner& scan, std::string_view kind, Specifier& out);

template <class Visit>
void each_specifier(std::string_view text, std::string_view kind, Visit&& visit) {
  Scanner scan(text);
  while (true) {
    skip_spaces(scan);
    if (scan.done()) return;
    if (scan.take(',')) continue;
    Specifier specifier;
    read_specifier(scan, kind, specifier);
    visit(specifier);
  }
}

}  // namespace metaqore::requirement::pep440
