/* The logger: lines `leda: ...` on standard error.
 *
 * One of the two mutable globals of the program (the other is TLS's BIO method). A line is one write, so
 * lines of several threads do not mix. Control characters in what is logged are escaped as \xNN, so nothing
 * that a client or a file name brings can forge a line. */
#ifndef LEDA_BASE_LOG_H
#define LEDA_BASE_LOG_H

#include "base/str.h"

typedef enum { LOG_QUIET, LOG_NORMAL, LOG_VERBOSE } LogLevel;

/* Set once before threads start. LOG_NORMAL unless told. */
void log_set_level(LogLevel level);

/* Something is wrong: printed at every level. */
void log_error(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* What an operator wants to know (ready, reloaded): not with -q. */
void log_info(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* Only with -v. */
void log_debug(const char *format, ...) __attribute__((format(printf, 1, 2)));

#endif
