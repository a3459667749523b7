package org.keyferry.agent.reload;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;

/// How a server is made to read what is on the disk.
public sealed interface Reload {

  /// @param command argument list; empty if there is nothing to do
  record Command(List<String> command) implements Reload {

    public Command {
      command = List.copyOf(command);
    }
  }

  /// HAProxy takes the content of the file over its runtime API, without new processes.
  ///
  /// @param socket of level admin
  /// @param pem as the `crt` of HAProxy's configuration names it
  record HaProxyRuntime(Path socket, Path pem) implements Reload {}

  /// Tomcat's Manager is asked over its text interface (`sslReload`).
  ///
  /// @param address of this host
  /// @param path of the text interface, such as `/manager/text`
  /// @param user with the role `manager-script`
  /// @param runAs user of this host, as which Tomcat runs
  record TomcatManager(
      InetSocketAddress address, String path, String user, Path passwordFile, String runAs)
      implements Reload {}

  /// For people.
  default String told() {
    return switch (this) {
      case Command(var command) -> command.isEmpty() ? "nothing" : String.join(" ", command);
      case HaProxyRuntime(var socket, _) -> "set ssl cert, commit ssl cert at " + socket;
      case TomcatManager(var address, var path, _, _, _) ->
          "sslReload at http://" + address.getHostString() + ":" + address.getPort() + path;
    };
  }
}
