package org.keyferry.repository.app;

import io.smallrye.config.ConfigMapping;
import java.util.List;
import org.keyferry.repository.custody.ServerName;

/// How the server is called.
@ConfigMapping(prefix = "keyferry.server")
interface ServerConfig {

  /// Host names and IP addresses at which agents and officers call the server, with commas between
  /// them: they stand in its TLS certificate.
  List<String> names();

  default List<ServerName> serverNames() {
    return names().stream().map(ServerName::new).toList();
  }
}
