// SPDX-License-Identifier: Apache-2.0
package dev.outrider.bench;

import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.task.TaskDescriptor;
import com.github.kagkarlsson.scheduler.task.TaskInstance;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/** db-scheduler: a step of the chain schedules the next one, due at once; a fan is one batch. */
final class DbSchedulerEngine implements Engine {
  private static final TaskDescriptor<Integer> LINK = TaskDescriptor.of("link", Integer.class);
  private static final TaskDescriptor<Integer> BLADE = TaskDescriptor.of("blade", Integer.class);

  private final Database database;
  private final Scheduler scheduler;
  private volatile CountDownLatch left = new CountDownLatch(0);
  private volatile int order;

  DbSchedulerEngine(Database database) throws SQLException {
    this.database = database;
    String time = database.kind().equals("h2") ? "timestamp(6) with time zone" : "timestamp";
    try (Connection connection = database.source().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(
          "create table scheduled_tasks(task_name varchar(100) not null, task_instance varchar(100)"
              + " not null, task_data blob, execution_time TIME, picked boolean not null, picked_by"
              + " varchar(50), last_success TIME, last_failure TIME, consecutive_failures int,"
                  .replace("TIME", time)
              + " last_heartbeat TIME, version bigint not null, priority smallint, state"
                  .replace("TIME", time)
              + " varchar(50), primary key(task_name, task_instance))");
      statement.execute("create index due on scheduled_tasks(execution_time)");
    }
    this.scheduler =
        Scheduler.create(
                database.source(),
                Tasks.oneTime(LINK)
                    .execute(
                        (instance, context) -> {
                          int behind = instance.getData() - 1;
                          if (behind > 0) {
                            context
                                .getSchedulerClient()
                                .scheduleIfNotExists(
                                    LINK.instance(order + "-" + behind).data(behind).build(),
                                    Instant.now());
                          }
                          left.countDown();
                        }),
                Tasks.oneTime(BLADE).execute((instance, context) -> left.countDown()))
            .threads(THREADS)
            .enableImmediateExecution()
            .pollingInterval(Duration.ofMillis(20))
            .build();
    scheduler.start();
  }

  @Override
  public Work chain(int steps) {
    return () -> {
      begin(steps);
      scheduler.scheduleIfNotExists(
          LINK.instance(order + "-" + steps).data(steps).build(), Instant.now());
      Latches.await(left);
    };
  }

  @Override
  public Work fanOut(int steps) {
    return () -> {
      begin(steps);
      List<TaskInstance<?>> blades = new ArrayList<>();
      for (int i = 0; i < steps; i++) {
        blades.add(BLADE.instance(order + "-" + i).data(i).build());
      }
      scheduler.scheduleBatch(blades, Instant.now());
      Latches.await(left);
    };
  }

  private void begin(int steps) {
    order++;
    left = new CountDownLatch(steps);
  }

  @Override
  public void close() {
    scheduler.stop();
    database.source().close();
  }
}
