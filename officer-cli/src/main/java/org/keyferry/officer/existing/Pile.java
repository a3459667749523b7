package org.keyferry.officer.existing;

import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.keyferry.officer.existing.Finding.Pair;
import org.keyferry.officer.existing.Finding.Unusable;
import org.keyferry.protocol.bundle.SecretBytes;
import org.keyferry.protocol.pki.CertificateChain;

/// Keys and certificates that lie together: of one folder, of one archive, or named in one command.
/// They are sorted by what fits together, whatever their files are called.
final class Pile implements AutoCloseable {

  private final List<Key> keys = new ArrayList<>();
  private final List<List<X509Certificate>> chains = new ArrayList<>();
  private final List<Finding> unusable = new ArrayList<>();
  private Optional<String> leftOut = Optional.empty();

  void add(Path file, SecretBytes key) {
    keys.add(new Key(file, key));
  }

  /// @param certificates in the order of their file
  void add(List<X509Certificate> certificates) {
    if (!certificates.isEmpty()) {
      chains.add(List.copyOf(certificates));
    }
  }

  /// There is a certificate that cannot be read; of interest if a key has none.
  void leaveOut(String reason) {
    leftOut = Optional.of(reason);
  }

  void refuse(Path file, String reason) {
    unusable.add(new Unusable(file, reason));
  }

  boolean isEmpty() {
    return keys.isEmpty() && unusable.isEmpty();
  }

  /// Keys that are no finding in the end are overwritten.
  List<Finding> sorted(Instant now) {
    var findings = new ArrayList<>(unusable);
    var paired = new HashSet<X509Certificate>();
    for (var key : keys) {
      var leaf = leafOf(key.content());
      if (leaf.isEmpty()) {
        findings.add(new Unusable(key.file(), whyNoLeaf(key.content())));
        key.content().close();
      } else if (!paired.add(leaf.get())) {
        key.content().close(); // the same key again, in another file
      } else {
        findings.add(finding(key, leaf.get(), now));
      }
    }
    return findings;
  }

  private Finding finding(Key key, X509Certificate leaf, Instant now) {
    var type = Matching.typeOf(leaf.getPublicKey());
    var expired = !leaf.getNotAfter().toInstant().isAfter(now);
    if (type.isEmpty() || expired) {
      key.content().close();
      return new Unusable(
          key.file(),
          expired
              ? "its certificate expired at "
                  + leaf.getNotAfter().toInstant()
                  + ": order a new one (keyferry certificates add)"
              : Matching.describe(leaf.getPublicKey())
                  + " keys are not kept, EC P-256 and P-384 and RSA 2048, 3072 and 4096 are: order"
                  + " a new certificate (keyferry certificates add)");
    }
    var source = Layouts.sourceOf(key.file());
    return new Pair(
        Names.of(source, key.file(), leaf),
        new CertificateChain(chainOf(leaf)),
        key.content(),
        type.get(),
        source,
        key.file());
  }

  /// Of several certificates for one key, the one that is good for longest.
  private Optional<X509Certificate> leafOf(SecretBytes key) {
    return certificates()
        .filter(each -> each.getBasicConstraints() < 0)
        .filter(each -> Matching.isPair(key, each.getPublicKey()))
        .max(Comparator.comparing(X509Certificate::getNotAfter));
  }

  private String whyNoLeaf(SecretBytes key) {
    return certificates().anyMatch(each -> Matching.isPair(key, each.getPublicKey()))
        ? "its certificate is one of a CA (basicConstraints), as openssl req -x509 makes it: order a"
            + " server's (keyferry certificates add)"
        : "no certificate for this key lies beside it"
            + leftOut.map(each -> "; one there is malformed: " + each).orElse("");
  }

  private List<X509Certificate> chainOf(X509Certificate leaf) {
    var chain = new ArrayList<X509Certificate>();
    chain.add(leaf);
    for (var issuer = issuerOf(leaf);
        issuer.isPresent() && chain.size() < CertificateChain.MAX_LENGTH;
        issuer = issuerOf(chain.getLast())) {
      chain.add(issuer.get());
    }
    return chain;
  }

  /// Roots are left out: who trusts them has them.
  private Optional<X509Certificate> issuerOf(X509Certificate issued) {
    return certificates()
        .filter(each -> each.getSubjectX500Principal().equals(issued.getIssuerX500Principal()))
        .filter(each -> !each.getSubjectX500Principal().equals(each.getIssuerX500Principal()))
        .filter(each -> verifies(issued, each))
        .max(Comparator.comparing(X509Certificate::getNotAfter));
  }

  private Stream<X509Certificate> certificates() {
    return chains.stream().flatMap(List::stream).distinct();
  }

  private static boolean verifies(X509Certificate issued, X509Certificate issuer) {
    try {
      issued.verify(issuer.getPublicKey());
      return true;
    } catch (GeneralSecurityException other) {
      return false;
    }
  }

  /// Overwrites all keys.
  @Override
  public void close() {
    keys.forEach(key -> key.content().close());
  }

  private record Key(Path file, SecretBytes content) {}
}
