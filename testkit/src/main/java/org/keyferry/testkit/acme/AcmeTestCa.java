package org.keyferry.testkit.acme;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.format.DateTimeParseException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.stream.StreamSupport;
import org.jose4j.jwk.PublicJsonWebKey;
import org.jose4j.keys.HmacKey;
import org.keyferry.protocol.pki.Bytes;
import org.keyferry.protocol.pki.CertificateChain;
import org.keyferry.protocol.pki.DnsName;
import org.keyferry.protocol.pki.Identifier;
import org.keyferry.protocol.pki.IpAddress;
import org.keyferry.testkit.HttpsIdentity;

/// An ACME CA of RFC 8555 in this JVM, over HTTPS, with RFC 9773 and draft-ietf-acme-profiles.
///
/// Strict where a client can be wrong: nonces, URLs and keys of the JWS, `replaces`, names of the
/// request. Safe to share between threads; what a test turns counts from the next request on.
public final class AcmeTestCa implements AutoCloseable {

  private static final Duration DAY = Duration.ofDays(1);
  private static final Bytes NOTHING = Bytes.of(new byte[0]);
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private final InstantSource clock;
  private final Settings settings;
  private final Issuer issuer;
  private final HttpsIdentity identity = HttpsIdentity.create("ACME test CA");
  private final Set<String> nonces = new HashSet<>();
  private final List<Account> accounts = new ArrayList<>();
  private final List<PlacedOrder> orders = new ArrayList<>();
  private final Map<String, RenewalWindow> windows = new HashMap<>();
  private final Map<String, Integer> revoked = new LinkedHashMap<>();
  private final Queue<Trouble> troubles = new ArrayDeque<>();
  private final HttpsDoor door;
  private String terms;
  private Duration renewalInfoRetryAfter = Duration.ofHours(6);
  private int issuedNonces;

  private AcmeTestCa(Settings settings, InstantSource clock) {
    this.settings = settings;
    this.clock = clock;
    this.issuer = new Issuer(clock.instant());
    this.door = new HttpsDoor(identity, clock, this::answer);
    this.terms = "https://ca.example/terms/1";
  }

  /// A CA with certificates of 90 days and nothing that can be left out.
  public static Settings settings() {
    return new Settings();
  }

  /// URL of the directory (RFC 8555 §7.1.1).
  public URI directory() {
    return door.url("/directory");
  }

  /// The root of its HTTPS certificate.
  public X509Certificate httpsRoot() {
    return identity.root();
  }

  /// The root of the certificates that it issues.
  public X509Certificate issuingRoot() {
    return issuer.root();
  }

  public RequestRecord requests() {
    return door.record();
  }

  /// Answers the next requests with trouble, one with each.
  public synchronized void answersNext(Trouble... each) {
    troubles.addAll(Arrays.asList(each));
  }

  /// Sets the renewal window of a certificate.
  public synchronized void moveWindow(X509Certificate leaf, RenewalWindow window) {
    windows.put(Issuer.certificateId(leaf), window);
  }

  /// How long clients are to wait between two looks at a window.
  public synchronized void renewalInfoEvery(Duration pause) {
    renewalInfoRetryAfter = pause;
  }

  /// Has new terms of service: accounts that agreed to others are refused orders until they agree
  /// (§7.3.3).
  public synchronized void changeTerms(String url) {
    terms = url;
  }

  /// Serial numbers of revoked certificates, hexadecimal, with the reason code.
  public synchronized Map<String, Integer> revoked() {
    return Map.copyOf(revoked);
  }

  /// The leaf certificates that it issued, the newest last.
  public synchronized List<X509Certificate> issued() {
    return orders.stream().flatMap(each -> each.issued.stream()).toList();
  }

  /// What the orders asked for in `replaces` (RFC 9773 §5), in their order.
  public synchronized List<Optional<String>> replaces() {
    return orders.stream().map(each -> each.replaces).toList();
  }

  /// Profiles that the orders asked for, in their order.
  public synchronized List<Optional<String>> profiles() {
    return orders.stream().map(each -> each.profile).toList();
  }

