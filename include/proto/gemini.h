/* Gemini (PROTOCOLS.md A): requests, normalisation, redirects, errors in words. */
#ifndef LEDA_PROTO_GEMINI_H
#define LEDA_PROTO_GEMINI_H

#include "proto/protocol.h"

extern const Protocol protocol_gemini;

#endif
