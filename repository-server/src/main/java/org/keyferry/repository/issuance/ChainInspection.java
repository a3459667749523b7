package org.keyferry.repository.issuance;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.keyferry.protocol.pki.CertificateChain;
import org.keyferry.protocol.pki.SerialNumber;
import org.keyferry.protocol.pki.Thumbprint;
import org.keyferry.repository.certificate.CertificateAuthority;
import org.keyferry.repository.certificate.CertificateVersions;
import org.keyferry.repository.custody.KeyReference;

/// The repository's own check of what a CA sent, before it counts. The CA may be wrong, or may not
/// be the CA.
@ApplicationScoped
public class ChainInspection {

  /// What a wrong clock makes of a good certificate.
  private static final Set<ChainFault> OF_TIME =
      EnumSet.of(
          ChainFault.NOT_YET_VALID,
          ChainFault.EXPIRED,
          ChainFault.LIVES_TOO_SHORT,
          ChainFault.ISSUER_NOT_VALID);

  private final OrderKeys keys;
  private final CertificateVersions versions;
  private final CaClocks clocks;
  private final InstantSource clock;

  public ChainInspection(
      OrderKeys keys, CertificateVersions versions, CaClocks clocks, InstantSource clock) {
    this.keys = keys;
    this.versions = versions;
    this.clocks = clocks;
    this.clock = clock;
  }

  /// @param chain as it came
  /// @param spec what was ordered
  /// @param key for which it was ordered
  /// @param ca from which it came
  public Verdict inspect(
      CertificateChain chain, CertificateSpec spec, KeyReference key, CertificateAuthority ca) {
    var now = clock.instant();
    var leaf = new LeafRules(chain.leaf(), spec, now);
    var path = new PathRules(chain.certificates(), ca.issuers(), now);
    return Stream.<Supplier<Optional<Verdict.Refused>>>of(
            () -> otherKey(chain, key),
            leaf::firstFault,
            path::firstFault,
            () -> notNewer(chain, spec),
            () -> serialSeen(chain))
        .flatMap(rule -> rule.get().stream())
        .findFirst()
        .<Verdict>map(refused -> withClocks(refused, ca))
        .orElseGet(Verdict.Accepted::new);
  }

  private Verdict.Refused withClocks(Verdict.Refused refused, CertificateAuthority ca) {
    return Optional.of(refused)
        .filter(each -> OF_TIME.contains(each.fault()))
        .flatMap(_ -> clocks.disagreement(ca.name()))
        .map(sentence -> new Verdict.Refused(refused.fault(), refused.detail() + "; " + sentence))
        .orElse(refused);
  }

  private Optional<Verdict.Refused> otherKey(CertificateChain chain, KeyReference key) {
    var expected = keys.subjectPublicKey(key);
    var found = Thumbprint.of(chain.leaf().getPublicKey().getEncoded());
    return found.equals(expected)
        ? Optional.empty()
        : Optional.of(
            new Verdict.Refused(
                ChainFault.OTHER_KEY,
                "the key of the order has the thumbprint " + expected + ", not " + found));
  }

  private Optional<Verdict.Refused> notNewer(CertificateChain chain, CertificateSpec spec) {
    var notBefore = chain.leaf().getNotBefore().toInstant();
    return versions
        .newest(spec.certificate())
        .map(current -> current.chain().leaf().getNotBefore().toInstant())
        .filter(notBefore::isBefore)
        .map(inForce ->
            new Verdict.Refused(
                ChainFault.NOT_NEWER,
                "it is valid from " + notBefore + ", the one in force from " + inForce));
  }

  private Optional<Verdict.Refused> serialSeen(CertificateChain chain) {
    var number = chain.leaf().getSerialNumber();
    if (number.signum() <= 0 || number.bitLength() > 160) {
      return Optional.of(
          new Verdict.Refused(
              ChainFault.SERIAL_MALFORMED, "it has " + number.bitLength() + " bits: " + number));
    }
    var serial = SerialNumber.of(number);
    return Optional.of(serial)
        .filter(each -> versions.knows(chain.leaf().getIssuerX500Principal(), each))
        .map(known -> new Verdict.Refused(ChainFault.SERIAL_SEEN, "serial number " + known));
  }
}
