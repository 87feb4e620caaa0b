// SPDX-License-Identifier: Apache-2.0
package dev.outrider.bench;

import java.util.HashMap;
import java.util.Map;
import org.springframework.batch.core.BatchStatus;
import org.springframework.batch.core.Job;
import org.springframework.batch.core.JobExecution;
import org.springframework.batch.core.JobParametersBuilder;
import org.springframework.batch.core.Step;
import org.springframework.batch.core.job.builder.JobBuilder;
import org.springframework.batch.core.job.builder.SimpleJobBuilder;
import org.springframework.batch.core.launch.support.TaskExecutorJobLauncher;
import org.springframework.batch.core.repository.JobRepository;
import org.springframework.batch.core.repository.support.JobRepositoryFactoryBean;
import org.springframework.batch.core.step.builder.StepBuilder;
import org.springframework.batch.item.ExecutionContext;
import org.springframework.batch.repeat.RepeatStatus;
import org.springframework.core.io.ClassPathResource;
import org.springframework.jdbc.datasource.init.DatabasePopulatorUtils;
import org.springframework.jdbc.datasource.init.ResourceDatabasePopulator;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.scheduling.concurrent.ThreadPoolTaskExecutor;

/**
 * Spring Batch: a chain is a job of tasklets, a fan is one step with a partition for each blade.
 */
final class SpringBatchEngine implements Engine {
  private static final String NUMBER = "number";

  private final Database database;
  private final JdbcTransactionManager transactions;
  private final JobRepository repository;
  private final TaskExecutorJobLauncher launcher = new TaskExecutorJobLauncher();
  private final ThreadPoolTaskExecutor threads = new ThreadPoolTaskExecutor();
  private long runs;

  SpringBatchEngine(Database database) throws Exception {
    this.database = database;
    DatabasePopulatorUtils.execute(
        new ResourceDatabasePopulator(
            new ClassPathResource(
                "org/springframework/batch/core/schema-" + database.kind() + ".sql")),
        database.source());
    this.transactions = new JdbcTransactionManager(database.source());
    JobRepositoryFactoryBean factory = new JobRepositoryFactoryBean();
    factory.setDataSource(database.source());
    factory.setTransactionManager(transactions);
    factory.afterPropertiesSet();
    this.repository = factory.getObject();
    launcher.setJobRepository(repository);
    launcher.afterPropertiesSet();
    threads.setCorePoolSize(THREADS);
    threads.initialize();
  }

  @Override
  public Work chain(int steps) {
    SimpleJobBuilder job = new JobBuilder("chain-" + steps, repository).start(link(0));
    for (int i = 1; i < steps; i++) {
      job = job.next(link(i));
    }
    Job chain = job.build();
    return () -> run(chain);
  }

  private Step link(int number) {
    return new StepBuilder("link-" + number, repository)
        .tasklet(
            (contribution, chunk) -> {
              ExecutionContext handed =
                  chunk.getStepContext().getStepExecution().getJobExecution().getExecutionContext();
              handed.putInt(NUMBER, handed.getInt(NUMBER, 0) + 1);
              return RepeatStatus.FINISHED;
            },
            transactions)
        .build();
  }

  @Override
  public Work fanOut(int steps) {
    Step blade =
        new StepBuilder("blade", repository)
            .tasklet((contribution, chunk) -> RepeatStatus.FINISHED, transactions)
            .build();
    Step fan =
        new StepBuilder("fan", repository)
            .partitioner("blade", SpringBatchEngine::blades)
            .step(blade)
            .gridSize(steps)
            .taskExecutor(threads)
            .build();
    Job job = new JobBuilder("fan-" + steps, repository).start(fan).build();
    return () -> run(job);
  }

  private static Map<String, ExecutionContext> blades(int number) {
    Map<String, ExecutionContext> blades = new HashMap<>();
    for (int i = 0; i < number; i++) {
      blades.put("blade-" + i, new ExecutionContext());
    }
    return blades;
  }

  private void run(Job job) throws Exception {
    JobExecution end =
        launcher.run(job, new JobParametersBuilder().addLong("run", ++runs).toJobParameters());
    if (end.getStatus() != BatchStatus.COMPLETED) {
      throw new IllegalStateException("The job has failed: " + end.getAllFailureExceptions());
    }
  }

  @Override
  public void close() {
    threads.shutdown();
    database.source().close();
  }
}