  /// Key identifiers of external accounts that accounts are bound to.
  public synchronized List<String> externalAccounts() {
    return accounts.stream().flatMap(each -> each.externalKeyId.stream()).toList();
  }

  public synchronized int accounts() {
    return accounts.size();
  }

  public synchronized long deactivatedAccounts() {
    return accounts.stream().filter(each -> each.isDeactivated).count();
  }

  @Override
  public void close() {
    door.close();
  }

  private synchronized Reply answer(HttpExchange exchange) throws IOException {
    var body = exchange.getRequestBody().readAllBytes();
    var trouble = troubles.poll();
    if (trouble != null) {
      return trouble.at(clock.instant());
    }
    try {
      return route(exchange, body);
    } catch (Refusal refusal) {
      return withNonce(refusal.reply());
    }
  }

  private Reply route(HttpExchange exchange, byte[] body) {
    var path = exchange.getRequestURI().getRawPath();
    var method = exchange.getRequestMethod();
    if (method.equals("GET") && path.equals("/directory")) {
      return json(200, directoryObject());
    }
    if (path.equals("/new-nonce") && (method.equals("HEAD") || method.equals("GET"))) {
      return withNonce(new Reply(method.equals("HEAD") ? 200 : 204, NOTHING, ""))
          .with("Cache-Control", "no-store"); // §7.2
    }
    if (method.equals("GET") && path.startsWith("/renewal-info/") && settings.hasRenewalInfo) {
      return renewalInfo(last(path));
    }
    if (!method.equals("POST")) {
      throw Refusal.of(405, "malformed", "no " + method + " here");
    }
    if (!"application/jose+json".equals(exchange.getRequestHeaders().getFirst("Content-Type"))) {
      throw Refusal.of(415, "malformed", "requests are application/jose+json (RFC 8555 §6.2)");
    }
    return withNonce(post(path, SignedRequest.parse(body)));
  }

  private Reply post(String path, SignedRequest request) {
    requireFresh(request);
    requireUrl(request, door.url(path).toString());
    if (request.has("jwk") == request.has("kid")) {
      throw Refusal.malformed("either jwk or kid (RFC 8555 §6.2)");
    }
    if (path.equals("/new-account")) {
      return newAccount(request);
    }
    if (path.equals("/revoke-certificate")) {
      return revoke(request);
    }
    var account = accountOf(request);
    var kind = path.split("/", -1)[1];
    return switch (kind) {
      case "key-change" -> changeKey(account, request.payload());
      case "account" -> account(account, path, request);
      case "new-order" -> newOrder(account, request.payload());
      case "order" -> order(account, path, request);
      case "authorization" -> json(200, authorizationObject(authorization(account, last(path))));
      case "challenge" -> challenge(account, path, request);
      case "certificate" -> certificate(account, Integer.parseInt(last(path)));
      default -> throw Refusal.of(404, "malformed", "nothing is at " + path);
    };
  }

  // --- the envelope (§6)

  private void requireFresh(SignedRequest request) {
    if (!nonces.remove(request.header("nonce").orElse(""))) {
      throw Refusal.of(400, "badNonce", "the nonce is not one of ours, or was used");
    }
  }

  private static void requireUrl(SignedRequest request, String url) {
    if (!request.header("url").equals(Optional.of(url))) {
      throw Refusal.of(401, "unauthorized", "the url that is signed is not " + url);
    }
  }

  private Account accountOf(SignedRequest request) {
    var account =
        request
            .header("kid")
            .flatMap(url -> accounts.stream().filter(each -> each.url.equals(url)).findFirst())
            .orElseThrow(
                () -> Refusal.of(400, "accountDoesNotExist", "no such account; kid names one"));
    request.verify(account.key.getKey());
    if (account.isDeactivated) {
      throw Refusal.of(401, "unauthorized", "the account is deactivated");
    }
    return account;
  }

  private Reply withNonce(Reply reply) {
    var nonce = "nonce-" + ++issuedNonces;
    nonces.add(nonce);
    return reply.with("Replay-Nonce", nonce).with("Link", "<" + directory() + ">;rel=\"index\"");
  }

