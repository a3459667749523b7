package org.keyferry.repository.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.agroal.api.AgroalDataSource;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.keyferry.protocol.bundle.Manifest;
import org.keyferry.protocol.bundle.SealedKeyOpener;
import org.keyferry.protocol.pki.Bytes;
import org.keyferry.protocol.pki.Thumbprint;
import org.keyferry.protocol.problem.ProblemType;
import org.keyferry.repository.agent.Agent;
import org.keyferry.repository.agent.AgentDesk;
import org.keyferry.repository.agent.Agents;
import org.keyferry.repository.app.FoundedRepository;
import org.keyferry.repository.app.HttpsCaller;
import org.keyferry.repository.app.Meanwhile;
import org.keyferry.repository.app.RunningRepository;
import org.keyferry.repository.audit.Actor;
import org.keyferry.repository.audit.Audit;
import org.keyferry.repository.audit.AuditEntries;
import org.keyferry.repository.audit.AuditEntry;
import org.keyferry.repository.certificate.Certificate;
import org.keyferry.repository.certificate.CertificateVersion;
import org.keyferry.repository.custody.IdentityProfile;
import org.keyferry.repository.custody.RepositoryIdentities;
import org.keyferry.repository.delivery.TestFleet.Host;

/// Who gets what, when, and who does not: over real TLS, with keys from a real token.
@QuarkusTest
@QuarkusTestResource(RunningRepository.class)
class DeliveryIT {

  private static final AtomicLong GENERATIONS = new AtomicLong(1);

  private static int counter;

  @SuppressWarnings("NullAway.Init") // Quarkus sets it
  @TestHTTPResource(value = "/", tls = true)
  URI base;

  @Inject FoundedRepository repository;
  @Inject TestFleet fleet;
  @Inject AgentDesk agentDesk;
  @Inject Agents agents;
  @Inject GrantDesk grants;
  @Inject Grants grantPort;
  @Inject SealedBundles bundles;
  @Inject BundleSealer sealer;
  @Inject ManifestDesk manifests;
  @Inject Audit audit;
  @Inject AuditEntries entries;
  @Inject AgroalDataSource database;
  @Inject Meanwhile meanwhile;
  @Inject InstantSource clock;
  @Inject ObjectMapper json;

  private final String suffix = String.valueOf(++counter);
  private final List<HttpsCaller> callers = new ArrayList<>();

  private Host web1;
  private Host web2;
  private Certificate www;
  private HttpsCaller host1;
  private HttpsCaller host2;
  private HttpsCaller alice;

  @BeforeEach
  void twoHostsAndACertificate() {
    web1 = fleet.enroll("web1-" + suffix);
    web2 = fleet.enroll("web2-" + suffix);
    www = fleet.addCertificate("www-" + suffix);
    host1 = callerFor(web1);
    host2 = callerFor(web2);
    alice = HttpsCaller.of(base, repository.root(), Optional.of(repository.alice()));
    callers.add(alice);
  }

  @AfterEach
  void callersGo() {
    callers.forEach(HttpsCaller::close);
  }

  @Nested
  class AnAgentWithAGrant {

    @Test
    void isWokenAndFetchesWhatItCanOpenAndNobodyElse() throws Exception {
      var before = audit.checkpoint();
      var nothing = host1.get("/v1/manifest");
      assertThat(manifestIn(nothing, web1).entries()).isEmpty();
      var waiting = pollLong(host1, tagOf(nothing));

      grant(web1);
      var version = fleet.publish(www);

      var answer = waiting.get(30, TimeUnit.SECONDS);
      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(answer.headers().firstValue("Content-Type")).contains("application/jose");
      assertThat(answer.headers().firstValue("Preference-Applied")).contains("wait=25");
      var entry = manifestIn(answer, web1).entries().getFirst();
      assertThat(entry.version()).isEqualTo(version.version());
      assertThat(entry.name()).isEqualTo(www.name());

      var fetched = host1.get(pathOf(version));
      assertThat(fetched.statusCode()).isEqualTo(200);
      assertThat(fetched.headers().firstValue("Content-Type")).contains("application/jose");
      assertThat(Thumbprint.of(fetched.body())).isEqualTo(entry.bundle());
      var bundle = fleet.readerOf(web1).bundle(fetched.body(), entry);
      assertThat(bundle.chain()).isEqualTo(version.chain());
      try (var key = new SealedKeyOpener(TestFleet.SEALING_KEY.getPrivate()).open(bundle)) {
        assertThat(key.length()).isPositive(); // it is the key of the leaf, or open() had refused
      }
      assertThat(kindsAfter(before.size(), "bundle"))
          .containsExactly("bundle.sealed", "bundle.released");
    }

