package org.keyferry.repository.issuance.store;

import com.github.kagkarlsson.scheduler.SchedulerClient;
import com.github.kagkarlsson.scheduler.exceptions.TaskInstanceCurrentlyExecutingException;
import com.github.kagkarlsson.scheduler.exceptions.TaskInstanceNotFoundException;
import com.github.kagkarlsson.scheduler.task.TaskInstance;
import com.github.kagkarlsson.scheduler.task.TaskInstanceId;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.transaction.Transactional;
import java.time.Instant;
import java.util.List;
import javax.sql.DataSource;
import org.jboss.logging.Logger;
import org.keyferry.repository.issuance.OrderId;
import org.keyferry.repository.issuance.OrderSchedule;

/// [OrderSchedule] in the table of the clustered scheduler. The data source takes part in the
/// caller's transaction.
@ApplicationScoped
@Transactional
class DurableOrderSchedule implements OrderSchedule {

  private static final Logger LOG = Logger.getLogger(DurableOrderSchedule.class);

  private final SchedulerClient client;
  private final Event<WorkAdded> added;

  DurableOrderSchedule(DataSource database, Event<WorkAdded> added) {
    this.client =
        SchedulerClient.Builder.create(database, List.of()).serializer(new NoTaskData()).build();
    this.added = added;
  }

  @Override
  public void add(OrderId order, Instant due) {
    client.scheduleIfNotExists(
        new TaskInstance<Void>(OrderTask.DESCRIPTOR.getTaskName(), idOf(order)), due);
    added.fire(new WorkAdded());
  }

  @Override
  public void hasten(OrderId order, Instant due) {
    try {
      client.reschedule(TaskInstanceId.of(OrderTask.DESCRIPTOR.getTaskName(), idOf(order)), due);
      added.fire(new WorkAdded());
    } catch (TaskInstanceCurrentlyExecutingException | TaskInstanceNotFoundException busy) {
      LOG.debugf(busy, "order cannot be hastened order=%s", order);
    }
  }

  private static String idOf(OrderId order) {
    return order.toString();
  }
}
