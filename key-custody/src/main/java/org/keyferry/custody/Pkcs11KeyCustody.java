package org.keyferry.custody;

import java.security.interfaces.RSAPublicKey;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SortedSet;
import java.util.function.Function;
import org.keyferry.cryptoki.CryptokiException;
import org.keyferry.cryptoki.Mechanism;
import org.keyferry.cryptoki.Pkcs11;
import org.keyferry.cryptoki.Session;
import org.keyferry.cryptoki.Template;
import org.keyferry.protocol.bundle.CertificateId;
import org.keyferry.protocol.bundle.SealedKey;
import org.keyferry.protocol.bundle.Version;
import org.keyferry.protocol.pki.Bytes;
import org.keyferry.protocol.pki.Identifier;
import org.keyferry.protocol.pki.KeyType;
import org.keyferry.protocol.pki.Thumbprint;

/// [KeyCustody] by any PKCS#11 module that passes the self-test.
///
/// A private key exists on the token, in one session, for as long as one operation takes; between
/// operations it exists wrapped in its record.
public final class Pkcs11KeyCustody implements KeyCustody {

  /// Wraps the private keys of certificates.
  static final String KEK = "keyferry-kek-1";

  /// Binds the members of key records.
  static final String RECORD_KEY = "keyferry-record-1";

  /// Unwraps keys that were made elsewhere.
  static final String TRANSPORT_KEY = "keyferry-transport-1";

  private static final int SMALLEST_RECIPIENT = 3072; // bits
  private static final int LARGEST_RECIPIENT = 8192;

  private final Token token;
  private final SunPkcs11Identities identities;
  private final SelfTest selfTest;
  private final ModuleProfile profile;
  private final long kek;
  private final long recordKey;

  private Pkcs11KeyCustody(Token token, SelfTest selfTest) {
    this.token = token;
    this.selfTest = selfTest;
    try (var session = token.session()) {
      this.kek = residentKey(session, KEK);
      this.recordKey = residentKey(session, RECORD_KEY);
      this.profile = new ModuleProbe(token, session).profile(kek, selfTest.recipient());
    }
    this.identities = SunPkcs11Identities.of(token);
  }

  /// Logs in, finds out what the module can do, and tests it.
  ///
  /// @throws CustodyFailure if the module is not there, not fit or not prepared, or the PIN is
  ///   wrong
  /// @throws IllegalStateException if this process has the same token open
  public static Pkcs11KeyCustody open(TokenSettings settings) {
    var token = Token.open(settings);
    try {
      return tested(new Pkcs11KeyCustody(token, SelfTest.withPublishedRecipient()));
    } catch (RuntimeException failure) {
      token.close();
      throw failure instanceof CryptokiException refused
          ? unavailable("The token '" + settings.tokenLabel() + "' fails the self-test", refused)
          : failure;
    }
  }

  /// The part of the key ceremony that happens on the token: makes the key encryption key and the
  /// key that binds records, where they are missing. What is there stays.
  public static void prepare(TokenSettings settings) {
    try (var token = Token.open(settings);
        var session = token.ceremony()) {
      var ceremony = new Ceremony(session, settings.leakingModule());
      ceremony.make(
          KEK,
          Mechanism.of(Pkcs11.CKM_AES_KEY_GEN),
          KeyTemplates.keyEncryptionKey(KEK),
          Mechanism.of(new ModuleProbe(token, session).wrapMechanism()));
      ceremony.make(
          RECORD_KEY,
          Mechanism.of(Pkcs11.CKM_GENERIC_SECRET_KEY_GEN),
          KeyTemplates.recordKey(RECORD_KEY),
          RecordBinding.HMAC);
      ceremony.makeTransportKey();
    } catch (CryptokiException refused) {
      throw unavailable(
          "The token '" + settings.tokenLabel() + "' did not make the keys of the ceremony",
          refused);
    }
  }

  @Override
  public KeyRecord generate(KeyType type, CertificateId certificate, Version version) {
    return inSession(
        "The token did not make a key",
        session -> {
          var pair =
              session.generateKeyPair(
                  generatorOf(type), KeyTemplates.newPublicKey(type), KeyTemplates.newPrivateKey());
          var mechanism = Mechanism.of(profile.wrapMechanism());
          var unbound =
              new KeyRecord(
                  certificate,
                  version,
                  type,
                  SubjectPublicKeys.read(session, pair.publicKey(), type),
                  Bytes.of(session.wrap(mechanism, kek, pair.privateKey())),
                  KEK,
                  mechanism.type(),
                  new Origin.Generated(),
                  Bytes.of(new byte[0]));
          return RecordBinding.bind(session, recordKey, unbound);
        });
  }

  @Override
  public Bytes signRequest(KeyRecord key, SortedSet<Identifier> names) {
    return inSession(
        "The token did not sign a certification request",
        session -> {
          RecordBinding.verify(session, recordKey, key);
          var privateKey = unwrap(session, key, KeyTemplates.privateKeyThatSigns(key.type()));
          return CertificationRequests.sign(session, privateKey, key, names);
        });
  }