    @Test
    void isToldTheSameAgainUntilSomethingChanges() throws Exception {
      grant(web1);
      fleet.publish(www);
      var manifest = awaitEntries(host1, web1, 1);

      var again = host1.get("/v1/manifest", "If-None-Match", tagOf(manifest));

      assertThat(again.statusCode()).isEqualTo(304);
      assertThat(again.body()).isEmpty();
      assertThat(tagOf(again)).isEqualTo(tagOf(manifest));
      assertThat(host1.get("/v1/manifest").body()).isEqualTo(manifest.body());
      assertThat(manifests.current(web1.id()).statement()).isEqualTo(manifest.body());
    }

    @Test
    void waitsAsLongAsItAskedFor() throws Exception {
      var manifest = host1.get("/v1/manifest");

      var answer = host1.get("/v1/manifest", "If-None-Match", tagOf(manifest), "Prefer", "wait=1");

      assertThat(answer.statusCode()).isEqualTo(304);
      assertThat(answer.headers().firstValue("Preference-Applied")).contains("wait=1");
      assertThat(timeOf(answer)).as("when it went out").isAfter(timeOf(manifest));
    }

    private static Instant timeOf(HttpResponse<?> answer) {
      return DateTimeFormatter.RFC_1123_DATE_TIME.parse(
          answer.headers().firstValue("Date").orElseThrow(), Instant::from);
    }

    @Test
    void getsTheNextVersionWhenThereIsOne() throws Exception {
      grant(web1);
      fleet.publish(www);
      var first = awaitEntries(host1, web1, 1);
      var waiting = pollLong(host1, tagOf(first));

      var second = fleet.publish(www);

      var next = manifestIn(waiting.get(30, TimeUnit.SECONDS), web1);
      assertThat(next.entries().getFirst().version()).isEqualTo(second.version());
      assertThat(next.checkpoint().size())
          .isGreaterThan(manifestIn(first, web1).checkpoint().size());
    }

    @Test
    void isToldNoMoreWhenTheGrantIsRemoved() throws Exception {
      grant(web1);
      var version = fleet.publish(www);
      var manifest = awaitEntries(host1, web1, 1);
      var waiting = pollLong(host1, tagOf(manifest));

      assertThat(alice.delete("/v1/grants/" + web1.name() + "/" + www.name()).statusCode())
          .isEqualTo(204);

      assertThat(manifestIn(waiting.get(30, TimeUnit.SECONDS), web1).entries()).isEmpty();
      assertNotFound(host1.get(pathOf(version)));
    }
  }

  @Nested
  class AnAgentWithout {

    @Test
    void cannotTellWhatIsNotForItFromWhatIsNot() throws Exception {
      grant(web1);
      var version = fleet.publish(www);
      awaitEntries(host1, web1, 1);

      var foreign = host2.get(pathOf(version));

      assertNotFound(foreign);
      for (var path :
          List.of(
              "/v1/bundles/" + www.id() + "/7.1",
              "/v1/bundles/" + new UUID(7, 7) + "/1.1",
              "/v1/bundles/" + www.id() + "/latest",
              "/v1/bundles/www/1.1",
              "/v1/bundles/" + www.id().toString().toUpperCase(Locale.ROOT) + "/1.1",
              "/v1/bundles/..%2f..%2fetc/passwd",
              "/v1/bundles/%00/1.1")) {
        var missing = host2.get(path);
        assertThat(missing.statusCode()).as(path).isEqualTo(404);
        assertThat(missing.body()).as(path).isEqualTo(foreign.body());
        assertThat(missing.headers().map().keySet())
            .as(path)
            .isEqualTo(foreign.headers().map().keySet());
      }
      assertThat(manifestIn(host2.get("/v1/manifest"), web2).entries()).isEmpty();
    }
  }

