package org.keyferry.protocol.agent;

import java.util.List;

/// Answer to [EnrollmentRequest]: who the host is from now on, and whom it believes.
///
/// @param repository id of the repository
/// @param agent id of the new agent
/// @param name what officers call the agent
/// @param identity PEM chain of the agent's certificate, leaf first
/// @param root the repository's root certificate, PEM: anchor of its TLS chain
/// @param signingKeys SubjectPublicKeyInfo (DER, base64url) of the keys that sign bundles and
///   manifests
public record Enrollment(
    String repository,
    String agent,
    String name,
    String identity,
    String root,
    List<String> signingKeys) {}
