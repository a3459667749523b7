package org.keyferry.protocol.officer;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// A CA that speaks ACME.
///
/// @param name what officers call it
/// @param directory URL of its directory (RFC 8555 §7.1.1)
/// @param account URL of the repository's account there, or null before the first order
/// @param contacts `mailto:` URLs given to the CA
/// @param trustAnchors PEM certificates that its HTTPS must chain to; empty: those of the JDK
/// @param issuers PEM root certificates that what it issues must chain to; empty: those of the JDK
/// @param state `ready`, or what is the matter
/// @param limits how much it takes
/// @param circuit whether it is asked
public record CertificateAuthorityView(
    String name,
    String directory,
    @Nullable String account,
    List<String> contacts,
    List<String> trustAnchors,
    List<String> issuers,
    String state,
    LimitsView limits,
    CircuitView circuit) {}