  @Nested
  class AnAgentThatRenewsItsIdentityWhileItWaits {

    @Test
    void isRefusedUnderTheOldOneAndNotBlamed() throws Exception {
      var manifest = host1.get("/v1/manifest");
      var before = lastSeen(web1);
      var waiting = pollLong(host1, tagOf(manifest));
      while (!waiting.isDone() && !lastSeen(web1).isAfter(before)) {
        Thread.onSpinWait(); // until the request has been admitted
      }

      var renewed = callerFor(fleet.renew(web1));
      assertThat(renewed.get("/v1/manifest").statusCode()).isEqualTo(200);

      assertProblem(waiting.get(30, TimeUnit.SECONDS), ProblemType.IDENTITY_REVOKED);
      assertThat(agentDesk.named(web1.name()).state()).isEqualTo(Agent.State.ENROLLED);
      assertThat(renewed.get("/v1/manifest").statusCode()).isEqualTo(200);
    }

    private Instant lastSeen(Host host) {
      return agentDesk.lastSeen(agentDesk.named(host.name())).orElse(Instant.EPOCH);
    }
  }

  @Nested
  class ARevokedAgent {

    @Test
    void isTurnedAwayOnALiveConnectionAndFromItsWait() throws Exception {
      grant(web1);
      var version = fleet.publish(www);
      var manifest = awaitEntries(host1, web1, 1);
      var waiting = pollLong(host1, tagOf(manifest));
      assertThat(host1.get(pathOf(version)).statusCode()).isEqualTo(200);

      agentDesk.revoke(web1.name());

      assertProblem(host1.get(pathOf(version)), ProblemType.IDENTITY_REVOKED);
      assertProblem(
          host1.get("/v1/manifest", "If-None-Match", tagOf(manifest)),
          ProblemType.IDENTITY_REVOKED);
      assertProblem(waiting.get(10, TimeUnit.SECONDS), ProblemType.IDENTITY_REVOKED);
    }

    @Test
    void isNeverSealedToAndLosesItsGrants() throws Exception {
      grant(web1);
      grant(web2);
      var before = audit.checkpoint().size();
      agentDesk.revoke(web1.name());

      var version = fleet.publish(www);
      awaitEntries(host2, web2, 1);

      assertThat(bundles.find(web1.id(), www.id(), version.version())).isEmpty();
      assertThat(kindsAfter(before, "grant.removed")).containsExactly("grant.removed");
      assertThat(grantPort.of(web1.id())).isEmpty();
    }

    @Test
    void losesItsGrantsLaterIfNobodyHeardOfItsEnd() throws Exception {
      grant(web1);
      grant(web2);
      var before = audit.checkpoint().size();
      QuarkusTransaction.requiringNew().run(() -> agents.revoke(web1.id()));

      grants.removeThoseOfTheRevoked();

      assertThat(kindsAfter(before, "grant.removed")).containsExactly("grant.removed");
      assertThat(grantPort.of(web1.id())).isEmpty();
      assertThat(grantPort.of(web2.id())).hasSize(1);
    }
  }

  @Nested
  class WhatIsTakenAwayAtThatMoment {

    @Test
    void isNotReleasedToAnAgentThatIsRevoked() throws Exception {
      grant(web1);
      var version = fleet.publish(www);
      awaitEntries(host1, web1, 1);

      var answer =
          meanwhile.asked(() -> agents.revoke(web1.id()), () -> host1.get(pathOf(version)));

      assertProblem(answer, ProblemType.IDENTITY_REVOKED);
    }

