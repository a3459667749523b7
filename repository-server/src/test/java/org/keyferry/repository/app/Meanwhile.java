package org.keyferry.repository.app;

import io.agroal.api.AgroalDataSource;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.http.HttpResponse;
import java.sql.SQLException;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/// Asks between a change and its commit, where races are lost.
@ApplicationScoped
public class Meanwhile {

  private final AgroalDataSource database;

  Meanwhile(AgroalDataSource database) {
    this.database = database;
  }

  /// Commits when the question has to wait for it, or is answered.
  public HttpResponse<String> asked(Runnable change, Callable<HttpResponse<String>> question)
      throws Exception {
    try (var thread = Executors.newSingleThreadExecutor()) {
      return QuarkusTransaction.requiringNew()
          .call(() -> {
            change.run();
            var answer = thread.submit(question);
            while (!answer.isDone() && nobodyWaits()) {
              Thread.onSpinWait();
            }
            return answer;
          })
          .get(30, TimeUnit.SECONDS);
    }
  }

  private boolean nobodyWaits() throws SQLException {
    try (var connection = database.getConnection();
        var statement = connection.createStatement();
        var waiting =
            statement.executeQuery(
                "select from pg_locks where not granted and locktype = 'transactionid'")) {
      return !waiting.next();
    }
  }
}
