#pragma once

#include <algorithm>
#include <concepts>
#include <span>
#include <string_view>
#include <type_traits>

// The JSON form of a struct is told once, for reading and writing, by the room that owns it: an overload
//
//     template <class Archive, Is<Project> T>
//     void fields(Archive& archive, T& it)
//
// in this namespace or the struct's own asks the archive for each member in turn. `T` is the struct, or the
// const struct when the archive writes. A field() may be left out, an always() is written in any case, a
// nonzero() is left out when it is 0, and a given() has to be there when it is read as well.

namespace metaqore::form {

template <class T, class... U>
concept Is = (std::same_as<std::remove_const_t<T>, U> || ...);

/// Those of a list of names, or all but those.
enum class Members { named, others };

/// An archive that takes some members of a form alone.
template <class Archive>
class Part {
 public:
  Part(Archive& archive, Members members, std::span<const std::string_view> names)
      : archive_(archive), members_(members), names_(names) {}

  template <class T>
  void field(std::string_view name, T& it) {
    if (has(name)) archive_.field(name, it);
  }

  template <class T>
  void always(std::string_view name, T& it) {
    if (has(name)) archive_.always(name, it);
  }

  template <class T>
  void given(std::string_view name, T& it) {
    if (has(name)) archive_.given(name, it);
  }

  template <class T>
  void nonzero(std::string_view name, T& it) {
    if (has(name)) archive_.nonzero(name, it);
  }

 private:
  bool has(std::string_view name) const {
    return (std::ranges::find(names_, name) != names_.end()) == (members_ == Members::named);
  }

  Archive& archive_;
  Members members_;
  std::span<const std::string_view> names_;
};

}  // namespace metaqore::form
