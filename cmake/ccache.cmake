# What was compiled before is not compiled again, be it in another clone of the repository: paths below it are told
# by where they lie in it. A launcher of one's own, or none (`-D CMAKE_CXX_COMPILER_LAUNCHER=`), is left as it is.
find_program(METAQORE_CCACHE ccache)
mark_as_advanced(METAQORE_CCACHE)
if(METAQORE_CCACHE)
  foreach(language IN ITEMS C CXX)
    if(NOT DEFINED CMAKE_${language}_COMPILER_LAUNCHER)
      set(CMAKE_${language}_COMPILER_LAUNCHER
        env CCACHE_BASEDIR=${PROJECT_SOURCE_DIR} CCACHE_NOHASHDIR=1 ${METAQORE_CCACHE})
    endif()
  endforeach()
endif()
