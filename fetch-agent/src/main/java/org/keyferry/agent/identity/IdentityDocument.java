package org.keyferry.agent.identity;

import java.util.List;

/// `identity.json`: what the repository said about this host, as it said it.
///
/// @param identity PEM chain, leaf first
/// @param root PEM
/// @param signingKeys SubjectPublicKeyInfo (DER, base64url)
record IdentityDocument(
    String repository,
    String agent,
    String name,
    String identity,
    String root,
    List<String> signingKeys) {}
