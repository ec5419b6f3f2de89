# What the tests of this folder do step by step.

# run(COMMAND...), which has to succeed; what it says is in `output`.
function(run)
  execute_process(COMMAND ${ARGN} RESULT_VARIABLE result OUTPUT_VARIABLE output ERROR_VARIABLE output)
  if(NOT result STREQUAL "0")
    list(JOIN ARGN " " command)
    message(FATAL_ERROR "${command}\nanswered ${result}:\n${output}")
  endif()
  set(output "${output}" PARENT_SCOPE)
endfunction()

# check_uses(PROGRAM...): each says which release it uses.
function(check_uses)
  foreach(program IN LISTS ARGN)
    run(${program})
    message(STATUS "${output}")
    if(NOT output MATCHES "^MetaQore ${VERSION} for ")
      message(FATAL_ERROR "${program} was built with another release than ${VERSION}")
    endif()
  endforeach()
endfunction()
