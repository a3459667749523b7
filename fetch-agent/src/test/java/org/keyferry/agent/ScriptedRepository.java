package org.keyferry.agent;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsExchange;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyStore;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.spec.X509EncodedKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.function.Supplier;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.TrustManager;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequest;
import org.jspecify.annotations.Nullable;
import org.keyferry.protocol.agent.Challenges;
import org.keyferry.protocol.agent.Enrollment;
import org.keyferry.protocol.agent.EnrollmentRequest;
import org.keyferry.protocol.agent.EnrollmentToken;
import org.keyferry.protocol.agent.Identity;
import org.keyferry.protocol.agent.IdentityRequest;
import org.keyferry.protocol.agent.Report;
import org.keyferry.protocol.agent.SealingKeyProof;
import org.keyferry.protocol.bundle.AgentId;
import org.keyferry.protocol.bundle.Bundle;
import org.keyferry.protocol.bundle.CertificateId;
import org.keyferry.protocol.bundle.Manifest;
import org.keyferry.protocol.bundle.SecretBytes;
import org.keyferry.protocol.bundle.Version;
import org.keyferry.protocol.pki.Bytes;
import org.keyferry.protocol.pki.CertificateChain;
import org.keyferry.protocol.pki.KeyType;
import org.keyferry.protocol.pki.Thumbprint;
import org.keyferry.protocol.problem.ProblemDocument;
import org.keyferry.protocol.problem.ProblemType;
import org.keyferry.testkit.FixtureCa;
import org.keyferry.testkit.FixtureRepository;
import org.keyferry.testkit.Onlooker;
import org.keyferry.testkit.TurnableClock;

/// A repository on the loopback interface that does what a test tells it, and tells what agents
/// asked. TLS 1.3, statements signed and sealed for real.
public final class ScriptedRepository implements AutoCloseable {

  /// The first agent of [FixtureRepository]: everybody who enrolls becomes it, unless told
  /// otherwise.
  public static final AgentId AGENT = FixtureRepository.agent(1);

  /// `www-1`.
  public static final CertificateId CERTIFICATE = FixtureRepository.certificate(1);

  private static final Duration A_MINUTE = Duration.ofMinutes(1);

  private final ObjectMapper json = JsonMapper.builder().addModule(new JavaTimeModule()).build();
  private final FixtureRepository fixture;
  private final KeyPair rootKey = FixtureCa.keyPair(KeyType.EC_P256);
  private final X509Certificate root;
  private final HttpsServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final SecretBytes secret =
      SecretBytes.takeOver(
          new byte[] {
            1, 2, 3, 4, 5, 6, 7, 8, 1, 2, 3, 4, 5, 6, 7, 8, 1, 2, 3, 4, 5, 6, 7, 8, 1, 2, 3, 4, 5,
            6, 7, 8
          });

  private final List<String> requests = new ArrayList<>();
  private final List<Report> reports = new ArrayList<>();
  private final List<X509Certificate> clients = new ArrayList<>();
  private final List<PublicKey> enrolledKeys = new ArrayList<>();
  private final Map<String, String> bundles = new HashMap<>();
  private final TreeMap<CertificateId, Manifest.Entry> entries =
      new TreeMap<>((one, other) -> one.toString().compareTo(other.toString()));

  private final CountDownLatch over = new CountDownLatch(1);

  private AgentId agent = AGENT;
  private Duration identityAge = A_MINUTE;
  private Duration identityLife = Duration.ofDays(7);
  private Challenges challenges = new Challenges(List.of());
  private Optional<String> manifest = Optional.empty();
  private Optional<ProblemType> refusal = Optional.empty();
  private Optional<String> pause = Optional.empty();
  private Loss loss = Loss.NOTHING;
  private long auditSize = 1;
  private @Nullable PublicKey sealingKey;

  private ScriptedRepository(TurnableClock clock) {
    fixture = FixtureRepository.at(clock);
    root =
        certificate("CN=Scripted Root", rootKey.getPublic(), A_MINUTE, Duration.ofDays(30), true);
    try {
      server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException failure) {
      throw new IllegalStateException("no server", failure);
    }
    server.setHttpsConfigurator(
        new HttpsConfigurator(context()) {
          @Override
          public void configure(HttpsParameters parameters) {
            var tls = getSSLContext().getDefaultSSLParameters();
            tls.setProtocols(new String[] {"TLSv1.3"});
            tls.setWantClientAuth(true);
            parameters.setSSLParameters(tls);
          }
        });
    server.setExecutor(threads);
    server.createContext("/", this::answer);
    server.start();
  }

  /// @param clock says when statements are made
  public static ScriptedRepository at(TurnableClock clock) {
    return new ScriptedRepository(clock);
  }

