package org.keyferry.repository.notice;

import static org.assertj.core.api.Assertions.assertThat;

import io.agroal.api.AgroalDataSource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.net.URI;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.keyferry.repository.app.FoundedRepository;
import org.keyferry.repository.app.HttpsCaller;
import org.keyferry.repository.app.RunningRepository;

/// What people are told, once, whatever happens between.
@QuarkusTest
@QuarkusTestResource(RunningRepository.class)
class NoticesIT {

  private static int counter;

  @SuppressWarnings("NullAway.Init") // Quarkus sets it
  @TestHTTPResource(value = "/", tls = true)
  URI base;

  @Inject FoundedRepository repository;
  @Inject NoticeDesk desk;
  @Inject NoticeCourier courier;
  @Inject Digests digests;
  @Inject PaperChannel paper;
  @Inject AgroalDataSource database;

  private final String subject = "notices-it-" + ++counter;

  @AfterEach
  void paperTakesAgain() {
    paper.takesAgain();
  }

  @Test
  void aConditionIsToldOnceWhenItBegins() {
    desk.note(List.of(condition()));
    desk.note(List.of(condition()));
    courier.deliver();

    assertThat(paper.about(subject)).hasSize(1);
    assertThat(paper.about(subject).getFirst().begun()).contains(condition());
  }

  @Test
  void itIsToldOnceWhenItHasEnded() throws SQLException {
    desk.note(List.of(condition()));
    desk.note(List.of());
    courier.deliver();
    assertThat(paper.about(subject)).as("it may come back").hasSize(1);

    lastSeen(Changes.SETTLED);
    desk.note(List.of());
    desk.note(List.of());
    courier.deliver();

    assertThat(paper.about(subject)).hasSize(2);
    assertThat(paper.about(subject).getLast().ended())
        .extracting(Condition::subject)
        .contains(subject);
  }

  @Test
  void whatIsNotTakenIsSentAgain() throws SQLException {
    paper.refuses("out of paper");
    desk.note(List.of(condition()));
    courier.deliver();
    assertThat(paper.about(subject)).isEmpty();

    paper.takesAgain();
    courier.deliver();
    assertThat(paper.about(subject)).as("a minute has to pass").isEmpty();

    execute("update waiting_notice set next_attempt = now() - interval '1 second'");
    courier.deliver();
    courier.deliver();

    assertThat(paper.about(subject)).hasSize(1);
  }

  @Test
  void aDigestIsTakenOnce() {
    var tomorrow = Instant.parse("2100-01-01T08:00:00Z").plus(Duration.ofDays(counter));
    digests.take(tomorrow.minus(Duration.ofDays(400)));

    assertThat(digests.take(tomorrow)).isTrue();
    assertThat(digests.take(tomorrow)).isFalse();
    assertThat(digests.take(tomorrow.minus(Duration.ofHours(1)))).isFalse();
  }

  @Test
  void officersSeeWhatIsOpenAndTryTheChannels() throws Exception {
    desk.note(List.of(condition()));
    try (var alice = HttpsCaller.of(base, repository.root(), Optional.of(repository.alice()))) {
      assertThat(alice.get("/v1/conditions").body()).contains(subject);
      var trial = alice.post("/v1/conditions/trial", "");
      assertThat(trial.statusCode()).isEqualTo(202);
      assertThat(trial.body()).contains("paper");
    }
  }

  @Test
  void nobodyElseSeesThem() throws Exception {
    try (var stranger = HttpsCaller.of(base, repository.root(), Optional.empty())) {
      assertThat(stranger.get("/v1/conditions").statusCode()).isBetween(401, 403);
    }
  }

  private Condition condition() {
    return new Condition(
        Condition.Kind.DRIFT, subject, Instant.parse("2026-11-25T12:00:00Z"), "behind: it waits");
  }

  private void lastSeen(Duration ago) throws SQLException {
    execute(
        "update open_condition set seen_at = now() - interval '"
            + (ago.toSeconds() + 1)
            + " seconds' where subject = '"
            + subject
            + "'");
  }

  private void execute(String sql) throws SQLException {
    try (var connection = database.getConnection();
        var statement = connection.createStatement()) {
      statement.executeUpdate(sql);
    }
  }
}
