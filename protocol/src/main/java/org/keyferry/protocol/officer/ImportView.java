package org.keyferry.protocol.officer;

import java.util.List;

/// What came of an import.
///
/// @param certificate name of the certificate
/// @param version that it is now
/// @param remarks what an officer should know about it, in sentences; empty if all is as if the
///   repository had ordered it, but for the key
public record ImportView(String certificate, VersionView version, List<String> remarks) {}
