#include "proto/admission.h"

Admission admission_to(const Area *area, const Peer *peer) {
    PeerCertificate shown;
    if (!peer->ops || !peer->ops->certificate(peer->transport, &shown)) return ADMISSION_NEEDS_CERTIFICATE;
    if (!shown.sound) return ADMISSION_NOT_SOUND;
    bool allowed = area->any || area_allows(area, &shown.certificate) || area_allows(area, &shown.key) ||
                   (area->authorities.len && peer->ops->is_signed(peer->transport, area->authorities));
    return allowed ? ADMISSION_GRANTED : ADMISSION_NOT_ALLOWED;
}
