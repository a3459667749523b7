package org.keyferry.officer.cli;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.SecureRandom;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.keyferry.officer.api.ApiFailure;
import org.keyferry.officer.api.OfficerApi;
import org.keyferry.officer.cli.Candidate.State;
import org.keyferry.officer.existing.Finding;
import org.keyferry.officer.existing.Finding.Pair;
import org.keyferry.officer.existing.Finding.Unusable;
import org.keyferry.protocol.bundle.KeySealer;
import org.keyferry.protocol.bundle.KeyTransport;
import org.keyferry.protocol.officer.CertificateView;
import org.keyferry.protocol.officer.ImportCertificate;
import org.keyferry.protocol.officer.ImportView;
import org.keyferry.protocol.officer.SealedKeyView;
import org.keyferry.protocol.pki.Bytes;
import org.keyferry.protocol.pki.DisplayName;
import org.keyferry.protocol.pki.SerialNumber;
import org.keyferry.protocol.pki.Thumbprint;
import org.keyferry.protocol.problem.ProblemType;

/// Compares what was found with what the repository has, seals the keys of what it has not, and
/// brings it there, one after the other.
final class Importing {

  private final OfficerApi api;
  private final Progress progress;
  private final SecureRandom random;

  Importing(OfficerApi api, Progress progress, SecureRandom random) {
    this.api = api;
    this.progress = progress;
    this.random = random;
  }

  /// Nothing is changed by it.
  List<Candidate> plan(List<Finding> findings) {
    var names = new HashSet<String>();
    api.certificates().stream().map(CertificateView::name).forEach(names::add);
    return findings.stream()
        .map(finding ->
            switch (finding) {
              case Pair pair -> planned(pair, names);
              case Unusable unusable -> Candidate.of(unusable);
            })
        .toList();
  }

  /// @param policy of certificates that are new
  /// @param pinned thumbprint of the only key to seal to
  /// @return what became of each
  List<Candidate> bring(
      List<Candidate> plan, Optional<DisplayName> policy, Optional<Thumbprint> pinned) {
    var outcomes = new ArrayList<Candidate>();
    var recipient = recipient(pinned);
    for (var candidate : plan) {
      outcomes.add(
          candidate.isToBeDone() && candidate.finding() instanceof Pair pair
              ? brought(candidate, pair, policy, recipient)
              : candidate);
    }
    progress.end();
    return outcomes;
  }

  private Candidate planned(Pair pair, Set<String> names) {
    if (!names.contains(pair.name().value())) {
      return new Candidate(pair, State.NEW, "added as a new certificate");
    }
    var serial = SerialNumber.of(pair.chain().leaf()).value();
    return api.versions(pair.name()).stream()
        .filter(version -> version.serial().equals(serial))
        .findFirst()
        .map(version ->
            new Candidate(pair, State.PRESENT, "nothing: it is version " + version.version()))
        .orElseGet(() -> new Candidate(pair, State.NEXT, "the next version of " + pair.name()));
  }

  private Candidate brought(
      Candidate candidate, Pair pair, Optional<DisplayName> policy, Recipient recipient) {
    try {
      progress.waiting(pair.name() + ": seals and sends its key");
      var sealed = new KeySealer(recipient.transport(), random).seal(pair.key(), recipient.key());
      var imported =
          api.bring(
              pair.name(),
              new ImportCertificate(
                  policyOf(candidate, policy), pair.chain().toPem(), SealedKeyView.of(sealed)));
      var done = candidate.now(State.IMPORTED, sentence(imported));
      progress.line(pair.name() + ": " + done.detail());
      return done;
    } catch (ApiFailure failure) {
      var failed = failed(candidate, failure);
      progress.line(pair.name() + ": " + failed.detail());
      return failed;
    }
  }

  private static @Nullable String policyOf(Candidate candidate, Optional<DisplayName> policy) {
    return candidate.state() == State.NEW ? policy.map(DisplayName::value).orElse(null) : null;
  }

  private static String sentence(ImportView imported) {
    return "imported as version "
        + imported.version().version()
        + (imported.remarks().isEmpty() ? "" : ". " + String.join(" ", imported.remarks()));
  }

  private static Candidate failed(Candidate candidate, ApiFailure failure) {
    var known =
        failure instanceof ApiFailure.Refused refused
            && ProblemType.of(refused.problem().type())
                .filter(ProblemType.KEY_KNOWN::equals)
                .isPresent();
    return known
        ? candidate.now(State.PRESENT, "nothing: " + failure.getMessage())
        : candidate.now(State.FAILED, "not imported: " + failure.getMessage());
  }

  private Recipient recipient(Optional<Thumbprint> pinned) {
    var view = api.transportKey();
    try {
      var encoded = Bytes.ofBase64Url(view.publicKey());
      var thumbprint = Thumbprint.of(encoded.toArray());
      if (pinned.filter(each -> !each.equals(thumbprint)).isPresent()) {
        throw new Ended(
            ExitCode.NOT_UNDERSTOOD,
            "The repository sent a transport key with the thumbprint "
                + thumbprint
                + ", another than you gave. Nothing was sent.");
      }
      progress.line("seals to the transport key with the thumbprint " + thumbprint);
      return new Recipient(
          (RSAPublicKey)
              KeyFactory.getInstance("RSA")
                  .generatePublic(new X509EncodedKeySpec(encoded.toArray())),
          KeyTransport.ofJoseName(view.transport()));
    } catch (IllegalArgumentException | GeneralSecurityException malformed) {
      throw new Ended(ExitCode.NOT_UNDERSTOOD, "The repository sent a transport key that is none.");
    }
  }

  private record Recipient(RSAPublicKey key, KeyTransport transport) {}
}
