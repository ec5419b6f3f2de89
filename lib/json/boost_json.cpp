// Boost.JSON in its single-source form: Debian's static library is not position independent.
#include <boost/json/src.hpp>
