package org.keyferry.agent.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;

/// A password that somebody else chose, as the first line of a file (UTF-8).
///
/// The file belongs to root or the agent's user. Its group may read it, since the program that
/// opens the key store has to; nobody else may do anything with it.
public final class PasswordFile {

  private static final int LARGEST = 4096;
  private static final Set<PosixFilePermission> FOR_OTHERS =
      EnumSet.of(
          PosixFilePermission.OTHERS_READ,
          PosixFilePermission.OTHERS_WRITE,
          PosixFilePermission.OTHERS_EXECUTE);

  private PasswordFile() {}

  /// Whether it can be used.
  ///
  /// @throws FileSystemException naming the file, the fault and the fix
  public static void require(Path file) throws IOException {
    if (!Files.isRegularFile(file)) {
      throw new NoSuchFileException(
          file.toString(),
          null,
          "is missing or not a file: write the password into it, and chmod it to 0600");
    }
    PathGuard.ofThisProcess().requireFile(file);
    var permissions = EnumSet.copyOf(Files.getPosixFilePermissions(file));
    permissions.retainAll(FOR_OTHERS);
    if (!permissions.isEmpty()) {
      throw new FileSystemException(
          file.toString(), null, "may be read by everybody, and has a password in it: chmod o= it");
    }
    if (Files.size(file) > LARGEST) {
      throw new FileSystemException(
          file.toString(), null, "is larger than 4 KiB: its first line is to be a password");
    }
  }

  /// Lends the password, and overwrites it when `use` returns or throws.
  ///
  /// @throws IOException if the file cannot be used, or `use` says so
  public static <T> T lendTo(Path file, Use<T> use) throws IOException, GeneralSecurityException {
    require(file);
    var bytes = Files.readAllBytes(file);
    var text = CharBuffer.allocate(bytes.length);
    var password = new char[0];
    try {
      decode(bytes, text, file);
      password = firstLine(text, file);
      return use.with(password);
    } finally {
      Arrays.fill(bytes, (byte) 0);
      Arrays.fill(text.array(), '\0');
      Arrays.fill(password, '\0');
    }
  }

  private static void decode(byte[] bytes, CharBuffer text, Path file) throws IOException {
    var decoder =
        StandardCharsets.UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT);
    try {
      var result = decoder.decode(ByteBuffer.wrap(bytes), text, true);
      if (result.isError()) {
        result.throwException();
      }
    } catch (CharacterCodingException malformed) {
      throw new FileSystemException(file.toString(), null, "is not UTF-8 text");
    }
    text.flip();
  }

  private static char[] firstLine(CharBuffer text, Path file) throws FileSystemException {
    var length = 0;
    while (length < text.length() && text.get(length) != '\n' && text.get(length) != '\r') {
      length++;
    }
    if (length == 0) {
      throw new FileSystemException(
          file.toString(), null, "has an empty first line, which is to be the password");
    }
    var line = new char[length];
    text.get(line);
    return line;
  }

  /// What is done with the password while it is lent.
  @FunctionalInterface
  public interface Use<T> {
    T with(char[] password) throws IOException, GeneralSecurityException;
  }
}
