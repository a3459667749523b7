package org.keyferry.protocol.bundle;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.security.KeyFactory;
import java.security.KeyPairGenerator;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PrivateKeyInfoTest {

  @ParameterizedTest
  @CsvSource({
    "3000, 2",
    "300000, 2",
    "3003010203, 5",
    "300301020300000000000000, 5",
  })
  void endsWhereItsSequenceEnds(String padded, int length) {
    assertThat(PrivateKeyInfo.lengthWithin(HexFormat.of().parseHex(padded))).hasValue(length);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "", // nothing
        "30", // no length
        "0000000000000000", // no tag
        "3103010203", // a SET
        "30030102", // cut off
        "30030102030000000000000000", // eight zeros
        "300301020301", // not zero
        "30030102030000000001",
        "3080010203000000", // indefinite length
        "308103010203", // not the shortest length
        "30820003010203",
        "3081", // cut off in the length
        "308201",
        "30830000030102030000", // three octets of length
        "3084000000030102030000",
        "3088ffffffffffffffff",
        "30ff"
      })
  void isNothingElse(String padded) {
    assertThat(PrivateKeyInfo.lengthWithin(HexFormat.of().parseHex(padded))).isEmpty();
  }

  @Test
  void mayBeLong() {
    for (var content : new int[] {127, 128, 255, 256, 2_400, 65_535}) {
      var der = sequence(content);
      assertThat(PrivateKeyInfo.lengthWithin(der)).hasValue(der.length);
      assertThat(PrivateKeyInfo.lengthWithin(Arrays.copyOf(der, der.length + 7)))
          .hasValue(der.length);
      assertThat(PrivateKeyInfo.lengthWithin(Arrays.copyOf(der, der.length + 8))).isEmpty();
      assertThat(PrivateKeyInfo.lengthWithin(Arrays.copyOf(der, der.length - 1))).isEmpty();
    }
  }

  @Nested
  class InPem {

    @ParameterizedTest
    @CsvSource({"EC, 256", "EC, 384", "RSA, 2048"})
    void isReadByOthers(String algorithm, int size) throws Exception {
      var generator = KeyPairGenerator.getInstance(algorithm);
      generator.initialize(size);
      var key = generator.generateKeyPair().getPrivate();

      var pem = pem(key.getEncoded());

      assertThat(pem)
          .startsWith("-----BEGIN PRIVATE KEY-----\n")
          .endsWith("\n-----END PRIVATE KEY-----\n");
      assertThat(pem.lines()).allMatch(line -> line.length() <= 64);
      var der = Base64.getMimeDecoder().decode(pem.replaceAll("-----[A-Z ]*-----", ""));
      assertThat(KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(der)))
          .isEqualTo(key);
    }

    /// RFC 7468 §2: "Generators MUST wrap the base64-encoded lines so that each line consists of
    /// exactly 64 characters except for the final line".
    @ParameterizedTest
    @ValueSource(ints = {1, 47, 48, 49, 95, 96, 97, 138})
    void hasLinesOf64Characters(int length) {
      var lines = pem(new byte[length]).lines().toList();
      var body = lines.subList(1, lines.size() - 1);

      assertThat(body.subList(0, body.size() - 1)).allMatch(line -> line.length() == 64);
      assertThat(body.getLast()).isNotEmpty();
      assertThat(String.join("", body)).isEqualTo(base64(new byte[length]));
    }
  }

  private static String pem(byte[] pkcs8) {
    try (var secret = SecretBytes.takeOver(pkcs8);
        var pem = PrivateKeyInfo.toPem(secret)) {
      return pem.lendTo(lent -> new String(lent, StandardCharsets.US_ASCII));
    }
  }

  private static String base64(byte[] content) {
    return Base64.getEncoder().encodeToString(content);
  }

  private static byte[] sequence(int content) {
    var header =
        content < 0x80
            ? new byte[] {0x30, (byte) content}
            : content < 0x100
                ? new byte[] {0x30, (byte) 0x81, (byte) content}
                : new byte[] {0x30, (byte) 0x82, (byte) (content >> 8), (byte) content};
    var der = Arrays.copyOf(header, header.length + content);
    Arrays.fill(der, header.length, der.length, (byte) 1);
    return der;
  }
}
