package org.keyferry.agent.identity;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.keyferry.agent.connection.Json;
import org.keyferry.agent.disk.Folder;
import org.keyferry.agent.disk.Ownership;
import org.keyferry.agent.disk.PrivateKeyPem;
import org.keyferry.protocol.bundle.AgentId;
import org.keyferry.protocol.bundle.PrivateKeyInfo;
import org.keyferry.protocol.bundle.RepositoryId;
import org.keyferry.protocol.bundle.SecretBytes;
import org.keyferry.protocol.bundle.TrustedRepository;
import org.keyferry.protocol.pki.Bytes;
import org.keyferry.protocol.pki.CertificateChain;
import org.keyferry.protocol.pki.DisplayName;

/// The identities of this host on its disk, numbered; a file `current` says which one is in force.
///
/// ```
/// identity/current                                        3
/// identity/3/{key.pem,sealing-key.pem,identity.json}
/// identity/next/{key.pem,sealing-key.pem}                 asked for, not granted yet
/// ```
///
/// Keys are on the disk before the repository hears of them, and an identity is complete before
/// `current` names it: a crash at any point leaves one that works.
public final class IdentityStore {

  private static final String CURRENT = "current";
  private static final String NEXT = "next";
  private static final String KEY = "key.pem";
  private static final String SEALING_KEY = "sealing-key.pem";
  private static final String DOCUMENT = "identity.json";
  private static final String UNFINISHED = ".unfinished";

  private final Folder folder;

  /// @param state the agent's state directory
  public IdentityStore(Path state) {
    this.folder = new Folder(state.resolve("identity"));
  }

  /// @return empty before the first enrollment
  /// @throws IOException if what is there cannot be read or used
  public Optional<AgentIdentity> current() throws IOException {
    var number = currentNumber();
    return number.isPresent() ? Optional.of(load(number.getAsInt())) : Optional.empty();
  }

  /// The keys to enroll with: made now, or left by an attempt that did not come to its end.
  Candidate candidateForEnrollment(HostKeys keys) throws IOException {
    return candidate(keys, OfWhat.IDENTITY_AND_SEALING);
  }

  /// The key to renew with; the sealing key stays.
  Candidate candidateForRenewal(HostKeys keys) throws IOException {
    return candidate(keys, OfWhat.IDENTITY);
  }

  /// Puts a granted identity in force. The one before it is kept, older ones go.
  void adopt(Candidate candidate, IdentityDocument document) throws IOException {
    var number = 1 + numbers().stream().mapToInt(Integer::intValue).max().orElse(0);
    if (folder.has(UNFINISHED)) {
      folder.removeFolder(UNFINISHED); // left behind by a crash
    }
    var made = folder.makePrivate(UNFINISHED);
    create(made, KEY, candidate.identityKey().getPrivate());
    create(made, SEALING_KEY, candidate.sealingKey().getPrivate());
    made.create(DOCUMENT, Json.write(document), Ownership.PRIVATE);
    made.force();
    load(made.path(), "the identity that the repository granted");
    folder.rename(UNFINISHED, Integer.toString(number));
    folder.replace(CURRENT, (number + "\n").getBytes(StandardCharsets.US_ASCII), Ownership.PRIVATE);
    folder.removeFolder(NEXT);
    forgetBefore(number - 1);
  }

  private Candidate candidate(HostKeys keys, OfWhat what) throws IOException {
    folder.make("rwx------");
    var present = what == OfWhat.IDENTITY ? current() : usable();
    var found = candidateOnDisk(what, present);
    if (found.isPresent()) {
      return found.get();
    }
    if (folder.has(NEXT)) {
      folder.removeFolder(NEXT);
    }
    if (folder.has(UNFINISHED)) {
      folder.removeFolder(UNFINISHED); // left behind by a crash
    }
    var made = folder.makePrivate(UNFINISHED);
    create(made, KEY, keys.identityKey().getPrivate());
    if (what == OfWhat.IDENTITY_AND_SEALING) {
      create(made, SEALING_KEY, keys.sealingKey().getPrivate());
    }
    made.force();
    folder.rename(UNFINISHED, NEXT);
    return candidateOnDisk(what, present)
        .orElseThrow(() -> new IllegalStateException("keys just written are there"));
  }

