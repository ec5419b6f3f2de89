#include <catch2/catch.hpp>

#include "requirement/cuts.hpp"
#include "requirement/key.hpp"

using namespace metaqore::requirement;

namespace {

/// Digits stand for toggles: "25" is from 2 up to 5, "3" from 3 to the end.
Cuts cuts(std::string_view toggles) {
  std::vector<Interval> intervals;
  for (std::size_t i = 0; i < toggles.size(); i += 2) {
    intervals.push_back(
        {Key(1, toggles[i]), i + 1 < toggles.size() ? std::optional(Key(1, toggles[i + 1])) : std::nullopt});
  }
  return Cuts::unite(std::move(intervals));
}

}  // namespace

TEST_CASE("requirement: intervals in any order unite to one normal form", "[requirement]") {
  CHECK(cuts("1324") == cuts("14"));
  CHECK(cuts("1324") == cuts("2413"));
  CHECK(cuts("1234") == cuts("3412"));
  CHECK(cuts("1223") == cuts("13"));
  CHECK(cuts("4152").empty());
  CHECK(cuts("364") == cuts("3"));
  CHECK(cuts("2245").cuts() == std::vector<Key>{"4", "5"});
  CHECK(cuts("52").empty());
  CHECK(cuts("5231").empty());
  CHECK(Cuts::between("3", "3").empty());
}

TEST_CASE("requirement: sets of places obey the laws of sets", "[requirement]") {
  std::vector<Cuts> all{Cuts(), Cuts::all()};
  for (const auto* text : {"13", "1", "25", "2535", "1357", "7", "3", "135", "24579"})
    all.push_back(cuts(text));
  for (const auto& a : all) {
    CHECK(~~a == a);
    CHECK((a & ~a).empty());
    CHECK((a | ~a).is_all());
    for (const auto& b : all) {
      CHECK((a & b) == (b & a));
      CHECK((a | b) == (b | a));
      CHECK(~(a & b) == (~a | ~b));
      CHECK(meet(a, b) == !(a & b).empty());
      CHECK(is_subset(a, b) == ((a & b) == a));
      for (char place = '0'; place <= '9'; ++place) {
        const std::string key(1, place);
        CHECK((a & b).contains(key) == (a.contains(key) && b.contains(key)));
        CHECK((a | b).contains(key) == (a.contains(key) || b.contains(key)));
        CHECK((~a).contains(key) == !a.contains(key));
      }
    }
  }
}

TEST_CASE("requirement: keys of numbers order like the numbers", "[requirement]") {
  const std::vector<std::string> ascending{"0",
                                           "1",
                                           "9",
                                           "10",
                                           "223",
                                           "224",
                                           "255",
                                           "256",
                                           "65535",
                                           "65536",
                                           "4294967296",
                                           "9223372036854775808",
                                           "18446744073709551615",
                                           "18446744073709551616",
                                           "99999999999999999999",
                                           "100000000000000000000"};
  Key before;
  for (const auto& digits : ascending) {
    KeyWriter writer;
    writer.digits("00" + digits);
    CHECK(before < writer.key());
    before = writer.key();
    KeyReader reader(before);
    CHECK(reader.digits() == digits);
    CHECK(reader.done());
  }
}
