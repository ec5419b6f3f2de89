#include <cstring>

#include "guard.hpp"

using namespace metaqore;
using namespace metaqore::capi;

uint32_t metaqore_abi_version(void) { return METAQORE_ABI_VERSION; }
const char* metaqore_version(void) { return version.data(); }

metaqore_text metaqore_text_of(const char* data) { return {data, data == nullptr ? 0 : std::strlen(data)}; }

const char* metaqore_buffer_data(const metaqore_buffer* buffer) {
  return buffer == nullptr ? "" : buffer->data.c_str();
}
size_t metaqore_buffer_size(const metaqore_buffer* buffer) {
  return buffer == nullptr ? 0 : buffer->data.size();
}
metaqore_text metaqore_buffer_text(const metaqore_buffer* buffer) {
  return buffer == nullptr ? metaqore_text{} : metaqore_text{buffer->data.data(), buffer->data.size()};
}
void metaqore_buffer_free(metaqore_buffer* buffer) { delete buffer; }

metaqore_status metaqore_error_code(const metaqore_error* error) {
  return error == nullptr ? METAQORE_OK : error->code;
}
const char* metaqore_error_reason(const metaqore_error* error) {
  return error == nullptr ? "" : error->reason.c_str();
}
const char* metaqore_error_message(const metaqore_error* error) {
  return error == nullptr ? "" : error->message.c_str();
}
const char* metaqore_error_details(const metaqore_error* error) {
  return error == nullptr ? "" : error->details.c_str();
}
void metaqore_error_free(metaqore_error* error) {
  if (error != &out_of_memory()) delete error;
}