  /// An enrollment takes the place of a damaged identity.
  private Optional<AgentIdentity> usable() {
    try {
      return current();
    } catch (IOException damaged) {
      return Optional.empty();
    }
  }

  private Optional<Candidate> candidateOnDisk(OfWhat what, Optional<AgentIdentity> present)
      throws IOException {
    var next = new Folder(folder.resolve(NEXT));
    if (!next.has(KEY) || next.has(SEALING_KEY) != (what == OfWhat.IDENTITY_AND_SEALING)) {
      return Optional.empty();
    }
    try {
      var identityKey = HostKeys.pairOf(read(next, KEY, "EC"));
      var used =
          present.filter(
              each -> each.chain().leaf().getPublicKey().equals(identityKey.getPublic()));
      if (used.isPresent()) {
        return Optional.empty(); // in force already; a crash kept it from being removed
      }
      var sealingKey =
          what == OfWhat.IDENTITY_AND_SEALING
              ? read(next, SEALING_KEY, "RSA")
              : present.orElseThrow(NotEnrolled::new).sealingKey();
      return Optional.of(new Candidate(identityKey, HostKeys.pairOf(sealingKey)));
    } catch (GeneralSecurityException unusable) {
      return Optional.empty(); // made anew
    }
  }

  private AgentIdentity load(int number) throws IOException {
    var path = folder.resolve(Integer.toString(number));
    return load(path, path.toString());
  }

  private static AgentIdentity load(Path path, String name) throws IOException {
    var folder = new Folder(path);
    try {
      var document = Json.read(Bytes.of(required(folder, DOCUMENT)), IdentityDocument.class);
      var chain = CertificateChain.ofPem(document.identity());
      var key = read(folder, KEY, "EC");
      if (!HostKeys.pairOf(key).getPublic().equals(chain.leaf().getPublicKey())) {
        throw new GeneralSecurityException("its certificate is for another key");
      }
      return new AgentIdentity(
          TrustedRepository.ofEncoded(
              RepositoryId.parse(document.repository()), document.signingKeys()),
          AgentId.parse(document.agent()),
          new DisplayName(document.name()),
          CertificateChain.ofPem(document.root()).leaf(),
          chain,
          key,
          read(folder, SEALING_KEY, "RSA"));
    } catch (GeneralSecurityException | IllegalArgumentException unusable) {
      throw new FileSystemException(
          name, null, "cannot be used as an identity: " + unusable.getMessage());
    }
  }

  private void forgetBefore(int oldest) throws IOException {
    for (var number : numbers()) {
      if (number < oldest) {
        folder.removeFolder(Integer.toString(number));
      }
    }
  }

  private OptionalInt currentNumber() throws IOException {
    var text = folder.read(CURRENT);
    if (text.isEmpty()) {
      return OptionalInt.empty();
    }
    var number = new String(text.get(), StandardCharsets.US_ASCII).strip();
    if (!isNumber(number)) {
      throw new FileSystemException(
          folder.resolve(CURRENT).toString(), null, "does not name an identity");
    }
    return OptionalInt.of(Integer.parseInt(number));
  }

  private List<Integer> numbers() throws IOException {
    return folder.names().stream()
        .filter(IdentityStore::isNumber)
        .map(Integer::valueOf)
        .sorted(Comparator.naturalOrder())
        .toList();
  }

  private static boolean isNumber(String text) {
    return text.matches("[1-9][0-9]{0,8}");
  }

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
    return PrivateKeyPem.decode(required(folder, name), algorithm);
  }

  private static byte[] required(Folder folder, String name) throws IOException {
    return folder
        .read(name)
        .orElseThrow(
            () -> new FileSystemException(folder.resolve(name).toString(), null, "is missing"));
  }

  private enum OfWhat {
    IDENTITY,
    IDENTITY_AND_SEALING
  }

  /// Keys that the repository has not certified yet.
  record Candidate(KeyPair identityKey, KeyPair sealingKey) {}
}
