package org.keyferry.agent.identity;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.ProviderException;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.keyferry.agent.connection.Json;
import org.keyferry.agent.disk.Folder;
import org.keyferry.agent.disk.Ownership;
import org.keyferry.protocol.pki.Bytes;

/// Keys in a token; the files say which of them, and what their public keys are.
///
/// A key has a label of its own, in which the id of this state stands, so that two agents can share
/// a token. It is made in the token first and told of by a file then: a crash between leaves a key
/// that no file tells of. Its label is on the disk before it is made, and what is destroyed was
/// noted there: a state that is a copy, or an old backup, knows nothing of the keys that the host
/// made since, and leaves them alone.
final class TokenKeys implements KeyKeeper {

  private static final String IDENTITY_KEY = "key.json";
  private static final String SEALING_KEY = "sealing-key.json";
  private static final String STATE_ID = "token-id";
  private static final String MADE = "token-made";
  private static final int ID_LENGTH = 16;

  private final TokenSession token;
  private final Folder folder;
  private final String prefix;
  private final SecureRandom random;

  private TokenKeys(TokenSession token, Folder folder, String prefix, SecureRandom random) {
    this.token = token;
    this.folder = folder;
    this.prefix = prefix;
    this.random = random;
  }

  /// Logs in, once.
  static TokenKeys open(KeyHome.InToken home, Path state, SecureRandom random) throws IOException {
    var token = TokenSession.open(home);
    try {
      var folder = new Folder(state.resolve("identity"));
      folder.make("rwx------");
      return new TokenKeys(
          token, folder, "keyferry-agent " + stateId(folder, random) + " ", random);
    } catch (IOException | RuntimeException failure) {
      token.close();
      throw failure;
    }
  }

  @Override
  public KeyPair makeIdentityKey() throws IOException {
    var label = newLabel();
    var publicKey = token.makeIdentityKey(label, randomOctets(random));
    return new KeyPair(publicKey, new TokenPrivateKey(token, label));
  }

  @Override
  public SealingKey makeSealingKey() throws IOException {
    var label = newLabel();
    var publicKey = token.makeSealingKey(label, randomOctets(random));
    var key = new TokenSealingKey(token, label, publicKey, random);
    try {
      key.prove();
      return key;
    } catch (GeneralSecurityException | RuntimeException unfit) {
      try {
        token.destroy(label);
      } catch (TokenFault left) {
        unfit.addSuppressed(left); // its label is noted: the next start destroys it
      }
      if (unfit.getCause() instanceof TokenFault silent) {
        throw silent;
      }
      var reason =
          unfit instanceof ProviderException && unfit.getCause() != null ? unfit.getCause() : unfit;
      throw new TokenFault.Misset(
          "module",
          "cannot open what is sealed: "
              + reason.getMessage()
              + "; use a module that has CKM_RSA_PKCS_OAEP or CKM_RSA_X_509 for RSA-3072, or keys:"
              + " files",
          unfit);
    }
  }

  @Override
  public void note(Folder folder, KeyPair identityKey) throws IOException {
    if (!(identityKey.getPrivate() instanceof TokenPrivateKey key)) {
      throw new IllegalStateException("a key of this keeper's own making");
    }
    create(folder, IDENTITY_KEY, key.label(), identityKey.getPublic());
  }

  @Override
  public void note(Folder folder, SealingKey sealingKey) throws IOException {
    if (!(sealingKey instanceof TokenSealingKey key)) {
      throw new IllegalStateException("a key of this keeper's own making");
    }
    create(folder, SEALING_KEY, key.label(), key.publicKey());
  }

  @Override
  public boolean hasIdentityKey(Folder folder) {
    return folder.has(IDENTITY_KEY);
  }

  @Override
  public boolean hasSealingKey(Folder folder) {
    return folder.has(SEALING_KEY);
  }

  @Override
  public KeyPair identityKey(Folder folder) throws IOException, GeneralSecurityException {
    var line = required(folder, IDENTITY_KEY);
    return new KeyPair(publicKey(line, "EC"), new TokenPrivateKey(token, line.label()));
  }

