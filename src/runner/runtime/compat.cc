// Compiled into the addon.

// So that one that is built on a new machine loads on an old one. Compilers since GCC 11 call
// this function where an array would have a negative size; the libstdc++ of older systems does not have it.
#include <new>

namespace std {
[[noreturn]] __attribute__((visibility("hidden"))) void __throw_bad_array_new_length() {
  throw std::bad_array_new_length();
}
}  // namespace std

// On a GPU TensorFlow multiplies with ten bits of a float32's fraction (TF32), unless it is told not to: by this function
// of its own, for which no setting stands. A version without it keeps what it does.
namespace tsl {
__attribute__((weak)) void enable_tensor_float_32_execution(bool enabled);
}

namespace {
__attribute__((constructor)) void multiply_with_all_bits() {
  if (tsl::enable_tensor_float_32_execution) tsl::enable_tensor_float_32_execution(false);
}
}  // namespace
