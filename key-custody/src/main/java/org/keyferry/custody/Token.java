package org.keyferry.custody;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.keyferry.cryptoki.Cryptoki;
import org.keyferry.cryptoki.Cryptoki.TokenDescription;
import org.keyferry.cryptoki.CryptokiException;
import org.keyferry.cryptoki.ModuleFault;
import org.keyferry.cryptoki.Pkcs11;
import org.keyferry.cryptoki.Session;

/// A token at which this process is logged in.
///
/// The login lasts as long as a session is open, so one, the anchor, is opened first and closed
/// last. Nobody logs out before that: it would kill every key that somebody else holds.
final class Token implements AutoCloseable {

  private static final Set<String> OPEN = ConcurrentHashMap.newKeySet();

  private final Cryptoki module;
  private final TokenSettings settings;
  private final TokenDescription description;
  private final Session anchor;

  private Token(
      Cryptoki module, TokenSettings settings, TokenDescription description, Session anchor) {
    this.module = module;
    this.settings = settings;
    this.description = description;
    this.anchor = anchor;
  }

  /// Finds the token by its label and logs in, once.
  ///
  /// @throws IllegalStateException if this process has it open: closing one would end both
  static Token open(TokenSettings settings) {
    var module = load(settings);
    if (!OPEN.add(nameOf(settings))) {
      throw new IllegalStateException("token " + settings.tokenLabel() + " is open already");
    }
    try {
      var description = describe(module, settings);
      var anchor = module.openSession(description.slot(), 0);
      var token = new Token(module, settings, description, anchor);
      token.login();
      return token;
    } catch (RuntimeException failure) {
      OPEN.remove(nameOf(settings));
      throw failure instanceof CryptokiException refused
          ? new CustodyFailure.TokenUnavailable(
              "The token '" + settings.tokenLabel() + "' cannot be opened", refused)
          : failure;
    }
  }

  private static Cryptoki load(TokenSettings settings) {
    try {
      return Cryptoki.load(settings.module(), settings.moduleArguments());
    } catch (ModuleFault fault) {
      throw switch (fault) {
        case ModuleFault.Missing _ -> new CustodyFailure.ModuleMissing(settings.module());
        case ModuleFault.NotPkcs11 _ -> new CustodyFailure.NotPkcs11(settings.module(), fault);
        case ModuleFault.Refused _ -> new CustodyFailure.ModuleRefused(settings.module(), fault);
      };
    }
  }

  /// For one operation: what it makes is gone when it is closed, and the token stays as it is.
  Session session() {
    return module.openSession(description.slot(), 0);
  }

  /// For the ceremony, which puts keys on the token.
  Session ceremony() {
    return module.openSession(description.slot(), Pkcs11.CKF_RW_SESSION);
  }

  boolean hasMechanism(long type) {
    return Arrays.stream(module.mechanisms(description.slot())).anyMatch(each -> each == type);
  }

  TokenSettings settings() {
    return settings;
  }

  String label() {
    return settings.tokenLabel();
  }

  TokenDescription description() {
    return description;
  }

  String library() {
    return module.library();
  }

  @Override
  public void close() {
    try {
      module.closeAllSessions(description.slot());
    } catch (CryptokiException gone) {
      // a token that went away has ended the login itself
    } finally {
      OPEN.remove(nameOf(settings));
    }
  }

  private static TokenDescription describe(Cryptoki module, TokenSettings settings) {
    var tokens =
        Arrays.stream(module.slots())
            .mapToObj(module::describe)
            .filter(each -> each.has(Pkcs11.CKF_TOKEN_INITIALIZED))
            .toList();
    var label = settings.tokenLabel();
    var found = tokens.stream().filter(each -> each.label().equals(label)).findFirst();
    if (tokens.isEmpty()) {
      throw new CustodyFailure.TokenNotInitialized(label);
    }
    return found.orElseThrow(() ->
        new CustodyFailure.TokenNotFound(
            label, tokens.stream().map(TokenDescription::label).toList()));
  }

  /// One attempt. Where a token counts wrong PINs, the last attempt is left to people.
  private void login() {
    try {
      if (!description.has(Pkcs11.CKF_USER_PIN_INITIALIZED)) {
        throw new CustodyFailure.TokenNotInitialized(label());
      }
      if (description.has(Pkcs11.CKF_USER_PIN_LOCKED)) {
        throw refused("it is locked; nothing was tried");
      }
      if (description.has(Pkcs11.CKF_USER_PIN_FINAL_TRY)) {
        throw refused("one more wrong PIN would lock it; nothing was tried");
      }
      var pin = readPin(settings.pinFile());
      try {
        requireWelcome(anchor.login(pin));
      } finally {
        Arrays.fill(pin, (byte) 0);
      }
    } catch (RuntimeException failure) {
      anchor.close();
      throw failure;
    }
  }

  private void requireWelcome(long returnValue) {
    switch ((int) returnValue) {
      case (int) Pkcs11.CKR_OK, (int) Pkcs11.CKR_USER_ALREADY_LOGGED_IN -> {}
      case (int) Pkcs11.CKR_PIN_INCORRECT,
          (int) Pkcs11.CKR_PIN_INVALID,
          (int) Pkcs11.CKR_PIN_LEN_RANGE,
          (int) Pkcs11.CKR_PIN_EXPIRED,
          (int) Pkcs11.CKR_PIN_LOCKED ->
          throw refused(Pkcs11.nameOf(returnValue));
      default -> throw new CryptokiException(Cryptoki.Function.C_Login, returnValue);
    }
  }

  private CustodyFailure refused(String fault) {
    return new CustodyFailure.PinRefused(label(), settings.pinFile(), fault);
  }

  /// A credential of systemd is for the service alone, though its access list shows as a right of
  /// the group.
  private static void refuseReaders(Path file) throws IOException {
    var permissions = Files.getPosixFilePermissions(file);
    if (permissions.contains(PosixFilePermission.OTHERS_READ)) {
      throw new CustodyFailure.PinMissing(file, "can be read by every user of this machine");
    }
    if (permissions.contains(PosixFilePermission.GROUP_READ) && !isCredential(file)) {
      throw new CustodyFailure.PinMissing(
          file,
          "can be read by the group "
              + Files.readAttributes(file, PosixFileAttributes.class).group().getName());
    }
  }

  private static boolean isCredential(Path file) {
    var credentials = System.getenv("CREDENTIALS_DIRECTORY");
    return credentials != null
        && file.toAbsolutePath().normalize().startsWith(Path.of(credentials).toAbsolutePath());
  }

  /// The first line, without its end.
  private static byte[] readPin(Path file) {
    byte[] content;
    try {
      refuseReaders(file);
      content = Files.readAllBytes(file);
    } catch (NoSuchFileException missing) {
      throw new CustodyFailure.PinMissing(file, "does not exist");
    } catch (IOException failure) {
      throw new CustodyFailure.PinMissing(file, "cannot be read");
    }
    var length = 0;
    while (length < content.length && content[length] != '\n' && content[length] != '\r') {
      length++;
    }
    var pin = Arrays.copyOf(content, length);
    Arrays.fill(content, (byte) 0);
    if (length == 0) {
      throw new CustodyFailure.PinMissing(file, "is empty");
    }
    return pin;
  }

  private static String nameOf(TokenSettings settings) {
    return settings.module() + "\n" + settings.tokenLabel();
  }
}
