// Compiled into the addon, so that one that is built on a new machine loads on an old one. Compilers since GCC 11 call
// this function where an array would have a negative size; the libstdc++ of older systems does not have it.
#include <new>

namespace std {
[[noreturn]] __attribute__((visibility("hidden"))) void __throw_bad_array_new_length() {
  throw std::bad_array_new_length();
}
}  // namespace std
