#include <metaqore.h>
#include <stdio.h>

int main(void) {
  const char* const config = "{\"storage\":\":memory:\"}";
  metaqore_engine* engine = NULL;
  metaqore_state* planner = NULL;
  metaqore_error* error = NULL;
  metaqore_verdict verdict = METAQORE_DENIED;
  metaqore_id project;
  uint64_t version = 0;
  char plan[256];

  if (!metaqore_engine_open(&engine, config, METAQORE_NUL_TERMINATED, NULL, &error) &&
      !metaqore_state_open(&planner, engine, "planner", METAQORE_NUL_TERMINATED, METAQORE_AGENT, NULL,
                           &error) &&
      !metaqore_create(&project, NULL, NULL, planner, METAQORE_PROJECT, "{\"name\":\"chatbot\"}",
                       METAQORE_NUL_TERMINATED, &error)) {
    snprintf(plan, sizeof plan, "{\"project_id\":\"%s\",\"artifact_type\":\"plan\",\"data\":{}}",
             project.text);
    metaqore_declare(&verdict, NULL, &version, NULL, NULL, planner, plan, METAQORE_NUL_TERMINATED, &error);
  }
  if (error)
    fprintf(stderr, "%s\n", metaqore_error_message(error));
  else
    printf("MetaQore %s for C: version %d\n", metaqore_version(), (int)version);
  metaqore_error_free(error);
  metaqore_state_free(planner);
  metaqore_engine_free(engine);
  return verdict == METAQORE_ACCEPTED && version == 1 && metaqore_abi_version() == METAQORE_ABI_VERSION ? 0
                                                                                                        : 1;
}
