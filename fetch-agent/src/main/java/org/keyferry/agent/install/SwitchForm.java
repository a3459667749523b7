package org.keyferry.agent.install;

/// What the switch file of a target holds. Servers open a key and a chain one after the other, so
/// the file that is renamed must settle both at once: by naming both, or by holding both.
public sealed interface SwitchForm {

  /// `ssl_certificate` and `ssl_certificate_key` of nginx, for an `include` in a server block.
  SwitchForm NGINX_SNIPPET =
      Naming.snippet("ssl_certificate \"{fullchain}\";", "ssl_certificate_key \"{key}\";");

  /// For an `Include` in a virtual host of Apache.
  SwitchForm APACHE_SNIPPET =
      Naming.snippet("SSLCertificateFile \"{fullchain}\"", "SSLCertificateKeyFile \"{key}\"");

  /// For an `import` in a site block of Caddy.
  SwitchForm CADDY_SNIPPET = Naming.snippet("tls \"{fullchain}\" \"{key}\"");

  /// For an `!include` of Dovecot 2.3. `<` makes it read the file.
  SwitchForm DOVECOT_SNIPPET = Naming.snippet("ssl_cert = <{fullchain}", "ssl_key = <{key}");

  /// The path of the version directory, for a reload recipe that passes it on.
  SwitchForm POINTER = new Naming("{directory}\n");

  /// Private key, leaf and the rest of the chain in one PEM file.
  SwitchForm COMBINED_PEM = new Combined();

  /// Text that names files of the version. There is no secret in it.
  ///
  /// @param template in which `{directory}`, `{key}`, `{chain}` and `{fullchain}` stand for paths,
  ///   and `{version}` for the version
  record Naming(String template) implements SwitchForm {

    private static Naming snippet(String... lines) {
      return new Naming(
          "# Written by keyferry-agent with every new version; do not edit.\n"
              + String.join("\n", lines)
              + "\n");
    }
  }

  /// See [#COMBINED_PEM].
  record Combined() implements SwitchForm {}

  /// The same bytes as a file of the version.
  record Copy(Rendering rendering) implements SwitchForm {

    public Copy {
      if (!(rendering instanceof Rendering.KeyStoreFile)) {
        throw new IllegalArgumentException("the file that is copied must hold key and chain");
      }
    }
  }
}
