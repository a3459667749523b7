package org.keyferry.officer.existing;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.zip.ZipInputStream;
import org.keyferry.officer.existing.Finding.Pair;
import org.keyferry.officer.existing.Finding.Unusable;
import org.keyferry.protocol.bundle.SecretBytes;
import org.keyferry.protocol.pki.DisplayName;
import org.keyferry.protocol.pki.Printable;

/// Looks through folders and files for certificates with their keys: PEM (PKCS#8, PKCS#1, SEC 1),
/// PKCS#12, and ZIP archives of PEM.
public final class Scan {

  private static final int LARGEST = 1 << 20; // octets of a file
  private static final int DEEPEST = 6; // folders below the one that was named
  private static final int MOST_IN_ARCHIVE = 200;
  private static final byte[] ZIP = {'P', 'K', 3, 4};
  private static final int SEQUENCE = 0x30; // DER

  private final Passwords passwords;
  private final PrivateKeys privateKeys;
  private final Map<Path, Pile> piles = new LinkedHashMap<>();

  private Scan(Passwords passwords) {
    this.passwords = passwords;
    this.privateKeys = new PrivateKeys(passwords);
  }

  /// Files that are named one by one belong together, wherever they are. The names that are
  /// proposed are different from each other.
  ///
  /// @return in the order of the places; the caller closes them
  /// @throws IOException if a place cannot be read; what cannot be on the way is a finding
  public static List<Finding> of(List<Path> places, Passwords passwords, Instant now)
      throws IOException {
    var scan = new Scan(passwords);
    try {
      scan.look(places);
    } catch (IOException | RuntimeException failure) {
      scan.piles.values().forEach(Pile::close);
      throw failure;
    }
    var findings = new ArrayList<Finding>();
    scan.piles.values().forEach(pile -> findings.addAll(pile.sorted(now)));
    return distinct(findings);
  }

  private void look(List<Path> places) throws IOException {
    var named = Path.of("");
    for (var place : places) {
      if (Files.isDirectory(place)) {
        walk(place);
      } else {
        read(place, pile(named));
      }
    }
  }

