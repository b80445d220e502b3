/* Gemini's `serve`: any bytes get one header of the defined form, with a body behind 20 alone, or nothing. */
#include "proto/gemini.h"

#include "served.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size) {
    Str request;
    Asking asking;
    Served served = fuzz_request(&protocol_gemini, (Str){(const char *)bytes, size}, &asking, &request);
    Str answer = buf_str(&served.bytes);
    if (answer.len) {
        fuzz_check(gemini_problem(answer) == NULL);
        fuzz_check(served.status == 10 * (unsigned)(answer.p[0] - '0') + (unsigned)(answer.p[1] - '0'));
        fuzz_check(!str_starts(answer, STR("31 //")) && !str_starts(answer, STR("30 //")));
    }
    fuzz_check(served.consumed > 0 || served.status == 0 || served.status == 59);
    buf_free(&served.bytes);
    return 0;
}