  private static Reply json(int status, JsonNode body) {
    return new Reply(
        status, Bytes.of(body.toString().getBytes(StandardCharsets.UTF_8)), "application/json");
  }

  // --- directory (§7.1.1)

  private ObjectNode directoryObject() {
    var directory = JSON.objectNode();
    directory.put("newNonce", door.url("/new-nonce").toString());
    directory.put("newAccount", door.url("/new-account").toString());
    directory.put("newOrder", door.url("/new-order").toString());
    directory.put("revokeCert", door.url("/revoke-certificate").toString());
    directory.put("keyChange", door.url("/key-change").toString());
    if (settings.hasRenewalInfo) {
      directory.put("renewalInfo", door.url("/renewal-info").toString());
    }
    var meta = directory.putObject("meta").put("termsOfService", terms);
    if (!settings.externalKeys.isEmpty()) {
      meta.put("externalAccountRequired", true);
    }
    if (!settings.profiles.isEmpty()) {
      var profiles = meta.putObject("profiles");
      settings.profiles.forEach((name, life) -> profiles.put(name, "certificates of " + life));
    }
    return directory;
  }

  // --- accounts (§7.3)

  private Reply newAccount(SignedRequest request) {
    var key = request.jwk();
    request.verify(key.getKey());
    var payload = request.payload();
    var existing = accounts.stream().filter(each -> each.hasKey(key)).findFirst();
    if (existing.isPresent()) {
      return json(200, accountObject(existing.get())).with("Location", existing.get().url);
    }
    if (payload.path("onlyReturnExisting").asBoolean(false)) {
      throw Refusal.of(400, "accountDoesNotExist", "no account has this key");
    }
    if (!payload.path("termsOfServiceAgreed").asBoolean(false)) {
      throw Refusal.of(403, "userActionRequired", "agree to the terms of service");
    }
    var url = door.url("/account/" + (accounts.size() + 1)).toString();
    var account =
        new Account(url, key, texts(payload.path("contact")), terms, externalAccount(payload, key));
    accounts.add(account);
    return json(201, accountObject(account)).with("Location", url);
  }

  /// §7.3.4.
  private Optional<String> externalAccount(JsonNode payload, PublicJsonWebKey key) {
    if (settings.externalKeys.isEmpty()) {
      return Optional.empty();
    }
    if (!payload.has("externalAccountBinding")) {
      throw Refusal.of(403, "externalAccountRequired", "accounts are bound to external ones");
    }
    var binding = SignedRequest.parse(payload.get("externalAccountBinding"));
    var keyId = binding.header("kid").orElse("");
    var mac = settings.externalKeys.get(keyId);
    if (mac == null) {
      throw Refusal.of(403, "unauthorized", "no external account " + keyId);
    }
    binding.verifyMac(new HmacKey(mac));
    requireUrl(binding, door.url("/new-account").toString());
    if (binding.has("nonce") || !same(binding.payload(), key)) {
      throw Refusal.malformed("the binding is not for this key");
    }
    return Optional.of(keyId);
  }

  private static boolean same(JsonNode jwk, PublicJsonWebKey key) {
    var other = SignedRequest.json(key.toJson().getBytes(StandardCharsets.UTF_8));
    return jwk.equals(other);
  }

  private Reply account(Account account, String path, SignedRequest request) {
    if (!account.url.equals(door.url(path).toString())) {
      throw Refusal.of(403, "unauthorized", "another's account");
    }
    if (!request.isEmpty()) {
      var payload = request.payload();
      if (payload.path("status").asText().equals("deactivated")) {
        account.isDeactivated = true; // §7.3.6
      }
      if (payload.has("contact")) {
        account.contacts = texts(payload.get("contact"));
      }
      if (payload.path("termsOfServiceAgreed").asBoolean(false)) {
        account.agreedTo = terms;
      }
    }
    return json(200, accountObject(account));
  }