    @Test
    void isNotReleasedWithoutTheGrant() throws Exception {
      grant(web1);
      var version = fleet.publish(www);
      awaitEntries(host1, web1, 1);

      var answer =
          meanwhile.asked(
              () -> grantPort.remove(new Grant.Key(web1.id(), www.id())),
              () -> host1.get(pathOf(version)));

      assertNotFound(answer);
    }

    /// What the host said before it enrolled again is nothing that its new state has to follow.
    @Test
    void isNotReportedWithAnIdentityOfBefore() throws Exception {
      var again = repository.agentLike(IdentityProfile.agent(web1.id()));
      var now = clock.instant();
      assertThat(host1.get("/v1/manifest").statusCode()).isEqualTo(200); // and so it is remembered

      var answer =
          meanwhile.asked(
              () ->
                  agents.enrollAgain(
                      web1.id(),
                      Bytes.of(TestFleet.SEALING_KEY.getPublic().getEncoded()),
                      RepositoryIdentities.thumbprintOf(again.certificate()),
                      now.plus(Duration.ofDays(7)),
                      now),
              () -> host1.post("/v1/reports", reportOf(7, "nginx", "served")));

      assertProblem(answer, ProblemType.IDENTITY_REVOKED);
      var young = callerFor(new Host(web1.id(), web1.name(), again));
      assertThat(young.post("/v1/reports", reportOf(1, "nginx", "served")).statusCode())
          .isEqualTo(204);
    }

    @Test
    void isNotGranted() throws Exception {
      var body = "{\"agent\":\"" + web1.name() + "\",\"certificate\":\"" + www.name() + "\"}";

      var answer =
          meanwhile.asked(() -> agents.revoke(web1.id()), () -> alice.post("/v1/grants", body));

      assertProblem(answer, ProblemType.STATE_CONFLICT);
    }
  }

  @Nested
  class WhenTheReleaseCannotBeRecorded {

    @Test
    void noOctetLeaves() throws Exception {
      grant(web1);
      var version = fleet.publish(www);
      awaitEntries(host1, web1, 1);
      execute(
          "create function refuse_release() returns trigger language plpgsql as $$ begin"
              + " if new.kind = 'bundle.released' then raise exception 'disk full'; end if;"
              + " return new; end $$");
      execute(
          "create trigger refuse_release before insert on audit_entry"
              + " for each row execute function refuse_release()");
      HttpResponse<String> answer;
      try {
        answer = host1.get(pathOf(version));
      } finally {
        execute("drop trigger refuse_release on audit_entry");
        execute("drop function refuse_release()");
      }

      assertProblem(answer, ProblemType.DATABASE_UNAVAILABLE);
      assertThat(host1.get(pathOf(version)).statusCode()).isEqualTo(200);
    }
  }

  @Nested
  class Sealing {

    @Test
    void isDoneOnceHoweverManyTry() throws Exception {
      grant(web1);
      grant(web2);
      var before = audit.checkpoint().size();
      var version = fleet.publish(www);
      var calls =
          IntStream.range(0, 8)
              .mapToObj(_ -> (Callable<Boolean>) () -> sealer.seal(www.id()))
              .toList();

      try (var threads = Executors.newFixedThreadPool(8)) {
        for (var call : threads.invokeAll(calls)) {
          assertThat(call.get()).isFalse();
        }
      }

      assertThat(kindsAfter(before, "bundle.sealed")).hasSize(2);
      var kept = bundles.find(web1.id(), www.id(), version.version()).orElseThrow();
      assertThat(
              bundles.keep(
                  new SealedBundle(
                      kept.agent(),
                      kept.enrollment(),
                      kept.certificate(),
                      kept.name(),
                      kept.version(),
                      "forged",
                      Thumbprint.of("forged"),
                      kept.sealedAt())))
          .isFalse();
      assertThat(bundles.find(web1.id(), www.id(), version.version())).contains(kept);
    }

