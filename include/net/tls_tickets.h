/* Ticket keys: what seals session tickets, shared by every worker and every generation of certificates.
 *
 * A key seals for 12 hours and opens for 12 more: a ticket opens for its whole life (TLS_TICKET_SECONDS).
 * Keys are random, live in memory alone and are wiped when they are done. All calls may come from any thread;
 * the lock is held for the copy of a key. For net/tls* alone. */
#ifndef LEDA_NET_TLS_TICKETS_H
#define LEDA_NET_TLS_TICKETS_H

#include <openssl/evp.h>
#include <stdbool.h>

#define TLS_TICKET_SECONDS (12 * 3600) /* how long a ticket is good, and a key seals */
#define TLS_TICKET_NAME    16          /* bytes that say which key sealed a ticket */

typedef struct TlsTickets TlsTickets;

/* NULL when OpenSSL has no random bytes or no cipher. */
TlsTickets *tls_tickets_new(void);
TlsTickets *tls_tickets_ref(TlsTickets *tickets);
void tls_tickets_unref(TlsTickets *tickets);

/* Changes keys whose time is over. Use of the keys does it too: this is for hours in which nobody comes.
 * False when there are no random bytes: no key may be used then. */
bool tls_tickets_turn(TlsTickets *tickets);

/* What OpenSSL has at hand when it asks for a key. */
typedef struct TicketUse {
    unsigned char *name; /* TLS_TICKET_NAME bytes */
    unsigned char *iv;
    EVP_CIPHER_CTX *cipher;
    EVP_MAC_CTX *mac;
} TicketUse;

/* Both answer as OpenSSL's callback does. Seal: 1, or 0 for no ticket. Open: 1; 2 when the client should get
 * a ticket of the key that seals; 0 for a key that we do not have: the handshake is a whole one. */
int tls_tickets_seal(TlsTickets *tickets, const TicketUse *use);
int tls_tickets_open(TlsTickets *tickets, const TicketUse *use);

#endif
