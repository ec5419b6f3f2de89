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

# A library shows its users what METAQORE_API marks, and nothing else.
function(metaqore_hide_symbols target)
  set_target_properties(${target} PROPERTIES
    C_VISIBILITY_PRESET hidden
    CXX_VISIBILITY_PRESET hidden
    VISIBILITY_INLINES_HIDDEN ON)
endfunction()

if(METAQORE_SANITIZE)
  add_compile_options(-fsanitize=${METAQORE_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer)
  # GCC's -fsanitize documentation: it gives false positives together with a sanitizer.
  add_compile_options(-Wno-maybe-uninitialized)
  add_link_options(-fsanitize=${METAQORE_SANITIZE})
endif()