    @Test
    void isMadeUpForAtTheNextStart() throws Exception {
      var version = fleet.publish(www);
      waitUntilTheWorkerHasHeardOfThat();
      QuarkusTransaction.requiringNew() // as if the feed had been lost: nobody hears of it
          .run(() ->
              grantPort.add(new Grant(web1.id(), www.id(), Instant.EPOCH, Actor.repository())));
      var before = host1.get("/v1/manifest");
      assertThat(manifestIn(before, web1).entries()).isEmpty();
      var waiting = pollLong(host1, tagOf(before));

      var worker = new SealingWorker(sealer, grantPort);
      worker.start(new StartupEvent());

      assertThat(manifestIn(waiting.get(30, TimeUnit.SECONDS), web1).entries())
          .extracting(Manifest.Entry::version)
          .containsExactly(version.version());
      worker.stop(new ShutdownEvent());
    }

    /// It does one thing after the other.
    private void waitUntilTheWorkerHasHeardOfThat() throws Exception {
      var other = fleet.addCertificate("other-" + suffix);
      grants.add(web2.name(), other.name());
      fleet.publish(other);
      awaitEntries(host2, web2, 1);
    }

    @Test
    void leavesBundlesThatNobodyCanChange() throws Exception {
      grant(web1);
      fleet.publish(www);
      awaitEntries(host1, web1, 1);

      assertThatThrownBy(() -> execute("update bundle set statement = 'forged'"))
          .hasMessageContaining("never changed or removed");
    }
  }

  @Nested
  class TheManifest {

    @Test
    void isReadFromMemoryWhileNothingChanges() throws Exception {
      var manifest = host1.get("/v1/manifest");
      database.getConfiguration().setMetricsEnabled(true);
      host1.get("/v1/manifest", "If-None-Match", tagOf(manifest));
      var before = database.getMetrics().acquireCount();

      var requests = 500;
      for (var i = 0; i < requests; i++) {
        assertThat(host1.get("/v1/manifest", "If-None-Match", tagOf(manifest)).statusCode())
            .isEqualTo(304);
      }

      assertThat(database.getMetrics().acquireCount() - before)
          .as("taken by the jobs in the background meanwhile, none by a request")
          .isLessThan(requests / 2);
      host1.get("/v1/manifest");
      assertThat(database.getMetrics().acquireCount()).isGreaterThan(before);
    }

    @Test
    void isSignedAnewAtHalfItsFreshness() throws Exception {
      var first = manifests.current(web1.id());
      assertThat(manifests.current(web1.id())).isEqualTo(first);

      execute(
          "update manifest set issued_at = issued_at - interval '31 minutes',"
              + " fresh_until = fresh_until - interval '31 minutes' where agent = '"
              + web1.id()
              + "'");

      var second = manifests.current(web1.id());
      assertThat(second.thumbprint()).isNotEqualTo(first.thumbprint());
      assertThat(second.content()).isEqualTo(first.content());
      assertThat(Duration.between(second.issuedAt(), second.freshUntil()))
          .isEqualTo(Duration.ofHours(1));
    }

    @Test
    void isForAgentsAlone() throws Exception {
      var stranger = HttpsCaller.of(base, repository.root(), Optional.empty());
      callers.add(stranger);

      assertProblem(stranger.get("/v1/manifest"), ProblemType.IDENTITY_REQUIRED);
      assertThat(alice.get("/v1/manifest").statusCode()).isEqualTo(401);
      assertProblem(host1.delete("/v1/manifest"), ProblemType.METHOD_NOT_ALLOWED);
    }
  }

  @Nested
  class AReport {

