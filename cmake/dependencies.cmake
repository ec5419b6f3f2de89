# What the library stands on. Each is used by one room of lib/, Boost.JSON and Boost.Unordered by one each, and fmt by
# all of them.
#
# metaqore_find(PACKAGE VERSION DEBIAN [COMPONENT...]) and metaqore_find_by_pkg_config(PREFIX MODULE DEBIAN) note
# what is missing; metaqore_require_found() names all of it, with the packages of Debian that have it.
set(metaqore_missing "")
set(metaqore_missing_debian "")
macro(metaqore_note_missing what debian)
  list(APPEND metaqore_missing "${what}")
  list(APPEND metaqore_missing_debian ${debian})
endmacro()

macro(metaqore_find package version debian)
  set(metaqore_components ${ARGN})
  if(metaqore_components)
    list(PREPEND metaqore_components COMPONENTS)
  endif()
  find_package(${package} ${version} QUIET ${metaqore_components})
  if(NOT ${package}_FOUND)
    set(metaqore_what "${package} ${version}")
    list(JOIN ${package}_CONSIDERED_VERSIONS " and " metaqore_others)
    if(NOT metaqore_others AND ${package}_VERSION)
      set(metaqore_others ${${package}_VERSION})
    endif()
    if(metaqore_others)
      string(APPEND metaqore_what " (there is ${metaqore_others})")
    endif()
    metaqore_note_missing("${metaqore_what}" ${debian})
  endif()
endmacro()

macro(metaqore_find_by_pkg_config prefix module debian)
  if(PKG_CONFIG_FOUND)
    pkg_check_modules(${prefix} QUIET IMPORTED_TARGET ${module})
  endif()
  if(NOT ${prefix}_FOUND)
    string(REPLACE ">=" " " metaqore_what "${module}")
    metaqore_note_missing("${metaqore_what}" ${debian})
  endif()
endmacro()

function(metaqore_require_found)
  if(NOT metaqore_missing)
    return()
  endif()
  list(JOIN metaqore_missing ", " missing)
  list(JOIN metaqore_missing_debian " " debian)
  message(FATAL_ERROR "MetaQore needs what was not found: ${missing}. On Debian: apt install ${debian}")
endfunction()

set(THREADS_PREFER_PTHREAD_FLAG ON)
find_package(Threads REQUIRED)
metaqore_find(SQLite3 3.40 libsqlite3-dev)
metaqore_find(SQLiteCpp 3.2 libsqlitecpp-dev)
metaqore_find(PkgConfig "0.29" pkg-config)
metaqore_find_by_pkg_config(sodium libsodium>=1.0.18 libsodium-dev)
metaqore_find_by_pkg_config(nettle nettle>=3.8 nettle-dev)
metaqore_find_by_pkg_config(re2 re2 libre2-dev)

# Headers alone: Boost.Unordered is no more than that, Boost.JSON is compiled inside lib/json, and fmt has no static
# library that is position independent.
metaqore_find(Boost 1.81 libboost1.81-dev)
metaqore_find(fmt 9 libfmt-dev)
metaqore_require_found()

set(metaqore_link_libraries SQLiteCpp SQLite::SQLite3 PkgConfig::sodium PkgConfig::nettle PkgConfig::re2 Threads::Threads)
set(metaqore_header_libraries Boost::headers fmt::fmt-header-only)
