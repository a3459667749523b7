package org.keyferry.repository.issuance.acme;

import java.net.URI;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.logging.Logger;
import org.keyferry.protocol.pki.AriCertId;
import org.keyferry.protocol.pki.DisplayName;
import org.keyferry.protocol.pki.DnsName;
import org.keyferry.protocol.pki.Identifier;
import org.keyferry.protocol.pki.IpAddress;
import org.keyferry.repository.certificate.CertificateAuthority;
import org.keyferry.repository.issuance.AcmeAuthority;
import org.keyferry.repository.issuance.CertificateSpec;
import org.shredzone.acme4j.Login;
import org.shredzone.acme4j.connector.Resource;
import org.shredzone.acme4j.exception.AcmeException;

/// Places orders with all that the CA knows of what is wanted, and without what it does not: an
/// order without a profile, a predecessor or a date is better than none, and what comes back is
/// checked against the policy.
final class Placing {

  private static final Logger LOG = Logger.getLogger(Placing.class);

  /// CAs that have refused a date, so that no order is refused for it twice.
  private final Set<DisplayName> withoutDates = ConcurrentHashMap.newKeySet();

  AcmeAuthority.Placement place(
      Login login, CertificateAuthority ca, CertificateSpec spec, Instant now)
      throws AcmeException {
    var wish =
        new Wish(
            isProfileOffered(login, ca, spec),
            isReplacementKnown(login, spec),
            spec.validity().longest().isPresent() && !withoutDates.contains(ca.name()));
    var wishedADate = wish.notAfter();
    while (true) {
      try {
        var placement = send(login, spec, wish, now);
        if (wishedADate && !wish.notAfter() && withoutDates.add(ca.name())) {
          LOG.infof("CA takes no notAfter in orders ca=%s", ca.name());
        }
        return placement;
      } catch (AcmeException refusal) {
        wish = afterRefusal(wish, refusal);
      }
    }
  }

  /// Takes back what the CA refused; of what it may have meant, the date last, since the CA is
  /// remembered for that.
  ///
  /// @throws AcmeException the refusal, if it is of nothing that could be left out
  private static Wish afterRefusal(Wish wish, AcmeException refusal) throws AcmeException {
    if (wish.profile() && Problems.isOneOf(refusal, "invalidProfile")) {
      return wish.withoutProfile();
    }
    if (wish.replaces() && Problems.isOneOf(refusal, "alreadyReplaced")) { // RFC 9773 §5
      return wish.withoutReplaces();
    }
    if (wish.replaces() && Problems.isOneOf(refusal, "malformed", "unauthorized")) {
      return wish.withoutReplaces(); // of another account, or forgotten by the CA
    }
    if (wish.notAfter() && Problems.isOneOf(refusal, "malformed")) {
      return wish.withoutNotAfter();
    }
    throw refusal;
  }

  private static AcmeAuthority.Placement send(
      Login login, CertificateSpec spec, Wish wish, Instant now) throws AcmeException {
    var draft =
        login.newOrder().identifiers(spec.identifiers().stream().map(Placing::toAcme).toList());
    var profile = spec.issuer().profile().filter(_ -> wish.profile());
    profile.ifPresent(draft::profile);
    spec.replaces().filter(_ -> wish.replaces()).map(AriCertId::value).ifPresent(draft::replaces);
    var notAfter =
        spec.validity()
            .longest()
            .filter(_ -> wish.notAfter())
            .map(now.truncatedTo(ChronoUnit.SECONDS)::plus);
    notAfter.ifPresent(draft::notAfter);
    var order = draft.create();
    return new AcmeAuthority.Placement(
        URI.create(order.getLocation().toString()), order.getExpires(), notAfter, profile);
  }

  /// By its text: acme4j would write an address of IPv6 in a form of its own, and not in the one
  /// that RFC 8738 §3 demands.
  private static org.shredzone.acme4j.Identifier toAcme(Identifier identifier) {
    return switch (identifier) {
      case DnsName name -> org.shredzone.acme4j.Identifier.dns(name.value());
      case IpAddress address ->
          new org.shredzone.acme4j.Identifier(
              org.shredzone.acme4j.Identifier.TYPE_IP, address.value());
    };
  }

  private static boolean isProfileOffered(
      Login login, CertificateAuthority ca, CertificateSpec spec) throws AcmeException {
    if (spec.issuer().profile().isEmpty()) {
      return false;
    }
    var profile = spec.issuer().profile().get();
    var offered = login.getSession().getMetadata().isProfileAllowed(profile);
    if (!offered) {
      LOG.warnf("CA has no such profile, ordered without ca=%s profile=%s", ca.name(), profile);
    }
    return offered;
  }

  private static boolean isReplacementKnown(Login login, CertificateSpec spec)
      throws AcmeException {
    return spec.replaces().isPresent()
        && login.getSession().resourceUrlOptional(Resource.RENEWAL_INFO).isPresent();
  }

  /// What is sent of what the order wants.
  private record Wish(boolean profile, boolean replaces, boolean notAfter) {

    Wish withoutProfile() {
      return new Wish(false, replaces, notAfter);
    }

    Wish withoutReplaces() {
      return new Wish(profile, false, notAfter);
    }

    Wish withoutNotAfter() {
      return new Wish(profile, replaces, false);
    }
  }
}
