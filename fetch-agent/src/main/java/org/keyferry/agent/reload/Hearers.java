package org.keyferry.agent.reload;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.UserPrincipal;
import java.nio.file.attribute.UserPrincipalNotFoundException;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Collectors;
import jdk.net.ExtendedSocketOptions;
import org.keyferry.protocol.pki.Printable;

/// Who may hear a secret at a socket of this host.
///
/// Whoever can put a socket where a server has its own, or listen on its port while it is down, is
/// taken for the server. So it is asked who listens before anything is said.
interface Hearers {

  /// @param connected to whoever hears it
  /// @throws IOException if that is somebody who must not
  void require(SocketChannel connected) throws IOException;

  /// Root, and the owner of a file in which the secret stands anyway.
  ///
  /// On a Unix socket the kernel knows who began to listen (unix(7), SO_PEERCRED).
  static Hearers atSocket(Path file) {
    return connected -> {
      var trusted = rootAnd(Files.getOwner(file));
      require(connected.getOption(ExtendedSocketOptions.SO_PEERCRED).user(), trusted);
    };
  }

  /// Root, the owner of a file in which the secret stands anyway, and the user that the server runs
  /// as. Somebody could still take the port over between this and the secret.
  ///
  /// @param user one that this host does not have is nobody
  static Hearers onPort(InetSocketAddress address, Path file, String user) {
    return _ -> {
      var trusted = rootAnd(Files.getOwner(file));
      try {
        trusted.add(userNamed(user));
      } catch (UserPrincipalNotFoundException nobody) {
        // nor can a process run as it
      }
      var listeners = ListeningPorts.usersAt(address);
      if (listeners.isEmpty()) {
        throw new IOException(
            "nobody of this host listens there, so who would hear the password is not known");
      }
      for (var listener : listeners) {
        require(userNamed(listener), trusted);
      }
    };
  }

  private static void require(UserPrincipal listener, Set<UserPrincipal> trusted)
      throws IOException {
    if (!trusted.contains(listener)) {
      var names = trusted.stream().map(UserPrincipal::getName).sorted();
      throw new IOException(
          "user "
              + Printable.of(listener.getName())
              + " listens there and was told nothing, since that is for "
              + names.collect(Collectors.joining(" and "))
              + " alone");
    }
  }

  private static Set<UserPrincipal> rootAnd(UserPrincipal owner) throws IOException {
    var trusted = new HashSet<UserPrincipal>();
    trusted.add(userNamed("root"));
    trusted.add(owner);
    return trusted;
  }

  /// @param name or number
  private static UserPrincipal userNamed(String name) throws IOException {
    return FileSystems.getDefault().getUserPrincipalLookupService().lookupPrincipalByName(name);
  }
}
