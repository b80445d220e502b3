/* Walks head and parts. Slices are lent, never copied, so a flight holds at most one chunk of a file and one
 * pull of a source: a second would overwrite the first. */
#include "net/body.h"

static void flight_add(Flight *flight, Str s) {
    if (s.len == 0) return;
    flight->slices[flight->count++] = s;
    flight->total += s.len;
}

void body_open(Body *body, Response *response, BodyFileHost host) {
    *body = (Body){.response = *response, .host = host};
    response_init(response);
}

/* The first file from part `from` on is opened. False when there is none. */
static bool body_open_file(Body *body, uint8_t from) {
    for (uint8_t i = from; i < body->response.count; i++) {
        if (body->response.parts[i].kind != PART_FILE) continue;
        body->file_part = i;
        body->file = body_file_open(&body->response.parts[i].file, body->host);
        return true;
    }
    return false;
}

static void body_part_done(Body *body) {
    body->part++;
    body->offset = 0;
}

static BodyState body_lend(Body *body, Str whole, size_t want, Flight *flight) {
    Str rest = str_skip(whole, body->offset);
    size_t room = want > flight->total ? want - flight->total : 0;
    if (rest.len > room) {
        flight_add(flight, str_head(rest, room));
        body->offset += room;
        return BODY_MORE;
    }
    flight_add(flight, rest);
    body_part_done(body);
    return BODY_LAST;
}

/* A source that gives nothing and says that more follows is taken at its first half: it has ended. */
static BodyState body_pull(Body *body, Source *source, size_t want, Flight *flight) {
    if (body->pulled.len > 0) return BODY_MORE;
    bool more = true;
    while (more && flight->total + body->pulled.len < want) {
        size_t before = body->pulled.len;
        more = source->fill(source, want - flight->total - before, &body->pulled);
        if (body->pulled.len == before) more = false;
    }
    flight_add(flight, buf_str(&body->pulled));
    if (more) return BODY_MORE;
    body_part_done(body);
    return BODY_LAST;
}

static BodyState body_file(Body *body, Flight *flight) {
    if (!body->file || body->file_part != body->part) return BODY_MORE;
    Str chunk;
    switch (body_file_next(body->file, &chunk)) {
    case BODY_FILE_WAIT: return flight->count > 0 ? BODY_MORE : BODY_WAIT;
    case BODY_FILE_FAILED: return BODY_FAILED;
    case BODY_FILE_MORE: flight_add(flight, chunk); return BODY_MORE;
    case BODY_FILE_LAST: break;
    }
    flight_add(flight, chunk);
    body_part_done(body);
    return BODY_LAST;
}

static BodyState body_step(Body *body, size_t want, Flight *flight) {
    Part *part = &body->response.parts[body->part];
    switch (part->kind) {
    case PART_STR: return body_lend(body, part->str, want, flight);
    case PART_BUF: return body_lend(body, buf_str(&part->buf), want, flight);
    case PART_SOURCE: return body_pull(body, part->source, want, flight);
    case PART_FILE: return body_file(body, flight);
    }
    return BODY_FAILED;
}

/* Sees to it that the next file is open, and before the first byte that it can be read. */
static BodyState body_prepare(Body *body) {
    if (body->file && body->file_part < body->part) {
        body_file_close(body->file);
        body->file = NULL;
    }
    if (!body->file && !body_open_file(body, body->part)) return BODY_MORE;
    if (body->head_sent) return BODY_MORE;
    switch (body_file_state(body->file)) {
    case BODY_FILE_WAIT: return BODY_WAIT;
    case BODY_FILE_FAILED: return BODY_FAILED;
    default: return BODY_MORE;
    }
}

BodyState body_next(Body *body, size_t want, Flight *flight) {
    *flight = (Flight){0};
    buf_clear(&body->pulled);
    BodyState state = body_prepare(body);
    if (state != BODY_MORE) return state;
    if (!body->head_sent) flight_add(flight, (Str){body->response.head, body->response.head_len});
    body->head_sent = true;
    while (body->part < body->response.count) {
        state = body_step(body, want, flight);
        if (state != BODY_LAST) return state;
    }
    return BODY_LAST;
}

bool body_close(Body *body) {
    bool busy = body->file && body_file_close(body->file);
    body->file = NULL;
    buf_free(&body->pulled);
    response_free(&body->response);
    return busy;
}
