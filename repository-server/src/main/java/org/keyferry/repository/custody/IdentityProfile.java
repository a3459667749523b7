package org.keyferry.repository.custody;

import java.time.Duration;
import java.util.List;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.keyferry.protocol.bundle.AgentId;
import org.keyferry.protocol.pki.DisplayName;

/// What stands in a certificate of the repository's own.
///
/// @param commonName of the subject
/// @param alternativeNames may be empty
/// @param purpose the one extended key usage
/// @param validity from now on
public record IdentityProfile(
    String commonName,
    List<GeneralName> alternativeNames,
    KeyPurposeId purpose,
    Duration validity) {

  private static final Duration AGENT = Duration.ofDays(7);
  private static final Duration OFFICER = Duration.ofDays(90);
  private static final Duration SERVER = Duration.ofDays(30);

  public IdentityProfile {
    alternativeNames = List.copyOf(alternativeNames);
  }

  public static IdentityProfile agent(AgentId id) {
    var name = new GeneralName(GeneralName.uniformResourceIdentifier, "urn:uuid:" + id);
    return new IdentityProfile(id.toString(), List.of(name), KeyPurposeId.id_kp_clientAuth, AGENT);
  }

  public static IdentityProfile officer(DisplayName name) {
    return new IdentityProfile(name.value(), List.of(), KeyPurposeId.id_kp_clientAuth, OFFICER);
  }

  /// @param names DNS names and IP addresses at which the server is called
  public static IdentityProfile server(List<ServerName> names) {
    return new IdentityProfile(
        names.getFirst().value(),
        names.stream().map(ServerName::toGeneralName).toList(),
        KeyPurposeId.id_kp_serverAuth,
        SERVER);
  }
}
