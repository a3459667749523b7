package org.keyferry.agent.install;

/// What the switch file of a target holds. Servers open a key and a chain one after the other, so
/// the file that is renamed must settle both at once: by naming both, or by holding both.
public enum SwitchForm {

  /// `ssl_certificate` and `ssl_certificate_key` of nginx, for an `include`.
  NGINX_SNIPPET,

  /// Private key, leaf and the rest of the chain in one PEM file.
  COMBINED_PEM,

  /// The path of the version directory, for a reload recipe that passes it on.
  POINTER
}
