#pragma once

#include <concepts>
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

}  // namespace metaqore::form
