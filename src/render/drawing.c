#include "render/drawing.h"

size_t drawing_both(Drawing *drawing, const RenderPage *page, Buf *gemtext, Buf *gophermap) {
    Flow *flow = &drawing->flow;
    Step step;
    flow_init(flow, page);
    gemtext_start(&drawing->gemtext, flow, gemtext);
    gophermap_start(&drawing->gophermap, flow, gophermap);
    drawing->gophermap.read = &drawing->gemtext.table;
    while (flow_next(flow, &step)) {
        gemtext_step(&drawing->gemtext, &step);
        gophermap_step(&drawing->gophermap, &step);
    }
    gophermap_end(&drawing->gophermap);
    return drawing->gophermap.title;
}

void drawing_free(Drawing *drawing) {
    flow_free(&drawing->flow);
    gemtext_free(&drawing->gemtext);
    gophermap_free(&drawing->gophermap);
}
