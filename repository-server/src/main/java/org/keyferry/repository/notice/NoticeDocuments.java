package org.keyferry.repository.notice;

import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.keyferry.protocol.officer.ConditionView;
import org.keyferry.protocol.officer.NoticeView;

/// Notices as they travel.
public final class NoticeDocuments {

  private NoticeDocuments() {}

  public static NoticeView of(Notice notice) {
    return new NoticeView(
        notice.id().toString(),
        notice.at(),
        notice.occasion().toString(),
        views(notice.begun()),
        views(notice.ended()),
        views(notice.lasting()));
  }

  public static Notice read(NoticeView view) {
    return new Notice(
        UUID.fromString(view.id()),
        view.at(),
        Notice.Occasion.valueOf(view.occasion().toUpperCase(Locale.ROOT)),
        conditions(view.begun()),
        conditions(view.ended()),
        conditions(view.lasting()));
  }

  public static ConditionView of(Condition condition) {
    return new ConditionView(
        condition.kind().toString(), condition.subject(), condition.since(), condition.sentence());
  }

  private static List<ConditionView> views(List<Condition> conditions) {
    return conditions.stream().map(NoticeDocuments::of).toList();
  }

  private static List<Condition> conditions(List<ConditionView> views) {
    return views.stream()
        .map(each ->
            new Condition(
                Condition.Kind.parse(each.kind()), each.subject(), each.since(), each.sentence()))
        .toList();
  }
}
