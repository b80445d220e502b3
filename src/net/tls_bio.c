/* Three rules, each learnt from a handshake that broke: a flush succeeds, every control code that we do not
 * know is answered with 0, and an empty input is "retry" (-1), never an end of file (0). */
#include "net/tls_bio.h"

#include <string.h>

static int tls_bio_write(BIO *bio, const char *bytes, int length) {
    const TlsPipe *pipe = BIO_get_data(bio);
    BIO_clear_retry_flags(bio);
    if (length <= 0) return 0;
    if (pipe->out) buf_add(pipe->out, (Str){bytes, (size_t)length});
    return length;
}

static int tls_bio_read(BIO *bio, char *bytes, int length) {
    TlsPipe *pipe = BIO_get_data(bio);
    BIO_clear_retry_flags(bio);
    if (length <= 0) return 0;
    if (pipe->in.len == 0) {
        BIO_set_retry_read(bio);
        return -1;
    }
    Str taken = str_head(pipe->in, (size_t)length);
    memcpy(bytes, taken.p, taken.len);
    pipe->in = str_skip(pipe->in, taken.len);
    return (int)taken.len;
}

static long tls_bio_ctrl(BIO *bio, int command, long number, void *pointer) {
    (void)bio;
    (void)number;
    (void)pointer;
    return command == BIO_CTRL_FLUSH;
}

BIO_METHOD *tls_bio_method(void) {
    BIO_METHOD *method = BIO_meth_new(BIO_TYPE_SOURCE_SINK, "connection buffers");
    if (!method) return NULL;
    BIO_meth_set_write(method, tls_bio_write);
    BIO_meth_set_read(method, tls_bio_read);
    BIO_meth_set_ctrl(method, tls_bio_ctrl);
    return method;
}

BIO *tls_bio_new(const BIO_METHOD *method, TlsPipe *pipe) {
    BIO *bio = BIO_new(method);
    if (!bio) return NULL;
    BIO_set_data(bio, pipe);
    BIO_set_init(bio, 1);
    return bio;
}