  @Override
  public SealingKey sealingKey(Folder folder) throws IOException, GeneralSecurityException {
    var line = required(folder, SEALING_KEY);
    return new TokenSealingKey(token, line.label(), (RSAPublicKey) publicKey(line, "RSA"), random);
  }

  @Override
  public void destroyAllBut(List<Folder> folders) throws IOException {
    var kept = labelsIn(folders);
    var made = made();
    for (var label : made) {
      if (!kept.contains(label)) {
        token.destroy(label);
      }
    }
    if (!kept.containsAll(made)) {
      writeMade(made.stream().filter(kept::contains).toList());
    }
  }

  @Override
  public void disownAllBut(List<Folder> folders) throws IOException {
    var kept = labelsIn(folders);
    writeMade(made().stream().filter(kept::contains).toList());
  }

  @Override
  public void close() {
    token.close();
  }

  private static Set<String> labelsIn(List<Folder> folders) throws IOException {
    var labels = new HashSet<String>();
    for (var folder : folders) {
      for (var name : List.of(IDENTITY_KEY, SEALING_KEY)) {
        read(folder, name).map(Line::label).ifPresent(labels::add);
      }
    }
    return labels;
  }

  /// On the disk when it is returned.
  private String newLabel() throws IOException {
    var label = prefix + randomId(random);
    writeMade(Stream.concat(made().stream(), Stream.of(label)).toList());
    return label;
  }

  /// Labels of the keys that are this state's to destroy.
  private List<String> made() throws IOException {
    return folder
        .read(MADE)
        .map(lines -> new String(lines, StandardCharsets.UTF_8).lines().toList())
        .orElse(List.of());
  }

  private void writeMade(List<String> labels) throws IOException {
    var lines = labels.stream().map(label -> label + "\n").collect(Collectors.joining());
    folder.replace(MADE, lines.getBytes(StandardCharsets.UTF_8), Ownership.PRIVATE);
  }

  private static void create(Folder folder, String name, String label, PublicKey publicKey)
      throws IOException {
    var line = new Line(label, Bytes.of(publicKey.getEncoded()).toBase64Url());
    folder.create(name, Json.write(line), Ownership.PRIVATE);
  }

  /// @throws IOException also if the token does not have the key
  private Line required(Folder folder, String name) throws IOException {
    var line =
        read(folder, name)
            .orElseThrow(() ->
                new FileSystemException(
                    folder.resolve(name).toString(),
                    null,
                    "is missing; if the keys of this host are in files, say so by `identity` in"
                        + " the settings, or enroll it again"));
    if (!token.has(line.label())) {
      throw new TokenFault.Misset(
          "token-label",
          "names a token without the keys of this host: name the token on which they were made, or"
              + " enroll the host again");
    }
    return line;
  }

  private static Optional<Line> read(Folder folder, String name) throws IOException {
    var json = folder.read(name);
    return json.isEmpty()
        ? Optional.empty()
        : Optional.of(Json.read(Bytes.of(json.get()), Line.class));
  }

  private static PublicKey publicKey(Line line, String algorithm) throws GeneralSecurityException {
    var encoded = Bytes.ofBase64Url(line.publicKey()).toArray();
    return KeyFactory.getInstance(algorithm).generatePublic(new X509EncodedKeySpec(encoded));
  }

  /// Of this state directory; on the disk before a key has it in its label.
  private static String stateId(Folder folder, SecureRandom random) throws IOException {
    var known = folder.read(STATE_ID);
    if (known.isPresent()) {
      return new String(known.get(), StandardCharsets.US_ASCII).strip();
    }
    var id = randomId(random);
    folder.replace(STATE_ID, (id + "\n").getBytes(StandardCharsets.US_ASCII), Ownership.PRIVATE);
    return id;
  }

  private static String randomId(SecureRandom random) {
    return HexFormat.of().formatHex(randomOctets(random));
  }

  private static byte[] randomOctets(SecureRandom random) {
    var octets = new byte[ID_LENGTH];
    random.nextBytes(octets);
    return octets;
  }

  /// What stands in the file of a key.
  ///
  /// @param label CKA_LABEL
  /// @param publicKey SubjectPublicKeyInfo (DER), base64url
  record Line(String label, String publicKey) {}
}
