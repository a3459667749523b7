package org.keyferry.repository.app;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Arrays;
import org.keyferry.repository.notice.Condition;
import org.keyferry.repository.notice.NoticeDesk;

/// How many conditions are open, for Prometheus: what people are told of, so that both say the
/// same. Read from the database once a minute, not at each scrape.
@ApplicationScoped
class ConditionMetrics {

  private final NoticeDesk notices;
  private final MultiGauge conditions;

  ConditionMetrics(NoticeDesk notices, MeterRegistry registry) {
    this.notices = notices;
    this.conditions =
        MultiGauge.builder("keyferry.conditions")
            .description("Conditions that somebody must see to, by kind.")
            .register(registry);
  }

  /// To be called about once a minute.
  void read() {
    var open = notices.open();
    conditions.register(
        Arrays.stream(Condition.Kind.values())
            .<MultiGauge.Row<?>>map(kind ->
                MultiGauge.Row.of(
                    Tags.of("kind", kind.toString()),
                    open.stream().filter(each -> each.condition().kind() == kind).count()))
            .toList(),
        true);
  }
}
