package org.keyferry.repository.notice.store;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.keyferry.protocol.officer.NoticeView;
import org.keyferry.repository.notice.Notice;
import org.keyferry.repository.notice.NoticeDocuments;
import org.keyferry.repository.notice.Outbox;

/// [Outbox] in the database.
@ApplicationScoped
@Transactional
class PanacheOutbox implements Outbox {

  private final Rows rows = new Rows();
  private final ObjectMapper json;

  PanacheOutbox(ObjectMapper json) {
    this.json = json;
  }

  @Override
  public void add(Notice notice, String channel) {
    rows.persist(
        new NoticeRow().take(new NoticeRow.Key(notice.id(), channel), write(notice), notice.at()));
  }

  @Override
  public List<Waiting> due(Instant now, int limit) {
    return rows.find("nextAttempt <= ?1 order by nextAttempt", now).page(0, limit).stream()
        .map(row -> new Waiting(read(row.document), row.key.channel(), row.attempts))
        .toList();
  }

  @Override
  public void sent(UUID notice, String channel) {
    rows.deleteById(new NoticeRow.Key(notice, channel));
  }

  @Override
  public void failed(UUID notice, String channel, String reason, Instant nextAttempt) {
    rows.findByIdOptional(new NoticeRow.Key(notice, channel))
        .ifPresent(row -> {
          row.attempts++;
          row.lastError = reason;
          row.nextAttempt = nextAttempt;
        });
  }

  @Override
  public void abandoned(UUID notice, String channel) {
    sent(notice, channel);
  }

  private String write(Notice notice) {
    try {
      return json.writeValueAsString(NoticeDocuments.of(notice));
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException("it is text, numbers and lists of them", impossible);
    }
  }

  private Notice read(String document) {
    try {
      return NoticeDocuments.read(json.readValue(document, NoticeView.class));
    } catch (JsonProcessingException corrupt) {
      throw new IllegalStateException("the outbox was written by somebody else", corrupt);
    }
  }

  private static final class Rows implements PanacheRepositoryBase<NoticeRow, NoticeRow.Key> {}
}
