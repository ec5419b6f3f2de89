#include <metaqore.h>
#include <stdio.h>

/* 1 when both do what they say. */
static int merges_and_validates(metaqore_error** error) {
  metaqore_buffer* merged = NULL;
  metaqore_schema* schema = NULL;
  int32_t clean = 0, valid = 0, wrong = 1;
  const metaqore_text none = {NULL, 0};
  if (!metaqore_json_merge(&clean, &merged, NULL, NULL, METAQORE_TEXT("{\"port\":80}"),
                           METAQORE_TEXT("{\"port\":8080}"), METAQORE_TEXT("{\"port\":80,\"name\":\"web\"}"),
                           none, none, none, error) &&
      !metaqore_schema_new(&schema, METAQORE_TEXT("{\"properties\":{\"name\":{\"pattern\":\"^[a-z]+$\"}}}"),
                           none, error) &&
      !metaqore_schema_validate(&valid, NULL, NULL, schema, metaqore_buffer_text(merged), none, error)) {
    metaqore_schema_validate(&wrong, NULL, NULL, schema, METAQORE_TEXT("{\"name\":\"Web\"}"), none, error);
  }
  metaqore_buffer_free(merged);
  metaqore_schema_free(schema);
  return clean && valid && !wrong;
}

int main(void) {
  metaqore_engine* engine = NULL;
  metaqore_state* planner = NULL;
  metaqore_error* error = NULL;
  metaqore_verdict verdict = METAQORE_DENIED;
  metaqore_id project;
  uint64_t version = 0;
  char plan[256];

  if (merges_and_validates(&error) &&
      !metaqore_engine_open(&engine, METAQORE_TEXT("{\"storage\":\":memory:\"}"), NULL, &error) &&
      !metaqore_state_open(&planner, engine, METAQORE_TEXT("planner"), METAQORE_AGENT, NULL, &error) &&
      !metaqore_state_create(&project, NULL, NULL, planner, METAQORE_PROJECT,
                             METAQORE_TEXT("{\"name\":\"chatbot\"}"), &error)) {
    snprintf(plan, sizeof plan, "{\"project_id\":\"%s\",\"artifact_type\":\"plan\",\"data\":{}}",
             project.text);
    metaqore_state_declare(&verdict, NULL, &version, NULL, NULL, NULL, planner, metaqore_text_of(plan),
                           &error);
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