  private static ObjectNode accountObject(Account account) {
    var object = JSON.objectNode().put("status", account.isDeactivated ? "deactivated" : "valid");
    var contacts = object.putArray("contact");
    account.contacts.forEach(contacts::add);
    return object.put("termsOfServiceAgreed", true).put("orders", account.url + "/orders");
  }

  /// §7.3.5.
  private Reply changeKey(Account account, JsonNode payload) {
    var inner = SignedRequest.parse(payload);
    var fresh = inner.jwk();
    inner.verify(fresh.getKey());
    requireUrl(inner, door.url("/key-change").toString());
    if (inner.has("nonce") || !inner.payload().path("account").asText().equals(account.url)) {
      throw Refusal.malformed("the inner JWS names the account, and has no nonce");
    }
    if (!same(inner.payload().path("oldKey"), account.key)) {
      throw Refusal.malformed("oldKey is not the key of the account");
    }
    var taken = accounts.stream().filter(each -> each.hasKey(fresh)).findFirst();
    if (taken.isPresent()) {
      throw Refusal.of(409, "malformed", "the key is in use").with("Location", taken.get().url);
    }
    account.key = fresh;
    return json(200, accountObject(account));
  }

  // --- orders (§7.4)

  private Reply newOrder(Account account, JsonNode payload) {
    requireAgreement(account);
    requireWithinLimits(account);
    var names =
        StreamSupport.stream(payload.path("identifiers").spliterator(), false)
            .map(AcmeTestCa::identifier)
            .toList();
    if (names.isEmpty()) {
      throw Refusal.malformed("an order has identifiers");
    }
    var profile = text(payload, "profile");
    profile
        .filter(each -> !settings.profiles.containsKey(each))
        .ifPresent(unknown -> {
          throw Refusal.of(400, "invalidProfile", "no profile " + unknown);
        });
    var replaces = text(payload, "replaces");
    replaces.ifPresent(each -> requireReplaceable(account, each, names));
    var life = lifeOf(payload, profile);
    var now = clock.instant();
    var order =
        new PlacedOrder(orders.size(), account, names, profile, replaces, life, now.plus(DAY));
    orders.add(order);
    account.orders.add(now);
    return json(201, orderObject(order)).with("Location", url(order).toString());
  }

  private void requireAgreement(Account account) {
    if (!account.agreedTo.equals(terms)) { // §7.3.3
      throw Refusal.of(403, "userActionRequired", "the terms of service have changed")
          .with("Link", "<" + terms + ">;rel=\"terms-of-service\"")
          .instance("https://ca.example/agree");
    }
  }

  private void requireWithinLimits(Account account) {
    if (settings.mostOrders == 0) {
      return;
    }
    var since = clock.instant().minus(settings.limitPeriod);
    account.orders.removeIf(each -> !each.isAfter(since));
    if (account.orders.size() >= settings.mostOrders) {
      var free = account.orders.getFirst().plus(settings.limitPeriod);
      var pause = Duration.between(clock.instant(), free).plusMillis(999).toSeconds();
      throw Refusal.of(429, "rateLimited", "too many new orders")
          .with("Retry-After", Long.toString(pause));
    }
  }

  /// RFC 8738 §3: an address in its one form.
  private static String identifier(JsonNode identifier) {
    var value = identifier.path("value").asText();
    try {
      return switch (identifier.path("type").asText()) {
        case "dns" -> new DnsName(value).value();
        case "ip" -> new IpAddress(value).value();
        default -> throw Refusal.of(400, "unsupportedIdentifier", "only dns and ip");
      };
    } catch (IllegalArgumentException malformed) {
      throw Refusal.malformed(String.valueOf(malformed.getMessage()));
    }
  }

  private static ObjectNode identifierObject(String text) {
    return JSON.objectNode().put("type", isAddress(text) ? "ip" : "dns").put("value", text);
  }

  private static boolean isAddress(String text) {
    return Identifier.of(text) instanceof IpAddress;
  }

