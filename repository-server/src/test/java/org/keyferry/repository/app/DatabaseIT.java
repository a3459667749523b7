package org.keyferry.repository.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

/// The repository finds its database in order.
@QuarkusTest
@QuarkusTestResource(RunningRepository.class)
class DatabaseIT {

  @Inject private DataSource database;

  @Test
  void everyMigrationWasTaken() throws SQLException {
    try (var connection = database.getConnection();
        var rows =
            connection
                .createStatement()
                .executeQuery(
                    "select count(*) filter (where not success), count(*)"
                        + " from flyway_schema_history")) {
      assertThat(rows.next()).isTrue();
      assertThat(rows.getInt(1)).isZero();
      assertThat(rows.getInt(2)).isPositive();
    }
  }
}
