package org.keyferry.agent.adopt.host;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// One certificate that one server block (virtual host, bind line) presents.
///
/// @param at where the block begins
/// @param listens where it takes TLS connections
/// @param names for which it answers, as its configuration has them; empty: for any
/// @param first whether it answers those on `listens` that ask for no name, or for a strange one
/// @param certificate as configured, with what could be resolved
/// @param certificateFile empty if it is known only while a client connects
/// @param keyFile the same file if it holds both
/// @param way how the agent could take over
public record Use(
    Server server,
    Place at,
    List<Listen> listens,
    List<String> names,
    boolean first,
    String certificate,
    Optional<Path> certificateFile,
    Optional<Path> keyFile,
    Way way) {

  public Use {
    listens = List.copyOf(listens);
    names = List.copyOf(names);
  }
}