  /// RFC 9773 §5.
  private void requireReplaceable(Account account, String id, List<String> names) {
    if (!settings.hasRenewalInfo) {
      throw Refusal.malformed("replaces is not known here");
    }
    var predecessor =
        orders.stream()
            .filter(each ->
                each.issued.filter(leaf -> Issuer.certificateId(leaf).equals(id)).isPresent())
            .findFirst()
            .orElseThrow(() -> Refusal.malformed("no certificate " + id));
    if (predecessor.account != account || predecessor.names().stream().noneMatch(names::contains)) {
      throw Refusal.of(403, "unauthorized", "what is replaced has another account, or no name");
    }
    if (orders.stream()
        .anyMatch(
            each -> each.replaces.equals(Optional.of(id)) && !each.status().equals("invalid"))) {
      throw Refusal.of(409, "alreadyReplaced", id + " has a successor");
    }
  }

  private Duration lifeOf(JsonNode payload, Optional<String> profile) {
    var usual = profile.map(settings.profiles::get).orElse(settings.life);
    if (!payload.has("notAfter") && !payload.has("notBefore")) {
      return usual;
    }
    if (!settings.takesNotAfter) {
      throw Refusal.malformed("notBefore and notAfter are not supported");
    }
    var wanted = Duration.between(clock.instant(), moment(payload.path("notAfter").asText()));
    if (wanted.isNegative()) {
      throw Refusal.malformed("notAfter has passed");
    }
    return wanted.compareTo(usual) < 0 ? wanted : usual;
  }

  private static Instant moment(String text) {
    try {
      return Instant.parse(text);
    } catch (DateTimeParseException malformed) {
      throw Refusal.malformed("no date: " + text);
    }
  }

  private Reply order(Account account, String path, SignedRequest request) {
    var steps = path.split("/", -1);
    var order = order(account, steps[2]);
    if (steps.length > 3 && steps[3].equals("finalize")) {
      finalizeOrder(order, request.payload());
    }
    return json(200, orderObject(order)).with("Location", url(order).toString());
  }

  private void finalizeOrder(PlacedOrder order, JsonNode payload) {
    if (!order.status().equals("ready")) {
      throw Refusal.of(403, "orderNotReady", "the order is " + order.status());
    }
    var request = SignedRequest.decoded(payload.path("csr").asText());
    order.issued = Optional.of(issuer.issue(request, order.names(), clock.instant(), order.life));
  }

  private ObjectNode orderObject(PlacedOrder order) {
    var object =
        JSON.objectNode().put("status", order.status()).put("expires", order.expires.toString());
    if (!settings.isCareless || order.issued.isEmpty()) {
      object.put("finalize", url(order) + "/finalize");
    }
    order.profile.ifPresent(each -> object.put("profile", each));
    order.replaces.ifPresent(each -> object.put("replaces", each));
    var identifiers = object.putArray("identifiers");
    order.names().forEach(each -> identifiers.add(identifierObject(each)));
    var authorizations = object.putArray("authorizations");
    order.authorizations.forEach(each -> authorizations.add(url(each).toString()));
    if (order.issued.isPresent()) {
      object.put("certificate", door.url("/certificate/" + order.number).toString());
    }
    return object;
  }

  private Reply certificate(Account account, int number) {
    var leaf =
        order(account, Integer.toString(number))
            .issued
            .orElseThrow(() -> Refusal.of(404, "malformed", "nothing was issued"));
    var chain = new CertificateChain(issuer.chainOf(leaf)).toPem();
    var reply =
        new Reply(
            200,
            Bytes.of(chain.getBytes(StandardCharsets.US_ASCII)),
            "application/pem-certificate-chain");
    return settings.isCareless
        ? reply.with("Link", "<" + door.url("/lost/" + number) + ">;rel=\"alternate\"")
        : reply;
  }

  private PlacedOrder order(Account account, String number) {
    return orders.stream()
        .filter(each -> Integer.toString(each.number).equals(number) && each.account == account)
        .findFirst()
        .orElseThrow(() -> Refusal.of(404, "malformed", "no order " + number));
  }

