package org.keyferry.testkit.installation;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.RSAKeyGenParameterSpec;
import java.util.Map;
import javax.net.ssl.SSLContext;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequestBuilder;
import org.keyferry.protocol.agent.EnrollmentToken;
import org.keyferry.protocol.agent.SealingKeyProof;
import org.keyferry.protocol.pki.Bytes;
import org.keyferry.protocol.pki.CertificateChain;

/// A host that has its keys and is no agent yet. It calls over a connection of its own.
public final class EnrollingHost {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final URI server;
  private final X509Certificate root;
  private final KeyPair identityKeys;
  private final KeyPair sealingKeys;
  private final String identityRequest;
  private final HttpClient client;

  /// @param root PEM file of the repository's root certificate
  /// @param sealingKeys RSA; hosts that open nothing may share them, since they cost seconds
  public EnrollingHost(URI server, Path root, KeyPair sealingKeys) {
    try {
      this.server = server;
      this.root = CertificateChain.ofPem(Files.readString(root)).leaf();
      this.identityKeys = identityKeys();
      this.sealingKeys = sealingKeys;
      this.identityRequest = requestFor(identityKeys);
      this.client = AgentApi.clientOf(ClientTls.trusting(this.root));
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  public static KeyPair sealingKeys() {
    try {
      var generator = KeyPairGenerator.getInstance("RSA");
      generator.initialize(new RSAKeyGenParameterSpec(3072, RSAKeyGenParameterSpec.F4));
      return generator.generateKeyPair();
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /// Asks to be enrolled, and takes what comes.
  public HttpResponse<String> tries(String token) {
    return sends(bodyFor(token));
  }

  /// What it would send: the proof takes longer than the rest.
  public String bodyFor(String token) {
    try (var parsed = EnrollmentToken.parse(token)) {
      var proof =
          SealingKeyProof.sign(
              sealingKeys.getPrivate(),
              parsed.secretThumbprint(),
              identityKeys.getPublic(),
              sealingKeys.getPublic());
      return JSON.writeValueAsString(
          Map.of(
              "secret", parsed.secretText(),
              "identityRequest", identityRequest,
              "sealingKey", Bytes.of(sealingKeys.getPublic().getEncoded()).toBase64Url(),
              "sealingKeyProof", Bytes.of(proof).toBase64Url()));
    } catch (JsonProcessingException | GeneralSecurityException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  public HttpResponse<String> sends(String body) {
    return AgentApi.send(
        client,
        HttpRequest.newBuilder(server.resolve("/v1/enrollments"))
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(body)));
  }

  /// The agent that this host became by the answer.
  ///
  /// @throws IllegalStateException with the answer if it is a refusal
  public AgentApi agentIn(HttpResponse<String> answer) {
    return AgentApi.of(server, identityKeys, identityIn(answer), sealingKeys, root);
  }

  /// TLS as the agent that this host became by the answer, for those that call in their own way.
  ///
  /// @throws IllegalStateException as [#agentIn]
  public SSLContext tlsIn(HttpResponse<String> answer) {
    return ClientTls.presenting(identityKeys.getPrivate(), identityIn(answer), root);
  }

  private static CertificateChain identityIn(HttpResponse<String> answer) {
    if (answer.statusCode() != 201) {
      throw new IllegalStateException(answer.statusCode() + " " + answer.body());
    }
    try {
      return CertificateChain.ofPem(JSON.readTree(answer.body()).get("identity").asText());
    } catch (JsonProcessingException malformed) {
      throw new IllegalStateException(answer.body(), malformed);
    }
  }

  private static String requestFor(KeyPair keys) throws IOException {
    try {
      var signer = new JcaContentSignerBuilder("SHA256withECDSA").build(keys.getPrivate());
      var request =
          new JcaPKCS10CertificationRequestBuilder(new X500Principal("CN=agent"), keys.getPublic())
              .build(signer);
      return Bytes.of(request.getEncoded()).toBase64Url();
    } catch (OperatorCreationException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private static KeyPair identityKeys() {
    try {
      var generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"));
      return generator.generateKeyPair();
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
