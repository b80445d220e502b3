#include "proto/access.h"

Access access_to(const Area *area, const Peer *peer) {
    PeerCertificate shown;
    if (!peer->ops || !peer->ops->certificate(peer->transport, &shown)) return ACCESS_NEEDS_CERTIFICATE;
    if (!shown.sound) return ACCESS_NOT_SOUND;
    bool allowed = area->any || area_allows(area, &shown.certificate) || area_allows(area, &shown.key) ||
                   (area->authorities.len && peer->ops->is_signed(peer->transport, area->authorities));
    return allowed ? ACCESS_GRANTED : ACCESS_NOT_ALLOWED;
}