  private URI url(PlacedOrder order) {
    return door.url("/order/" + order.number);
  }

  // --- authorizations and challenges (§7.5)

  private PlacedOrder.Authorization authorization(Account account, String id) {
    return orders.stream()
        .filter(each -> each.account == account)
        .flatMap(each -> each.authorizations.stream())
        .filter(each -> each.id.equals(id))
        .findFirst()
        .orElseThrow(() -> Refusal.of(404, "malformed", "no authorization " + id));
  }

  private URI url(PlacedOrder.Authorization authorization) {
    return door.url("/authorization/" + authorization.id);
  }

  private Reply challenge(Account account, String path, SignedRequest request) {
    var steps = path.split("/", -1);
    var authorization = authorization(account, steps[2]);
    var type = steps[3];
    if (!request.isEmpty() && authorization.status.equals("pending")) {
      authorization.tried = Optional.of(type);
      authorization.error = settings.validation.faultOf(authorization, type, account.key);
      authorization.status = authorization.error.isEmpty() ? "valid" : "invalid";
    }
    return json(200, challengeObject(authorization, type))
        .with("Link", "<" + url(authorization) + ">;rel=\"up\"");
  }

  private ObjectNode authorizationObject(PlacedOrder.Authorization authorization) {
    var object =
        JSON.objectNode()
            .put("status", authorization.status)
            .put("expires", clock.instant().plus(DAY).toString());
    object.set("identifier", identifierObject(authorization.identifier()));
    if (authorization.isWildcard()) {
      object.put("wildcard", true);
    }
    var challenges = object.putArray("challenges");
    if (!authorization.isWildcard()) { // §8.3
      challenges.add(challengeObject(authorization, "http-01"));
    }
    if (isAddress(authorization.identifier())) { // RFC 8738 §7
      return object;
    }
    challenges.add(challengeObject(authorization, "dns-01"));
    settings.persistentIssuer.ifPresent(
        issuer -> challenges.add(persistentObject(authorization, issuer)));
    return object;
  }

  /// draft-ietf-acme-dns-persist: it has no token.
  private ObjectNode persistentObject(PlacedOrder.Authorization authorization, String issuer) {
    var object = challengeObject(authorization, "dns-persist-01");
    object.remove("token");
    object.putArray("issuer-domain-names").add(issuer);
    return object;
  }

  private ObjectNode challengeObject(PlacedOrder.Authorization authorization, String type) {
    var tried = authorization.tried.equals(Optional.of(type));
    var object =
        JSON.objectNode()
            .put("type", type)
            .put("url", door.url("/challenge/" + authorization.id + "/" + type).toString())
            .put("token", authorization.token)
            .put("status", tried ? authorization.status : "pending");
    authorization
        .error
        .filter(_ -> tried)
        .ifPresent(detail ->
            object
                .putObject("error")
                .put("type", "urn:ietf:params:acme:error:unauthorized")
                .put("detail", detail));
    return object;
  }

  // --- revocation (§7.6) and renewal information (RFC 9773)

  private Reply revoke(SignedRequest request) {
    var leaf = certificateOf(SignedRequest.decoded(request.payload().path("certificate").asText()));
    var order =
        orders.stream()
            .filter(each -> each.issued.equals(Optional.of(leaf)))
            .findFirst()
            .orElseThrow(() -> Refusal.of(404, "malformed", "not issued here"));
    if (request.has("jwk")) {
      var key = request.jwk();
      request.verify(key.getKey());
      if (!key.getPublicKey().equals(leaf.getPublicKey())) {
        throw Refusal.of(403, "unauthorized", "not the key of the certificate");
      }
    } else if (accountOf(request) != order.account) {
      throw Refusal.of(403, "unauthorized", "another account's certificate");
    }
    var reason = request.payload().path("reason").asInt(0);
    if (reason < 0 || reason > 10 || reason == 7) {
      throw Refusal.of(400, "badRevocationReason", "no reason " + reason + " (RFC 5280 §5.3.1)");
    }
    if (revoked.putIfAbsent(leaf.getSerialNumber().toString(16), reason) != null) {
      throw Refusal.of(400, "alreadyRevoked", "it was revoked before");
    }
    return new Reply(200, NOTHING, "");
  }

