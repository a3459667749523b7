package org.keyferry.agent.identity;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.jboss.logging.Logger;
import org.keyferry.agent.connection.Json;
import org.keyferry.agent.disk.Folder;
import org.keyferry.agent.disk.Ownership;
import org.keyferry.protocol.bundle.AgentId;
import org.keyferry.protocol.bundle.RepositoryId;
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
/// `current` names it: a crash at any point leaves one that works. Where keys are in a token, the
/// files say which; a key there that was made for this state and that no file tells of was left
/// behind by a crash, and goes.
public final class IdentityStore implements AutoCloseable {

  private static final Logger LOG = Logger.getLogger(IdentityStore.class);

  private static final String CURRENT = "current";
  private static final String NEXT = "next";
  private static final String DOCUMENT = "identity.json";
  private static final String UNFINISHED = ".unfinished";

  private final Folder folder;
  private final KeyKeeper keys;

  private IdentityStore(Folder folder, KeyKeeper keys) {
    this.folder = folder;
    this.keys = keys;
  }

  /// @param state the agent's state directory
  /// @throws TokenFault if the keys are to be in a token, and it cannot be used
  public static IdentityStore open(Path state, KeyHome home, SecureRandom random)
      throws IOException {
    return new IdentityStore(folderIn(state), KeyKeeper.of(home, state, random));
  }

  /// What can be said without the keys. Changes nothing, and asks no token.
  ///
  /// @return empty before the first enrollment
  public static Optional<IdentityCard> card(Path state) throws IOException {
    var folder = folderIn(state);
    var number = currentNumber(folder);
    if (number.isEmpty()) {
      return Optional.empty();
    }
    var path = folder.resolve(Integer.toString(number.getAsInt()));
    try {
      var document = documentIn(new Folder(path));
      return Optional.of(
          new IdentityCard(
              TrustedRepository.ofEncoded(
                  RepositoryId.parse(document.repository()), document.signingKeys()),
              AgentId.parse(document.agent()),
              new DisplayName(document.name()),
              CertificateChain.ofPem(document.identity())));
    } catch (IllegalArgumentException unusable) {
      throw unusable(path.toString(), unusable);
    }
  }

  /// @return empty before the first enrollment
  /// @throws IOException if what is there cannot be read or used
  public Optional<AgentIdentity> current() throws IOException {
    var number = currentNumber(folder);
    return number.isPresent() ? Optional.of(load(number.getAsInt())) : Optional.empty();
  }

  /// The keys to enroll with: made now, or left by an attempt that did not come to its end.
  Candidate candidateForEnrollment() throws IOException {
    return candidate(OfWhat.IDENTITY_AND_SEALING);
  }

  /// The key to renew with; the sealing key stays.
  Candidate candidateForRenewal() throws IOException {
    return candidate(OfWhat.IDENTITY);
  }

  /// Puts a granted identity in force. The one before it is kept, older ones go.
  void adopt(Candidate candidate, IdentityDocument document) throws IOException {
    var number = 1 + numbers().stream().mapToInt(Integer::intValue).max().orElse(0);
    if (folder.has(UNFINISHED)) {
      folder.removeFolder(UNFINISHED); // left behind by a crash
    }
    var made = folder.makePrivate(UNFINISHED);
    keys.note(made, candidate.identityKey());
    keys.note(made, candidate.sealingKey());
    made.create(DOCUMENT, Json.write(document), Ownership.PRIVATE);
    made.force();
    load(made.path(), "the identity that the repository granted");
    if (isOfAnotherAgent(document)) {
      keys.disownAllBut(List.of(made));
    }
    folder.rename(UNFINISHED, Integer.toString(number));
    folder.replace(CURRENT, (number + "\n").getBytes(StandardCharsets.US_ASCII), Ownership.PRIVATE);
    folder.removeFolder(NEXT);
    forgetBefore(number - 1);
    tidyIfTheTokenLets();
  }

