package org.keyferry.protocol.pki;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// A PEM file is read to DER and written anew, so nothing of its form survives.
class CertificateChainTest {

  private static final String BEGIN = "-----BEGIN CERTIFICATE-----";
  private static final String END = "-----END CERTIFICATE-----";
  private static final CertificateChain CHAIN = CertificateChain.ofDer(fixture("leaf-ec-p256"));
  private static final String PEM = CHAIN.toPem();
  private static final String LEAF = PEM.substring(0, PEM.indexOf(END) + END.length() + 1);
  private static final String BODY =
      LEAF.substring(BEGIN.length() + 1, LEAF.length() - END.length() - 2);

  static Stream<String> whatIsAccepted() {
    return Stream.of(
        PEM,
        PEM.replace("\n", "\r\n"),
        PEM.strip(),
        "\n\n" + PEM + "\n\n",
        " \t\n" + PEM,
        PEM.replace(END + "\n", END + "\n\n"),
        PEM.replace(END + "\n", END + " \t\n"),
        PEM.replace(BEGIN + "\n", BEGIN + " \n"),
        pem(BODY.replace("\n", "")) + PEM.substring(LEAF.length()),
        pem(BODY.replaceAll("(.{10})", "$1\n").replace("\n\n", "\n"))
            + PEM.substring(LEAF.length()));
  }

  @ParameterizedTest
  @MethodSource("whatIsAccepted")
  void whatIsAcceptedComesOutInOneForm(String pem) {
    assertThat(CertificateChain.ofPem(pem)).isEqualTo(CHAIN);
    assertThat(CertificateChain.ofPem(pem).toPem()).isEqualTo(PEM);
  }

  static Stream<String> whatIsRefused() {
    var privateKey = "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n";
    return Stream.of(
        "",
        "\n",
        "AAAA",
        BODY,
        // something beside the certificates
        privateKey + PEM,
        PEM + privateKey,
        LEAF + privateKey + LEAF,
        PEM.replace("CERTIFICATE", "X509 CERTIFICATE"),
        PEM.replace("CERTIFICATE", "TRUSTED CERTIFICATE"),
        PEM.replace("CERTIFICATE", "certificate"),
        PEM.replace("CERTIFICATE", "CERTIFICATE REQUEST"),
        PEM.replace("CERTIFICATE", "PKCS7"),
        "-----BEGIN X509 CRL-----\nAAAA\n-----END X509 CRL-----\n" + PEM,
        "-----BEGIN EC PARAMETERS-----\nBggqhkjOPQMBBw==\n-----END EC PARAMETERS-----\n" + PEM,
        "# comment\n" + PEM,
        PEM + "# comment\n",
        "subject=/CN=www.example.test\n" + PEM,
        LEAF + "issuer=/CN=x\n" + LEAF,
        "\ufeff" + PEM,
        PEM + "\u0000",
        "\u0000" + PEM,
        PEM + "\u001a",
        PEM + ".",
        // headers inside
        LEAF.replace(BEGIN + "\n", BEGIN + "\nProc-Type: 4,ENCRYPTED\n\n"),
        LEAF.replace(BEGIN + "\n", BEGIN + "\nDEK-Info: AES-128-CBC,00\n\n"),
        LEAF.replace(BEGIN + "\n", BEGIN + "\nComment: x\n"),
        // borders
        LEAF.replace(BEGIN, "----BEGIN CERTIFICATE----"),
        LEAF.replace(BEGIN, "------BEGIN CERTIFICATE------"),
        LEAF.replace(BEGIN, "-----BEGIN  CERTIFICATE-----"),
        LEAF.replace(BEGIN, "-----begin CERTIFICATE-----"),
        LEAF.replace(BEGIN, "x" + BEGIN),
        LEAF.replace(BEGIN + "\n", BEGIN),
        LEAF.replace("\n" + END, END),
        LEAF.replace(END, "-----END CERTIFICATE----"),
        LEAF.replace(END, "-----END PRIVATE KEY-----"),
        LEAF.replace(END, ""),
        LEAF.replace(BEGIN, ""),
        LEAF.replace("\n" + END, "\n " + END),
        LEAF.strip() + LEAF,
        BEGIN + "\n" + LEAF,
        LEAF + END + "\n",
        // content
        BEGIN + "\n" + END + "\n",
        pem(""),
        pem("\n"),
        pem("AAAA"),
        pem("===="),
        pem(BODY + "="),
        pem("=" + BODY),
        pem(BODY + "\nAAAA"),
        pem(BODY + "\n" + BODY),
        pem(BODY.substring(4)),
        pem(BODY.substring(0, BODY.length() - 4)),
        pem(BODY.substring(0, 100)),
        pem("-" + BODY.substring(1)),
        pem(BODY.replaceFirst("/", "_")),
        pem(BODY.replaceFirst("\n", "!\n")),
        pem(BODY.replaceFirst("\n", "\n>")),
        pem(BODY.replaceFirst("\n", "=\n")),
        pem(BODY.replaceFirst("\n", "\n\u00a0")),
        pem(BODY.replaceFirst("\n", "\u2028")),
        pem(loosened()),
        pem(base64("0\u0000")),
        pem(base64(PEM)),
        // size
        PEM.repeat(6),
        " ".repeat(65_537) + PEM,
        "\n".repeat(65_537),
        PEM.repeat(100));
  }

