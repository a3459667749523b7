package org.keyferry.agent.adopt;

import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import org.keyferry.agent.adopt.clients.Renewal;
import org.keyferry.agent.adopt.host.Use;

/// One certificate that is presented somewhere, with what its files say.
///
/// @param leaf empty if it cannot be read
/// @param renewal empty if no client of this host is known to renew it
/// @param faults what is wrong with it, whoever presents it; sentences without a subject
/// @param obstacle why the agent cannot take over, as far as the files say
record Finding(
    Use use,
    Optional<X509Certificate> leaf,
    Optional<Renewal> renewal,
    List<String> faults,
    Optional<String> obstacle) {

  Finding {
    faults = List.copyOf(faults);
  }
}