    @Test
    void isShownBesideWhatShouldBe() throws Exception {
      grant(web1);
      var version = fleet.publish(www);
      awaitEntries(host1, web1, 1);

      var taken =
          host1.post(
              "/v1/reports",
              "{\"agentVersion\":\"0.1.0\",\"generation\":1,"
                  + "\"at\":\"2026-11-25T18:00:00Z\",\"targets\":["
                  + "{\"target\":\"nginx\",\"kind\":\"nginx\",\"certificate\":\""
                  + www.id()
                  + "\",\"certificateName\":\""
                  + www.name()
                  + "\",\"installed\":\"1.1\",\"installedSerial\":\"abc\","
                  + "\"installedNotAfter\":\"2026-12-01T00:00:00Z\",\"servedSerial\":\"def\","
                  + "\"listeners\":[{\"address\":\"127.0.0.1:443\",\"protocol\":\"tls\","
                  + "\"serverName\":\"www.example.com\",\"servedSerial\":\"def\","
                  + "\"servedNotAfter\":\"2026-12-02T00:00:00Z\"}],\"stage\":\"validate\","
                  + "\"state\":\"rolled-back\",\"detail\":\"nginx -t failed\\n\"}]}");

      assertThat(taken.statusCode()).isEqualTo(204);
      var served = json.readTree(alice.get("/v1/served?agent=" + web1.name()).body()).get("items");
      assertThat(served).hasSize(1);
      assertThat(served.get(0).get("agent").asText()).isEqualTo(web1.name().value());
      assertThat(served.get(0).get("current").asText()).isEqualTo(version.version().toString());
      assertThat(served.get(0).get("servedSerial").asText()).isEqualTo("def");
      assertThat(served.get(0).get("state").asText()).isEqualTo("rolled-back");
      assertThat(served.get(0).get("detail").asText()).isEqualTo("nginx -t failed\\u000a");
    }

    @Test
    void replacesTheOneBefore() throws Exception {
      host1.post("/v1/reports", reportOf("a", "served"));
      host1.post("/v1/reports", reportOf("b", "failed"));
      host1.post("/v1/reports", reportOf("b", "failed"));

      var served = json.readTree(alice.get("/v1/served?agent=" + web1.name()).body()).get("items");

      assertThat(served).hasSize(1);
      assertThat(served.get(0).get("target").asText()).isEqualTo("b");
    }

    /// A release that reads more of a report than the one before takes the same text for the same.
    @Test
    void isTheSameToTheLetterOrAnother() throws Exception {
      var report = reportOf("nginx", "served");
      assertThat(host1.post("/v1/reports", report).statusCode()).isEqualTo(204);
      assertThat(host1.post("/v1/reports", report).statusCode()).isEqualTo(204);

      assertProblem(
          host1.post("/v1/reports", report.replace("\"targets\":", "\"targets\": ")),
          ProblemType.AGENT_QUARANTINED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"happy", "SERVED", ""})
    void withAnotherStateIsRefused(String state) throws Exception {
      var problem =
          assertProblem(
              host1.post("/v1/reports", reportOf("nginx", state)), ProblemType.VALUE_REJECTED);

      assertThat(problem).contains("targets[0].state");
    }
  }

  @Nested
  class AnOfficer {

    @Test
    void grantsListsAndRemoves() throws Exception {
      var body = "{\"agent\":\"" + web1.name() + "\",\"certificate\":\"" + www.name() + "\"}";

      var added = alice.post("/v1/grants", body);

      assertThat(added.statusCode()).isEqualTo(201);
      var path = URI.create(added.headers().firstValue("Location").orElseThrow()).getPath();
      assertThat(json.readTree(alice.get(path).body()).get("grantedBy").asText())
          .isEqualTo("alice");
      assertProblem(alice.post("/v1/grants", body), ProblemType.STATE_CONFLICT);
      assertThat(alice.get("/v1/grants?limit=500").body()).contains(web1.name().value());
      assertThat(json.readTree(alice.get("/v1/agents/" + web1.name()).body()).get("grants"))
          .hasSize(1);
      assertThat(alice.delete(path).statusCode()).isEqualTo(204);
      assertProblem(alice.delete(path), ProblemType.NOT_FOUND);
    }

