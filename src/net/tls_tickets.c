/* OpenSSL's own ticket keys were considered: each SSL_CTX makes some of its own, they never change, and none
 * opens what the one before it sealed. Generations that are swapped by pointer were, too: a reader that is
 * about to take its reference needs a lock all the same, and two keys are copied sooner than counted. */
#include "net/tls_tickets.h"

#include "base/buf.h"
#include "base/clock.h"

#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/params.h>
#include <openssl/rand.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

enum { IV = 16, GENERATIONS = 2 };

typedef struct TicketKey {
    unsigned char name[TLS_TICKET_NAME];
    unsigned char cipher[32]; /* AES-256-CBC */
    unsigned char mac[32];    /* HMAC with SHA-256 */
} TicketKey;

struct TlsTickets {
    atomic_uint refs;
    EVP_CIPHER *cipher;
    pthread_mutex_t lock;        /* of what follows */
    TicketKey keys[GENERATIONS]; /* the one that seals, and the one before it */
    int64_t made;                /* the first one (clock_steady) */
};

TlsTickets *tls_tickets_new(void) {
    TlsTickets *t = mem_zero(1, sizeof *t);
    atomic_init(&t->refs, 1);
    pthread_mutex_init(&t->lock, NULL);
    t->cipher = EVP_CIPHER_fetch(NULL, "AES-256-CBC", NULL);
    t->made = clock_steady();
    if (t->cipher && RAND_bytes((unsigned char *)t->keys, sizeof t->keys) == 1) return t;
    tls_tickets_unref(t);
    return NULL;
}

TlsTickets *tls_tickets_ref(TlsTickets *t) {
    atomic_fetch_add_explicit(&t->refs, 1, memory_order_relaxed);
    return t;
}

void tls_tickets_unref(TlsTickets *t) {
    if (!t || atomic_fetch_sub_explicit(&t->refs, 1, memory_order_acq_rel) != 1) return;
    OPENSSL_cleanse(t->keys, sizeof t->keys);
    EVP_CIPHER_free(t->cipher);
    pthread_mutex_destroy(&t->lock);
    free(t);
}

/* Under the lock. */
static bool tickets_due(const TlsTickets *t, int64_t now) {
    return now - t->made >= TLS_TICKET_SECONDS;
}

/* Under the lock. After a day without a turn the last key is too old to open anything. */
static void tickets_advance(TlsTickets *t, const TicketKey fresh[GENERATIONS], int64_t now) {
    bool stale = now - t->made >= 2 * (int64_t)TLS_TICKET_SECONDS;
    t->keys[1] = stale ? fresh[1] : t->keys[0];
    t->keys[0] = fresh[0];
    t->made = now;
}

/* Random bytes are drawn outside the lock; of two threads that see the hour come one is in time. */
bool tls_tickets_turn(TlsTickets *t) {
    TicketKey fresh[GENERATIONS];
    int64_t now = clock_steady();
    pthread_mutex_lock(&t->lock);
    bool due = tickets_due(t, now);
    pthread_mutex_unlock(&t->lock);
    if (!due) return true;
    if (RAND_bytes((unsigned char *)fresh, sizeof fresh) != 1) return false;
    pthread_mutex_lock(&t->lock);
    if (tickets_due(t, now)) tickets_advance(t, fresh, now);
    pthread_mutex_unlock(&t->lock);
    OPENSSL_cleanse(fresh, sizeof fresh);
    return true;
}

static bool start_mac(const TicketKey *key, EVP_MAC_CTX *mac) {
    char digest[] = "SHA256";
    OSSL_PARAM params[] = {OSSL_PARAM_utf8_string(OSSL_MAC_PARAM_DIGEST, digest, 0), OSSL_PARAM_END};
    return EVP_MAC_init(mac, key->mac, sizeof key->mac, params) == 1;
}

int tls_tickets_seal(TlsTickets *t, const TicketUse *use) {
    TicketKey key;
    if (!tls_tickets_turn(t)) return 0;
    pthread_mutex_lock(&t->lock);
    key = t->keys[0];
    pthread_mutex_unlock(&t->lock);
    memcpy(use->name, key.name, sizeof key.name);
    bool good = RAND_bytes(use->iv, IV) == 1 &&
                EVP_EncryptInit_ex2(use->cipher, t->cipher, key.cipher, use->iv, NULL) == 1 &&
                start_mac(&key, use->mac);
    OPENSSL_cleanse(&key, sizeof key);
    return good;
}

/* The key of that name, and which generation it is; GENERATIONS: we have none. */
static int find_key(TlsTickets *t, const unsigned char *name, TicketKey *key) {
    int i = 0;
    pthread_mutex_lock(&t->lock);
    while (i < GENERATIONS && memcmp(t->keys[i].name, name, TLS_TICKET_NAME) != 0)
        i++;
    if (i < GENERATIONS) *key = t->keys[i];
    pthread_mutex_unlock(&t->lock);
    return i;
}

int tls_tickets_open(TlsTickets *t, const TicketUse *use) {
    TicketKey key;
    if (!tls_tickets_turn(t)) return 0;
    int generation = find_key(t, use->name, &key);
    if (generation == GENERATIONS) return 0;
    bool good = EVP_DecryptInit_ex2(use->cipher, t->cipher, key.cipher, use->iv, NULL) == 1 &&
                start_mac(&key, use->mac);
    OPENSSL_cleanse(&key, sizeof key);
    if (!good) return 0;
    return generation == 0 ? 1 : 2;
}
