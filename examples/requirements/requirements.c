/* Agents of one project need packages, and not all of them can live together: requirements DATA */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "metaqore.h"

/* Who clashes with whom, and what would help: each on a line of its own. */
static void put_in_lines(const char* text) {
  for (; *text != '\0'; ++text) {
    putchar(*text);
    if ((*text == ':' || *text == ';') && text[1] == ' ') {
      fputs("\n                     ", stdout); /* and the blank that follows */
    }
  }
  putchar('\n');
}

/* Ends the field at the next tab or line end, and gives the one after it. */
static char* next_field(char* field) {
  char* end = field + strcspn(field, "\t\n");
  if (*end != '\0') *end++ = '\0';
  return end;
}

static metaqore_status arrive(metaqore_requirement_index* index, const char* owner, const char* published,
                              metaqore_text document, metaqore_error** error) {
  int32_t fits = 0;
  metaqore_buffer* message = NULL;
  metaqore_status status = metaqore_requirement_index_check(&fits, &message, NULL, index, document, error);
  if (!status) {
    printf("%-10s%-9s%s\n", owner, fits ? "fits" : "clashes", published);
    if (!fits) {
      printf("%20s", "");
      put_in_lines(metaqore_buffer_data(message));
    }
    status = metaqore_requirement_index_add(index, document, error);
  }
  metaqore_buffer_free(message);
  return status;
}

static metaqore_status analyze(metaqore_text request, metaqore_error** error) {
  int32_t satisfiable = 0;
  metaqore_buffer* message = NULL;
  metaqore_status status = metaqore_requirement_analyze(&satisfiable, &message, NULL, request, error);
  if (!status) {
    printf("\n%s together\n\n", satisfiable ? "satisfiable" : "not satisfiable");
    fputs(metaqore_buffer_data(message), stdout);
  }
  metaqore_buffer_free(message);
  return status;
}

int main(int argc, char** argv) {
  static char line[1 << 16], request[1 << 20] = "{\"requirements\":[";
  size_t size = strlen(request);
  const size_t start = size;
  FILE* data = argc < 2 ? NULL : fopen(argv[1], "r");
  metaqore_requirement_index* index = NULL;
  metaqore_error* error = NULL;
  int done = 0;
  if (data == NULL) {
    fprintf(stderr, "requirements: %s: %s\n", argc < 2 ? "usage" : argv[1],
            argc < 2 ? "requirements DATA" : strerror(errno));
    return 1;
  }
  if (metaqore_requirement_index_new(&index, metaqore_text_of(NULL), &error)) goto end;
  while (fgets(line, sizeof line, data) != NULL) {
    char *published, *document;
    if (line[0] == '#') continue;
    published = next_field(line);
    document = next_field(published);
    next_field(document);
    if (arrive(index, line, published, metaqore_text_of(document), &error)) goto end;
    size +=
        (size_t)snprintf(request + size, sizeof request - size, "%s%s", size == start ? "" : ",", document);
    if (size + 3 > sizeof request) {
      fprintf(stderr, "requirements: %s: more than fits into %zu bytes\n", argv[1], sizeof request);
      goto end;
    }
  }
  if (ferror(data)) {
    fprintf(stderr, "requirements: %s: %s\n", argv[1], strerror(errno));
    goto end;
  }
  strcpy(request + size, "]}");
  done = !analyze(metaqore_text_of(request), &error);
end:
  if (error != NULL) fprintf(stderr, "requirements: %s\n", metaqore_error_message(error));
  metaqore_error_free(error), metaqore_requirement_index_free(index), fclose(data);
  return done ? 0 : 1;
}