  private boolean isOfAnotherAgent(IdentityDocument granted) {
    try {
      var number = currentNumber(folder);
      return number.isPresent()
          && !documentIn(new Folder(folder.resolve(Integer.toString(number.getAsInt()))))
              .agent()
              .equals(granted.agent());
    } catch (IOException damaged) {
      return true; // nobody can say whose it was
    }
  }

  /// The identity is in force, whatever becomes of keys that nobody needs.
  public void tidyIfTheTokenLets() throws IOException {
    try {
      tidy();
    } catch (TokenFault kept) {
      LOG.warnf("keys that nobody needs stay until the next start: %s", kept.getMessage());
    }
  }

  /// Destroys what no identity needs any more, and what a crash left behind.
  void tidy() throws IOException {
    var told = new ArrayList<Folder>();
    for (var name : folder.names()) {
      if (isNumber(name) || name.equals(NEXT)) {
        told.add(new Folder(folder.resolve(name)));
      }
    }
    keys.destroyAllBut(told);
  }

  @Override
  public void close() {
    keys.close();
  }

  private Candidate candidate(OfWhat what) throws IOException {
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
    keys.note(made, keys.makeIdentityKey());
    if (what == OfWhat.IDENTITY_AND_SEALING) {
      keys.note(made, keys.makeSealingKey());
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
    if (!keys.hasIdentityKey(next)
        || keys.hasSealingKey(next) != (what == OfWhat.IDENTITY_AND_SEALING)) {
      return Optional.empty();
    }
    try {
      var identityKey = keys.identityKey(next);
      var used =
          present.filter(
              each -> each.chain().leaf().getPublicKey().equals(identityKey.getPublic()));
      if (used.isPresent()) {
        return Optional.empty(); // in force already; a crash kept it from being removed
      }
      var sealingKey =
          what == OfWhat.IDENTITY_AND_SEALING
              ? keys.sealingKey(next)
              : present.orElseThrow(NotEnrolled::new).sealingKey();
      return Optional.of(new Candidate(identityKey, sealingKey));
    } catch (GeneralSecurityException unusable) {
      return Optional.empty(); // made anew
    }
  }

  private AgentIdentity load(int number) throws IOException {
    var path = folder.resolve(Integer.toString(number));
    return load(path, path.toString());
  }

  private AgentIdentity load(Path path, String name) throws IOException {
    var folder = new Folder(path);
    try {
      var document = documentIn(folder);
      var chain = CertificateChain.ofPem(document.identity());
      var key = keys.identityKey(folder);
      if (!key.getPublic().equals(chain.leaf().getPublicKey())) {
        throw new GeneralSecurityException("its certificate is for another key");
      }
      return new AgentIdentity(
          TrustedRepository.ofEncoded(
              RepositoryId.parse(document.repository()), document.signingKeys()),
          AgentId.parse(document.agent()),
          new DisplayName(document.name()),
          CertificateChain.ofPem(document.root()).leaf(),
          chain,
          key.getPrivate(),
          keys.sealingKey(folder));
    } catch (GeneralSecurityException | IllegalArgumentException unusable) {
      throw unusable(name, unusable);
    }
  }

  private static IdentityDocument documentIn(Folder folder) throws IOException {
    var json =
        folder
            .read(DOCUMENT)
            .orElseThrow(() ->
                new FileSystemException(folder.resolve(DOCUMENT).toString(), null, "is missing"));
    return Json.read(Bytes.of(json), IdentityDocument.class);
  }

  private static FileSystemException unusable(String name, Exception fault) {
    return new FileSystemException(
        name, null, "cannot be used as an identity: " + fault.getMessage());
  }

  private static Folder folderIn(Path state) {
    return new Folder(state.resolve("identity"));
  }

  private void forgetBefore(int oldest) throws IOException {
    for (var number : numbers()) {
      if (number < oldest) {
        folder.removeFolder(Integer.toString(number));
      }
    }
  }

  private static OptionalInt currentNumber(Folder folder) throws IOException {
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

  private enum OfWhat {
    IDENTITY,
    IDENTITY_AND_SEALING
  }

  /// Keys that the repository has not certified yet.
  record Candidate(KeyPair identityKey, SealingKey sealingKey) {}
}
