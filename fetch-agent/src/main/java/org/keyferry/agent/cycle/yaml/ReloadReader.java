package org.keyferry.agent.cycle.yaml;

import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.keyferry.agent.cycle.Kind;
import org.keyferry.agent.probe.ProbeAddress;
import org.keyferry.agent.reload.Reload;
import org.keyferry.protocol.pki.Printable;

/// Reads how the server of a target is made to read its files: `reload:`, `runtime-socket:` of
/// HAProxy, `manager:` of Tomcat.
final class ReloadReader {

  private static final String MANAGER = "http://127.0.0.1:8080/manager/text";
  private static final String TOMCAT_USER = "tomcat";
  private static final int HTTP = 80;
  private static final int LONGEST_PATH = 100; // sun_path has 108 octets

  private ReloadReader() {}

  static Reload read(YamlMapping target, Kind kind, Defaults defaults, Optional<Path> switchFile)
      throws YamlFault {
    var command = command(target, "reload", defaults.reload());
    return switch (kind) {
      case HAPROXY -> {
        var socket = target.optional("runtime-socket", ReloadReader::socket);
        requireEither(target, socket, "runtime-socket");
        yield socket.isPresent() && switchFile.isPresent()
            ? new Reload.HaProxyRuntime(socket.get(), switchFile.get())
            : new Reload.Command(command);
      }
      case TOMCAT -> {
        var manager = target.mapping("manager");
        requireEither(target, manager, "manager");
        yield manager.isPresent() ? managerOf(manager.get()) : new Reload.Command(command);
      }
      case NGINX, APACHE, CADDY, POSTFIX, DOVECOT, FILES -> new Reload.Command(command);
    };
  }

  static List<String> command(YamlMapping target, String key, List<String> standard)
      throws YamlFault {
    var command = target.texts(key);
    if (command.isEmpty() || command.get().isEmpty()) {
      return command.orElse(standard);
    }
    if (!command.get().getFirst().startsWith("/")) {
      throw target.fault(
          key,
          "begins with '"
              + Printable.of(command.get().getFirst())
              + "', which is not an absolute path; no shell looks for it");
    }
    for (var word : command.get()) {
      if (word.indexOf('\0') >= 0) {
        throw target.fault(key, "has a NUL in a word, which no program can be given");
      }
    }
    return command.get();
  }

  private static void requireEither(YamlMapping target, Optional<?> other, String key)
      throws YamlFault {
    if (other.isPresent() && target.has("reload")) {
      throw target.fault("reload", "and `" + key + "` contradict each other; remove one of them");
    }
  }

  private static Reload managerOf(YamlMapping manager) throws YamlFault {
    var url = manager.optional("url", ReloadReader::managerUrl).orElse(URI.create(MANAGER));
    var user = manager.required("user", "keyferry", ReloadReader::user);
    var password =
        manager.required("password-file", "/etc/keyferry/manager.password", Scalars::absolute);
    var runAs = manager.optional("run-as", ReloadReader::user).orElse(TOMCAT_USER);
    manager.requireNothingElse();
    var port = url.getPort() < 0 ? HTTP : url.getPort();
    return new Reload.TomcatManager(
        new InetSocketAddress(loopback(url.getHost()), port), url.getPath(), user, password, runAs);
  }

  /// The password goes over it in clear, so it must not leave the host.
  private static URI managerUrl(String text) {
    URI uri;
    try {
      uri = URI.create(text);
    } catch (IllegalArgumentException malformed) {
      throw new IllegalArgumentException("'" + Printable.of(text) + "' is not a URL", malformed);
    }
    var path = Optional.ofNullable(uri.getRawPath()).orElse("");
    if (!"http".equals(uri.getScheme())
        || uri.getHost() == null
        || uri.getRawQuery() != null
        || uri.getRawUserInfo() != null
        || uri.getRawFragment() != null
        || !path.matches("(/[A-Za-z0-9._~-]+)+")) {
      throw new IllegalArgumentException(
          "'" + Printable.of(text) + "' is not the URL of a text interface such as " + MANAGER);
    }
    if (!uri.getHost().matches("localhost|127(\\.[0-9]{1,3}){3}|\\[::1]")) {
      throw new IllegalArgumentException(
          "'" + Printable.of(text) + "' is not on this host, and a password goes there in clear");
    }
    return uri;
  }

  private static String loopback(String host) {
    return host.equals("localhost")
        ? "127.0.0.1"
        : ProbeAddress.parse(host + ":1", Optional.empty()).host();
  }

  private static String user(String text) {
    if (!text.matches("[A-Za-z0-9._-]{1,64}")) {
      throw new IllegalArgumentException(
          "'" + Printable.of(text) + "' is not 1 to 64 letters, digits, `.`, `_` and `-`");
    }
    return text;
  }

  private static Path socket(String text) {
    var path = Scalars.absolute(text);
    if (text.length() > LONGEST_PATH) {
      throw new IllegalArgumentException("is longer than a socket's path can be (100 characters)");
    }
    return path;
  }
}
