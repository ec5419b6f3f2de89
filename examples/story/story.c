/* Agents of one project declare what they make, and collide: story DATA [STORAGE] */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "metaqore.h"

/* What was decided, why, and what would help: each on a line of its own. */
static void put_in_lines(const char* text) {
  for (; *text != '\0'; ++text) {
    putchar(*text);
    if ((*text == ':' || *text == ';') && text[1] == ' ') {
      fputs("\n                           ", stdout); /* and the blank that follows */
    }
  }
  putchar('\n');
}

static metaqore_status declare(metaqore_engine* engine, const char* actor, metaqore_text candidate,
                               metaqore_error** error) {
  metaqore_state* state = NULL;
  metaqore_buffer* message = NULL;
  metaqore_verdict verdict = METAQORE_DENIED;
  metaqore_status status =
      metaqore_state_open(&state, engine, metaqore_text_of(actor), METAQORE_AGENT, NULL, error);
  if (!status) {
    status = metaqore_state_declare(&verdict, NULL, NULL, NULL, &message, NULL, state, candidate, error);
  }
  if (!status) {
    printf("%-16s%-10s", actor, verdict == METAQORE_ACCEPTED ? "accepted" : "denied");
    put_in_lines(metaqore_buffer_data(message));
  }
  metaqore_buffer_free(message), metaqore_state_free(state);
  return status;
}

static metaqore_status create_project(metaqore_engine* engine, metaqore_error** error) {
  const metaqore_text project = METAQORE_TEXT("{\"id\":\"proj_chatbot\",\"name\":\"retrieval chatbot\"}");
  metaqore_state* host = NULL;
  metaqore_status status =
      metaqore_state_open(&host, engine, METAQORE_TEXT("host"), METAQORE_HOST, NULL, error);
  if (!status) status = metaqore_state_create(NULL, NULL, NULL, host, METAQORE_PROJECT, project, error);
  metaqore_state_free(host);
  return status;
}

static metaqore_status print_ledger(int32_t* ok, metaqore_engine* engine, metaqore_error** error) {
  uint64_t size = 0;
  metaqore_hash root;
  metaqore_buffer* message = NULL;
  metaqore_status status = metaqore_ledger_head(&size, &root, engine, error);
  if (!status) status = metaqore_ledger_verify(ok, &message, NULL, engine, error);
  if (!status) {
    printf("\n%-16s%llu entries\n%-16s%s\n", "ledger", (unsigned long long)size, "root", root.text);
    printf("%-16s%s\n", *ok ? "verified" : "broken", metaqore_buffer_data(message));
  }
  metaqore_buffer_free(message);
  return status;
}

int main(int argc, char** argv) {
  static char line[1 << 16];
  char config[4200]; /* a storage path without `"` and `\`, which JSON would have escaped */
  FILE* story = argc < 2 ? NULL : fopen(argv[1], "r");
  metaqore_engine* engine = NULL;
  metaqore_error* error = NULL;
  int32_t ok = 0;
  if (story == NULL) {
    fprintf(stderr, "story: %s: %s\n", argc < 2 ? "usage" : argv[1],
            argc < 2 ? "story DATA [STORAGE]" : strerror(errno));
    return 1;
  }
  snprintf(config, sizeof config, "{\"storage\":\"%s\"}", argc > 2 ? argv[2] : ":memory:");
  if (metaqore_engine_open(&engine, metaqore_text_of(config), NULL, &error)) goto done;
  if (create_project(engine, &error)) goto done;
  while (fgets(line, sizeof line, story) != NULL) {
    char* candidate = line + strcspn(line, "\t\n");
    if (line[0] == '#') continue;
    if (*candidate != '\0') *candidate++ = '\0';
    if (declare(engine, line, metaqore_text_of(candidate), &error)) goto done;
  }
  if (ferror(story)) {
    fprintf(stderr, "story: %s: %s\n", argv[1], strerror(errno));
    goto done;
  }
  print_ledger(&ok, engine, &error);
done:
  if (error != NULL) fprintf(stderr, "story: %s\n", metaqore_error_message(error));
  metaqore_error_free(error), metaqore_engine_free(engine), fclose(story);
  return ok ? 0 : 1;
}
