package org.keyferry.custody;

import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.ProviderException;
import java.security.Security;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Instant;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.RuntimeOperatorException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/// [TokenIdentities] by the JDK's own PKCS#11 provider, which stands last among the providers of
/// this JVM: it is asked for nothing but what its own keys need.
///
/// It shares the login of [Token] and therefore never sees the PIN.
final class SunPkcs11Identities implements TokenIdentities {

  private static final AtomicInteger PROVIDERS = new AtomicInteger();
  private static final Pattern LABEL =
      Pattern.compile("[A-Za-z0-9]([A-Za-z0-9 ._-]{0,61}[A-Za-z0-9])?");

  /// RFC 5280 §4.1.2.5: "no well-defined expiration date".
  private static final Date FOR_EVER = Date.from(Instant.parse("9999-12-31T23:59:59Z"));

  private static final Date ALWAYS = Date.from(Instant.parse("2000-01-01T00:00:00Z"));

  private final Provider provider;

  private SunPkcs11Identities(Provider provider) {
    this.provider = provider;
  }

  /// @param token logged in
  static SunPkcs11Identities of(Token token) {
    var provider = Security.getProvider("SunPKCS11").configure("--" + configuration(token));
    Security.addProvider(provider);
    return new SunPkcs11Identities(provider);
  }

  @Override
  public Optional<TokenIdentity> find(String label) {
    try {
      return find(load(), label);
    } catch (GeneralSecurityException | IOException | ProviderException failure) {
      throw unavailable(label, failure);
    }
  }

  @Override
  public synchronized TokenIdentity findOrCreate(String label) {
    if (!LABEL.matcher(label).matches()) {
      throw new IllegalArgumentException("not a label for a key: " + label);
    }
    try {
      var store = load();
      var found = find(store, label);
      if (found.isEmpty()) {
        create(store, label);
        found = find(load(), label);
      }
      return found.orElseThrow(
          () -> new IllegalStateException("the token lost the key '" + label + "'"));
    } catch (GeneralSecurityException
        | IOException
        | OperatorCreationException
        | RuntimeOperatorException
        | ProviderException failure) {
      throw unavailable(label, failure);
    }
  }

  @Override
  public synchronized void replaceChain(String label, List<X509Certificate> chain) {
    try {
      var store = load();
      var identity =
          find(store, label)
              .orElseThrow(() -> new IllegalArgumentException("no key '" + label + "'"));
      if (!Arrays.equals(
          chain.getFirst().getPublicKey().getEncoded(), identity.publicKey().getEncoded())) {
        throw new IllegalArgumentException("the leaf is not for the key '" + label + "'");
      }
      store.setKeyEntry(label, identity.privateKey(), null, chain.toArray(Certificate[]::new));
    } catch (GeneralSecurityException | IOException | ProviderException failure) {
      throw unavailable(label, failure);
    }
  }

  void close() {
    Security.removeProvider(provider.getName());
  }

  private KeyStore load() throws GeneralSecurityException, IOException {
    var store = KeyStore.getInstance("PKCS11", provider);
    store.load(null, null);
    return store;
  }

  private static Optional<TokenIdentity> find(KeyStore store, String label)
      throws GeneralSecurityException {
    var key = store.getKey(label, null);
    var chain = store.getCertificateChain(label);
    if (!(key instanceof PrivateKey privateKey) || chain == null) {
      return Optional.empty();
    }
    return Optional.of(
        new TokenIdentity(
            label, privateKey, Arrays.stream(chain).map(X509Certificate.class::cast).toList()));
  }

  /// A key store lists a key only together with a certificate, so it gets one by itself at first.
  private void create(KeyStore store, String label)
      throws GeneralSecurityException, OperatorCreationException {
    var generator = KeyPairGenerator.getInstance("EC", provider);
    generator.initialize(new ECGenParameterSpec("secp256r1"));
    var pair = generator.generateKeyPair();
    var name = nameOf(label);
    var placeholder =
        new JcaX509v3CertificateBuilder(
                name, BigInteger.ONE, ALWAYS, FOR_EVER, name, pair.getPublic())
            .build(
                new JcaContentSignerBuilder("SHA256withECDSA")
                    .setProvider(provider)
                    .build(pair.getPrivate()));
    store.setKeyEntry(
        label,
        pair.getPrivate(),
        null,
        new Certificate[] {new JcaX509CertificateConverter().getCertificate(placeholder)});
  }

  private static X500Name nameOf(String label) {
    return new X500NameBuilder().addRDN(BCStyle.CN, label).build();
  }

  /// Session keys are made and then copied to the token under their label, so that a crash between
  /// leaves no key without a name.
  private static String configuration(Token token) {
    var settings = token.settings();
    return String.format(
        Locale.ROOT,
        """
        name = keyferry-%d
        library = %s
        slot = %d
        %s
        enabledMechanisms = {
          CKM_EC_KEY_PAIR_GEN
          CKM_ECDSA
          KeyStore
        }
        attributes(generate, CKO_PRIVATE_KEY, CKK_EC) = {
          CKA_PRIVATE = true
          CKA_SENSITIVE = true
          CKA_EXTRACTABLE = false
          CKA_SIGN = true
          CKA_DERIVE = false
        }
        """,
        PROVIDERS.incrementAndGet(),
        settings.module(),
        token.description().slot(),
        settings.moduleArguments().map(each -> "nssArgs = \"" + each + "\"").orElse(""));
  }

  private static CustodyFailure unavailable(String label, Exception failure) {
    return new CustodyFailure.TokenUnavailable(
        "The token did not answer for the key '" + label + "'", failure);
  }
}
