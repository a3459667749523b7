package org.keyferry.officer.identity;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Locale;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.keyferry.protocol.pki.CertificateChain;
import org.keyferry.protocol.pki.DisplayName;
import org.keyferry.protocol.pki.Printable;

/// The folder of the officer.
///
/// ```
/// request/{key.pem,NAME.csr.pem}                    asked for, not answered yet
/// identity/{key.pem,certificate.pem,root.pem,server}  in force
/// ```
///
/// A new identity is asked for beside the one in force and takes its place when it is installed.
public final class OfficerHome {

  private static final String KEY = "key.pem";
  private static final String CERTIFICATE = "certificate.pem";
  private static final String ROOT = "root.pem";
  private static final String SERVER = "server";
  private static final String REQUEST_ENDING = ".csr.pem";
  private static final Pattern COMMON_NAME = Pattern.compile("CN=([^,+]+)");
  private static final long LONGEST_FILE = 64L * 1024;

  private final Path home;

  public OfficerHome(Path home) {
    this.home = home;
  }

  /// Makes a key and a certification request for it.
  ///
  /// @return the file with the request, to be taken to the repository
  /// @throws IdentityRefused if a request waits for its answer already
  public Path request(DisplayName officer, SecureRandom random) {
    try {
      var folder = home.resolve("request");
      if (Files.exists(folder.resolve(KEY))) {
        throw new IdentityRefused(
            "A request waits for its certificate already in "
                + folder
                + ": install the certificate, or delete the folder to start anew.");
      }
      PrivateFiles.makeFolder(folder);
      var pair = OfficerKey.generate(random);
      var request = folder.resolve(officer + REQUEST_ENDING);
      PrivateFiles.write(
          request, Pem.CERTIFICATE_REQUEST.encode(OfficerKey.request(pair, officer)));
      OfficerKey.write(pair.getPrivate(), folder.resolve(KEY));
      return request;
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  /// Puts the answer to the request in force.
  ///
  /// @param server base URL of the repository
  /// @throws IdentityRefused if certificate, root or server are not what the request asked for
  public OfficerIdentity install(Path certificate, Path root, URI server, Instant now) {
    try {
      var folder = home.resolve("request");
      if (!Files.exists(folder.resolve(KEY))) {
        throw new IdentityRefused(
            "No request waits for a certificate in "
                + home
                + ": start with keyferry identity request --name NAME.");
      }
      var answer =
          new OfficerIdentity(
              nameIn(certificate),
              requireBase(server),
              OfficerKey.read(folder.resolve(KEY)),
              chainIn(certificate),
              rootIn(root));
      check(answer, certificate, now);
      put(answer);
      PrivateFiles.delete(folder);
      return answer;
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  /// Asks for the next certificate with a new key, and puts it in force. Until then the present one
  /// stays, and the repository takes it until the new one is used: whatever goes wrong on the way
  /// costs nothing.
  ///
  /// @param ask gives the certificate (PEM) that answers a PKCS#10 (DER)
  /// @throws IdentityRefused if the answer is for another key, or another officer
  public OfficerIdentity renew(
      OfficerIdentity present, SecureRandom random, Instant now, Function<byte[], String> ask) {
    try {
      var pair = OfficerKey.generate(random);
      var chain = answerIn(ask.apply(OfficerKey.request(pair, present.officer())));
      var subject = chain.leaf().getSubjectX500Principal();
      if (!subject.equals(OfficerKey.subject(present.officer()))) {
        throw new IdentityRefused(
            "The repository answered with a certificate of "
                + Printable.of(subject.getName())
                + ", not of "
                + present.officer()
                + ": nothing was changed.");
      }
      var next =
          new OfficerIdentity(
              present.officer(), present.server(), pair.getPrivate(), chain, present.root());
      check(next, home.resolve("identity").resolve(CERTIFICATE), now);
      put(next);
      return next;
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  private static CertificateChain answerIn(String pem) {
    try {
      return CertificateChain.ofPem(pem);
    } catch (IllegalArgumentException malformed) {
      throw new IdentityRefused(
          "The repository answered with something else than a certificate: nothing was changed.",
          malformed);
    }
  }

  /// Writes what another officer needs: the certificate, and the repository's root.
  ///
  /// @return the file with the certificate
  public static Path handOver(
      Path directory, DisplayName officer, String certificate, String root) {
    try {
      Files.createDirectories(directory);
      var file = directory.resolve("officer-" + officer + ".pem");
      Files.write(file, ascii(certificate));
      Files.write(directory.resolve(ROOT), ascii(root));
      return file;
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  /// A certification request in a file (PEM), as DER.
  public static byte[] requestIn(Path file) {
    try {
      return Pem.CERTIFICATE_REQUEST.decode(ascii(textOf(file)));
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    } catch (IllegalArgumentException malformed) {
      throw new IdentityRefused(
          "The file "
              + file
              + " is not a certification request in PEM: the new officer makes one with keyferry"
              + " identity request.",
          malformed);
    }
  }

  /// The identity in force.
  ///
  /// @throws IdentityRefused if there is none, or it cannot be used
  public OfficerIdentity load(Instant now) {
    try {
      var folder = home.resolve("identity");
      if (!Files.exists(folder.resolve(KEY))) {
        throw new IdentityRefused(
            "There is no identity in "
                + home
                + ": start with keyferry identity request --name NAME.");
      }
      var certificate = folder.resolve(CERTIFICATE);
      var identity =
          new OfficerIdentity(
              nameIn(certificate),
              requireBase(URI.create(textOf(folder.resolve(SERVER)).strip())),
              OfficerKey.read(folder.resolve(KEY)),
              chainIn(certificate),
              rootIn(folder.resolve(ROOT)));
      check(identity, certificate, now);
      return identity;
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  private void put(OfficerIdentity identity) throws IOException {
    var staged = home.resolve("identity.new");
    PrivateFiles.delete(staged);
    PrivateFiles.makeFolder(staged);
    OfficerKey.write(identity.key(), staged.resolve(KEY));
    PrivateFiles.write(staged.resolve(CERTIFICATE), ascii(identity.chain().toPem()));
    PrivateFiles.write(
        staged.resolve(ROOT),
        ascii(new CertificateChain(java.util.List.of(identity.root())).toPem()));
    PrivateFiles.write(staged.resolve(SERVER), ascii(identity.server() + "\n"));
    PrivateFiles.replaceFolder(staged, home.resolve("identity"));
  }

  private static void check(OfficerIdentity identity, Path file, Instant now) {
    if (!OfficerKey.belongsTo(identity.chain().leaf(), identity.key())) {
      throw new IdentityRefused(
          "The certificate "
              + file
              + " is for another key than the one here: take the one that answers the last"
              + " request.");
    }
    if (!now.isBefore(identity.expires())) {
      throw new IdentityRefused(
          "The certificate of officer "
              + identity.officer()
              + " expired at "
              + identity.expires()
              + ": ask for a new one with keyferry identity request.");
    }
  }

  private static DisplayName nameIn(Path certificate) throws IOException {
    var subject = chainIn(certificate).leaf().getSubjectX500Principal().getName();
    var name = COMMON_NAME.matcher(subject);
    if (!name.matches()) {
      throw new IdentityRefused(
          "The subject of "
              + certificate
              + " is "
              + Printable.of(subject)
              + ", not CN=NAME: take the officer's certificate that the ceremony wrote.");
    }
    return new DisplayName(name.group(1));
  }

  private static CertificateChain chainIn(Path file) throws IOException {
    try {
      return CertificateChain.ofPem(textOf(file));
    } catch (IllegalArgumentException malformed) {
      throw new IdentityRefused(
          "The file "
              + file
              + " is not a certificate in PEM ("
              + malformed.getMessage()
              + "): take the one that the ceremony wrote.",
          malformed);
    }
  }

  private static X509Certificate rootIn(Path file) throws IOException {
    var chain = chainIn(file);
    var root = chain.leaf();
    try {
      if (chain.certificates().size() != 1 || root.getBasicConstraints() < 0) {
        throw new IdentityRefused(
            "The file " + file + " is not one CA certificate: take root.pem of the ceremony.");
      }
      root.verify(root.getPublicKey());
      return root;
    } catch (GeneralSecurityException notByItself) {
      throw new IdentityRefused(
          "The certificate " + file + " is not a root: take root.pem of the ceremony.",
          notByItself);
    }
  }

  private static URI requireBase(URI server) {
    var path = server.getRawPath();
    if (!"https".equals(server.getScheme())
        || server.getHost() == null
        || server.getRawQuery() != null
        || server.getRawUserInfo() != null
        || (path != null && !path.isEmpty() && !path.equals("/"))) {
      throw new IdentityRefused(
          "The server "
              + Printable.of(server.toString())
              + " is not of the form https://HOST:PORT.");
    }
    return URI.create("https://" + server.getRawAuthority().toLowerCase(Locale.ROOT));
  }

  private static String textOf(Path file) throws IOException {
    try {
      if (Files.size(file) > LONGEST_FILE) {
        throw new IdentityRefused("The file " + file + " is too large to be what it should be.");
      }
      return Files.readString(file, StandardCharsets.US_ASCII);
    } catch (NoSuchFileException missing) {
      throw new IdentityRefused("The file " + file + " is not there.", missing);
    } catch (CharacterCodingException binary) {
      throw new IdentityRefused("The file " + file + " is not PEM text.", binary);
    }
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