  private void walk(Path top) throws IOException {
    var links = EnumSet.of(FileVisitOption.FOLLOW_LINKS); // certbot's live consists of them
    Files.walkFileTree(
        top,
        links,
        DEEPEST,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
            return folder.equals(top) || Layouts.isInForce(folder)
                ? FileVisitResult.CONTINUE
                : FileVisitResult.SKIP_SUBTREE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            if (attributes.isRegularFile() && Layouts.mayHold(file)) {
              readIfAllowed(file);
            }
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path file, IOException failure)
              throws IOException {
            if (file.equals(top)) {
              throw failure;
            }
            pile(file).refuse(file, "it cannot be read: run this as somebody who may");
            return FileVisitResult.CONTINUE;
          }
        });
  }

  private void readIfAllowed(Path file) throws IOException {
    if (Files.isReadable(file)) {
      read(file, pile(Optional.ofNullable(file.getParent()).orElse(file)));
    } else {
      pile(file).refuse(file, "it cannot be read: run this as somebody who may");
    }
  }

  private Pile pile(Path place) {
    return piles.computeIfAbsent(place, _ -> new Pile());
  }

  private void read(Path file, Pile pile) throws IOException {
    if (Files.size(file) > LARGEST) {
      return;
    }
    var content = Files.readAllBytes(file);
    try {
      if (startsWith(content, ZIP)) {
        readArchive(file, content);
      } else if (content.length > 0 && content[0] == SEQUENCE) {
        readStore(file, content, pile);
      } else {
        readPem(file, content, pile);
      }
    } finally {
      Arrays.fill(content, (byte) 0);
    }
  }

  private void readPem(Path file, byte[] content, Pile pile) {
    var certificates = new ArrayList<X509Certificate>();
    for (var block : PemBlock.allIn(content)) {
      try {
        if (block.isKey()) {
          pile.add(file, privateKeys.read(block, file));
        } else if (block.label().equals("CERTIFICATE")) {
          block.content().ifPresent(der -> readCertificate(der, certificates, pile));
        }
      } catch (Unreadable unreadable) {
        pile.refuse(file, unreadable.reason());
      } finally {
        block.content().ifPresent(SecretBytes::close);
      }
    }
    pile.add(certificates);
  }

  /// An archive is a pile of its own. What is packed so that it would burst, is not unpacked.
  private void readArchive(Path file, byte[] content) {
    var pile = pile(file);
    try (var zip = new ZipInputStream(new ByteArrayInputStream(content))) {
      var left = LARGEST;
      var count = 0;
      for (var entry = zip.getNextEntry();
          entry != null && count < MOST_IN_ARCHIVE;
          entry = zip.getNextEntry()) {
        var unpacked = zip.readNBytes(left + 1);
        try {
          if (unpacked.length > left) {
            pile.refuse(file, "it holds more than certificates and keys");
            return;
          }
          left -= unpacked.length;
          count++;
          readPem(file, unpacked, pile);
        } finally {
          Arrays.fill(unpacked, (byte) 0);
        }
      }
    } catch (IOException unreadable) { // it is in memory: the fault is the archive's
      pile.refuse(file, "it is encrypted or damaged: unpack it, and name what was in it");
    }
  }

  /// PKCS#12, or a certificate that is not PEM.
  private void readStore(Path file, byte[] content, Pile pile) {
    try {
      pile.add(List.of(certificateOf(content)));
      return;
    } catch (CertificateException _) {
      // then it is a store, or nothing that we know
    }
    var password = passwords.of(file);
    if (password.isEmpty()) {
      pile.refuse(
          file, "it is encrypted: give its password by --password-file, or type it at a terminal");
      return;
    }
    try {
      var store = KeyStore.getInstance("PKCS12");
      store.load(new ByteArrayInputStream(content), password.get());
      for (var alias : Collections.list(store.aliases())) {
        if (store.getKey(alias, password.get()) instanceof PrivateKey key) {
          pile.add(file, SecretBytes.takeOver(key.getEncoded()));
          pile.add(
              Optional.ofNullable(store.getCertificateChain(alias)).stream()
                  .flatMap(Arrays::stream)
                  .map(X509Certificate.class::cast)
                  .toList());
        }
      }
    } catch (GeneralSecurityException | IOException refused) {
      pile.refuse(file, "the password does not open it, or it is no PKCS#12 (RFC 7292)");
    } finally {
      Arrays.fill(password.get(), '\0');
    }
  }

  private static void readCertificate(
      SecretBytes der, List<X509Certificate> certificates, Pile pile) {
    try {
      certificates.add(certificateOf(der.lendTo(byte[]::clone)));
    } catch (CertificateException malformed) {
      pile.leaveOut(Printable.of(String.valueOf(malformed.getMessage())));
    }
  }

  private static X509Certificate certificateOf(byte[] der) throws CertificateException {
    return (X509Certificate)
        CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(der));
  }

  /// One certificate may be found in two places, and two of one name: RSA and EC of the same site.
  private static List<Finding> distinct(List<Finding> findings) {
    var seen = new HashSet<X509Certificate>();
    var names = new HashSet<DisplayName>();
    var distinct = new ArrayList<Finding>();
    for (var finding : findings) {
      switch (finding) {
        case Unusable unusable -> distinct.add(unusable);
        case Pair pair when !seen.add(pair.chain().leaf()) -> pair.close();
        case Pair pair -> distinct.add(pair.named(freeName(pair, names)));
      }
    }
    return List.copyOf(distinct);
  }

  private static DisplayName freeName(Pair pair, Set<DisplayName> taken) {
    var name = pair.name();
    for (var number = 2; !taken.add(name); number++) {
      var suffix = "-" + pair.type() + (number == 2 ? "" : "-" + (number - 1));
      name = Names.fit(pair.name().value(), suffix);
    }
    return name;
  }

  private static boolean startsWith(byte[] content, byte[] mark) {
    return content.length >= mark.length
        && Arrays.equals(content, 0, mark.length, mark, 0, mark.length);
  }
}
