package org.keyferry.agent.identity;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.keyferry.cryptoki.Cryptoki;
import org.keyferry.cryptoki.CryptokiException;
import org.keyferry.cryptoki.ModuleFault;
import org.keyferry.cryptoki.Pkcs11;
import org.keyferry.cryptoki.Session;

/// A token that was found by its label, with a session in which this program is logged in. One
/// thread at a time.
final class TokenLogin implements AutoCloseable {

  private static final List<Long> NEEDED =
      List.of(Pkcs11.CKM_EC_KEY_PAIR_GEN, Pkcs11.CKM_ECDSA, Pkcs11.CKM_RSA_PKCS_KEY_PAIR_GEN);
  private static final Set<PosixFilePermission> FOR_OTHERS =
      Set.of(
          PosixFilePermission.GROUP_WRITE,
          PosixFilePermission.OTHERS_READ,
          PosixFilePermission.OTHERS_WRITE);

  /// What a token says that is not well. Everything else that it says to a PIN counts as its
  /// refusal.
  private static final Set<Long> NOT_ABOUT_THE_PIN =
      Set.of(
          Pkcs11.CKR_HOST_MEMORY,
          Pkcs11.CKR_GENERAL_ERROR,
          Pkcs11.CKR_FUNCTION_FAILED,
          Pkcs11.CKR_DEVICE_ERROR,
          Pkcs11.CKR_DEVICE_MEMORY,
          Pkcs11.CKR_DEVICE_REMOVED,
          Pkcs11.CKR_FUNCTION_CANCELED,
          Pkcs11.CKR_SESSION_CLOSED,
          Pkcs11.CKR_SESSION_HANDLE_INVALID,
          Pkcs11.CKR_TOKEN_NOT_PRESENT,
          Pkcs11.CKR_TOKEN_NOT_RECOGNIZED,
          Pkcs11.CKR_CRYPTOKI_NOT_INITIALIZED);

  /// Of systemd: the mask of their access list shows as the mode of the group.
  private static final Path CREDENTIALS = Path.of("/run/credentials");

  private final Cryptoki module;
  private final Session session;
  private final Set<Long> mechanisms;

  private TokenLogin(Cryptoki module, Session session, Set<Long> mechanisms) {
    this.module = module;
    this.session = session;
    this.mechanisms = Set.copyOf(mechanisms);
  }

  /// Finds the token and logs in. A PIN is not tried if that could lock the token. If it fails, the
  /// module is ended: it sees what comes back only when it is loaded anew.
  static TokenLogin open(KeyHome.InToken home) throws TokenFault {
    var module = load(home.module());
    try {
      return open(module, home);
    } catch (TokenFault | RuntimeException fault) {
      module.end();
      throw fault;
    }
  }

  Session session() {
    return session;
  }

  /// Of the token.
  boolean has(long mechanism) {
    return mechanisms.contains(mechanism);
  }

  /// Ends the module, with this login and all others of the process.
  void end() {
    module.end();
  }

  @Override
  public void close() {
    try {
      session.close();
    } catch (CryptokiException gone) {
      // a token that went away has ended the session itself
    }
  }

  private static TokenLogin open(Cryptoki module, KeyHome.InToken home) throws TokenFault {
    try {
      var token = describe(module, home);
      var mechanisms =
          Arrays.stream(module.mechanisms(token.slot())).boxed().collect(Collectors.toSet());
      if (!mechanisms.containsAll(NEEDED)) {
        throw new TokenFault.Misset(
            "module",
            home.module()
                + " has no EC and RSA keys for token '"
                + home.label()
                + "': use another module, or keys: files");
      }
      var session = module.openSession(token.slot(), Pkcs11.CKF_RW_SESSION);
      logIn(session, token, home);
      return new TokenLogin(module, session, mechanisms);
    } catch (CryptokiException refused) {
      throw TokenFault.NotReady.of(home.label(), String.valueOf(refused.getMessage()), refused);
    }
  }

  private static Cryptoki load(Path module) throws TokenFault {
    try {
      return Cryptoki.load(module, Optional.empty());
    } catch (ModuleFault fault) {
      throw switch (fault) {
        case ModuleFault.Missing _ ->
            new TokenFault.Misset(
                "module",
                module + " does not exist: install the token's PKCS#11 module, or correct the path",
                fault);
        case ModuleFault.NotPkcs11 _ ->
            new TokenFault.Misset(
                "module",
                module
                    + " is no PKCS#11 module ("
                    + fault.getMessage()
                    + "): name the shared library of the token",
                fault);
        case ModuleFault.Refused _ ->
            new TokenFault.NotReady(
                "module",
                module
                    + " did not start ("
                    + fault.getMessage()
                    + "): see that the token is there, and that the module is told where, if by the"
                    + " environment",
                fault);
      };
    }
  }

