// Compatibility code compiled into the addon.

// Lets an addon built on a new machine load on an old one. Compilers since GCC 11 call this function for arrays of
// negative size; the libstdc++ of older systems lacks it.
#include <new>

namespace std {
[[noreturn]] __attribute__((visibility("hidden"))) void __throw_bad_array_new_length() {
  throw std::bad_array_new_length();
}
}  // namespace std

// On a GPU, TensorFlow multiplies float32 with a 10-bit mantissa (TF32) by default. Only this function, which no
// setting
// exposes, turns that off; versions without it keep their behaviour.
namespace tsl {
__attribute__((weak)) void enable_tensor_float_32_execution(bool enabled);
}

namespace {
__attribute__((constructor)) void multiply_with_all_bits() {
  if (tsl::enable_tensor_float_32_execution) tsl::enable_tensor_float_32_execution(false);
}
}  // namespace
