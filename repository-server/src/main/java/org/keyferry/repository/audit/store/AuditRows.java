package org.keyferry.repository.audit.store;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.TreeMap;
import org.keyferry.protocol.bundle.AuditCheckpoint;
import org.keyferry.protocol.pki.Bytes;
import org.keyferry.protocol.pki.Thumbprint;
import org.keyferry.repository.audit.Actor;
import org.keyferry.repository.audit.AuditChain;
import org.keyferry.repository.audit.AuditEntry;
import org.keyferry.repository.audit.AuditEvent;
import org.keyferry.repository.audit.UnreadableEntry;

/// The SQL of the record, on a connection that somebody else opened.
final class AuditRows {

  /// The channel on which each transaction with entries says so.
  static final String CHANNEL = "keyferry_audit";

  private static final long SEQUENCER = 0x6b66_2d61_7564_6974L; // "kf-audit"; one lock for all
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final TypeReference<TreeMap<String, String>> FACTS = new TypeReference<>() {};

  private AuditRows() {}

  /// Waits until this transaction is the only one that writes entries; it stays so to its end.
  static void takeSequencer(Connection connection) throws SQLException {
    try (var lock = connection.prepareStatement("select pg_advisory_xact_lock(?)")) {
      lock.setLong(1, SEQUENCER);
      lock.execute();
    }
  }

  static void insert(Connection connection, List<AuditEntry> entries) throws SQLException {
    try (var insert =
        connection.prepareStatement(
            "insert into audit_entry (sequence, at, kind, actor, subject, facts, hash)"
                + " values (?, ?, ?, ?, ?, ?::jsonb, ?)")) {
      for (var entry : entries) {
        insert.setLong(1, entry.sequence());
        insert.setObject(2, entry.at().atOffset(ZoneOffset.UTC));
        insert.setString(3, entry.event().kind());
        insert.setString(4, entry.event().actor().value());
        insert.setString(5, entry.event().subject());
        insert.setString(6, jsonOf(entry.event()));
        insert.setBytes(7, entry.hash().digest().toArray());
        insert.addBatch();
      }
      insert.executeBatch();
    }
  }

  /// Wakes the feed of every replica, once this transaction commits.
  static void announce(Connection connection) throws SQLException {
    try (var notify = connection.createStatement()) {
      notify.execute("notify " + CHANNEL);
    }
  }

  static AuditCheckpoint last(Connection connection) throws SQLException {
    try (var select =
            connection.prepareStatement(
                "select sequence, hash from audit_entry order by sequence desc limit 1");
        var found = select.executeQuery()) {
      return found.next()
          ? new AuditCheckpoint(found.getLong(1), thumbprintOf(found.getBytes(2)))
          : AuditChain.start();
    }
  }

  static List<AuditEntry> after(Connection connection, long sequence, int limit)
      throws SQLException {
    try (var select =
        connection.prepareStatement(
            "select sequence, at, kind, actor, subject, facts, hash from audit_entry"
                + " where sequence > ? order by sequence limit ?")) {
      select.setLong(1, sequence);
      select.setInt(2, limit);
      try (var found = select.executeQuery()) {
        var entries = new ArrayList<AuditEntry>();
        while (found.next()) {
          entries.add(entryOf(found));
        }
        return entries;
      }
    }
  }

  private static AuditEntry entryOf(ResultSet row) throws SQLException {
    var sequence = row.getLong("sequence");
    try {
      var subject = row.getString("subject");
      var facts = JSON.readValue(row.getString("facts"), FACTS);
      if (facts == null || facts.values().stream().anyMatch(Objects::isNull)) {
        throw new IllegalArgumentException("its facts are not all there");
      }
      var event =
          new AuditEvent(row.getString("kind"), new Actor(row.getString("actor")), subject, facts);
      if (!event.subject().equals(subject) || !event.facts().equals(facts)) {
        throw new IllegalArgumentException("its text is not printable");
      }
      var at = row.getObject("at", OffsetDateTime.class).toInstant();
      return new AuditEntry(sequence, at, event, thumbprintOf(row.getBytes("hash")));
    } catch (IllegalArgumentException | JsonProcessingException foreign) {
      throw new UnreadableEntry(sequence, foreign);
    }
  }

  private static Thumbprint thumbprintOf(byte[] digest) {
    return new Thumbprint(Bytes.of(digest).toBase64Url());
  }

  private static String jsonOf(AuditEvent event) {
    try {
      return JSON.writeValueAsString(event.facts());
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException("texts are JSON", impossible);
    }
  }
}
