package org.keyferry.agent.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.keyferry.agent.ScriptedHost;
import org.keyferry.agent.ScriptedRepository;
import org.keyferry.agent.Tree;
import org.keyferry.cryptoki.Cryptoki;
import org.keyferry.cryptoki.CryptokiException;
import org.keyferry.cryptoki.Pkcs11;
import org.keyferry.cryptoki.Session;
import org.keyferry.cryptoki.Template;
import org.keyferry.protocol.bundle.KeyTransport;
import org.keyferry.protocol.bundle.RejectedStatement;
import org.keyferry.protocol.bundle.SealedKeyOpener;
import org.keyferry.protocol.bundle.Version;
import org.keyferry.protocol.pki.KeyType;
import org.keyferry.testkit.FixtureCa;
import org.keyferry.testkit.FixtureRepository;
import org.keyferry.testkit.SoftHsmToken;
import org.keyferry.testkit.SoftwareSealer;
import org.keyferry.testkit.TurnableClock;

/// A host whose own private keys are in a token: it does all that a host does, and no private key
/// comes out.
class KeysInATokenIT {

  private static final String SPY = "/usr/lib/x86_64-linux-gnu/pkcs11-spy.so";

  private static SoftHsmToken token;

  @TempDir private Path directory;

  private final TurnableClock clock = TurnableClock.at(Instant.now());
  private final ScriptedRepository repository = ScriptedRepository.at(clock);
  private ScriptedHost host;

  @SuppressWarnings("NullAway.Init") // set before each test
  KeysInATokenIT() {}

  @BeforeAll
  static void makeToken() {
    token = SoftHsmToken.inThisJvm();
  }

  @BeforeEach
  void host() {
    host = ScriptedHost.in(directory, repository, clock).withFiles("/bin/true").withKeysIn(home());
  }

  @AfterEach
  void close() {
    repository.close();
  }

  @Test
  void aHostIsEnrolledServedAndRenewedWithKeysThatItCannotRead() throws Exception {
    host.enrolled();
    repository.publishes(Version.first());

    assertThat(host.once().trouble()).isEmpty(); // TLS by one key, what is sealed by the other
    assertThat(host.outcomeOfOnce().word()).isEqualTo("installed");

    var first = repository.clients().getLast();
    clock.turn(Duration.ofHours(7 * 24 * 2 / 3 + 1));
    repository.refreshes();
    assertThat(host.once().trouble()).isEmpty();
    assertThat(repository.clients().getLast().getPublicKey()).isNotEqualTo(first.getPublicKey());
    assertThat(keysOf(host.state())).isEqualTo(3); // the identity before is kept, as in files
    try (var files = Files.walk(host.state().resolve("identity"))) {
      for (var file : files.filter(Files::isRegularFile).toList()) {
        assertThat(Files.readString(file)).as(file.toString()).doesNotContain("PRIVATE KEY");
      }
    }
  }

  @Test
  void theTokenDoesNotLetThemOut() throws Exception {
    host.enrolled();

    var module = Cryptoki.load(token.module(), Optional.empty());
    try (var session = session(module)) {
      for (var key : session.all(Template.ofClass(Pkcs11.CKO_PRIVATE_KEY))) {
        assertThat(session.is(key, Pkcs11.CKA_SENSITIVE)).isTrue();
        assertThat(session.is(key, Pkcs11.CKA_EXTRACTABLE)).isFalse();
        assertThatThrownBy(() -> session.attribute(key, Pkcs11.CKA_VALUE))
            .isInstanceOf(CryptokiException.class);
      }
    }
  }

  @Test
  void whatIsSealedWithEitherHashIsOpenedInTheToken() throws Exception {
    var leaf = FixtureCa.keyPair(KeyType.EC_P256);
    try (var keys =
        KeyKeeper.of(home(), Files.createDirectory(directory.resolve("s")), new SecureRandom())) {
      var sealing = keys.makeSealingKey();
      var other = keys.makeSealingKey();
      assertThat(sealing.whereItOpens())
          .isEqualTo(
              "RSA and AES in the token, if by RSA-OAEP;"
                  + " RSA in the token, AES in memory, if by RSA-OAEP-256");
      for (var transport : KeyTransport.values()) {
        var sealed =
            SoftwareSealer.using(transport).sealAsSoftHsm(leaf.getPrivate(), sealing.publicKey());

        try (var opened = new SealedKeyOpener(sealing).open(sealed, leaf.getPublic())) {
          assertThat(opened.lendTo(byte[]::clone)).isEqualTo(leaf.getPrivate().getEncoded());
        }
        assertThatThrownBy(() -> new SealedKeyOpener(other).open(sealed, leaf.getPublic()))
            .isInstanceOf(RejectedStatement.class)
            .hasMessageContaining("not sealed to this host's sealing key");
      }
    }
  }

