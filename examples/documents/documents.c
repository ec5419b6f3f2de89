/* Two agents edit one document; a policy merges most, a hand the rest, a schema guards it:
 * documents DATA */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "metaqore.h"

enum { BASE, PLANNER, CODER, POLICY, ANSWERS, SCHEMA, EDIT, COUNT };
static const char* const names[COUNT] = {"base", "planner", "coder", "policy", "answers", "schema", "edit"};
static char lines[COUNT][1 << 16]; /* the document of a name, which texts[] has */
static metaqore_text texts[COUNT];

/* Keeps a line that is `name`, tab, document. */
static void keep(const char* line) {
  const char* tab = line[0] == '#' ? NULL : strchr(line, '\t');
  int i;
  for (i = 0; tab != NULL && i < COUNT; ++i) {
    if (strlen(names[i]) == (size_t)(tab - line) && strncmp(line, names[i], strlen(names[i])) == 0) {
      strcpy(lines[i], tab + 1);
      texts[i] = metaqore_text_of(lines[i]);
    }
  }
}

static int read_data(FILE* data, const char* path) {
  static char line[1 << 16];
  int i;
  while (fgets(line, sizeof line, data) != NULL) keep(line);
  if (ferror(data)) {
    fprintf(stderr, "documents: %s: %s\n", path, strerror(errno));
    return 0;
  }
  for (i = 0; i < COUNT; ++i) {
    if (texts[i].data == NULL) {
      fprintf(stderr, "documents: no line has the document `%s`\n", names[i]);
      return 0;
    }
  }
  return 1;
}

/* Everything is decided before anything is said. */
static metaqore_status tell(metaqore_error** error) {
  const metaqore_text none = {NULL, 0};
  int32_t clean, present, before, after;
  metaqore_buffer *left = NULL, *report = NULL, *merged = NULL, *diff = NULL, *edited = NULL, *faults = NULL;
  metaqore_schema* schema = NULL;
  metaqore_status status =
      metaqore_json_merge(&clean, NULL, &left, &report, texts[BASE], texts[PLANNER], texts[CODER],
                          texts[POLICY], METAQORE_TEXT("planner"), METAQORE_TEXT("coder"), error);
  metaqore_text document;
  if (!status) {
    status = metaqore_json_resolve(&present, &merged, metaqore_buffer_text(report), texts[ANSWERS], error);
  }
  document = metaqore_buffer_text(merged);
  if (!status) {
    status = metaqore_json_diff(&diff, texts[BASE], document, 1, METAQORE_TEXT("base"),
                                METAQORE_TEXT("merged"), error);
  }
  if (!status) status = metaqore_schema_new(&schema, texts[SCHEMA], none, error);
  if (!status) status = metaqore_schema_validate(&before, NULL, NULL, schema, document, none, error);
  if (!status) status = metaqore_json_patch_apply(&edited, document, texts[EDIT], error);
  if (!status) {
    status =
        metaqore_schema_validate(&after, &faults, NULL, schema, metaqore_buffer_text(edited), none, error);
  }
  if (!status) {
    puts(clean ? "nothing is left to be decided" : "left to be decided:");
    printf("%s\nanswered, it comes to:\n%s\n", metaqore_buffer_data(left), metaqore_buffer_data(diff));
    printf("by its schema it is %s; the next edit is %s\n%s", before ? "valid" : "not valid",
           after ? "valid" : "not:", metaqore_buffer_data(faults));
  }
  metaqore_buffer_free(left), metaqore_buffer_free(report), metaqore_buffer_free(merged);
  metaqore_buffer_free(diff), metaqore_buffer_free(edited), metaqore_buffer_free(faults);
  metaqore_schema_free(schema);
  return status;
}

int main(int argc, char** argv) {
  FILE* data = argc < 2 ? NULL : fopen(argv[1], "r");
  metaqore_error* error = NULL;
  int done;
  if (data == NULL) {
    fprintf(stderr, "documents: %s: %s\n", argc < 2 ? "usage" : argv[1],
            argc < 2 ? "documents DATA" : strerror(errno));
    return 1;
  }
  done = read_data(data, argv[1]) && !tell(&error);
  if (error != NULL) fprintf(stderr, "documents: %s\n", metaqore_error_message(error));
  metaqore_error_free(error), fclose(data);
  return done ? 0 : 1;
}
