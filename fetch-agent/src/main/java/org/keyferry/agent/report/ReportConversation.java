package org.keyferry.agent.report;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.keyferry.agent.connection.ConversationFailed;
import org.keyferry.agent.connection.RepositoryConnection;
import org.keyferry.protocol.agent.Report;

/// `POST /v1/reports`.
public final class ReportConversation {

  private static final Duration TIMEOUT = Duration.ofSeconds(30);

  private final ReportJournal journal;

  public ReportConversation(ReportJournal journal) {
    this.journal = journal;
  }

  /// The generation of the next report.
  public long nextGeneration() throws IOException {
    return journal.generation() + 1;
  }

  /// Sends the last report again, to the letter, if it was not answered.
  public void finish(RepositoryConnection connection)
      throws ConversationFailed, IOException, InterruptedException {
    var unanswered = journal.unanswered();
    if (unanswered.isPresent()) {
      post(connection, unanswered.get());
    }
  }

  /// Sends a report. If its fate is not known, [#finish] is to be called before the next one.
  ///
  /// @param report of the next generation
  public void send(RepositoryConnection connection, Report report)
      throws ConversationFailed, IOException, InterruptedException {
    post(connection, journal.begin(report));
  }

  /// A refusal is an answer, unless it says that the repository is not well.
  private void post(RepositoryConnection connection, String json)
      throws ConversationFailed, IOException, InterruptedException {
    try {
      var _ = connection.postJson("/v1/reports", json.getBytes(StandardCharsets.UTF_8), TIMEOUT);
    } catch (ConversationFailed.Refused refused) {
      if (!refused.isTransient()) {
        journal.end();
      }
      throw refused;
    }
    journal.end();
  }
}
