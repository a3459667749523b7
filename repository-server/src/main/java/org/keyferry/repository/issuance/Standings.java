package org.keyferry.repository.issuance;

import org.keyferry.protocol.bundle.CertificateId;

/// How certificates stand.
public interface Standings {

  Standing of(CertificateId certificate);
}
