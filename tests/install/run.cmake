# Installs a build tree with DESTDIR, moves what was installed elsewhere, and uses it from outside projects,
# by find_package and by pkg-config.
#
# cmake -D BUILD=… -D WORK=… -D VERSION=… -D LIBDIR=… -D CONFIG=… -D CC=… -D CXX=… -D PKG_CONFIG=… -P run.cmake
include(${CMAKE_CURRENT_LIST_DIR}/steps.cmake)

file(REMOVE_RECURSE ${WORK})
set(prefix ${WORK}/moved)
run(${CMAKE_COMMAND} -E env DESTDIR=${WORK}/stage
    ${CMAKE_COMMAND} --install ${BUILD} --config ${CONFIG} --prefix /opt/metaqore)
file(GLOB outside RELATIVE ${WORK}/stage ${WORK}/stage/* ${WORK}/stage/opt/*)
if(NOT outside STREQUAL "opt;opt/metaqore")
  message(FATAL_ERROR "installed outside the prefix: ${outside}")
endif()
file(RENAME ${WORK}/stage/opt/metaqore ${prefix})

foreach(project IN ITEMS consumer consumer_c)
  run(${CMAKE_COMMAND} -G Ninja -S ${CMAKE_CURRENT_LIST_DIR}/${project} -B ${WORK}/${project}
      -D CMAKE_PREFIX_PATH=${prefix} -D METAQORE_VERSION=${VERSION} -D CMAKE_BUILD_TYPE=${CONFIG}
      -D CMAKE_C_COMPILER=${CC} -D CMAKE_CXX_COMPILER=${CXX})
  run(${CMAKE_COMMAND} --build ${WORK}/${project})
endforeach()
set(ENV{LD_LIBRARY_PATH} ${prefix}/${LIBDIR})
check_uses(${WORK}/consumer/use_cpp ${WORK}/consumer/use_c ${WORK}/consumer_c/use_c)

set(ENV{PKG_CONFIG_PATH} ${prefix}/${LIBDIR}/pkgconfig)
foreach(package IN ITEMS metaqore metaqore-c)
  run(${PKG_CONFIG} --exact-version=${VERSION} ${package})
  run(${PKG_CONFIG} --cflags --libs ${package})
  separate_arguments(flags UNIX_COMMAND "${output}")
  set(${package}_flags ${flags})
endforeach()
set(sources ${CMAKE_CURRENT_LIST_DIR}/consumer)
run(${CXX} -std=c++20 ${sources}/use.cpp -o ${WORK}/pc_cpp ${metaqore_flags})
run(${CC} -std=c11 ${sources}/use.c -o ${WORK}/pc_c ${metaqore-c_flags})
check_uses(${WORK}/pc_cpp ${WORK}/pc_c)
