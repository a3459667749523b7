package org.keyferry.agent.identity;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.ProviderException;
import java.security.PublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.RSAPublicKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.sec.SECObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.keyferry.cryptoki.Cryptoki;
import org.keyferry.cryptoki.CryptokiException;
import org.keyferry.cryptoki.Mechanism;
import org.keyferry.cryptoki.ModuleFault;
import org.keyferry.cryptoki.Pkcs11;
import org.keyferry.cryptoki.Session;
import org.keyferry.cryptoki.Template;
import org.keyferry.protocol.bundle.KeyTransport;

/// A token at which this program is logged in, with the few things that a host wants of it. Keys go
/// by their labels. Any thread.
final class TokenSession implements AutoCloseable {

  private static final List<Long> NEEDED =
      List.of(Pkcs11.CKM_EC_KEY_PAIR_GEN, Pkcs11.CKM_ECDSA, Pkcs11.CKM_RSA_PKCS_KEY_PAIR_GEN);
  private static final Set<PosixFilePermission> FOR_OTHERS =
      Set.of(
          PosixFilePermission.GROUP_WRITE,
          PosixFilePermission.OTHERS_READ,
          PosixFilePermission.OTHERS_WRITE);

  /// Of systemd: the mask of their access list shows as the mode of the group.
  private static final Path CREDENTIALS = Path.of("/run/credentials");

  private static final int SEALING_BITS = 3072;
  private static final byte[] F4 = {1, 0, 1};

  private final Session session;
  private final Set<Long> mechanisms;

  private TokenSession(Session session, Set<Long> mechanisms) {
    this.session = session;
    this.mechanisms = mechanisms;
  }

  /// Finds the token by its label and logs in. A PIN that is refused is not tried again, and one is
  /// not tried at all if that could lock the token.
  static TokenSession open(KeyHome.InToken home) throws TokenFault {
    var module = load(home.module());
    try {
      var token = describe(module, home);
      var mechanisms =
          Arrays.stream(module.mechanisms(token.slot())).boxed().collect(Collectors.toSet());
      if (!mechanisms.containsAll(NEEDED)) {
        throw new TokenFault(
            "module",
            home.module()
                + " has no EC and RSA keys for token '"
                + home.label()
                + "': use another module, or keys: files");
      }
      var session = module.openSession(token.slot(), Pkcs11.CKF_RW_SESSION);
      logIn(session, token, home);
      TokenProvider.install();
      return new TokenSession(session, mechanisms);
    } catch (CryptokiException refused) {
      throw new TokenFault(
          "token-label",
          "names token '"
              + home.label()
              + "', which does not answer ("
              + refused.getMessage()
              + "): see that it is there and ready",
          refused);
    }
  }

  /// EC P-256.
  synchronized PublicKey makeIdentityKey(String label, byte[] id) throws IOException {
    try {
      var curve = SECObjectIdentifiers.secp256r1.getEncoded();
      var handles =
          session.generateKeyPair(
              Mechanism.of(Pkcs11.CKM_EC_KEY_PAIR_GEN),
              named(label, id).octets(Pkcs11.CKA_EC_PARAMS, curve).yes(Pkcs11.CKA_VERIFY),
              kept(label, id).yes(Pkcs11.CKA_SIGN));
      var point =
          ASN1OctetString.getInstance(session.attribute(handles.publicKey(), Pkcs11.CKA_EC_POINT));
      var info =
          new SubjectPublicKeyInfo(
              new AlgorithmIdentifier(
                  X9ObjectIdentifiers.id_ecPublicKey, SECObjectIdentifiers.secp256r1),
              point.getOctets());
      return KeyFactory.getInstance("EC").generatePublic(new X509EncodedKeySpec(info.getEncoded()));
    } catch (CryptokiException | GeneralSecurityException refused) {
      throw notMade(refused);
    }
  }

  /// RSA-3072.
  synchronized RSAPublicKey makeSealingKey(String label, byte[] id) throws IOException {
    try {
      var handles =
          session.generateKeyPair(
              Mechanism.of(Pkcs11.CKM_RSA_PKCS_KEY_PAIR_GEN),
              named(label, id)
                  .number(Pkcs11.CKA_MODULUS_BITS, SEALING_BITS)
                  .octets(Pkcs11.CKA_PUBLIC_EXPONENT, F4)
                  .yes(Pkcs11.CKA_ENCRYPT, Pkcs11.CKA_VERIFY),
              kept(label, id).yes(Pkcs11.CKA_DECRYPT, Pkcs11.CKA_SIGN));
      var modulus = session.attribute(handles.publicKey(), Pkcs11.CKA_MODULUS);
      var exponent = session.attribute(handles.publicKey(), Pkcs11.CKA_PUBLIC_EXPONENT);
      return (RSAPublicKey)
          KeyFactory.getInstance("RSA")
              .generatePublic(
                  new RSAPublicKeySpec(new BigInteger(1, modulus), new BigInteger(1, exponent)));
    } catch (CryptokiException | GeneralSecurityException refused) {
      throw notMade(refused);
    }
  }

