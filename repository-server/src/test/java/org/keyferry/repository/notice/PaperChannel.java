package org.keyferry.repository.notice;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/// A channel of the tests: it keeps what it takes, and takes nothing when told so.
@ApplicationScoped
class PaperChannel implements Channel {

  private final List<Notice> taken = new CopyOnWriteArrayList<>();
  private volatile Optional<String> trouble = Optional.empty();

  @Override
  public String name() {
    return "paper";
  }

  @Override
  public boolean isConfigured() {
    return true;
  }

  @Override
  public void send(Notice notice) {
    if (trouble.isPresent()) {
      throw new ChannelFailure(trouble.get());
    }
    taken.add(notice);
  }

  void refuses(String why) {
    trouble = Optional.of(why);
  }

  void takesAgain() {
    trouble = Optional.empty();
  }

  /// Those that say something of the subject.
  List<Notice> about(String subject) {
    return taken.stream()
        .filter(notice ->
            List.of(notice.begun(), notice.ended(), notice.lasting()).stream()
                .flatMap(List::stream)
                .anyMatch(each -> each.subject().equals(subject)))
        .toList();
  }
}