  @ParameterizedTest
  @MethodSource("whatIsRefused")
  void anythingElseIsRefused(String pem) {
    assertThatIllegalArgumentException().isThrownBy(() -> CertificateChain.ofPem(pem));
  }

  @Test
  void theCorpusIsLargeEnough() {
    assertThat(whatIsRefused().distinct().count() + whatIsAccepted().distinct().count())
        .isGreaterThanOrEqualTo(60);
  }

  @Nested
  class InDer {

    private final Bytes leaf = CHAIN.der().getFirst();

    @Test
    void aTrailingOctetIsRefused() {
      var padded = Bytes.of(Arrays.copyOf(leaf.toArray(), leaf.length() + 1));

      assertThatIllegalArgumentException()
          .isThrownBy(() -> CertificateChain.ofDer(List.of(padded)));
    }

    @Test
    void pemInsteadOfDerIsRefused() {
      var pem = Bytes.of(LEAF.getBytes(StandardCharsets.US_ASCII));

      assertThatIllegalArgumentException().isThrownBy(() -> CertificateChain.ofDer(List.of(pem)));
    }

    @Test
    void aChainHasOneToTenCertificates() {
      assertThat(CertificateChain.ofDer(Collections.nCopies(10, leaf)).certificates()).hasSize(10);
      assertThatIllegalArgumentException()
          .isThrownBy(() -> CertificateChain.ofDer(Collections.nCopies(11, leaf)));
      assertThatIllegalArgumentException().isThrownBy(() -> CertificateChain.ofDer(List.of()));
    }

    @Test
    void theLeafComesFirst() {
      assertThat(CHAIN.leaf().getSubjectX500Principal()).hasToString("CN=www.example.test");
      assertThat(CHAIN.subjectPublicKey())
          .isEqualTo(Thumbprint.of(CHAIN.leaf().getPublicKey().getEncoded()));
    }
  }

  private static String pem(String body) {
    return BEGIN + "\n" + body + "\n" + END + "\n";
  }

  /// The leaf with a bit set that no octet uses.
  private static String loosened() {
    var padded =
        fixture("leaf-rsa-2048").stream()
            .map(each -> Base64.getEncoder().encodeToString(each.toArray()))
            .filter(each -> each.endsWith("="))
            .findFirst()
            .orElse(BODY.replaceFirst("=*$", "="));
    var last = padded.indexOf('=') - 1;
    return padded.substring(0, last)
        + (char) (padded.charAt(last) + 1)
        + padded.substring(last + 1);
  }

  private static String base64(String content) {
    return Base64.getEncoder().encodeToString(content.getBytes(StandardCharsets.US_ASCII));
  }

  private static List<Bytes> fixture(String name) {
    try (var lines = Files.lines(Path.of("../docs/spec/vectors/THROW-AWAY-KEYS.txt"))) {
      var chain = name + " chain: ";
      return lines
          .filter(line -> line.startsWith(chain))
          .flatMap(line -> Arrays.stream(line.substring(chain.length()).split(" ", -1)))
          .map(Bytes::ofBase64Url)
          .toList();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }
}
