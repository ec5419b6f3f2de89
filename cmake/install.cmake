# Two export sets, so that a user of metaqore::c needs nothing else on the machine.
include(CMakePackageConfigHelpers)

set(metaqore_cmake_dir ${CMAKE_INSTALL_LIBDIR}/cmake/metaqore)

install(TARGETS metaqore EXPORT metaqoreCppTargets FILE_SET HEADERS)
install(TARGETS metaqore_c EXPORT metaqoreCTargets FILE_SET HEADERS)
foreach(set IN ITEMS Cpp C)
  install(EXPORT metaqore${set}Targets NAMESPACE metaqore:: DESTINATION ${metaqore_cmake_dir})
endforeach()

get_target_property(metaqore_type metaqore TYPE)
configure_package_config_file(cmake/metaqoreConfig.cmake.in metaqoreConfig.cmake
  INSTALL_DESTINATION ${metaqore_cmake_dir}
  NO_SET_AND_CHECK_MACRO)
# Before 1.0.0 a minor release may change the C++ contract.
write_basic_package_version_file(metaqoreConfigVersion.cmake COMPATIBILITY SameMinorVersion)
install(FILES
  ${CMAKE_CURRENT_BINARY_DIR}/metaqoreConfig.cmake
  ${CMAKE_CURRENT_BINARY_DIR}/metaqoreConfigVersion.cmake
  DESTINATION ${metaqore_cmake_dir})

# The .pc files find their prefix from where they lie, so that the installed tree can be moved.
cmake_path(RELATIVE_PATH CMAKE_INSTALL_PREFIX
  BASE_DIRECTORY ${CMAKE_INSTALL_FULL_LIBDIR}/pkgconfig OUTPUT_VARIABLE metaqore_pc_prefix)
foreach(dir IN ITEMS LIBDIR INCLUDEDIR)
  if(IS_ABSOLUTE "${CMAKE_INSTALL_${dir}}")
    set(metaqore_pc_${dir} ${CMAKE_INSTALL_${dir}})
  else()
    set(metaqore_pc_${dir} \${prefix}/${CMAKE_INSTALL_${dir}})
  endif()
endforeach()

# A static library leaves it to its users to link what it stands on. That is listed in the open, and not
# as private, because there is no shared form beside it.
if(metaqore_type STREQUAL "STATIC_LIBRARY")
  set(metaqore_pc_requires "sqlite3 >= 3.40 libsodium >= 1.0.18 nettle >= 3.8 re2")
  set(metaqore_pc_libs "-lmetaqore -lSQLiteCpp ${CMAKE_THREAD_LIBS_INIT}")
else()
  set(metaqore_pc_requires "")
  set(metaqore_pc_libs "-lmetaqore")
endif()
foreach(name IN ITEMS metaqore metaqore-c)
  configure_file(cmake/${name}.pc.in ${name}.pc @ONLY)
  install(FILES ${CMAKE_CURRENT_BINARY_DIR}/${name}.pc DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig)
endforeach()
