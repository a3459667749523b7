package org.keyferry.repository.issuance;

import static java.util.stream.Collectors.joining;

import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import org.jspecify.annotations.Nullable;
import org.keyferry.protocol.pki.Identifier;
import org.keyferry.protocol.pki.Printable;
import org.keyferry.repository.certificate.Trait;
import org.keyferry.repository.certificate.Validity;

/// What must hold of a leaf by itself (RFC 5280, and the TLS server profile of the Baseline
/// Requirements as far as a subscriber depends on it).
final class LeafRules {

  private static final int DIGITAL_SIGNATURE = 0; // KeyUsage bits (RFC 5280 §4.2.1.3)
  private static final int KEY_CERT_SIGN = 5;
  private static final int CRL_SIGN = 6;
  private static final String SERVER_AUTH = "1.3.6.1.5.5.7.3.1";
  private static final Duration CLOCK_SKEW = Duration.ofMinutes(5);

  private final X509Certificate leaf;
  private final CertificateSpec spec;
  private final Instant now;
  private final Instant notBefore;
  private final Instant notAfter;

  LeafRules(X509Certificate leaf, CertificateSpec spec, Instant now) {
    this.leaf = leaf;
    this.spec = spec;
    this.now = now;
    this.notBefore = leaf.getNotBefore().toInstant();
    this.notAfter = leaf.getNotAfter().toInstant();
  }

  Optional<Verdict.Refused> firstFault() {
    return first(
        Stream.concat(
            ofAnyLeaf(), Stream.of(this::life, this::unwantedName, this::unwantedResponder)));
  }

  /// Of a leaf that was in use elsewhere: it may be in the middle of its life, and how long that is
  /// and what else is in it was somebody else's decision.
  Optional<Verdict.Refused> firstFaultOfOneInUse() {
    return first(ofAnyLeaf());
  }

  private static Optional<Verdict.Refused> first(
      Stream<Supplier<Optional<Verdict.Refused>>> rules) {
    return rules.flatMap(rule -> rule.get().stream()).findFirst();
  }

  private Stream<Supplier<Optional<Verdict.Refused>>> ofAnyLeaf() {
    return Stream.of(
        this::format,
        this::names,
        this::commonName,
        this::beginning,
        this::end,
        this::role,
        this::keyUsage,
        this::purpose,
        this::extensions,
        this::stapling,
        this::independence);
  }

  private Optional<Verdict.Refused> format() {
    return refuseIf(leaf.getVersion() != 3, ChainFault.OLD_FORMAT, "version " + leaf.getVersion());
  }

  private Optional<Verdict.Refused> names() {
    var ordered = spec.identifiers().stream().map(AlternativeName::of).toList();
    var found = AlternativeName.of(leaf);
    for (var each : found) {
      if (!(each instanceof AlternativeName.Dns) && !ordered.contains(each)) {
        return refused(ChainFault.OTHER_IDENTIFIER, Printable.of(each.shown()));
      }
    }
    if (found.isEmpty()) {
      return refused(ChainFault.NAMES_ABSENT, "ordered were " + spec.identifiers());
    }
    return Stream.of(
            refuseIf(!found.containsAll(ordered), ChainFault.NAME_MISSING, firstOf(ordered, found)),
            refuseIf(!ordered.containsAll(found), ChainFault.NAME_ADDED, firstOf(found, ordered)))
        .flatMap(Optional::stream)
        .findFirst();
  }

  private Optional<Verdict.Refused> commonName() {
    var ordered = spec.identifiers().stream().map(Identifier::value).toList();
    return commonNames().stream()
        .filter(name -> !ordered.contains(name.toLowerCase(Locale.ROOT)))
        .findFirst()
        .flatMap(name -> refused(ChainFault.COMMON_NAME_FOREIGN, Printable.of(name)));
  }

  private Optional<Verdict.Refused> beginning() {
    return refuseIf(
        notBefore.isAfter(now.plus(CLOCK_SKEW)),
        ChainFault.NOT_YET_VALID,
        "it is valid from " + notBefore + ", and here it is " + now + ": compare the clocks");
  }

  private Optional<Verdict.Refused> end() {
    return refuseIf(
        !notAfter.isAfter(now),
        ChainFault.EXPIRED,
        "it was valid until " + notAfter + ", and here it is " + now + ": compare the clocks");
  }

  private Optional<Verdict.Refused> life() {
    var life = Duration.between(notBefore, notAfter);
    var left = Duration.between(now, notAfter);
    if (left.compareTo(life.dividedBy(2)) < 0) {
      return refused(
          ChainFault.LIVES_TOO_SHORT,
          "of " + Validity.shown(life) + " only " + Validity.shown(left) + " are left");
    }
    return ValidityEngine.fault(spec.validity(), life);
  }

