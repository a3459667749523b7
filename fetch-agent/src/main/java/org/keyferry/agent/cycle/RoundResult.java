package org.keyferry.agent.cycle;

import java.util.List;
import java.util.Optional;
import org.keyferry.protocol.bundle.CertificateId;
import org.keyferry.protocol.bundle.Version;
import org.keyferry.protocol.pki.DisplayName;

/// What a round came to.
///
/// @param trouble why the repository could not be followed, if so
/// @param targets in the order of the settings
/// @param unwanted certificates for this host that no target names
public record RoundResult(
    Optional<Trouble> trouble, List<TargetResult> targets, List<Unwanted> unwanted) {

  public RoundResult {
    targets = List.copyOf(targets);
    unwanted = List.copyOf(unwanted);
  }

  /// What became of one target.
  public static final class TargetResult {

    private final Target target;
    private final Finding finding;

    TargetResult(Target target, Finding finding) {
      this.target = target;
      this.finding = finding;
    }

    public Target target() {
      return target;
    }

    public Outcome outcome() {
      return finding.outcome();
    }

    /// What is worth telling though all is well.
    public Optional<String> remark() {
      return finding.remark();
    }

    Finding finding() {
      return finding;
    }
  }

  /// A certificate that this host may have, and that no target of it names. Its bundle is fetched
  /// and kept as it came: sealed.
  ///
  /// @param fault why the bundle is not here, a sentence
  public record Unwanted(
      CertificateId certificate, DisplayName name, Version version, Optional<String> fault) {

    /// A sentence for people.
    public String detail() {
      return "no target on this host wants it: version "
          + version
          + fault.map(reason -> " could not be fetched: " + reason).orElse(" is kept sealed");
    }
  }
}