  synchronized boolean has(String label) throws TokenFault {
    try {
      return session.all(privateKeys().text(Pkcs11.CKA_LABEL, label)).size() == 1;
    } catch (CryptokiException refused) {
      throw silent(refused);
    }
  }

  synchronized Set<String> labelsBeginningWith(String prefix) throws TokenFault {
    try {
      var labels = new TreeSet<String>();
      for (var objects : List.of(privateKeys(), Template.ofClass(Pkcs11.CKO_PUBLIC_KEY))) {
        for (var object : session.all(objects)) {
          var label =
              new String(session.attribute(object, Pkcs11.CKA_LABEL), StandardCharsets.UTF_8);
          if (label.startsWith(prefix)) {
            labels.add(label);
          }
        }
      }
      return labels;
    } catch (CryptokiException refused) {
      throw silent(refused);
    }
  }

  /// The pair.
  synchronized void destroy(String label) throws TokenFault {
    try {
      for (var objects : List.of(privateKeys(), Template.ofClass(Pkcs11.CKO_PUBLIC_KEY))) {
        session.all(objects.text(Pkcs11.CKA_LABEL, label)).forEach(session::destroy);
      }
    } catch (CryptokiException refused) {
      throw silent(refused);
    }
  }

  /// @throws ProviderException if the token does not
  synchronized byte[] signWithEc(String label, byte[] digest) {
    return asked(() -> session.sign(Mechanism.of(Pkcs11.CKM_ECDSA), key(label), digest));
  }

  /// @param digest SHA-256
  /// @return empty if the token cannot
  synchronized Optional<byte[]> signWithPss(String label, byte[] digest, int saltLength) {
    if (!mechanisms.contains(Pkcs11.CKM_RSA_PKCS_PSS)) {
      return Optional.empty();
    }
    try {
      return Optional.of(session.sign(Mechanism.pssOfSha256(saltLength), key(label), digest));
    } catch (CryptokiException withoutPss) {
      return Optional.empty();
    }
  }

  /// @throws GeneralSecurityException if the token refuses this ciphertext, or the mechanism
  synchronized byte[] decryptOaep(String label, KeyTransport transport, byte[] encrypted)
      throws GeneralSecurityException {
    try {
      return session.decrypt(Mechanism.oaep(transport), key(label), encrypted);
    } catch (CryptokiException refused) {
      throw new GeneralSecurityException("the token refused it", refused);
    }
  }

  /// The private key's operation without any padding.
  ///
  /// @throws ProviderException if the token does not
  synchronized byte[] rsa(String label, byte[] block) {
    return asked(() -> session.decrypt(Mechanism.of(Pkcs11.CKM_RSA_X_509), key(label), block));
  }

  @Override
  public synchronized void close() {
    try {
      session.close();
    } catch (CryptokiException gone) {
      // a token that went away has ended the session itself
    }
  }

  private long key(String label) {
    return session
        .find(privateKeys().text(Pkcs11.CKA_LABEL, label))
        .orElseThrow(() -> new ProviderException("the token has no key '" + label + "' any more"));
  }

  private static byte[] asked(Supplier<byte[]> question) {
    try {
      return question.get();
    } catch (CryptokiException refused) {
      throw new ProviderException(
          "the token with this host's keys does not answer (" + refused.getMessage() + ")",
          refused);
    }
  }

  private static Template privateKeys() {
    return Template.ofClass(Pkcs11.CKO_PRIVATE_KEY);
  }

  private static Template named(String label, byte[] id) {
    return Template.empty()
        .yes(Pkcs11.CKA_TOKEN)
        .text(Pkcs11.CKA_LABEL, label)
        .octets(Pkcs11.CKA_ID, id);
  }

  /// What does not come out again.
  private static Template kept(String label, byte[] id) {
    return named(label, id)
        .yes(Pkcs11.CKA_PRIVATE, Pkcs11.CKA_SENSITIVE)
        .no(Pkcs11.CKA_EXTRACTABLE);
  }