  private Optional<Verdict.Refused> unwantedName() {
    return commonNames().stream()
        .filter(_ -> spec.mustNot().contains(Trait.COMMON_NAME))
        .findFirst()
        .flatMap(name -> refused(ChainFault.COMMON_NAME_UNWANTED, Printable.of(name)));
  }

  private Optional<Verdict.Refused> unwantedResponder() {
    return unlessMalformed(dependence ->
        dependence
            .responder()
            .filter(_ -> spec.mustNot().contains(Trait.OCSP))
            .flatMap(responder -> refused(ChainFault.OCSP_UNWANTED, Printable.of(responder))));
  }

  private Optional<Verdict.Refused> stapling() {
    return unlessMalformed(dependence ->
        refuseIf(
            dependence.mustBeStapled(),
            ChainFault.MUST_BE_STAPLED,
            "it has the TLS feature status_request or status_request_v2, RFC 7633"));
  }

  private Optional<Verdict.Refused> unlessMalformed(
      Function<OcspDependence, Optional<Verdict.Refused>> rule) {
    try {
      return rule.apply(OcspDependence.of(leaf));
    } catch (CertificateParsingException malformed) {
      return refused(
          ChainFault.EXTENSION_MALFORMED,
          "authorityInfoAccess or TLS feature: "
              + Printable.of(String.valueOf(malformed.getMessage())));
    }
  }

  private Optional<Verdict.Refused> role() {
    return refuseIf(leaf.getBasicConstraints() >= 0, ChainFault.IS_A_CA, "basicConstraints say so");
  }

  private Optional<Verdict.Refused> keyUsage() {
    boolean @Nullable [] usage = leaf.getKeyUsage();
    if (usage == null) {
      return Optional.empty();
    }
    if (has(usage, KEY_CERT_SIGN) || has(usage, CRL_SIGN)) {
      return refused(ChainFault.SIGNS_CERTIFICATES, "keyUsage has keyCertSign or cRLSign");
    }
    return refuseIf(
        !has(usage, DIGITAL_SIGNATURE), ChainFault.CANNOT_SIGN, "keyUsage lacks digitalSignature");
  }

  private Optional<Verdict.Refused> purpose() {
    var purposes = purposes();
    return refuseIf(
        !purposes.contains(SERVER_AUTH),
        ChainFault.NOT_FOR_SERVERS,
        purposes.isEmpty()
            ? "extendedKeyUsage is absent"
            : "extendedKeyUsage is " + purposes + ", without serverAuth");
  }

  private Optional<Verdict.Refused> extensions() {
    return refuseIf(
        leaf.hasUnsupportedCriticalExtension(),
        ChainFault.EXTENSION_UNKNOWN,
        "critical are " + leaf.getCriticalExtensionOIDs());
  }

  private Optional<Verdict.Refused> independence() {
    return refuseIf(
        leaf.getSubjectX500Principal().equals(leaf.getIssuerX500Principal()),
        ChainFault.SELF_SIGNED,
        "subject and issuer are the same");
  }

  private List<String> purposes() {
    try {
      @Nullable List<String> purposes = leaf.getExtendedKeyUsage();
      return purposes == null ? List.of() : purposes;
    } catch (CertificateParsingException _) {
      return List.of();
    }
  }

  private List<String> commonNames() {
    try {
      var names = new ArrayList<String>();
      for (var part : new LdapName(leaf.getSubjectX500Principal().getName()).getRdns()) {
        if (part.getType().equalsIgnoreCase("CN")) {
          names.add(part.getValue().toString());
        }
      }
      return names;
    } catch (InvalidNameException _) {
      return List.of("a subject that does not parse");
    }
  }

  private static boolean has(boolean[] usage, int bit) {
    return usage.length > bit && usage[bit];
  }

  private static String firstOf(List<AlternativeName> some, List<AlternativeName> without) {
    return some.stream()
        .filter(each -> !without.contains(each))
        .map(AlternativeName::shown)
        .sorted()
        .limit(1)
        .map(Printable::of)
        .collect(joining());
  }

  private static Optional<Verdict.Refused> refuseIf(
      boolean broken, ChainFault fault, String detail) {
    return broken ? refused(fault, detail) : Optional.empty();
  }

  private static Optional<Verdict.Refused> refused(ChainFault fault, String detail) {
    return Optional.of(new Verdict.Refused(fault, detail));
  }
}
