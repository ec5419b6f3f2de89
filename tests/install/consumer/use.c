#include <metaqore.h>
#include <stdio.h>

/* 1 when both do what they say. */
static int merges_and_validates(metaqore_error** error) {
  metaqore_buffer* merged = NULL;
  metaqore_schema* schema = NULL;
  int32_t clean = 0, valid = 0, wrong = 1;
  const size_t nul = METAQORE_NUL_TERMINATED;
  if (!metaqore_json_merge(&clean, &merged, NULL, NULL, "{\"port\":80}", nul, "{\"port\":8080}", nul,
                           "{\"port\":80,\"name\":\"web\"}", nul, NULL, 0, NULL, 0, NULL, 0, error) &&
      !metaqore_schema_new(&schema, "{\"properties\":{\"name\":{\"pattern\":\"^[a-z]+$\"}}}", nul, NULL, 0,
                           error) &&
      !metaqore_schema_validate(&valid, NULL, NULL, schema, metaqore_buffer_data(merged), nul, NULL, 0,
                                error)) {
    metaqore_schema_validate(&wrong, NULL, NULL, schema, "{\"name\":\"Web\"}", nul, NULL, 0, error);
  }
  metaqore_buffer_free(merged);
  metaqore_schema_free(schema);
  return clean && valid && !wrong;
}

int main(void) {
  const char* const config = "{\"storage\":\":memory:\"}";
  metaqore_engine* engine = NULL;
  metaqore_state* planner = NULL;
  metaqore_error* error = NULL;
  metaqore_verdict verdict = METAQORE_DENIED;
  metaqore_id project;
  uint64_t version = 0;
  char plan[256];

  if (merges_and_validates(&error) &&
      !metaqore_engine_open(&engine, config, METAQORE_NUL_TERMINATED, NULL, &error) &&
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
