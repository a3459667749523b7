package org.keyferry.repository.issuance;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.keyferry.protocol.pki.CertificateChain;
import org.keyferry.protocol.pki.SerialNumber;
import org.keyferry.repository.certificate.CertificateAuthorities;
import org.keyferry.repository.certificate.CertificateVersions;
import org.keyferry.repository.certificate.Policy;

/// The repository's own check of a certificate that an officer brings. It is that of what a CA
/// sends ([ChainInspection]), with two differences: the certificate may be in the middle of its
/// life, and it may come from a CA that the policy does not name. Hosts serve it already, so that
/// is said rather than refused.
@ApplicationScoped
public class ImportInspection {

  private static final Duration BACKDATING = Duration.ofHours(1); // as in [LeafRules]

  private final CertificateAuthorities authorities;
  private final CertificateVersions versions;
  private final InstantSource clock;

  public ImportInspection(
      CertificateAuthorities authorities, CertificateVersions versions, InstantSource clock) {
    this.authorities = authorities;
    this.versions = versions;
    this.clock = clock;
  }

  /// @param spec what an order would have been for
  /// @param policy by which the certificate will be renewed
  public Finding inspect(CertificateChain chain, CertificateSpec spec, Policy policy) {
    var now = clock.instant();
    var leaf = new LeafRules(chain.leaf(), spec, now);
    var path = path(chain, policy, now);
    return leaf.firstFaultOfOneInUse()
        .or(() -> path.filter(refused -> !isOfAnotherCa(refused)))
        .or(() -> notNewer(chain, spec))
        .or(() -> serialMalformed(chain))
        .<Finding>map(Finding.Refused::new)
        .orElseGet(() -> new Finding.Accepted(remarks(chain, policy, path)));
  }

  /// The mildest that the CAs of the policy make of it: one of them may have issued it.
  private Optional<Verdict.Refused> path(CertificateChain chain, Policy policy, Instant now) {
    var faults =
        policy.issuers().stream()
            .map(issuer -> authorities.named(issuer.ca()))
            .flatMap(Optional::stream)
            .map(ca -> new PathRules(chain.certificates(), ca.issuers(), now).firstFault())
            .toList();
    return faults.stream().anyMatch(Optional::isEmpty)
        ? Optional.empty()
        : faults.stream()
            .flatMap(Optional::stream)
            .reduce((one, other) -> isOfAnotherCa(one) ? other : one);
  }

  private static boolean isOfAnotherCa(Verdict.Refused refused) {
    return refused.fault() == ChainFault.ISSUER_MISSING;
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

  private static Optional<Verdict.Refused> serialMalformed(CertificateChain chain) {
    var number = chain.leaf().getSerialNumber();
    return SerialNumber.isFit(number)
        ? Optional.empty()
        : Optional.of(
            new Verdict.Refused(
                ChainFault.SERIAL_MALFORMED, "it has " + number.bitLength() + " bits: " + number));
  }

  private List<String> remarks(
      CertificateChain chain, Policy policy, Optional<Verdict.Refused> path) {
    var remarks = new ArrayList<String>();
    path.ifPresent(refused ->
        remarks.add(
            "No CA of policy "
                + policy.name()
                + " issued it ("
                + refused.detail()
                + "): see that the clients of the hosts trust it, and that the chain is whole."));
    var leaf = chain.leaf();
    var life = Duration.between(leaf.getNotBefore().toInstant(), leaf.getNotAfter().toInstant());
    policy
        .validity()
        .longest()
        .filter(longest -> life.compareTo(longest.plus(BACKDATING)) > 0)
        .ifPresent(longest ->
            remarks.add(
                String.format(
                    Locale.ROOT,
                    "It is valid for %d days, and policy %s wants at most %d: that holds from the"
                        + " renewal on.",
                    life.toDays(),
                    policy.name(),
                    longest.toDays())));
    return List.copyOf(remarks);
  }

  /// What came of it.
  public sealed interface Finding {

    /// @param remarks what an officer should know
    record Accepted(List<String> remarks) implements Finding {}

    record Refused(Verdict.Refused verdict) implements Finding {}
  }
}