  /// What SoftHSM was asked, as a library between it and the agent heard it: two keys are unwrapped
  /// in it, and nothing is decrypted, so the AES key did not come out. What did is the key of the
  /// certificate.
  @Test
  void theAesKeyStaysInTheToken() throws Exception {
    try (var fresh = SoftHsmToken.create()) {
      var state = Files.createDirectory(directory.resolve("fresh"));
      var log = directory.resolve("spy.log");
      var arguments = List.of(state.toString(), SPY, fresh.label(), fresh.pinFile().toString());
      assertSucceeds(spied(fresh, directory.resolve("enroll.log")), "enroll", arguments);

      assertSucceeds(spied(fresh, log), "open", arguments);

      var asked = Files.readString(log);
      assertThat(asked.split("C_UnwrapKey\\b", -1)).hasSize(1 + 2 * 2); // once to try it out
      assertThat(asked).doesNotContain("C_Decrypt").contains("C_DestroyObject");
    }
  }

  @Test
  void keysThatNoFileTellsOfGoAtTheNextStart() throws Exception {
    host.enrolled();
    var before = keysOf(host.state());
    try (var keys = KeyKeeper.of(home(), host.state(), new SecureRandom())) {
      keys.makeIdentityKey(); // and then the host dies
    }
    assertThat(keysOf(host.state())).isEqualTo(before + 1);

    repository.publishes(Version.first());
    assertThat(host.once().trouble()).isEmpty();

    assertThat(keysOf(host.state())).isEqualTo(before);
  }

  @Test
  void keysOfAnotherAgentOnTheSameTokenStay() throws Exception {
    host.enrolled();
    var elsewhere = Files.createDirectory(directory.resolve("elsewhere"));
    try (var keys = KeyKeeper.of(home(), elsewhere, new SecureRandom())) {
      keys.makeIdentityKey();
    }

    repository.publishes(Version.first());
    host.once();

    assertThat(keysOf(elsewhere)).isEqualTo(1);
  }

  /// As after a snapshot that was put back while the token was not, or with a clone at the same
  /// HSM.
  @Test
  void keysThatACopyOfTheStateDoesNotKnowStay() throws Exception {
    host.enrolled();
    repository.publishes(Version.first());
    var copy = directory.resolve("copy");
    new Tree(host.state()).keep(copy);
    clock.turn(Duration.ofHours(7 * 24 * 2 / 3 + 1));
    repository.refreshes();
    assertThat(host.once().trouble()).isEmpty(); // with a key that is not in the copy
    var held = keysOf(host.state());

    try (var store = IdentityStore.open(copy, home(), new SecureRandom())) {
      store.tidy();
    }

    assertThat(keysOf(host.state())).isEqualTo(held);
    assertThat(host.once().trouble()).isEmpty();
  }

  /// A machine is cloned, and the clone is to be another agent: nothing of the first one's is its
  /// to destroy.
  @Test
  void keysOfTheHostStayWhenItsCloneBecomesAnotherAgent() throws Exception {
    host.enrolled();
    var clone =
        ScriptedHost.in(Files.createDirectory(directory.resolve("clone")), repository, clock)
            .withFiles("/bin/true")
            .withKeysIn(home());
    new Tree(host.state()).keep(clone.state());
    repository.enrollsAs(FixtureRepository.agent(2));
    clone.enrolledAgain();
    clock.turn(Duration.ofHours(7 * 24 * 2 / 3 + 1));
    repository.refreshes();

    assertThat(clone.once().trouble()).isEmpty(); // the first of its three identities goes

    assertThat(clone.state().resolve("identity/1")).doesNotExist();
    try (var store = IdentityStore.open(host.state(), home(), new SecureRandom())) {
      assertThat(store.current()).isPresent();
    }
  }

