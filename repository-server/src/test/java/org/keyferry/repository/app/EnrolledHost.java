package org.keyferry.repository.app;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import org.keyferry.protocol.agent.Enrollment;
import org.keyferry.protocol.agent.EnrollmentRequest;
import org.keyferry.protocol.agent.EnrollmentToken;
import org.keyferry.protocol.agent.SealingKeyProof;
import org.keyferry.protocol.bundle.AgentId;
import org.keyferry.protocol.pki.Bytes;
import org.keyferry.protocol.pki.CertificateChain;

/// A host that became an agent over the agent API.
public record EnrolledHost(AgentId id, TestIdentity identity, KeyPair sealingKey) {

  /// It takes seconds to make one, and no test here opens a bundle of another host's.
  private static final KeyPair SEALING_KEY = TestKeys.rsa(3072);

  /// @param officer makes the token
  /// @param host calls without a certificate
  public static EnrolledHost enroll(
      String name, HttpsCaller officer, HttpsCaller host, ObjectMapper json) throws IOException {
    var identityKey = TestKeys.ecP256();
    try (var token = token(name, officer, json)) {
      var answer =
          host.post(
              "/v1/enrollments", json.writeValueAsString(request(token, identityKey, SEALING_KEY)));
      return of(answer, identityKey, SEALING_KEY, json);
    }
  }

  /// Lets the officer make a token, good for an hour.
  public static EnrollmentToken token(String name, HttpsCaller officer, ObjectMapper json)
      throws IOException {
    var answer = officer.post("/v1/tokens", "{\"agent\":\"" + name + "\",\"validFor\":\"PT1H\"}");
    if (answer.statusCode() != 201) {
      throw new IllegalStateException(answer.body());
    }
    return EnrollmentToken.parse(json.readTree(answer.body()).get("token").asText());
  }

  public static EnrollmentRequest request(
      EnrollmentToken token, KeyPair identityKey, KeyPair sealingKey) {
    try {
      var proof =
          SealingKeyProof.sign(
              sealingKey.getPrivate(),
              token.secretThumbprint(),
              identityKey.getPublic(),
              sealingKey.getPublic());
      return new EnrollmentRequest(
          token.secretText(),
          TestKeys.request(identityKey).toBase64Url(),
          Bytes.of(sealingKey.getPublic().getEncoded()).toBase64Url(),
          Bytes.of(proof).toBase64Url());
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /// @throws IllegalStateException with the answer if it is a refusal
  public static EnrolledHost of(
      HttpResponse<String> answer, KeyPair identityKey, KeyPair sealingKey, ObjectMapper json)
      throws IOException {
    if (answer.statusCode() != 201) {
      throw new IllegalStateException(answer.body());
    }
    var enrollment = json.readValue(answer.body(), Enrollment.class);
    var chain = CertificateChain.ofPem(enrollment.identity()).certificates();
    return new EnrolledHost(
        AgentId.parse(enrollment.agent()),
        new TestIdentity(identityKey.getPrivate(), chain),
        sealingKey);
  }
}
