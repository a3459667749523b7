package org.keyferry.agent.fetch;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.keyferry.agent.connection.ConversationFailed;
import org.keyferry.agent.connection.Reply;
import org.keyferry.agent.connection.RepositoryConnection;
import org.keyferry.agent.disk.Folder;
import org.keyferry.agent.disk.Ownership;
import org.keyferry.protocol.bundle.Manifest;
import org.keyferry.protocol.bundle.RejectedStatement;
import org.keyferry.protocol.bundle.StatementReader;
import org.keyferry.protocol.pki.Thumbprint;

/// `GET /v1/manifest`: asks what this host should hold, and waits for news.
///
/// The last manifest is kept on the disk. It is verified again each time it is used, so it is
/// believed no longer than it is fresh.
public final class ManifestFetcher {

  private static final String NAME = "manifest.jws";
  private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(30);

  private final Folder folder;
  private final StatementReader reader;
  private final HighWaterMarks marks;

  /// @param state the agent's state directory
  public ManifestFetcher(Path state, StatementReader reader, HighWaterMarks marks) {
    this.folder = new Folder(state);
    this.reader = reader;
    this.marks = marks;
  }

  /// @param wait how long the repository may hold the request if there is nothing new
  /// @return what holds now, new or not
  /// @throws RejectedStatement if what the repository says must not be believed; STALE if it no
  ///   longer says anything fresh
  public Manifest fetch(RepositoryConnection connection, Duration wait)
      throws ConversationFailed, RejectedStatement, IOException, InterruptedException {
    var kept = keptText();
    if (kept.isPresent() && isBelieved(kept.get())) {
      var reply = ask(connection, Optional.of(kept.get()), wait);
      if (!reply.isNotModified()) {
        return accepted(reply.text());
      }
      if (isBelieved(kept.get())) {
        return accepted(kept.get());
      }
    }
    var reply = ask(connection, Optional.empty(), Duration.ZERO);
    if (reply.isNotModified()) {
      throw new ConversationFailed.Unintelligible(
          "the repository answered 304 to a request without If-None-Match");
    }
    return accepted(reply.text());
  }

  /// What the repository said last, as long as it is fresh.
  public Optional<Manifest> kept() throws IOException {
    var text = keptText();
    try {
      return text.isPresent() ? Optional.of(reader.manifest(text.get())) : Optional.empty();
    } catch (RejectedStatement noLongerBelieved) {
      return Optional.empty();
    }
  }

  private static Reply ask(RepositoryConnection connection, Optional<String> known, Duration wait)
      throws ConversationFailed, InterruptedException {
    var headers =
        known.isEmpty()
            ? Map.<String, String>of()
            : Map.of(
                "If-None-Match", "\"" + Thumbprint.of(known.get()) + "\"",
                "Prefer", "wait=" + wait.toSeconds());
    return connection.get("/v1/manifest", headers, wait.plus(ANSWER_TIMEOUT));
  }

  private Manifest accepted(String text) throws RejectedStatement, IOException {
    var manifest = reader.manifest(text);
    marks.raise(manifest.repository(), manifest.checkpoint());
    if (keptText().filter(text::equals).isEmpty()) {
      folder.replace(NAME, text.getBytes(StandardCharsets.US_ASCII), Ownership.PRIVATE);
    }
    return manifest;
  }

  private boolean isBelieved(String text) {
    try {
      var _ = reader.manifest(text);
      return true;
    } catch (RejectedStatement noLonger) {
      return false;
    }
  }

  private Optional<String> keptText() throws IOException {
    return folder.read(NAME).map(text -> new String(text, StandardCharsets.US_ASCII));
  }
}
