package org.keyferry.agent.identity;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.util.Arrays;
import java.util.List;
import org.keyferry.agent.disk.Folder;
import org.keyferry.agent.disk.Ownership;
import org.keyferry.agent.disk.PrivateKeyPem;
import org.keyferry.protocol.bundle.KeyDecryption;
import org.keyferry.protocol.bundle.KeyTransport;
import org.keyferry.protocol.bundle.PrivateKeyInfo;
import org.keyferry.protocol.bundle.SecretBytes;
import org.keyferry.protocol.pki.Bytes;

/// Keys as PEM files that only the agent may read.
final class FileKeys implements KeyKeeper {

  private static final String IDENTITY_KEY = "key.pem";
  private static final String SEALING_KEY = "sealing-key.pem";

  private final SecureRandom random;

  FileKeys(SecureRandom random) {
    this.random = random;
  }

  @Override
  public KeyPair makeIdentityKey() {
    return HostKeys.identityKey(random);
  }

  @Override
  public SealingKey makeSealingKey() {
    return new InMemory(HostKeys.sealingKey(random));
  }

  @Override
  public void note(Folder folder, KeyPair identityKey) throws IOException {
    create(folder, IDENTITY_KEY, identityKey.getPrivate());
  }

  @Override
  public void note(Folder folder, SealingKey sealingKey) throws IOException {
    if (!(sealingKey instanceof InMemory(var pair))) {
      throw new IllegalStateException("a key of this keeper's own making");
    }
    create(folder, SEALING_KEY, pair.getPrivate());
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
    return HostKeys.pairOf(read(folder, IDENTITY_KEY, "EC"));
  }

  @Override
  public SealingKey sealingKey(Folder folder) throws IOException, GeneralSecurityException {
    return new InMemory(HostKeys.pairOf(read(folder, SEALING_KEY, "RSA")));
  }

  /// The keys are in the folders.
  @Override
  public void destroyAllBut(List<Folder> folders) {}

  /// And a copy of this state has copies of them.
  @Override
  public void disownAllBut(List<Folder> folders) {}

  @Override
  public void close() {}

  private static void create(Folder folder, String name, PrivateKey key) throws IOException {
    try (var der = SecretBytes.takeOver(key.getEncoded());
        var pem = PrivateKeyInfo.toPem(der)) {
      var content = pem.lendTo(byte[]::clone);
      folder.create(name, content, Ownership.PRIVATE);
      Arrays.fill(content, (byte) 0);
    }
  }

  private static PrivateKey read(Folder folder, String name, String algorithm)
      throws IOException, GeneralSecurityException {
    var pem = folder.read(name);
    if (pem.isEmpty()) {
      throw new FileSystemException(
          folder.resolve(name).toString(),
          null,
          "is missing; if the keys of this host are in a token, say so by `identity` in the"
              + " settings");
    }
    return PrivateKeyPem.decode(pem.get(), algorithm);
  }

  /// A sealing key that JCA can use.
  private record InMemory(KeyPair pair) implements SealingKey {

    @Override
    public RSAPublicKey publicKey() {
      return (RSAPublicKey) pair.getPublic();
    }

    @Override
    public String whereItOpens() {
      return "RSA and AES in memory";
    }

    @Override
    public byte[] decrypt(KeyTransport transport, Bytes encryptedKey)
        throws GeneralSecurityException {
      return KeyDecryption.with(pair.getPrivate()).decrypt(transport, encryptedKey);
    }

    @Override
    public byte[] sign(byte[] statement) throws GeneralSecurityException {
      var signature = Signature.getInstance("RSASSA-PSS");
      signature.setParameter(
          new PSSParameterSpec("SHA-256", "MGF1", MGF1ParameterSpec.SHA256, 32, 1));
      signature.initSign(pair.getPrivate());
      signature.update(statement);
      return signature.sign();
    }
  }
}