  /// A state without its token is worth nothing to a thief.
  @Test
  void aCopyOfTheStateIsOfNoUseWithoutTheToken() throws Exception {
    host.enrolled();
    var another = SoftHsmToken.inThisJvm();

    assertThatThrownBy(() ->
            IdentityStore.open(
                    host.state(),
                    new KeyHome.InToken(another.module(), another.label(), another.pinFile()),
                    new SecureRandom())
                .current())
        .isInstanceOf(TokenFault.class)
        .hasMessageContaining("identity.token-label names a token without the key");
  }

  @Test
  void aStateWithKeysInFilesSaysSo() throws Exception {
    host.withKeysIn(new KeyHome.InFiles()).enrolled();
    host.withKeysIn(home());

    assertThatThrownBy(host::once)
        .hasMessageContaining("is missing; if the keys of this host are in files, say so");
  }

  @Test
  void eachFaultNamesTheSettingAndTheFix() throws Exception {
    var module = token.module();
    var pin = token.pinFile();
    var nothing = directory.resolve("nothing.so");
    var text = Files.writeString(directory.resolve("text.so"), "no library");
    assertFault(nothing, token.label(), pin, "identity.module", "does not exist: install");
    assertFault(text, token.label(), pin, "identity.module", "is no PKCS#11 module");
    assertFault(module, "nowhere", pin, "identity.token-label", "names no token; there are '");
    assertFault(module, token.label(), nothing, "identity.pin-file", "does not exist: write");
    assertFault(module, token.label(), pinFile("", "rw-------"), "identity.pin-file", "is empty");
    assertFault(
        module,
        token.label(),
        pinFile("1234", "rw-r--r--"),
        "identity.pin-file",
        "is open to others than its owner: make it 0600");
  }

  /// Tokens count wrong PINs, so none is tried twice. The agent's exit code keeps systemd from
  /// starting it again.
  @Test
  void aWrongPinIsTriedOnce() throws Exception {
    try (var fresh = SoftHsmToken.create()) {
      var log = directory.resolve("spy.log");
      var environment = spied(fresh, log);
      var state = Files.createDirectory(directory.resolve("fresh"));

      var ended =
          RotationCrashIT.process(
              environment,
              List.of(
                  "enroll",
                  state.toString(),
                  SPY,
                  fresh.label(),
                  pinFile("000000", "rw-------").toString()));

      assertThat(ended.exitCode()).isNotZero();
      assertThat(ended.output())
          .contains("identity.pin-file", "refused (CKR_PIN_INCORRECT): put the right one there");
      assertThat(Files.readString(log).split("C_Login\\b", -1)).hasSize(2);
    }
  }

  private static Map<String, String> spied(SoftHsmToken token, Path log) {
    var environment = new HashMap<>(token.environment());
    environment.put("PKCS11SPY", token.module().toString());
    environment.put("PKCS11SPY_OUTPUT", log.toString());
    return environment;
  }

  private static void assertSucceeds(
      Map<String, String> environment, String what, List<String> arguments) throws Exception {
    var all = Stream.concat(Stream.of(what), arguments.stream()).toList();
    var ended = RotationCrashIT.process(environment, all);
    assertThat(ended.exitCode()).as(ended.output()).isZero();
  }

  private void assertFault(Path module, String label, Path pin, String setting, String sentence) {
    assertThatThrownBy(() ->
            IdentityStore.open(
                host.state(), new KeyHome.InToken(module, label, pin), new SecureRandom()))
        .isInstanceOf(TokenFault.class)
        .hasMessageStartingWith(setting + " ")
        .hasMessageContaining(sentence);
  }

  private Path pinFile(String content, String permissions) throws Exception {
    var file = directory.resolve("pin-" + permissions);
    Files.writeString(file, content);
    return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
  }

  private static KeyHome.InToken home() {
    return new KeyHome.InToken(token.module(), token.label(), token.pinFile());
  }

  private static int keysOf(Path state) throws Exception {
    var id =
        Files.readString(state.resolve("identity/token-id"), StandardCharsets.US_ASCII).strip();
    try (var session = TokenSession.open(home())) {
      return session.labelsBeginningWith("keyferry-agent " + id).size();
    }
  }

  private static Session session(Cryptoki module) throws Exception {
    for (var slot : module.slots()) {
      if (module.describe(slot).label().equals(token.label())) {
        var session = module.openSession(slot, 0);
        session.login(Files.readString(token.pinFile()).strip().getBytes(StandardCharsets.UTF_8));
        return session;
      }
    }
    throw new IllegalStateException("no such token");
  }
}
