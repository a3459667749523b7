package org.keyferry.agent.install;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;

/// Bytes with a key in them, overwritten where they were collected.
final class WipedOutput extends ByteArrayOutputStream {

  private static final int ROOMY = 16_384; // so that it need not grow, and leave a copy behind

  WipedOutput() {
    super(ROOMY);
  }

  byte[] taken() {
    return toByteArray();
  }

  @Override
  public void close() {
    Arrays.fill(buf, (byte) 0);
  }
}
