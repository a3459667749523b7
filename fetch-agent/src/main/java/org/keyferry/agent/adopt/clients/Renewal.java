package org.keyferry.agent.adopt.clients;

import java.nio.file.Path;
import java.util.List;

/// One certificate that a client of this host renews.
///
/// @param client `certbot`, `acme.sh`, `dehydrated`, `lego`
/// @param name what the client calls it
/// @param record the file in which the client says so
/// @param files where it puts certificate and key; the certificate with its chain first
/// @param end how to make the client forget it, once the agent serves
public record Renewal(String client, String name, Path record, List<Path> files, String end) {

  public Renewal {
    files = List.copyOf(files);
  }

  @Override
  public String toString() {
    return client + " " + name;
  }
}
