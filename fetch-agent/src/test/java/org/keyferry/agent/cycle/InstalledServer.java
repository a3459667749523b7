package org.keyferry.agent.cycle;

import java.nio.file.Path;
import java.util.List;
import org.keyferry.agent.install.SwitchForm;
import org.keyferry.testkit.Apache;
import org.keyferry.testkit.HaProxy;
import org.keyferry.testkit.Nginx;
import org.keyferry.testkit.TlsServer;

/// The web servers on which installs are interrupted and raced.
enum InstalledServer {
  NGINX,
  APACHE,
  HAPROXY;

  Kind kind() {
    return Kind.valueOf(name());
  }

  SwitchForm form() {
    return switch (this) {
      case NGINX -> SwitchForm.NGINX_SNIPPET;
      case APACHE -> SwitchForm.APACHE_SNIPPET;
      case HAPROXY -> SwitchForm.COMBINED_PEM;
    };
  }

  /// Not yet started.
  TlsServer on(Path host) {
    return switch (this) {
      case NGINX -> Nginx.including(switchFile(host));
      case APACHE -> Apache.including(switchFile(host));
      case HAPROXY -> HaProxy.reading(switchFile(host));
    };
  }

  static Path switchFile(Path host) {
    return host.resolve("site/www.conf");
  }

  static List<String> nothing() {
    return List.of("/bin/true");
  }
}
