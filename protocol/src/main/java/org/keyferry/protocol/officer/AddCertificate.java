package org.keyferry.protocol.officer;

import java.util.List;

/// `POST /v1/certificates`: puts a set of names under management; the first order is placed at
/// once.
///
/// @param name what officers and hosts call it
/// @param identifiers DNS names and IP addresses, 1 to 100; the first is the one that people look
///   for
/// @param policy name of the policy
public record AddCertificate(String name, List<String> identifiers, String policy) {}
