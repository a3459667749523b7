package org.keyferry.repository.agent.rest;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jboss.resteasy.reactive.RestQuery;
import org.jspecify.annotations.Nullable;
import org.keyferry.protocol.officer.Page;
import org.keyferry.protocol.problem.ProblemException;
import org.keyferry.protocol.problem.ProblemType;

/// `?limit=&after=` of a list; for the edges of later packages too.
public final class PageQuery {

  private static final int DEFAULT = 100;
  private static final int LARGEST = 500;

  @RestQuery @Nullable Integer limit;
  @RestQuery @Nullable String after;

  public int limit() {
    if (limit == null) {
      return DEFAULT;
    }
    if (limit < 1 || limit > LARGEST) {
      throw ProblemException.at(ProblemType.VALUE_REJECTED, "limit", "a page has 1 to 500 items");
    }
    return limit;
  }

  public <T> Optional<T> after(Function<String, T> parser) {
    return Optional.ofNullable(after).map(text -> Members.parse("after", text, parser));
  }

  /// @param found one item more than the limit, if there are more
  public <T, V> Page<V> pageOf(List<T> found, Function<T, V> view, Function<T, String> cursor) {
    var more = found.size() > limit();
    var shown = more ? found.subList(0, limit()) : found;
    return new Page<>(
        shown.stream().map(view).toList(), more ? cursor.apply(shown.getLast()) : null);
  }
}
