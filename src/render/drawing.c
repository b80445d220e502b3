#include "render/drawing.h"

#include "render/gemtext.h"
#include "render/gophermap.h"

size_t drawing_both(const RenderPage *page, Buf *gemtext, Buf *gophermap) {
    Flow flow;
    Gemtext gemini;
    Gophermap gopher;
    Step step;
    flow_init(&flow, page);
    gemtext_start(&gemini, &flow, gemtext);
    gophermap_start(&gopher, &flow, gophermap);
    while (flow_next(&flow, &step)) {
        gemtext_step(&gemini, &step);
        gophermap_step(&gopher, &step);
    }
    gemtext_end(&gemini);
    gophermap_end(&gopher);
    flow_free(&flow);
    return gopher.title;
}