  @Override
  public Bytes signRevocation(KeyRecord key, RevocationStatement statement) {
    return inSession(
        "The token did not sign that a certificate is to be revoked",
        session -> {
          RecordBinding.verify(session, recordKey, key);
          RevocationStatements.requireSameKey(key, statement.certificate());
          var privateKey = unwrap(session, key, KeyTemplates.privateKeyThatSigns(key.type()));
          return RevocationStatements.sign(session, privateKey, key, statement);
        });
  }

  @Override
  public List<SealedKey> seal(
      KeyRecord key, Thumbprint leafSubjectPublicKey, List<RSAPublicKey> recipients) {
    recipients.forEach(Pkcs11KeyCustody::requireFit);
    return inSession(
        "The token did not seal a key",
        session -> {
          RecordBinding.verify(session, recordKey, key);
          if (!key.subjectPublicKey().equals(leafSubjectPublicKey)) {
            throw new CustodyFailure.KeyMismatch(key.certificate(), key.version());
          }
          var privateKey = unwrap(session, key, KeyTemplates.privateKeyToSeal(key.type()));
          var sealed = new ArrayList<SealedKey>();
          for (var recipient : recipients) {
            sealed.add(seal(session, privateKey, recipient));
          }
          return List.copyOf(sealed);
        });
  }

  @Override
  public TransportKey transportKey() {
    return inSession(
        "The token did not try out its transport key",
        session -> reception(session).triedOut(throwAwayKey(session), this::seal));
  }

  @Override
  public KeyRecord receive(
      SealedKey sealed,
      Bytes subjectPublicKeyInfo,
      CertificateId certificate,
      Version version,
      Origin.Imported origin) {
    var type =
        SubjectPublicKeys.typeOf(subjectPublicKeyInfo)
            .orElseThrow(() ->
                new CustodyFailure.KeyRefused(
                    "it is none of "
                        + Arrays.toString(KeyType.values())
                        + ", with an exponent from 65537 if it is RSA"));
    return inSession(
        "The token did not take in a key",
        session -> {
          var privateKey = unwrap(session, sealed, type, subjectPublicKeyInfo);
          var mechanism = Mechanism.of(profile.wrapMechanism());
          var unbound =
              new KeyRecord(
                  certificate,
                  version,
                  type,
                  subjectPublicKeyInfo,
                  Bytes.of(session.wrap(mechanism, kek, privateKey)),
                  KEK,
                  mechanism.type(),
                  origin,
                  Bytes.of(new byte[0]));
          requirePair(session, unbound);
          return RecordBinding.bind(session, recordKey, unbound);
        });
  }

  @Override
  public void verify(KeyRecord key) {
    var _ =
        inSession(
            "The token did not verify a key record",
            session -> {
              RecordBinding.verify(session, recordKey, key);
              return key;
            });
  }

  @Override
  public TokenIdentities identities() {
    return identities;
  }

  @Override
  public ModuleProfile profile() {
    return profile;
  }

  @Override
  public void check() {
    selfTest.run(this);
  }

  @Override
  public void close() {
    identities.close();
    token.close();
  }

  /// The layout of CKM_RSA_AES_KEY_WRAP (PKCS#11 3.1 §6.1.22), made of its two parts because few
  /// modules have it whole.
  private SealedKey seal(Session session, long privateKey, RSAPublicKey recipient) {
    var contentKey =
        session.generateKey(Mechanism.of(Pkcs11.CKM_AES_KEY_GEN), KeyTemplates.contentKey());
    var publicKey = session.create(KeyTemplates.recipient(recipient));
    var encryptedKey = session.wrap(Mechanism.oaep(profile.transport()), publicKey, contentKey);
    var ciphertext = session.wrap(Mechanism.of(profile.wrapMechanism()), contentKey, privateKey);
    session.destroy(publicKey);
    session.destroy(contentKey);
    return new SealedKey(profile.transport(), Bytes.of(encryptedKey), Bytes.of(ciphertext));
  }

  private long unwrap(Session session, KeyRecord key, Template template) {
    return session.unwrap(
        Mechanism.of(key.mechanism()),
        kekOf(session, key),
        key.wrapped().toArray(),
        switch (key.type()) {
          case EC_P256, EC_P384 -> profile.unwrapping().of(template, key.subjectPublicKeyInfo());
          case RSA_2048, RSA_3072, RSA_4096 -> template;
        });
  }

