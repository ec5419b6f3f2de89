#pragma once

#include "json/form/fields.hpp"
#include "metaqore/page.hpp"

namespace metaqore::form {

template <class T>
inline constexpr bool is_page = false;
template <class T>
inline constexpr bool is_page<Page<T>> = true;

template <class Archive, class T>
  requires is_page<std::remove_const_t<T>>
void fields(Archive& archive, T& it) {
  archive.always("items", it.items);
  archive.field("next", it.next);
}

}  // namespace metaqore::form