    @Test
    void namesWhatThereIs() throws Exception {
      var problem =
          assertProblem(
              alice.post(
                  "/v1/grants", "{\"agent\":\"nobody\",\"certificate\":\"" + www.name() + "\"}"),
              ProblemType.REFERENCE_UNKNOWN);

      assertThat(problem).contains("\"field\":\"agent\"");
    }

    @Test
    void aloneMayGrant() throws Exception {
      assertThat(
              host1
                  .post(
                      "/v1/grants",
                      "{\"agent\":\"" + web1.name() + "\",\"certificate\":\"" + www.name() + "\"}")
                  .statusCode())
          .isEqualTo(403);
      assertThat(host1.get("/v1/served").statusCode()).isEqualTo(403);
    }
  }

  private void grant(Host host) {
    grants.add(host.name(), www.name());
  }

  /// The first manifest with so many entries; sealing may still be under way.
  private HttpResponse<String> awaitEntries(HttpsCaller caller, Host host, int number)
      throws Exception {
    var answer = caller.get("/v1/manifest");
    while (manifestIn(answer, host).entries().size() != number) {
      answer = pollLong(caller, tagOf(answer)).get(30, TimeUnit.SECONDS);
      assertThat(answer.statusCode()).isEqualTo(200);
    }
    return answer;
  }

  private static CompletableFuture<HttpResponse<String>> pollLong(HttpsCaller caller, String tag) {
    return CompletableFuture.supplyAsync(() -> {
      try {
        return caller.get("/v1/manifest", "If-None-Match", tag, "Prefer", "wait=25");
      } catch (IOException failure) {
        throw new IllegalStateException(failure);
      }
    });
  }

  private Manifest manifestIn(HttpResponse<String> answer, Host host) throws Exception {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    assertThat(tagOf(answer)).isEqualTo('"' + Thumbprint.of(answer.body()).value() + '"');
    return fleet.readerOf(host).manifest(answer.body());
  }

  private HttpsCaller callerFor(Host host) {
    var caller = HttpsCaller.of(base, repository.root(), Optional.of(host.identity()));
    callers.add(caller);
    return caller;
  }

  private List<String> kindsAfter(long sequence, String prefix) {
    return entries.after(sequence, 1000).stream()
        .map(AuditEntry::event)
        .filter(event -> event.kind().startsWith(prefix))
        .filter(event -> event.fact("certificate").equals(Optional.of(www.id().toString())))
        .map(event -> event.kind())
        .toList();
  }

  private void execute(String sql) throws SQLException {
    try (var connection = database.getConnection();
        var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private String assertProblem(HttpResponse<String> answer, ProblemType type) {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(type.status());
    assertThat(answer.headers().firstValue("Content-Type"))
        .hasValueSatisfying(value -> assertThat(value).startsWith("application/problem+json"));
    assertThat(answer.body()).contains(type.uri().toString());
    return answer.body();
  }

  private void assertNotFound(HttpResponse<String> answer) {
    assertProblem(answer, ProblemType.NOT_FOUND);
  }

  /// Of the next generation.
  private static String reportOf(String target, String state) {
    return reportOf(GENERATIONS.incrementAndGet(), target, state);
  }

  private static String reportOf(long generation, String target, String state) {
    return "{\"agentVersion\":\"0.1.0\",\"generation\":"
        + generation
        + ",\"at\":\"2026-11-25T18:00:00Z\","
        + "\"targets\":[{\"target\":\""
        + target
        + "\",\"kind\":\"nginx\",\"listeners\":[],\"certificateName\":\"any\",\"state\":\""
        + state
        + "\"}]}";
  }

  private static String tagOf(HttpResponse<String> answer) {
    return answer.headers().firstValue("ETag").orElseThrow();
  }

  private static String pathOf(CertificateVersion version) {
    return "/v1/bundles/" + version.certificate() + "/" + version.version();
  }
}
