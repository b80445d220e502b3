/* cmocka and the headers that it wants before itself, in the order that it wants them. */
#ifndef LEDA_TESTS_UNIT_UNIT_H
#define LEDA_TESTS_UNIT_UNIT_H

/* clang-format off */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
/* clang-format on */

#endif
