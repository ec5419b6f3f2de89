# Every target of ours is compiled the same way; nothing of it reaches the users of the library.
function(metaqore_compile_options target)
  target_compile_features(${target} PRIVATE cxx_std_20)
  set_target_properties(${target} PROPERTIES
    CXX_EXTENSIONS OFF
    C_STANDARD 11
    C_EXTENSIONS OFF
    POSITION_INDEPENDENT_CODE ON)
  target_compile_options(${target} PRIVATE
    -Wall -Wextra -Wpedantic $<$<BOOL:${METAQORE_WERROR}>:-Werror>
    # By GCC's meaning of them; Clang's -Wshadow has functions of an outer namespace in it.
    $<$<C_COMPILER_ID:GNU>:-Wconversion;-Wshadow>
    # Where many files are compiled as one, none of them is the main file.
    $<$<AND:$<BOOL:${CMAKE_UNITY_BUILD}>,$<COMPILE_LANG_AND_ID:CXX,GNU>>:-Wno-subobject-linkage>
    # What lib/base/mutex.hpp says of locks. libstdc++ 12 deprecates what its own std::stable_sort calls.
    $<$<COMPILE_LANG_AND_ID:CXX,Clang>:-Wthread-safety;-Werror=thread-safety;-Wno-deprecated-declarations>)
endfunction()

# A library shows its users what is marked for them, and nothing else: neither its rooms, nor what it stands on.
function(metaqore_hide_symbols target)
  set_target_properties(${target} PROPERTIES
    C_VISIBILITY_PRESET hidden
    CXX_VISIBILITY_PRESET hidden
    VISIBILITY_INLINES_HIDDEN ON)
endfunction()
function(metaqore_version_script target script)
  # It stays once it is loaded: SQLite and fork() know functions of it.
  target_link_options(${target} PRIVATE LINKER:--version-script=${script} LINKER:-z,nodelete)
  set_target_properties(${target} PROPERTIES LINK_DEPENDS ${script})
  # With Clang the sanitizers' runtime is in the program that loads the library.
  if(NOT METAQORE_SANITIZE)
    target_link_options(${target} PRIVATE LINKER:--no-undefined)
  endif()
endfunction()

if(METAQORE_SANITIZE)
  add_compile_options(-fsanitize=${METAQORE_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer)
  add_link_options(-fsanitize=${METAQORE_SANITIZE})
  # GCC's -fsanitize documentation: sanitizers raise the rate of false warnings, of this one most, and are not to be
  # combined with -Werror. The dev preset holds what is compiled to no warning at all.
  add_compile_options($<$<CXX_COMPILER_ID:GNU>:-Wno-maybe-uninitialized>)
endif()
if(METAQORE_FUZZ)
  # What the fuzzers are led by. The programs that are none do without it at run time.
  add_compile_options(-fsanitize=fuzzer-no-link)
endif()
