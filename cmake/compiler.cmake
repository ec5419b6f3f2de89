# Every target of ours is compiled the same way; nothing of it reaches the users of the library.
function(metaqore_compile_options target)
  target_compile_features(${target} PRIVATE cxx_std_20)
  set_target_properties(${target} PROPERTIES
    CXX_EXTENSIONS OFF
    C_STANDARD 11
    C_EXTENSIONS OFF
    POSITION_INDEPENDENT_CODE ON)
  target_compile_options(${target} PRIVATE
    -Wall -Wextra -Wpedantic -Wconversion -Wshadow $<$<BOOL:${METAQORE_WERROR}>:-Werror>)
endfunction()

# A library shows its users what is marked for them, and nothing else: neither its rooms, nor what it stands on.
function(metaqore_hide_symbols target)
  set_target_properties(${target} PROPERTIES
    C_VISIBILITY_PRESET hidden
    CXX_VISIBILITY_PRESET hidden
    VISIBILITY_INLINES_HIDDEN ON)
endfunction()
function(metaqore_version_script target script)
  target_link_options(${target} PRIVATE LINKER:--no-undefined LINKER:--version-script=${script})
  set_target_properties(${target} PROPERTIES LINK_DEPENDS ${script})
endfunction()

if(METAQORE_SANITIZE)
  add_compile_options(-fsanitize=${METAQORE_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer)
  # GCC's -fsanitize documentation: sanitizers raise the rate of false warnings, of this one most, and are not to be
  # combined with -Werror. The dev preset holds what is compiled to no warning at all.
  add_compile_options(-Wno-maybe-uninitialized)
  add_link_options(-fsanitize=${METAQORE_SANITIZE})
endif()
