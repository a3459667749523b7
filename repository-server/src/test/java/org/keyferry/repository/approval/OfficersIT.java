package org.keyferry.repository.approval;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.net.URI;
import java.net.http.HttpResponse;
import java.security.KeyPair;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.keyferry.protocol.officer.OfficerCredential;
import org.keyferry.protocol.pki.CertificateChain;
import org.keyferry.protocol.pki.DisplayName;
import org.keyferry.protocol.problem.ProblemType;
import org.keyferry.repository.app.FoundedRepository;
import org.keyferry.repository.app.HttpsCaller;
import org.keyferry.repository.app.RunningRepository;
import org.keyferry.repository.app.TestIdentity;
import org.keyferry.repository.app.TestKeys;
import org.keyferry.repository.audit.Audit;
import org.keyferry.repository.audit.AuditEntries;

/// Officers make officers, renew, and end one another; never the last.
@QuarkusTest
@QuarkusTestResource(RunningRepository.class)
class OfficersIT {

  @SuppressWarnings("NullAway.Init") // Quarkus sets it
  @TestHTTPResource(value = "/", tls = true)
  URI base;

  @Inject FoundedRepository repository;
  @Inject Officers officers;
  @Inject Audit audit;
  @Inject AuditEntries entries;
  @Inject ObjectMapper json;

  private final List<HttpsCaller> callers = new ArrayList<>();
  private final KeyPair key = TestKeys.ecP256();
  private HttpsCaller alice;

  @BeforeEach
  void aliceComes() {
    alice = caller(repository.alice());
  }

  @AfterEach
  void aliceIsAloneAgain() throws Exception {
    for (var name : List.of("bob", "carol")) {
      if (!officers.active(new DisplayName(name)).isEmpty()) {
        alice.post("/v1/officers/" + name + "/revocation", "");
      }
    }
    callers.forEach(HttpsCaller::close);
  }

  @Test
  void whoWasAddedIsLetInAndMayAct() throws Exception {
    var bob = caller(added("bob", key));

    assertThat(bob.get("/v1/repository").body()).contains("\"officer\":\"bob\"");
    assertThat(bob.get("/v1/officers").body()).contains("\"name\":\"alice\"", "\"name\":\"bob\"");
  }

  @Test
  void twoOfficersDoNotHaveOneName() throws Exception {
    added("bob", key);

    assertProblem(add("bob", TestKeys.ecP256()), ProblemType.NAME_TAKEN);
  }

  @Test
  void aRequestProvesItsKey() throws Exception {
    var stolen = TestKeys.request(key, TestKeys.ecP256()).toBase64Url();

    var answer = alice.post("/v1/officers", "{\"name\":\"bob\",\"request\":\"" + stolen + "\"}");

    assertProblem(answer, ProblemType.VALUE_REJECTED);
    assertThat(answer.body()).contains("\"field\":\"request\"");
  }

  @Test
  void whoIsRevokedIsRefusedOnTheSameConnection() throws Exception {
    var bob = caller(added("bob", key));
    assertThat(bob.get("/v1/officers").statusCode()).isEqualTo(200);

    assertThat(alice.post("/v1/officers/bob/revocation", "").statusCode()).isEqualTo(204);

    assertProblem(bob.get("/v1/officers"), ProblemType.IDENTITY_REVOKED);
    assertProblem(alice.post("/v1/officers/bob/revocation", ""), ProblemType.NOT_FOUND);
  }

  @Test
  void theLastOfficerStays() throws Exception {
    assertProblem(alice.post("/v1/officers/alice/revocation", ""), ProblemType.STATE_CONFLICT);
    assertThat(alice.get("/v1/officers").statusCode()).isEqualTo(200);
  }

  @Test
  void ofTwoThatEndEachOtherOneStays() throws Exception {
    var bob = caller(added("bob", key));
    var carol = caller(added("carol", TestKeys.ecP256()));
    try (var both = Executors.newVirtualThreadPerTaskExecutor()) {
      var one = both.submit(() -> bob.post("/v1/officers/carol/revocation", "").statusCode());
      var other = both.submit(() -> carol.post("/v1/officers/bob/revocation", "").statusCode());
      assertThat(List.of(one.get(), other.get())).contains(204);
    }

    assertThat(officers.all())
        .filteredOn(each -> each.state() == Officer.State.ACTIVE)
        .extracting(each -> each.name().value())
        .contains("alice");
  }

  @Test
  void theOldCertificateIsGoodUntilTheNewOneIsUsed() throws Exception {
    var bob = caller(added("bob", key));
    var nextKey = TestKeys.ecP256();

    var renewed = bob.post("/v1/officers/renewal", request(nextKey));

    assertThat(renewed.statusCode()).as(renewed.body()).isEqualTo(200);
    assertThat(bob.get("/v1/officers").statusCode()).isEqualTo(200);
    var next = caller(identityIn(renewed, nextKey));
    assertThat(next.get("/v1/repository").body()).contains("\"officer\":\"bob\"");
    assertProblem(bob.get("/v1/officers"), ProblemType.IDENTITY_REVOKED);
    assertThat(next.get("/v1/officers").statusCode()).isEqualTo(200);
  }

  @Test
  void allOfItIsInTheRecord() throws Exception {
    var before = audit.checkpoint();
    var bob = caller(added("bob", key));
    var nextKey = TestKeys.ecP256();
    var next = caller(identityIn(bob.post("/v1/officers/renewal", request(nextKey)), nextKey));
    next.get("/v1/repository");
    alice.post("/v1/officers/bob/revocation", "");

    var events =
        entries.after(before.size(), 100).stream()
            .map(each -> each.event())
            .filter(event -> event.subject().equals("bob"))
            .map(event -> event.kind() + " by " + event.actor().value())
            .toList();

    assertThat(events)
        .containsExactly(
            "officer.added by officer:alice",
            "officer.renewed by officer:bob",
            "officer.retired by officer:bob",
            "officer.revoked by officer:alice");
  }

  @Test
  void agentsHaveNoSayInIt() throws Exception {
    var stranger = HttpsCaller.of(base, repository.root(), Optional.empty());
    callers.add(stranger);

    assertProblem(stranger.get("/v1/officers"), ProblemType.IDENTITY_REQUIRED);
  }

  private HttpResponse<String> add(String name, KeyPair pair) throws Exception {
    return alice.post(
        "/v1/officers",
        "{\"name\":\"" + name + "\",\"request\":\"" + TestKeys.request(pair).toBase64Url() + "\"}");
  }

  private TestIdentity added(String name, KeyPair pair) throws Exception {
    var answer = add(name, pair);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
    return identityIn(answer, pair);
  }

  private TestIdentity identityIn(HttpResponse<String> answer, KeyPair pair) throws Exception {
    var credential = json.readValue(answer.body(), OfficerCredential.class);
    assertThat(CertificateChain.ofPem(credential.root()).leaf()).isEqualTo(repository.root());
    return new TestIdentity(
        pair.getPrivate(), CertificateChain.ofPem(credential.certificate()).certificates());
  }

  private static String request(KeyPair pair) {
    return "{\"request\":\"" + TestKeys.request(pair).toBase64Url() + "\"}";
  }

  private HttpsCaller caller(TestIdentity identity) {
    var caller = HttpsCaller.of(base, repository.root(), Optional.of(identity));
    callers.add(caller);
    return caller;
  }

  private static void assertProblem(HttpResponse<String> answer, ProblemType type) {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(type.status());
    assertThat(answer.body()).contains(type.uri().toString());
  }
}