  private static TokenFault notMade(Exception refused) {
    return new TokenFault(
        "module",
        "made no key ("
            + refused.getMessage()
            + "): see that the token has room and takes RSA-3072 and EC P-256, or use keys: files",
        refused);
  }

  private static TokenFault silent(CryptokiException refused) {
    return new TokenFault(
        "token-label",
        "names a token that does not answer any more ("
            + refused.getMessage()
            + "): see that it is there, and start the agent again",
        refused);
  }

  private static Cryptoki load(Path module) throws TokenFault {
    try {
      return Cryptoki.load(module, Optional.empty());
    } catch (ModuleFault fault) {
      throw new TokenFault(
          "module",
          switch (fault) {
            case ModuleFault.Missing _ ->
                module + " does not exist: install the token's PKCS#11 module, or correct the path";
            case ModuleFault.NotPkcs11 _ ->
                module
                    + " is no PKCS#11 module ("
                    + fault.getMessage()
                    + "): name the shared library of the token";
            case ModuleFault.Refused _ ->
                module
                    + " did not start ("
                    + fault.getMessage()
                    + "): check its own configuration, which may be named by a variable in the"
                    + " environment of this program";
          },
          fault);
    }
  }

  private static Cryptoki.TokenDescription describe(Cryptoki module, KeyHome.InToken home)
      throws TokenFault {
    var tokens =
        Arrays.stream(module.slots())
            .mapToObj(module::describe)
            .filter(each -> each.has(Pkcs11.CKF_TOKEN_INITIALIZED))
            .toList();
    var found = tokens.stream().filter(each -> each.label().equals(home.label())).toList();
    if (found.size() == 1) {
      return found.getFirst();
    }
    throw new TokenFault(
        "token-label",
        found.size() > 1
            ? "fits " + found.size() + " tokens: give them labels of their own"
            : tokens.isEmpty()
                ? "names no token, since "
                    + home.module()
                    + " sees none that is initialized: initialize one, and see that the environment"
                    + " of this program leads the module to it"
                : "names no token; there "
                    + (tokens.size() == 1 ? "is " : "are ")
                    + tokens.stream()
                        .map(each -> "'" + each.label() + "'")
                        .collect(Collectors.joining(", "))
                    + ": correct it");
  }

  private static void logIn(Session session, Cryptoki.TokenDescription token, KeyHome.InToken home)
      throws TokenFault {
    if (token.has(Pkcs11.CKF_USER_PIN_LOCKED)) {
      throw pinFault(home, "cannot be used: the token is locked; nothing was tried");
    }
    if (token.has(Pkcs11.CKF_USER_PIN_FINAL_TRY)) {
      throw pinFault(home, "was not tried: one more wrong PIN would lock the token");
    }
    var pin = readPin(home);
    long answer;
    try {
      answer = session.login(pin);
    } finally {
      Arrays.fill(pin, (byte) 0);
    }
    if (answer != Pkcs11.CKR_OK && answer != Pkcs11.CKR_USER_ALREADY_LOGGED_IN) {
      session.close();
      throw pinFault(
          home,
          "holds a PIN that token '"
              + home.label()
              + "' refused ("
              + Pkcs11.nameOf(answer)
              + "): put the right one there before the next start, since tokens count wrong ones");
    }
  }

  /// The first line, without its end.
  private static byte[] readPin(KeyHome.InToken home) throws TokenFault {
    byte[] content;
    try {
      var modes = Files.getPosixFilePermissions(home.pinFile());
      if (!Collections.disjoint(modes, FOR_OTHERS)
          || (modes.contains(PosixFilePermission.GROUP_READ)
              && !home.pinFile().startsWith(CREDENTIALS))) {
        throw pinFault(home, "is open to others than its owner: make it 0600");
      }
      content = Files.readAllBytes(home.pinFile());
    } catch (NoSuchFileException missing) {
      throw pinFault(home, "does not exist: write the user PIN of the token into it, 0600");
    } catch (TokenFault fault) {
      throw fault;
    } catch (IOException failure) {
      throw new TokenFault(
          "pin-file", home.pinFile() + " cannot be read by the agent: correct its owner", failure);
    }
    var length = 0;
    while (length < content.length && content[length] != '\n' && content[length] != '\r') {
      length++;
    }
    var pin = Arrays.copyOf(content, length);
    Arrays.fill(content, (byte) 0);
    if (length == 0) {
      throw pinFault(home, "is empty: write the user PIN of the token into it");
    }
    return pin;
  }

  private static TokenFault pinFault(KeyHome.InToken home, String fault) {
    return new TokenFault("pin-file", home.pinFile() + " " + fault);
  }
}
