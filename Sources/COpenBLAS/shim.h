#include <cblas.h>

/* Whether the processor has the vector instructions of x86-64-v3, which the trainer's own loops are compiled for. */
static inline int pargo_has_vectors(void) {
#if defined(__x86_64__)
    __builtin_cpu_init();
    return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
#else
    return 1;
#endif
}
