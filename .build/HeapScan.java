import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.regex.Pattern;
import org.keyferry.testkit.HeapScanner;

/// Looks for a private key in a heap dump: `scan DUMP KEY.pem`. Exits 0 if it is not there, 1 if it
/// is, and with anything else if the search failed.
///
/// `hold KEY.pem` is the positive control: a JVM that has the key, until its standard input ends. A
/// scan of its dump must exit 1, or the scan is worth nothing.
///
/// A script for `quickstart`; to be run with the classes of `testkit`.
final class HeapScan {

  private static final Pattern PEM =
      Pattern.compile("-----BEGIN PRIVATE KEY-----([^-]+)-----END PRIVATE KEY-----");

  private HeapScan() {}

  public static void main(String[] arguments) throws Exception {
    var command = String.join(" ", arguments).split(" ")[0] + arguments.length;
    System.exit(
        switch (command) {
          case "hold2" -> hold(keyIn(Path.of(arguments[1])));
          case "scan3" -> scan(Path.of(arguments[1]), keyIn(Path.of(arguments[2])));
          default -> {
            System.err.println("usage: HeapScan.java scan DUMP KEY.pem | hold KEY.pem");
            yield 64;
          }
        });
  }

  private static int hold(PrivateKey key) throws Exception {
    System.out.println("held");
    while (System.in.read() >= 0) {}
    return key.getAlgorithm().isEmpty() ? 70 : 0;
  }

  private static int scan(Path dump, PrivateKey key) throws Exception {
    var scanner = HeapScanner.forSecrets(HeapScanner.secretsOf("key", key));
    var hits = scanner.scan(dump);
    System.out.println(
        hits.size()
            + " hits of "
            + scanner.patterns()
            + " patterns in "
            + Files.size(dump) / 1_000_000
            + " MB");
    hits.stream().map(HeapScanner.Hit::form).distinct().forEach(form -> System.out.println(form));
    return hits.isEmpty() ? 0 : 1;
  }

  private static PrivateKey keyIn(Path file) throws Exception {
    var pem = PEM.matcher(Files.readString(file, StandardCharsets.US_ASCII));
    if (!pem.find()) {
      throw new IllegalArgumentException(file + " holds no private key in PKCS#8 PEM");
    }
    return keyOf(new PKCS8EncodedKeySpec(Base64.getMimeDecoder().decode(pem.group(1))));
  }

  private static PrivateKey keyOf(PKCS8EncodedKeySpec encoded) throws GeneralSecurityException {
    try {
      return KeyFactory.getInstance("EC").generatePrivate(encoded);
    } catch (InvalidKeySpecException notEc) {
      return KeyFactory.getInstance("RSA").generatePrivate(encoded);
    }
  }
}
