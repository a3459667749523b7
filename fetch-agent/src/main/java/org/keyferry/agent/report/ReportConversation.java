package org.keyferry.agent.report;

import java.time.Duration;
import org.keyferry.agent.connection.ConversationFailed;
import org.keyferry.agent.connection.RepositoryConnection;
import org.keyferry.protocol.agent.Report;

/// `POST /v1/reports`. A report says how things are, so a lost one is made good by the next.
public final class ReportConversation {

  private static final Duration TIMEOUT = Duration.ofSeconds(30);

  public void send(RepositoryConnection connection, Report report)
      throws ConversationFailed, InterruptedException {
    var _ = connection.post("/v1/reports", report, TIMEOUT);
  }
}