  private static Cryptoki.TokenDescription describe(Cryptoki module, KeyHome.InToken home)
      throws TokenFault {
    var tokens =
        Arrays.stream(module.slots())
            .mapToObj(module::describe)
            .filter(each -> each.has(Pkcs11.CKF_TOKEN_INITIALIZED))
            .toList();
    var found = tokens.stream().filter(each -> each.label().equals(home.label())).toList();
    if (found.size() == 1) {
      return found.getFirst();
    }
    if (tokens.isEmpty()) {
      throw new TokenFault.NotReady(
          "token-label",
          "names no token, since "
              + home.module()
              + " sees none that is initialized: see that it is there, and that the environment leads"
              + " the module to it");
    }
    throw new TokenFault.Misset(
        "token-label",
        found.size() > 1
            ? "fits " + found.size() + " tokens: give them labels of their own"
            : "names no token; there "
                + (tokens.size() == 1 ? "is " : "are ")
                + tokens.stream()
                    .map(each -> "'" + each.label() + "'")
                    .collect(Collectors.joining(", "))
                + ": correct it");
  }

  private static void logIn(Session session, Cryptoki.TokenDescription token, KeyHome.InToken home)
      throws TokenFault {
    if (token.has(Pkcs11.CKF_USER_PIN_LOCKED)) {
      throw pinFault(home, "cannot be used: the token is locked; nothing was tried: unlock it");
    }
    if (token.has(Pkcs11.CKF_USER_PIN_FINAL_TRY)) {
      throw pinFault(
          home,
          "was not tried: one more wrong PIN would lock the token; log in by another program, which"
              + " takes the warning back");
    }
    var pin = readPin(home);
    long answer;
    try {
      answer = session.login(pin);
    } finally {
      Arrays.fill(pin, (byte) 0);
    }
    if (answer == Pkcs11.CKR_OK || answer == Pkcs11.CKR_USER_ALREADY_LOGGED_IN) {
      return;
    }
    if (answer == Pkcs11.CKR_PIN_LOCKED) {
      throw pinFault(home, "cannot be used: the token is locked: unlock it");
    }
    if (NOT_ABOUT_THE_PIN.contains(answer)) {
      throw TokenFault.NotReady.of(
          home.label(),
          "C_Login: " + Pkcs11.nameOf(answer),
          new CryptokiException(Cryptoki.Function.C_Login, answer));
    }
    throw new TokenFault.PinRefused(
        "pin-file",
        home.pinFile()
            + " holds a PIN that token '"
            + home.label()
            + "' refused ("
            + Pkcs11.nameOf(answer)
            + "): put the right one there before the next start, since tokens count wrong ones");
  }

  /// The first line, without its end.
  private static byte[] readPin(KeyHome.InToken home) throws TokenFault {
    byte[] content;
    try {
      var modes = Files.getPosixFilePermissions(home.pinFile());
      if (!Collections.disjoint(modes, FOR_OTHERS)
          || (modes.contains(PosixFilePermission.GROUP_READ)
              && !home.pinFile().startsWith(CREDENTIALS))) {
        throw pinFault(home, "is open to others than its owner: make it 0600");
      }
      content = Files.readAllBytes(home.pinFile());
    } catch (NoSuchFileException missing) {
      throw pinFault(home, "does not exist: write the user PIN of the token into it, 0600");
    } catch (TokenFault fault) {
      throw fault;
    } catch (IOException failure) {
      throw new TokenFault.Misset(
          "pin-file", home.pinFile() + " cannot be read by the agent: correct its owner", failure);
    }
    var length = 0;
    while (length < content.length && content[length] != '\n' && content[length] != '\r') {
      length++;
    }
    var pin = Arrays.copyOf(content, length);
    Arrays.fill(content, (byte) 0);
    if (length == 0) {
      throw pinFault(home, "is empty: write the user PIN of the token into it");
    }
    return pin;
  }

  private static TokenFault pinFault(KeyHome.InToken home, String fault) {
    return new TokenFault.Misset("pin-file", home.pinFile() + " " + fault);
  }
}
