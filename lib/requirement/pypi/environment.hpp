#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "requirement/pypi/marker.hpp"
#include "requirement/set.hpp"

namespace metaqore::requirement::pep508 {

/// What conditions that must all hold leave of the environments there could be.
class Environment {
 public:
  Environment();
  void require(const Atom& atom);

  /// `no` where nothing is left, `undecided` where some condition was not understood.
  Together possible() const;

 private:
  /// The texts that a variable may have.
  struct Texts {
    struct Containment {
      std::string text{};
      bool in_variable{};  ///< the text in the variable, else the variable in the text
      bool negated{};
    };
    std::optional<std::vector<std::string>> one_of{};
    std::vector<std::string> none_of{};
    std::vector<Containment> containments{};
  };

  /// `turned` where the value stands on the left.
  void require_version(Variable variable, Comparison comparison, const std::string& value, bool turned);
  void require_text(Variable variable, Comparison comparison, const std::string& value, bool reversed);
  static void narrow(Texts& texts, const std::vector<std::string>& allowed);
  static bool is_empty(const Texts& texts);

  Set python_{};  ///< python_full_version
  Set implementation_{Cuts::all(), {}, {}};
  std::map<Variable, Texts> texts_{};
  bool undecided_ = false;
};

}  // namespace metaqore::requirement::pep508
