package org.keyferry.agent.adopt;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import javax.crypto.Cipher;
import javax.crypto.EncryptedPrivateKeyInfo;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import org.keyferry.agent.adopt.host.HostRoot;
import org.keyferry.protocol.pki.CertificateChain;
import org.keyferry.protocol.pki.KeyType;
import org.keyferry.testkit.FixtureCa;

/// A host out of `src/test/resources/adopt`: the files of its admin, and certificates made for this
/// run as its `host.txt` says.
///
/// ```
/// pair NAME rsa|ec DAYS_LEFT SAN…     a key and a certificate for it
/// put NAME FORM FILE                  fullchain, cert, chain, key, combined, encrypted
/// link FILE TARGET                    a symbolic link
/// unreadable FILE                     its owner may read it; the reader is somebody else
/// ```
public final class AdoptedHost {

  public static final Instant NOW = Instant.parse("2026-12-01T12:00:00Z");

  private static final Path CORPUS = Path.of("src/test/resources/adopt");
  private static final FixtureCa CA = FixtureCa.at(NOW);
  private static final Map<String, KeyPair> KEYS = new HashMap<>();

  private final Path root;
  private final Map<String, KeyPair> keys = new HashMap<>();
  private final Map<String, CertificateChain> chains = new HashMap<>();
  private final Set<Path> unreadable = new HashSet<>();

  private AdoptedHost(Path root) {
    this.root = root;
  }

  public static List<String> names() throws IOException {
    try (var names = Files.list(CORPUS)) {
      return names.map(each -> each.getFileName().toString()).sorted().toList();
    }
  }

  /// Where the golden files of a host are.
  public static Path directory(String name) {
    return CORPUS.resolve(name);
  }

  /// @param root an empty directory
  public static AdoptedHost make(String name, Path root) throws Exception {
    var host = new AdoptedHost(root.toRealPath());
    host.copy(directory(name).resolve("root"));
    for (var line : Files.readAllLines(directory(name).resolve("host.txt"))) {
      if (!line.startsWith("#") && !line.isBlank()) {
        host.obey(words(line));
      }
    }
    return host;
  }

  public Path path() {
    return root;
  }

  public HostRoot root() {
    return new HostRoot(
        root,
        file -> {
          if (unreadable.contains(file)) {
            throw new AccessDeniedException(file.toString());
          }
          return Files.newInputStream(file);
        });
  }

  /// Every file with its content, every link with its target; but not where adoptions are recorded.
  public Map<String, String> snapshot() throws IOException {
    var snapshot = new TreeMap<String, String>();
    try (var files = Files.walk(root)) {
      for (var each : files.toList()) {
        var name = "/" + root.relativize(each);
        if (name.startsWith(AdoptDesk.JOURNALS.toString())) {
          continue;
        }
        if (Files.isSymbolicLink(each)) {
          snapshot.put(name, "-> " + Files.readSymbolicLink(each));
        } else if (Files.isRegularFile(each, LinkOption.NOFOLLOW_LINKS)) {
          snapshot.put(
              name,
              Files.getAttribute(each, "unix:mode")
                  + " "
                  + Base64.getEncoder().encodeToString(Files.readAllBytes(each)));
        }
      }
    }
    return snapshot;
  }

  private void copy(Path from) throws IOException {
    if (!Files.exists(from)) {
      return;
    }
    try (var files = Files.walk(from)) {
      for (var each : files.filter(Files::isRegularFile).toList()) {
        var to = root.resolve(from.relativize(each).toString());
        Files.createDirectories(to.getParent());
        Files.copy(each, to);
      }
    }
  }

  private void obey(List<String> words) throws Exception {
    switch (words.getFirst()) {
      case "pair" -> pair(words);
      case "put" -> put(words.get(1), words.get(2), at(words.get(3)));
      case "link" -> {
        var link = at(words.get(1));
        Files.createDirectories(link.getParent());
        Files.createSymbolicLink(link, Path.of(words.get(2)));
      }
      case "unreadable" -> unreadable.add(at(words.get(1)));
      default -> throw new IllegalStateException("host.txt: " + words);
    }
  }

  private Path at(String file) {
    return root.resolve(file.substring(1));
  }

  private void pair(List<String> words) {
    var type = words.get(2).equals("rsa") ? KeyType.RSA_2048 : KeyType.EC_P256;
    var key = KEYS.computeIfAbsent(type + " " + keys.size(), _ -> FixtureCa.keyPair(type));
    keys.put(words.get(1), key);
    chains.put(
        words.get(1),
        CA.issue(
            key.getPublic(),
            Duration.ofDays(Long.parseLong(words.get(3))),
            words.subList(4, words.size()).toArray(String[]::new)));
  }

  private void put(String name, String form, Path file)
      throws IOException, GeneralSecurityException {
    Files.createDirectories(file.getParent());
    var chain = Optional.ofNullable(chains.get(name)).orElseThrow();
    var leaf = new CertificateChain(List.of(chain.leaf())).toPem().getBytes(US_ASCII);
    var pair = Optional.ofNullable(keys.get(name)).orElseThrow();
    var key = pair.getPrivate().getEncoded();
    var content = new ByteArrayOutputStream();
    switch (form) {
      case "fullchain" -> content.writeBytes(chain.toPem().getBytes(US_ASCII));
      case "cert" -> content.writeBytes(leaf);
      case "chain" ->
          content.writeBytes(
              new CertificateChain(chain.certificates().subList(1, 2)).toPem().getBytes(US_ASCII));
      case "key" -> content.writeBytes(pem("PRIVATE KEY", key));
      case "combined" -> {
        content.writeBytes(chain.toPem().getBytes(US_ASCII));
        content.writeBytes(pem("PRIVATE KEY", key));
      }
      case "encrypted" -> content.writeBytes(pem("ENCRYPTED PRIVATE KEY", encrypted(key)));
      default -> throw new IllegalStateException("host.txt: " + form);
    }
    Files.write(file, content.toByteArray());
  }

  private static byte[] encrypted(byte[] key) throws IOException, GeneralSecurityException {
    var algorithm = "PBEWithSHA1AndDESede";
    var cipher = Cipher.getInstance(algorithm);
    cipher.init(
        Cipher.ENCRYPT_MODE,
        SecretKeyFactory.getInstance(algorithm)
            .generateSecret(new PBEKeySpec("correct horse".toCharArray())));
    return new EncryptedPrivateKeyInfo(cipher.getParameters(), cipher.doFinal(key)).getEncoded();
  }

  private static byte[] pem(String label, byte[] der) {
    return ("-----BEGIN "
            + label
            + "-----\n"
            + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der)
            + "\n-----END "
            + label
            + "-----\n")
        .getBytes(US_ASCII);
  }

  /// Words, of which one in double quotes may have spaces.
  private static List<String> words(String line) {
    var words = new ArrayList<String>();
    var parts = line.split("\"", -1);
    for (var at = 0; at < parts.length; at++) {
      if (at % 2 == 1) {
        words.add(parts[at]);
      } else if (!parts[at].isBlank()) {
        words.addAll(List.of(parts[at].strip().split(" +", -1)));
      }
    }
    return words;
  }
}
