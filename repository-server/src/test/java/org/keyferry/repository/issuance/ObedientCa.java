package org.keyferry.repository.issuance;

import java.net.URI;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.keyferry.protocol.pki.Bytes;
import org.keyferry.protocol.pki.CertificateChain;
import org.keyferry.protocol.pki.DnsName;
import org.keyferry.protocol.pki.RevocationReason;
import org.keyferry.repository.certificate.CertificateAuthority;
import org.keyferry.repository.custody.KeyReference;

/// A CA that does what it is asked, and counts its orders. It outlives the repository.
final class ObedientCa extends CaOfOrders {

  final List<Status> orders = new ArrayList<>();
  final List<Integer> finalized = new ArrayList<>();
  private final KeyPair rootKeys;
  private final KeyPair subject;
  private final Instant now;

  ObedientCa(KeyPair rootKeys, KeyPair subject, Instant now) {
    this.rootKeys = rootKeys;
    this.subject = subject;
    this.now = now;
  }

  @Override
  public Placement place(CertificateAuthority ca, CertificateSpec spec, Instant at) {
    orders.add(Status.PENDING);
    var url = URI.create("https://ca.example/order/" + (orders.size() - 1));
    return new Placement(url, Optional.empty(), Optional.empty(), Optional.empty());
  }

  @Override
  public Look look(CertificateAuthority ca, URI order) {
    var seen = orders.get(number(order));
    if (seen == Status.PROCESSING) {
      orders.set(number(order), Status.VALID);
    }
    return new Look(seen, Optional.empty(), Optional.empty());
  }

  @Override
  public List<Authorization> authorizations(CertificateAuthority ca, URI order, String type) {
    var challenge =
        new Challenge(
            URI.create("https://ca.example/challenge/" + number(order)),
            "token" + number(order),
            "token.thumbprint",
            false);
    return List.of(
        new Authorization(
            new DnsName("www.example.org"),
            Status.PENDING,
            Optional.of(challenge),
            List.of(type),
            Optional.empty(),
            Optional.empty()));
  }

  @Override
  public void announce(CertificateAuthority ca, URI challenge) {
    if (orders.get(number(challenge)) == Status.PENDING) {
      orders.set(number(challenge), Status.READY);
    }
  }

  @Override
  public Optional<Instant> finalizeOrder(CertificateAuthority ca, URI order, Bytes request) {
    if (orders.get(number(order)) != Status.READY) {
      throw new AcmeFailure.Refused("orderNotReady", new Throwable());
    }
    finalized.add(number(order));
    orders.set(number(order), Status.PROCESSING);
    return Optional.empty();
  }

  @Override
  public void revokeByKey(
      CertificateAuthority ca, X509Certificate leaf, RevocationReason reason, KeyReference key) {
    throw new AcmeFailure.Refused("unauthorized", new Throwable());
  }

  @Override
  public void revoke(CertificateAuthority ca, X509Certificate leaf, RevocationReason reason) {
    throw new AcmeFailure.Refused("unauthorized", new Throwable());
  }

  @Override
  public CertificateChain collect(
      CertificateAuthority ca, URI order, Optional<String> preferredChain) {
    var leaf =
        CertificateDraft.leaf("CN=Root", subject.getPublic(), rootKeys, now, "www.example.org");
    return new CertificateChain(List.of(leaf.sign()));
  }

  private static int number(URI url) {
    var path = url.getPath();
    return Integer.parseInt(path.substring(path.lastIndexOf('/') + 1));
  }
}