  /// Whether the module said no to this key, or says no to every key, is told by one that is thrown
  /// away. More is not said: which of the two layers did not open is nobody's business.
  private long unwrap(Session session, SealedKey sealed, KeyType type, Bytes subjectPublicKeyInfo) {
    var reception = reception(session);
    try {
      return reception.unwrap(sealed, type, subjectPublicKeyInfo);
    } catch (CryptokiException refused) {
      reception.triedOut(throwAwayKey(session), this::seal);
      throw new CustodyFailure.KeyRefused(
          "it is not sealed to the transport key '"
              + TRANSPORT_KEY
              + "' of this token, was altered, or is no "
              + type
              + " key");
    }
  }

  /// Uses the key as it will be used: unwrapped from its record.
  private void requirePair(Session session, KeyRecord key) {
    var privateKey = unwrap(session, key, KeyTemplates.privateKeyThatSigns(key.type()));
    if (!Possession.isShown(session, privateKey, key)) {
      throw new CustodyFailure.KeyRefused(
          "it is not the private key of the certificate that came with it");
    }
  }

  private Reception reception(Session session) {
    return new Reception(token, session, profile);
  }

  private static Session.KeyPairHandles throwAwayKey(Session session) {
    return session.generateKeyPair(
        generatorOf(KeyType.EC_P256),
        KeyTemplates.newPublicKey(KeyType.EC_P256),
        KeyTemplates.newPrivateKey());
  }

  private long kekOf(Session session, KeyRecord key) {
    return key.kekLabel().equals(KEK) ? kek : residentKey(session, key.kekLabel());
  }

  private static Pkcs11KeyCustody tested(Pkcs11KeyCustody custody) {
    try {
      custody.check();
      return custody;
    } catch (RuntimeException failure) {
      custody.identities.close();
      throw failure;
    }
  }

  private <T> T inSession(String failed, Function<Session, T> operation) {
    try (var session = token.session()) {
      return operation.apply(session);
    } catch (CryptokiException refused) {
      throw unavailable(failed, refused);
    }
  }

  /// A key of the ceremony, if there is exactly one and it is as the ceremony makes it.
  private long residentKey(Session session, String label) {
    var keys = session.all(KeyTemplates.secretLabeled(label));
    if (keys.isEmpty()) {
      throw new CustodyFailure.TokenNotPrepared(token.label(), label);
    }
    if (keys.size() > 1) {
      throw new CustodyFailure.KeyAmbiguous(token.label(), label, keys.size());
    }
    var key = keys.getFirst();
    if (session.is(key, Pkcs11.CKA_EXTRACTABLE) || !session.is(key, Pkcs11.CKA_SENSITIVE)) {
      throw new CustodyFailure.KeyTooWeak(label, "can be taken off it");
    }
    if (session.is(key, Pkcs11.CKA_DECRYPT)) {
      throw new CustodyFailure.KeyTooWeak(label, "may decrypt");
    }
    return key;
  }

  private static Mechanism generatorOf(KeyType type) {
    return switch (type) {
      case EC_P256, EC_P384 -> Mechanism.of(Pkcs11.CKM_EC_KEY_PAIR_GEN);
      case RSA_2048, RSA_3072, RSA_4096 -> Mechanism.of(Pkcs11.CKM_RSA_PKCS_KEY_PAIR_GEN);
    };
  }

  private static void requireFit(RSAPublicKey recipient) {
    var bits = recipient.getModulus().bitLength();
    if (bits < SMALLEST_RECIPIENT || bits > LARGEST_RECIPIENT) {
      throw new CustodyFailure.RecipientRefused(bits);
    }
  }

  private static CustodyFailure unavailable(String failed, CryptokiException refused) {
    return new CustodyFailure.TokenUnavailable(failed, refused);
  }

  /// Makes what is missing.
  private record Ceremony(Session session, TokenSettings.LeakingModule leakingModule) {

    void make(String label, Mechanism generator, Template key, Mechanism only) {
      if (session.find(KeyTemplates.secretLabeled(label)).isPresent()) {
        return;
      }
      try {
        session.generateKey(generator, key.and(KeyTemplates.locks(only)));
      } catch (CryptokiException refused) {
        switch (leakingModule) {
          case REFUSE -> throw refused;
          case ACCEPT -> session.generateKey(generator, key);
        }
      }
    }

    void makeTransportKey() {
      if (session.find(KeyTemplates.privateLabeled(TRANSPORT_KEY)).isPresent()) {
        return;
      }
      var generator = Mechanism.of(Pkcs11.CKM_RSA_PKCS_KEY_PAIR_GEN);
      var publicKey = KeyTemplates.transportPublicKey();
      var key = KeyTemplates.transportPrivateKey(TRANSPORT_KEY);
      var only = Mechanism.of(Pkcs11.CKM_RSA_PKCS_OAEP);
      try {
        session.generateKeyPair(generator, publicKey, key.and(KeyTemplates.locks(only)));
      } catch (CryptokiException refused) {
        switch (leakingModule) {
          case REFUSE -> throw refused;
          case ACCEPT -> session.generateKeyPair(generator, publicKey, key);
        }
      }
    }
  }
}
