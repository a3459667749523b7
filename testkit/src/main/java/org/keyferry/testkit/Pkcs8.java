package org.keyferry.testkit;

import java.security.PrivateKey;
import java.util.Base64;

/// Private keys in the text that web servers read (RFC 7468 §10).
public final class Pkcs8 {

  private Pkcs8() {}

  public static String pemOf(PrivateKey key) {
    return "-----BEGIN PRIVATE KEY-----\n"
        + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(key.getEncoded())
        + "\n-----END PRIVATE KEY-----\n";
  }
}
