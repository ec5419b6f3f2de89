#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "requirement/cuts.hpp"
#include "requirement/pypi/marker.hpp"

namespace metaqore::requirement::pep508 {

/// What conditions that must all hold leave of the environments there could be.
class Environment {
 public:
  Environment();
  void require(const Atom& atom);

  /// `no` where nothing is left; `yes` where an environment of the tables is, or where a single variable is
  /// asked for; `undecided` where the tables do not know one, or some condition was not understood.
  Together possible() const;

  /// The texts that a variable may have.
  class Texts {
   public:
    void require(Comparison comparison, const std::string& value, bool in_variable);
    bool admits(std::string_view text) const;
    bool empty() const { return contradictory_ || (equal_ && !admits(*equal_)); }
    const std::optional<std::string>& equal() const noexcept { return equal_; }
    bool contains() const noexcept { return !containments_.empty(); }

   private:
    struct Containment {
      std::string text{};
      bool in_variable{};  ///< the text in the variable, else the variable in the text
      bool negated{};
    };
    std::optional<std::string> equal_{};
    std::vector<std::string> differs_{};
    std::vector<Containment> containments_{};
    bool contradictory_ = false;  ///< equal to two texts
  };
  using TextsOf = std::map<Variable, Texts>;

 private:
  /// `turned` where the value stands on the left.
  void require_version(Variable variable, Comparison comparison, const std::string& value, bool turned);
  void require_text(Variable variable, Comparison comparison, const std::string& value, bool reversed);
  bool asks_for_one_variable() const;
  Together in_tables() const;

  Cuts python_{};  ///< python_full_version
  Cuts implementation_ = Cuts::all();
  TextsOf texts_{};
  bool undecided_ = false;
};

}  // namespace metaqore::requirement::pep508
