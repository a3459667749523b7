package org.keyferry.acceptance;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;
import org.keyferry.protocol.pki.CertificateChain;
import org.keyferry.protocol.pki.SerialNumber;
import org.keyferry.testkit.installation.Installation;
import org.keyferry.testkit.installation.Programs;

/// A stranger who visits a web site, and trusts the CA.
///
/// @param root certificate of the CA, PEM
record Visitor(Path root) {

  static Visitor trusting(Installation installation) throws IOException {
    var root = installation.directory().resolve("issuing-root.pem");
    Files.writeString(root, new CertificateChain(List.of(installation.ca().issuingRoot())).toPem());
    return new Visitor(root);
  }

  /// The serial number of what `name` presents at a port of the loopback interface.
  String sees(String name, int port) throws IOException, GeneralSecurityException {
    var seen =
        Programs.run(
                Map.of(),
                List.of(
                    "timeout",
                    "20", // what forwards a port may take a connection and say nothing
                    "openssl",
                    "s_client",
                    "-connect",
                    "127.0.0.1:" + port,
                    "-servername",
                    name,
                    "-verify_hostname",
                    name,
                    "-verify_return_error",
                    "-CAfile",
                    root.toString()))
            .succeeded()
            .output();
    var pem = seen.substring(seen.indexOf("-----BEGIN"), seen.indexOf("-----END") + 25);
    var leaf =
        (X509Certificate)
            CertificateFactory.getInstance("X.509")
                .generateCertificate(
                    new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII)));
    return SerialNumber.of(leaf).value();
  }
}
