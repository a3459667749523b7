package org.keyferry.agent.fetch;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Collectors;
import org.keyferry.agent.connection.ConversationFailed;
import org.keyferry.agent.connection.RepositoryConnection;
import org.keyferry.agent.disk.Folder;
import org.keyferry.agent.disk.Ownership;
import org.keyferry.protocol.bundle.Bundle;
import org.keyferry.protocol.bundle.Manifest;
import org.keyferry.protocol.bundle.RejectedStatement;
import org.keyferry.protocol.bundle.StatementReader;

/// `GET /v1/bundles/{certificate}/{version}`: brings a bundle, still sealed.
///
/// Bundles are kept as they came, so that what could not be installed today can be tomorrow, with
/// the repository down. They are verified each time.
public final class BundleFetcher {

  private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(30);

  private final Folder folder;
  private final StatementReader reader;
  private int fetched;

  /// @param state the agent's state directory
  public BundleFetcher(Path state, StatementReader reader) {
    this.folder = new Folder(state.resolve("bundles"));
    this.reader = reader;
  }

  /// @param entry of a verified manifest
  public Bundle fetch(RepositoryConnection connection, Manifest.Entry entry)
      throws ConversationFailed, RejectedStatement, IOException, InterruptedException {
    var kept = folder.read(nameOf(entry));
    if (kept.isPresent()) {
      try {
        return reader.bundle(new String(kept.get(), StandardCharsets.US_ASCII), entry);
      } catch (RejectedStatement damaged) {
        folder.remove(nameOf(entry)); // ask for it again
      }
    }
    var path = "/v1/bundles/" + entry.certificate() + "/" + entry.version();
    var text = connection.get(path, Map.of(), ANSWER_TIMEOUT).text();
    fetched++;
    var bundle = reader.bundle(text, entry);
    folder.make("rwx------");
    folder.replace(nameOf(entry), text.getBytes(StandardCharsets.US_ASCII), Ownership.PRIVATE);
    return bundle;
  }

  /// How many came from the repository so far, rather than from the disk.
  public int fetched() {
    return fetched;
  }

  /// Removes what the manifest no longer names.
  public void forgetAllBut(Manifest manifest) throws IOException {
    var wanted = manifest.entries().stream().map(BundleFetcher::nameOf).collect(Collectors.toSet());
    for (var name : folder.names()) {
      if (!wanted.contains(name)) {
        folder.remove(name);
      }
    }
  }

  /// Made of values with a grammar: nothing else can be in a file name.
  private static String nameOf(Manifest.Entry entry) {
    return entry.certificate() + "-" + entry.version() + ".jws";
  }
}
