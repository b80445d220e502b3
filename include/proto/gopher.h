/* Gopher (PROTOCOLS.md D): selectors, menus, text, caps.txt, URL: pages. */
#ifndef LEDA_PROTO_GOPHER_H
#define LEDA_PROTO_GOPHER_H

#include "proto/protocol.h"

extern const Protocol protocol_gopher;

#endif