  private Reply renewalInfo(String id) {
    var leaf =
        orders.stream()
            .flatMap(each -> each.issued.stream())
            .filter(each -> Issuer.certificateId(each).equals(id))
            .findFirst()
            .orElseThrow(() -> Refusal.of(404, "malformed", "no certificate " + id));
    var window = Objects.requireNonNullElseGet(windows.get(id), () -> RenewalWindow.usual(leaf));
    var object = JSON.objectNode();
    object
        .putObject("suggestedWindow")
        .put("start", window.start().toString())
        .put("end", window.end().toString());
    window.explanation().ifPresent(each -> object.put("explanationURL", each.toString()));
    return json(200, object).with("Retry-After", Long.toString(renewalInfoRetryAfter.toSeconds()));
  }

  private static X509Certificate certificateOf(byte[] der) {
    try {
      return (X509Certificate)
          CertificateFactory.getInstance("X.509")
              .generateCertificate(new ByteArrayInputStream(der));
    } catch (GeneralSecurityException malformed) {
      throw Refusal.malformed("no certificate");
    }
  }

  private static String last(String path) {
    return path.substring(path.lastIndexOf('/') + 1);
  }

  private static Optional<String> text(JsonNode object, String member) {
    return object.has(member) ? Optional.of(object.get(member).asText()) : Optional.empty();
  }

  private static List<String> texts(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false).map(JsonNode::asText).toList();
  }

  /// How a test CA is to be. What is not said: renewal information, notAfter in orders taken, no
  /// profiles, no external accounts, no limits, every challenge believed.
  public static final class Settings {

    private final Map<String, Duration> profiles = new LinkedHashMap<>();
    private final Map<String, byte[]> externalKeys = new HashMap<>();
    private Duration life = Duration.ofDays(90);
    private boolean takesNotAfter = true;
    private boolean hasRenewalInfo = true;
    private boolean isCareless;
    private int mostOrders;
    private Duration limitPeriod = Duration.ZERO;
    private Validation validation = Validation.believing();
    private Optional<String> persistentIssuer = Optional.empty();

    private Settings() {}

    /// Life of certificates without a profile.
    public Settings life(Duration each) {
      life = each;
      return this;
    }

    /// Offers a profile (draft-ietf-acme-profiles) whose certificates live this long.
    public Settings profile(String name, Duration each) {
      profiles.put(name, each);
      return this;
    }

    /// Refuses notBefore and notAfter in orders, as Let's Encrypt does.
    public Settings refusingNotAfter() {
      takesNotAfter = false;
      return this;
    }

    /// Leaves `finalize` out of an order that is valid, and offers a chain that is not there.
    public Settings careless() {
      isCareless = true;
      return this;
    }

    /// Has neither renewal information nor `replaces`.
    public Settings withoutRenewalInfo() {
      hasRenewalInfo = false;
      return this;
    }

    /// Wants accounts to be bound to an external one (§7.3.4).
    public Settings externalAccount(String keyId, String macKeyInBase64Url) {
      externalKeys.put(keyId, Base64.getUrlDecoder().decode(macKeyInBase64Url));
      return this;
    }

    /// Takes so many orders of an account in each period, and answers 429 then.
    public Settings limit(int most, Duration period) {
      mostOrders = most;
      limitPeriod = period;
      return this;
    }

    /// Looks for http-01 answers on this port of 127.0.0.1, whatever the name.
    public Settings validatingAt(int port) {
      validation = Validation.http01(port);
      return this;
    }

    /// Offers dns-persist-01 (draft-ietf-acme-dns-persist), and believes that the record is there.
    ///
    /// @param issuer domain name by which it recognizes itself
    public Settings persistent(String issuer) {
      persistentIssuer = Optional.of(issuer);
      return this;
    }

    public AcmeTestCa start(InstantSource clock) {
      return new AcmeTestCa(this, clock);
    }
  }
}
