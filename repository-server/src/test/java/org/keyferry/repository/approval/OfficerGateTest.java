package org.keyferry.repository.approval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.keyferry.protocol.pki.DisplayName;
import org.keyferry.protocol.pki.Thumbprint;
import org.keyferry.protocol.problem.ProblemException;
import org.keyferry.protocol.problem.ProblemType;
import org.keyferry.repository.app.TestKeys;
import org.keyferry.repository.custody.IdentityProfile;
import org.keyferry.repository.custody.RepositoryIdentities;
import org.keyferry.repository.custody.SoftwareToken;
import org.keyferry.testkit.TurnableClock;

/// A replica believes what it remembers of an officer only while it hears of changes.
class OfficerGateTest {

  private static final DisplayName ALICE = new DisplayName("alice");

  private final TurnableClock clock = TurnableClock.at("2026-11-25T12:00:00Z");
  private final RepositoryIdentities identities = SoftwareToken.identitiesAt(clock);
  private final X509Certificate certificate =
      identities.officers().issue(IdentityProfile.officer(ALICE), TestKeys.ecP256().getPublic());
  private final OneOfficer officers = new OneOfficer();
  private boolean live = true;
  private final OfficerGate gate =
      new OfficerGate(officers, _ -> {}, identities, clock, () -> live);

  @Test
  void sheIsReadOnceAndThenRemembered() {
    gate.admit(certificate);
    gate.admit(certificate);

    assertThat(gate.admitFromMemory(certificate)).isPresent();
    assertThat(officers.reads).isEqualTo(1);
  }

  @Test
  void sheIsReadForEachRequestWhileTheFeedIsNotLive() {
    gate.admit(certificate);

    live = false;

    assertThat(gate.admitFromMemory(certificate)).isEmpty();
    gate.admit(certificate);
    assertThat(officers.reads).isEqualTo(2);
  }

  @Test
  void aRevocationThatNobodyHeardOfCountsWhileTheFeedIsNotLive() {
    gate.admit(certificate);

    live = false;
    officers.state = Officer.State.REVOKED;

    assertThatExceptionOfType(ProblemException.class)
        .isThrownBy(() -> gate.admit(certificate))
        .extracting(ProblemException::type)
        .isEqualTo(ProblemType.IDENTITY_REVOKED);
  }

  /// The officers of a repository that has one.
  private final class OneOfficer implements Officers {

    private Officer.State state = Officer.State.ACTIVE;
    private int reads;

    @Override
    public Optional<Officer> withCertificate(Thumbprint wanted) {
      reads++;
      return Optional.of(
          new Officer(
              ALICE, wanted, certificate.getNotAfter().toInstant(), state, Optional.empty()));
    }

    @Override
    public List<Officer> active(DisplayName name) {
      return List.of();
    }

    @Override
    public List<Officer> all() {
      return List.of();
    }

    @Override
    public void hold() {}

    @Override
    public boolean revoke(Thumbprint wanted) {
      return false;
    }

    @Override
    public boolean settle(Thumbprint wanted) {
      return false;
    }

    @Override
    public void add(Officer officer) {
      throw new AssertionError("nobody is added here");
    }
  }
}
