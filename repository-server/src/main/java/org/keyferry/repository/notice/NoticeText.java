package org.keyferry.repository.notice;

import java.util.List;

/// A notice in words, for people who may read it on a telephone: the first line says it all.
public record NoticeText(String subject, String body) {

  private static final int MOST_LINES = 50;

  public static NoticeText of(Notice notice) {
    return new NoticeText(subjectOf(notice), bodyOf(notice));
  }

  private static String subjectOf(Notice notice) {
    return "Keyferry: "
        + switch (notice.occasion()) {
          case TRIAL -> "trial message, nothing is wrong";
          case DIGEST -> count(notice.lasting().size(), "condition") + " to see to";
          case CHANGE -> changeOf(notice);
        };
  }

  private static String changeOf(Notice notice) {
    if (notice.begun().size() == 1) {
      return headOf(notice.begun().getFirst());
    }
    if (!notice.begun().isEmpty()) {
      var rest = notice.begun().size() - 1;
      return headOf(notice.begun().getFirst()) + ", and " + rest + " more";
    }
    return notice.ended().size() == 1
        ? "ended: " + headOf(notice.ended().getFirst())
        : count(notice.ended().size(), "condition") + " ended";
  }

  private static String headOf(Condition condition) {
    return condition.kind() + " " + condition.subject();
  }

  private static String bodyOf(Notice notice) {
    var body = new StringBuilder();
    if (notice.occasion() == Notice.Occasion.TRIAL) {
      body.append("This message was sent to see whether it arrives. It did.\n");
    }
    list(body, "New", notice.begun());
    list(body, "Ended", notice.ended());
    list(body, "Not seen to yet", notice.lasting());
    return body.append("\nkeyferry conditions list shows what is open now.\n").toString();
  }

  private static void list(StringBuilder body, String title, List<Condition> conditions) {
    if (conditions.isEmpty()) {
      return;
    }
    body.append(body.isEmpty() ? "" : "\n").append(title).append(":\n\n");
    conditions.stream()
        .limit(MOST_LINES)
        .forEach(each ->
            body.append("* ")
                .append(headOf(each))
                .append(" since ")
                .append(each.since())
                .append("\n  ")
                .append(each.sentence())
                .append('\n'));
    if (conditions.size() > MOST_LINES) {
      body.append("* and ").append(conditions.size() - MOST_LINES).append(" more\n");
    }
  }

  private static String count(int number, String noun) {
    return number + " " + noun + (number == 1 ? "" : "s");
  }
}