  public URI uri() {
    return URI.create("https://localhost:" + server.getAddress().getPort());
  }

  public FixtureRepository fixture() {
    return fixture;
  }

  public EnrollmentToken token() {
    try {
      return new EnrollmentToken(
          Thumbprint.of(root.getEncoded()),
          secret.lendTo(lent -> SecretBytes.takeOver(lent.clone())));
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /// Publishes a version of [#CERTIFICATE] for the agent that enrolled, with a key of its own.
  ///
  /// @return its leaf
  public synchronized X509Certificate publishes(Version version) {
    var bundle = bundle(version);
    publishes(bundle, fixture.sign(bundle));
    return bundle.chain().leaf();
  }

  /// As [#publishes(Version)], of another certificate: `www-<number>`.
  public synchronized X509Certificate publishes(int number, Version version) {
    var bundle =
        fixture.bundle(
            agent,
            sealingKey(),
            FixtureRepository.certificate(number),
            version,
            FixtureCa.keyPair(KeyType.EC_P256));
    publishes(bundle, fixture.sign(bundle));
    return bundle.chain().leaf();
  }

  /// Publishes what a test made.
  public synchronized void publishes(Bundle bundle, String signed) {
    bundles.put(bundle.certificate() + "/" + bundle.version(), signed);
    entries.put(bundle.certificate(), FixtureRepository.entry(bundle, signed));
    auditSize++;
    manifest = Optional.of(signedManifest());
    notifyAll();
  }

  /// A bundle for the agent that enrolled.
  public synchronized Bundle bundle(Version version) {
    if (sealingKey == null) {
      throw new IllegalStateException("nobody enrolled");
    }
    return fixture.bundle(
        agent, sealingKey, CERTIFICATE, version, FixtureCa.keyPair(KeyType.EC_P256));
  }

  public synchronized PublicKey sealingKey() {
    return Objects.requireNonNull(sealingKey);
  }

  /// Signs the manifest anew, as it does at half of its freshness.
  public synchronized void refreshes() {
    manifest = Optional.of(signedManifest());
    notifyAll();
  }

  /// Says this from now on.
  public synchronized void says(Manifest manifest) {
    this.manifest = Optional.of(fixture.sign(manifest));
    notifyAll();
  }

  /// Answers a bundle request with this, whatever the manifest says.
  public synchronized void answersBundleWith(Version version, String text) {
    bundles.put(CERTIFICATE + "/" + version, text);
  }

  public synchronized void withdrawsEverything() {
    entries.clear();
    auditSize++;
    refreshes();
  }

  public synchronized void refuses(@Nullable ProblemType type) {
    refusal = Optional.ofNullable(type);
  }

  /// Refuses, and says when it may be asked again.
  ///
  /// @param retryAfter seconds, or a date
  public synchronized void refuses(ProblemType type, String retryAfter) {
    refuses(type);
    pause = Optional.of(retryAfter);
  }

  /// Begins to answer with the manifest, and does not end.
  public synchronized void stallsInTheMiddle() {
    loss = Loss.REST_OF_ANSWERS;
    notifyAll();
  }

  public synchronized void losesTheNextAnswer() {
    loss = Loss.NEXT_ANSWER;
  }

  /// Who enrolls from now on becomes this agent, for which nothing is published yet.
  public synchronized void enrollsAs(AgentId agent) {
    this.agent = agent;
    entries.clear();
    bundles.clear();
  }

  /// @param life from now on
  public synchronized void issuesIdentitiesFor(Duration life) {
    identityAge = A_MINUTE;
    identityLife = life;
  }

  /// Which are to be renewed in the next round.
  public synchronized void issuesIdentitiesThatAreDue() {
    identityAge = Duration.ofDays(5);
    identityLife = Duration.ofDays(1);
  }

  /// Wants these answered from now on.
  public synchronized void wantsAnswered(Challenges.Answer... answers) {
    challenges = new Challenges(List.of(answers));
    notifyAll();
  }

  /// Method, path and, for the manifest, what makes it conditional.
  public synchronized List<String> requests() {
    return List.copyOf(requests);
  }

  public synchronized List<Report> reports() {
    return List.copyOf(reports);
  }

  /// The certificates that authenticated requests, one for each.
  public synchronized List<X509Certificate> clients() {
    return List.copyOf(clients);
  }

  /// The keys that asked for an identity, one for each request.
  public synchronized List<PublicKey> enrolledKeys() {
    return List.copyOf(enrolledKeys);
  }

  /// Waits for the agent to say something.
  public synchronized Report awaitReport(Predicate<Report> expected) throws InterruptedException {
    var tries = 0;
    while (true) {
      for (var report : reports) {
        if (expected.test(report)) {
          return report;
        }
      }
      if (tries++ > 600) {
        throw new AssertionError("no such report: " + reports);
      }
      wait(100);
    }
  }

  /// Waits for so many of these requests.
  public synchronized void awaitRequests(String request, int number) throws InterruptedException {
    for (var tries = 0; requests.stream().filter(request::equals).count() < number; tries++) {
      if (tries > 600) {
        throw new AssertionError("only " + requests);
      }
      wait(100);
    }
  }

  @Override
  public void close() {
    over.countDown();
    server.stop(0);
    threads.shutdownNow();
    secret.close();
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      note(exchange);
      var refused = refusal();
      if (refused.isPresent()) {
        refuse(exchange, refused.get());
        return;
      }
      var path = exchange.getRequestURI().getPath();
      switch (path) {
        case "/v1/enrollments" -> enroll(exchange);
        case "/v1/identity" -> renew(exchange);
        case "/v1/manifest" -> manifest(exchange);
        case "/v1/challenges" -> challenges(exchange);
        case "/v1/reports" -> report(exchange);
        default -> bundle(exchange, path.substring("/v1/bundles/".length()));
      }
    } catch (GeneralSecurityException | RuntimeException failure) {
      exchange.sendResponseHeaders(500, -1);
    } catch (InterruptedException ended) {
      Thread.currentThread().interrupt();
    }
  }

  private synchronized void note(HttpExchange exchange) {
    requests.add(exchange.getRequestMethod() + " " + exchange.getRequestURI().getPath());
    try {
      clients.add(
          (X509Certificate) ((HttpsExchange) exchange).getSSLSession().getPeerCertificates()[0]);
    } catch (SSLPeerUnverifiedException stranger) {
      // no certificate
    }
  }

  private synchronized Optional<ProblemType> refusal() {
    return refusal;
  }

  private synchronized Optional<String> pause() {
    return pause;
  }

  private synchronized void enroll(HttpExchange exchange)
      throws IOException, GeneralSecurityException {
    var request = json.readValue(exchange.getRequestBody(), EnrollmentRequest.class);
    var identity = keyIn(request.identityRequest());
    enrolledKeys.add(identity);
    sealingKey =
        KeyFactory.getInstance("RSA")
            .generatePublic(
                new X509EncodedKeySpec(Bytes.ofBase64Url(request.sealingKey()).toArray()));
    try (var token = token()) {
      if (!SealingKeyProof.verifies(
          Bytes.ofBase64Url(request.sealingKeyProof()).toArray(),
          token.secretThumbprint(),
          identity,
          sealingKey)) {
        refuse(exchange, ProblemType.VALUE_REJECTED);
        return;
      }
    }
    refreshes();
    send(
        exchange,
        201,
        new Enrollment(
            fixture.id().toString(),
            agent.toString(),
            "web1",
            identityFor(identity),
            new CertificateChain(List.of(root)).toPem(),
            signingKeys()));
  }

  private synchronized void renew(HttpExchange exchange)
      throws IOException, GeneralSecurityException {
    var request = json.readValue(exchange.getRequestBody(), IdentityRequest.class);
    var identity = keyIn(request.identityRequest());
    enrolledKeys.add(identity);
    send(
        exchange,
        200,
        new Identity(
            identityFor(identity), new CertificateChain(List.of(root)).toPem(), signingKeys()));
  }

  private void manifest(HttpExchange exchange) throws IOException, InterruptedException {
    var news = newsFor(exchange, () -> manifest.orElse(""));
    if (news.isEmpty()) {
      return;
    }
    var text = news.get();
    if (stalls()) {
      exchange.sendResponseHeaders(200, text.length() + 1L);
      exchange.getResponseBody().write(text.getBytes(StandardCharsets.US_ASCII));
      exchange.getResponseBody().flush();
      var _ = over.await(1, TimeUnit.MINUTES);
      return;
    }
    send(exchange, text);
  }

  private void challenges(HttpExchange exchange) throws IOException, InterruptedException {
    var news = newsFor(exchange, () -> json.valueToTree(challenges).toString());
    if (news.isPresent()) {
      send(exchange, 200, json.readTree(news.get()));
    }
  }

  /// Waits for another text than the client has, as long as it likes; tells it if there is none.
  private Optional<String> newsFor(HttpExchange exchange, Supplier<String> current)
      throws IOException, InterruptedException {
    var known = exchange.getRequestHeaders().getFirst("If-None-Match");
    var prefer = exchange.getRequestHeaders().getFirst("Prefer");
    var seconds = prefer == null ? 0 : Integer.parseInt(prefer.substring("wait=".length()));
    var text = awaitOtherThan(known, Duration.ofSeconds(seconds), current);
    if (entityTag(text).equals(known)) {
      exchange.sendResponseHeaders(304, -1);
      return Optional.empty();
    }
    exchange.getResponseHeaders().set("ETag", entityTag(text));
    return Optional.of(text);
  }

  private synchronized boolean stalls() {
    return loss == Loss.REST_OF_ANSWERS;
  }

  private synchronized String awaitOtherThan(
      @Nullable String known, Duration wait, Supplier<String> current) throws InterruptedException {
    var rounds = wait.toMillis() / 20;
    while (rounds-- > 0 && entityTag(current.get()).equals(known)) {
      wait(20);
    }
    return current.get();
  }

  private void bundle(HttpExchange exchange, String path) throws IOException {
    Optional<String> text;
    synchronized (this) {
      text = Optional.ofNullable(bundles.get(path));
    }
    if (text.isEmpty()) {
      refuse(exchange, ProblemType.NOT_FOUND);
      return;
    }
    send(exchange, text.get());
  }

  private synchronized void report(HttpExchange exchange) throws IOException {
    reports.add(json.readValue(exchange.getRequestBody(), Report.class));
    notifyAll();
    exchange.sendResponseHeaders(204, -1);
  }

  private void refuse(HttpExchange exchange, ProblemType type) throws IOException {
    var body = json.writeValueAsBytes(ProblemDocument.of(type, "because the test says so"));
    exchange.getResponseHeaders().set("Content-Type", ProblemDocument.MEDIA_TYPE);
    pause().ifPresent(each -> exchange.getResponseHeaders().set("Retry-After", each));
    exchange.sendResponseHeaders(type.status(), body.length);
    exchange.getResponseBody().write(body);
  }

  private void send(HttpExchange exchange, int status, Object document) throws IOException {
    if (loss == Loss.NEXT_ANSWER) {
      loss = Loss.NOTHING;
      return; // the connection is closed without an answer
    }
    var body = json.writeValueAsBytes(document);
    exchange.sendResponseHeaders(status, body.length);
    exchange.getResponseBody().write(body);
  }

  private static void send(HttpExchange exchange, String text) throws IOException {
    var body = text.getBytes(StandardCharsets.US_ASCII);
    exchange.getResponseHeaders().set("Content-Type", "application/jose");
    exchange.sendResponseHeaders(200, body.length);
    exchange.getResponseBody().write(body);
  }

  private String signedManifest() {
    return fixture.sign(
        fixture.manifest(
            agent,
            FixtureRepository.checkpoint(auditSize),
            entries.values().toArray(Manifest.Entry[]::new)));
  }

  private List<String> signingKeys() {
    return fixture.trusted().signingKeys().values().stream()
        .map(key -> Bytes.of(key.getEncoded()).toBase64Url())
        .toList();
  }

  private String identityFor(PublicKey key) {
    return new CertificateChain(
            List.of(certificate("CN=" + agent, key, identityAge, identityLife, false)))
        .toPem();
  }

  private static String entityTag(String text) {
    return "\"" + Thumbprint.of(text) + "\"";
  }

  private static PublicKey keyIn(String request) throws IOException, GeneralSecurityException {
    return new JcaPKCS10CertificationRequest(Bytes.ofBase64Url(request).toArray()).getPublicKey();
  }

  private X509Certificate certificate(
      String subject, PublicKey key, Duration age, Duration life, boolean authority) {
    var now = Instant.now();
    try {
      var builder =
          new JcaX509v3CertificateBuilder(
              new X500Name("CN=Scripted Root"),
              new BigInteger(100, new SecureRandom()),
              Date.from(now.minus(age)),
              Date.from(now.plus(life)),
              new X500Name(subject),
              key);
      builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(authority));
      builder.addExtension(
          Extension.subjectAlternativeName,
          false,
          new GeneralNames(new GeneralName(GeneralName.dNSName, "localhost")));
      return new JcaX509CertificateConverter()
          .getCertificate(
              builder.build(
                  new JcaContentSignerBuilder("SHA256withECDSA").build(rootKey.getPrivate())));
    } catch (IOException | GeneralSecurityException | OperatorCreationException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private SSLContext context() {
    var key = FixtureCa.keyPair(KeyType.EC_P256);
    var leaf = certificate("CN=localhost", key.getPublic(), A_MINUTE, Duration.ofDays(30), false);
    try {
      var store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      store.setKeyEntry("tls", key.getPrivate(), new char[0], new X509Certificate[] {leaf, root});
      var keys = KeyManagerFactory.getInstance("PKIX");
      keys.init(store, new char[0]);
      var context = SSLContext.getInstance("TLSv1.3");
      context.init(keys.getKeyManagers(), new TrustManager[] {new Onlooker()}, null);
      return context;
    } catch (IOException | GeneralSecurityException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private enum Loss {
    NOTHING,
    NEXT_ANSWER,
    REST_OF_ANSWERS
  }
}
