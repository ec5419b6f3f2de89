# What the library stands on. Each is used by one room of lib/, Boost.JSON and Boost.Unordered by one each, and fmt by
# all of them.
set(THREADS_PREFER_PTHREAD_FLAG ON)
find_package(Threads REQUIRED)
find_package(SQLite3 3.40 REQUIRED)
find_package(SQLiteCpp 3.2 REQUIRED)
find_package(PkgConfig REQUIRED)
pkg_check_modules(sodium REQUIRED IMPORTED_TARGET libsodium>=1.0.18)
pkg_check_modules(nettle REQUIRED IMPORTED_TARGET nettle>=3.8)
pkg_check_modules(re2 REQUIRED IMPORTED_TARGET re2)

# Headers alone: Boost.Unordered is no more than that, Boost.JSON is compiled inside lib/json, and fmt has no static
# library that is position independent.
find_package(Boost 1.81 REQUIRED)
find_package(fmt 9 REQUIRED)

set(metaqore_link_libraries SQLiteCpp SQLite::SQLite3 PkgConfig::sodium PkgConfig::nettle PkgConfig::re2 Threads::Threads)
set(metaqore_header_libraries Boost::headers fmt::fmt-header-only)
