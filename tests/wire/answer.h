/* The form that every answer has, whatever was asked. */
#ifndef LEDA_TESTS_WIRE_ANSWER_H
#define LEDA_TESTS_WIRE_ANSWER_H

#include "base/str.h"

#include <string.h>

static inline bool status_is_defined(unsigned status) {
    static const unsigned char defined[] = {10, 11, 20, 30, 31, 40, 41, 42, 43,
                                            44, 50, 51, 52, 53, 59, 60, 61, 62};
    return memchr(defined, (int)status, sizeof defined);
}

/* What is wrong with the form of a Gemini answer (GEM-RSP-01 to -06), or NULL. */
static inline const char *gemini_problem(Str got) {
    size_t end = str_search(got, STR("\r\n"));
    if (end == STR_NONE || end < 4 || end > 3 + 1024) return "no header line of a length that clients take";
    Str head = str_head(got, end), digits = str_head(head, 2), meta = str_skip(head, 3);
    uint32_t status;
    if (!str_to_u32(digits, &status) || !status_is_defined(status)) return "the status is not defined";
    if (head.p[2] != ' ' || meta.p[0] == ' ') return "not exactly one blank behind the status";
    for (size_t i = 0; i < meta.len; i++) {
        if (str_control(str_skip(meta, i))) return "a control character in the header";
    }
    return status / 10 != 2 && got.len != end + 2 ? "a body although the status is not 2x" : NULL;
}

/* What is wrong with the form of a menu (GOP-MENU-01, -02, -04), or NULL. */
static inline const char *menu_problem(Str got) {
    if (!str_ends(got, STR("\r\n.\r\n"))) return "the menu does not end with its dot";
    Str rest = str_head(got, got.len - 3);
    while (rest.len) {
        size_t end = str_search(rest, STR("\r\n")), tabs = 0;
        Str line = str_head(rest, end);
        for (size_t i = 0; i < line.len; i++) {
            tabs += line.p[i] == '\t';
            if (line.p[i] != '\t' && str_control(str_skip(line, i))) return "a control character in a menu";
        }
        if (tabs != 3) return "a menu line without four fields";
        rest = str_skip(rest, end + 2);
    }
    return NULL;
}

#endif
