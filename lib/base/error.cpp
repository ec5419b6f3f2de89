#include "metaqore/error.hpp"

#include <utility>

namespace metaqore {

Error::Error(ErrorCode code, std::string reason, const std::string& message, std::string details)
    : std::runtime_error(message), code_(code), reason_(std::move(reason)), details_(std::move(details)) {}

}  // namespace metaqore
