package org.keyferry.testkit.installation;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.RSAKeyGenParameterSpec;
import java.time.Duration;
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

/// The agent API, spoken directly by a host that keeps nothing on disk: for journeys and benchmarks
/// that need many agents, or rude ones.
public final class AgentApi {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final URI server;
  private final KeyPair identityKeys;
  private final CertificateChain identity;
  private final KeyPair sealingKeys;
  private final SSLContext tls;
  private final HttpClient client;

  private AgentApi(
      URI server,
      KeyPair identityKeys,
      CertificateChain identity,
      KeyPair sealingKeys,
      X509Certificate root) {
    this.server = server;
    this.identityKeys = identityKeys;
    this.identity = identity;
    this.sealingKeys = sealingKeys;
    this.tls = tlsTo(root);
    this.client = clientOf(tls);
  }

  /// Enrolls a new agent.
  ///
  /// @param root PEM file of the repository's root certificate
  public static AgentApi enroll(URI server, Path root, String token) {
    try (var parsed = EnrollmentToken.parse(token)) {
      var anchor = CertificateChain.ofPem(Files.readString(root)).leaf();
      var identity = ecKeys();
      var sealing = rsaKeys();
      var request =
          Map.of(
              "secret", parsed.secretText(),
              "identityRequest", requestFor(identity),
              "sealingKey", Bytes.of(sealing.getPublic().getEncoded()).toBase64Url(),
              "sealingKeyProof",
                  Bytes.of(
                          SealingKeyProof.sign(
                              sealing.getPrivate(),
                              parsed.secretThumbprint(),
                              identity.getPublic(),
                              sealing.getPublic()))
                      .toBase64Url());
      var answer =
          send(
              clientOf(ClientTls.trusting(anchor)),
              HttpRequest.newBuilder(server.resolve("/v1/enrollments"))
                  .header("Content-Type", "application/json")
                  .POST(BodyPublishers.ofString(JSON.writeValueAsString(request))));
      if (answer.statusCode() != 201) {
        throw new IllegalStateException(answer.statusCode() + " " + answer.body());
      }
      var chain = CertificateChain.ofPem(read(answer).get("identity").asText());
      return new AgentApi(server, identity, chain, sealing, anchor);
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /// Asks with the headers given, name and value in turn.
  public HttpResponse<String> get(String path, String... headers) {
    var request = HttpRequest.newBuilder(server.resolve(path)).GET();
    if (headers.length > 0) {
      request.headers(headers);
    }
    return send(client, request);
  }

  public KeyPair sealingKeys() {
    return sealingKeys;
  }

  /// TLS as this agent to its repository.
  public SSLContext tls() {
    return tls;
  }

  /// TLS as this agent to somebody below another root.
  public SSLContext tlsTo(X509Certificate root) {
    return ClientTls.presenting(identityKeys.getPrivate(), identity, root);
  }

  private static HttpClient clientOf(SSLContext tls) {
    return HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).sslContext(tls).build();
  }

  private static HttpResponse<String> send(HttpClient client, HttpRequest.Builder request) {
    try {
      return client.send(request.timeout(Duration.ofMinutes(1)).build(), BodyHandlers.ofString());
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(interrupted);
    }
  }

  private static JsonNode read(HttpResponse<String> answer) {
    try {
      return JSON.readTree(answer.body());
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

  private static KeyPair ecKeys() throws GeneralSecurityException {
    var generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec("secp256r1"));
    return generator.generateKeyPair();
  }

  private static KeyPair rsaKeys() throws GeneralSecurityException {
    var generator = KeyPairGenerator.getInstance("RSA");
    generator.initialize(new RSAKeyGenParameterSpec(3072, RSAKeyGenParameterSpec.F4));
    return generator.generateKeyPair();
  }
}
