/* URIs after RFC 3986: a pure function over a slice, separate from normalisation and from look-up. */
#ifndef LEDA_BASE_URI_H
#define LEDA_BASE_URI_H

#include "base/buf.h"

/* The parts of a URI as slices of it, nothing decoded. Absent and empty differ where it matters. The path
 * points into the URI even when it is empty, so that what follows it can be found. */
typedef struct Uri {
    Str scheme, userinfo, host, port, path, query;
    bool has_authority, has_userinfo, has_port, has_query, has_fragment;
} Uri;

/* The scheme that s begins with, without its colon; empty when s is a relative reference or nothing at all.
 */
Str uri_scheme(Str s);

/* Splits any bytes at the delimiters of RFC 3986, without a judgement: for links, in which readers and
 * authors write what they like. Without a scheme *out has none and the rest is a relative reference. */
void uri_split(Str s, Uri *out);

/* Splits s, which must begin with a scheme (GEM-REQ-06). NULL when it is well-formed, else a few words that
 * say what is wrong, in the form "it has no scheme" (GEM-REQ-09 to -13). Bytes outside 0x21-0x7E, `%` without
 * two hex digits and `%00` are malformed; a host in brackets must be an IPv6 address without zone
 * (GEM-REQ-16). Whether an authority, a host, userinfo or a fragment may be there is the scheme's affair and
 * left to the caller. The marks `"<>\^{|}[]` and backtick are no URI characters either, but readers type
 * them and they harm nobody: they pass in path and query. */
const char *uri_parse(Str s, Uri *out);

/* The port: `standard`, the scheme's own, when it is absent or empty; more than 65535 when it is no port. */
uint32_t uri_port(const Uri *uri, uint16_t standard);

/* Normalises a path (GEM-URI-02 to -05): triplets of unreserved characters decoded, other hex digits upper
 * case, then dot segments removed (RFC 3986 section 5.2.4), then runs of slashes folded; an empty path gives
 * `/`. Appends the result, still encoded. False when the path climbs above the root (K-1); *out is as before
 * then. */
bool uri_normalise(Str path, Buf *out);

/* Decodes all triplets of a normalised path, once (GEM-URI-03). False when a byte behind the decoding is `\`,
 * NUL or another control character, when a triplet stands for `/`, or when the result is not UTF-8
 * (GEM-URI-04); *out is as before then. */
bool uri_decode(Str path, Buf *out);

/* Appends the URI that a client means by `iri`, in which letters beyond ASCII stand as they are (RFC 3987
 * section 3.1): their bytes encoded, in the host A-labels instead where it has such a form (GEM-URI-08). All
 * ASCII stays as it is, right or wrong: what comes out is for uri_parse. False, with nothing appended, when
 * it is not UTF-8 (GEM-REQ-10). */
bool uri_of_iri(Str iri, Buf *out);

/* True when host (of a URI or SNI) names `name`: ASCII case, percent-encoding and one trailing dot ignored
 * (GEM-URI-09). IP addresses compare as such, in any spelling; with name `localhost` 127.0.0.1 and [::1] are
 * it too (GEM-REQ-16). */
bool uri_host_is(Str host, Str name);

/* Appends `host` or `host:port` as it stands in a URL: an IPv6 address in brackets, the port unless it is
 * `standard`. */
void uri_authority(Str host, uint16_t port, uint16_t standard, Buf *out);

#endif
