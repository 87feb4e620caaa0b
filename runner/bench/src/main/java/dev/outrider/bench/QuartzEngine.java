// SPDX-License-Identifier: Apache-2.0
package dev.outrider.bench;

import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import org.quartz.Job;
import org.quartz.JobBuilder;
import org.quartz.JobExecutionContext;
import org.quartz.Scheduler;
import org.quartz.SchedulerException;
import org.quartz.TriggerBuilder;
import org.quartz.impl.StdSchedulerFactory;

/** Quartz in memory: a step of the chain schedules the next one, due at once. */
final class QuartzEngine implements Engine {
  private static final String LEFT = "left";
  private static final String BEHIND = "behind";

  private final Scheduler scheduler;
  private int order;

  QuartzEngine() throws SchedulerException {
    Properties properties = new Properties();
    properties.put("org.quartz.threadPool.threadCount", Integer.toString(THREADS));
    properties.put("org.quartz.scheduler.skipUpdateCheck", "true");
    properties.put("org.quartz.scheduler.idleWaitTime", "1000");
    this.scheduler = new StdSchedulerFactory(properties).getScheduler();
    scheduler.start();
  }

  /** A step; Quartz makes one for each. */
  public static final class Link implements Job {
    @Override
    public void execute(JobExecutionContext context) {
      try {
        Scheduler scheduler = context.getScheduler();
        int behind = context.getMergedJobDataMap().getInt(BEHIND);
        if (behind > 0) {
          String chain = context.getJobDetail().getKey().getGroup();
          fire(scheduler, chain, behind - 1, behind - 1);
        }
        ((CountDownLatch) scheduler.getContext().get(LEFT)).countDown();
      } catch (SchedulerException e) {
        throw new IllegalStateException("The next step cannot be scheduled", e);
      }
    }
  }

  private static void fire(Scheduler scheduler, String group, int number, int behind)
      throws SchedulerException {
    scheduler.scheduleJob(
        JobBuilder.newJob(Link.class)
            .withIdentity("step-" + number, group)
            .usingJobData(BEHIND, behind)
            .build(),
        TriggerBuilder.newTrigger().startNow().build());
  }

  @Override
  public Work chain(int steps) {
    return () -> {
      CountDownLatch left = begin(steps);
      fire(scheduler, "order-" + order, steps - 1, steps - 1);
      Latches.await(left);
    };
  }

  @Override
  public Work fanOut(int steps) {
    return () -> {
      CountDownLatch left = begin(steps);
      for (int i = 0; i < steps; i++) {
        fire(scheduler, "order-" + order, i, 0);
      }
      Latches.await(left);
    };
  }

  private CountDownLatch begin(int steps) throws SchedulerException {
    order++;
    CountDownLatch left = new CountDownLatch(steps);
    scheduler.getContext().put(LEFT, left);
    return left;
  }

  @Override
  public void close() throws SchedulerException {
    scheduler.shutdown(true);
  }
}
