package org.keyferry.repository.issuance.store;

import com.github.kagkarlsson.scheduler.task.CompletionHandler;
import com.github.kagkarlsson.scheduler.task.ExecutionComplete;
import com.github.kagkarlsson.scheduler.task.ExecutionOperations;
import com.github.kagkarlsson.scheduler.task.Task;
import com.github.kagkarlsson.scheduler.task.TaskDescriptor;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.UUID;
import org.keyferry.repository.issuance.OrderId;
import org.keyferry.repository.issuance.OrderWorker;

/// One execution for each order that is not settled; it ends when the worker says that there is
/// nothing to come back for.
class OrderTask {

  static final TaskDescriptor<Void> DESCRIPTOR = TaskDescriptor.of("order");

  private static final Duration AFTER_A_FAULT = Duration.ofSeconds(30);

  private final OrderWorker worker;

  OrderTask(OrderWorker worker) {
    this.worker = worker;
  }

  @Produces
  @Singleton
  Task<Void> task() {
    return Tasks.custom(DESCRIPTOR)
        .onDeadExecutionRevive()
        .onFailure(OrderTask::comeBack)
        .execute((instance, _) -> work(new OrderId(UUID.fromString(instance.getId()))));
  }

  private CompletionHandler<Void> work(OrderId order) {
    return worker
        .work(order)
        .<CompletionHandler<Void>>map(
            until -> (complete, operations) -> operations.reschedule(complete, until))
        .orElseGet(CompletionHandler.OnCompleteRemove::new);
  }

  /// The worker could not even note what went wrong: most likely the database is away.
  private static void comeBack(ExecutionComplete complete, ExecutionOperations<Void> operations) {
    operations.reschedule(complete, complete.getTimeDone().plus(AFTER_A_FAULT));
  }
}
