// SPDX-License-Identifier: Apache-2.0
package dev.outrider.plugin;

import dev.outrider.flavor.AccessPolicy;
import dev.outrider.flavor.AttemptKey;
import dev.outrider.flavor.CallLimit;
import dev.outrider.flavor.FindResult;
import dev.outrider.flavor.Finding;
import dev.outrider.flavor.JobHandle;
import dev.outrider.flavor.JobStatus;
import dev.outrider.flavor.LogCursor;
import dev.outrider.flavor.LogPage;
import dev.outrider.flavor.NotAcceptedException;
import dev.outrider.flavor.NotYetException;
import dev.outrider.flavor.Order;
import dev.outrider.flavor.OutcomeUnknownException;
import dev.outrider.flavor.Ownership;
import dev.outrider.flavor.Platform;
import dev.outrider.flavor.RenderedRequest;
import dev.outrider.flavor.Settings;
import dev.outrider.flavor.StepOperator;
import dev.outrider.flavor.Submission;
import dev.outrider.step.FailureKind;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A step operator of a plugin. A class that the plugin lacks is found out only when it is needed:
 * then the call has no answer, in the way that its contract has for that.
 *
 * @param operator the plugin's own
 * @param code the plugin's code
 */
record PluginOperator(StepOperator operator, PluginCode code) implements StepOperator {
  @Override
  public Optional<Platform> platform() throws IOException {
    try (PluginCode.Call call = code.call()) {
      return operator.platform();
    } catch (LinkageError e) {
      throw code.refused(e);
    }
  }

  @Override
  public RenderedRequest render(Submission submission) throws NotAcceptedException {
    try (PluginCode.Call call = code.call()) {
      return operator.render(submission);
    } catch (LinkageError e) {
      throw new NotAcceptedException(FailureKind.CONFIGURATION, code.told(e) + ".");
    }
  }

  @Override
  public FindResult.Found submit(Order order, Ownership ownership)
      throws NotAcceptedException, OutcomeUnknownException, NotYetException {
    try (PluginCode.Call call = code.call()) {
      return operator.submit(order, ownership);
    } catch (LinkageError e) {
      // The class may be one that reads the platform's answer.
      throw new OutcomeUnknownException(code.told(e), e);
    }
  }

  @Override
  public FindResult find(AttemptKey key) {
    try (PluginCode.Call call = code.call()) {
      return operator.find(key);
    } catch (LinkageError e) {
      return new FindResult.Unknown(code.told(e));
    }
  }

  @Override
  public Optional<Integer> maxConcurrent() {
    try (PluginCode.Call call = code.call()) {
      return operator.maxConcurrent();
    } catch (LinkageError e) {
      throw code.refused(e);
    }
  }

  @Override
  public Duration settling() {
    try (PluginCode.Call call = code.call()) {
      return operator.settling();
    } catch (LinkageError e) {
      throw code.refused(e);
    }
  }

  @Override
  public boolean keepsForRuns() {
    try (PluginCode.Call call = code.call()) {
      return operator.keepsForRuns();
    } catch (LinkageError e) {
      throw code.refused(e);
    }
  }

  @Override
  public void release(String run) throws IOException {
    try (PluginCode.Call call = code.call()) {
      operator.release(run);
    } catch (LinkageError e) {
      throw new IOException(code.told(e), e);
    }
  }

  @Override
  public List<AccessPolicy> policies(URI artifactStore, Settings ofStore) {
    try (PluginCode.Call call = code.call()) {
      return operator.policies(artifactStore, ofStore);
    } catch (LinkageError e) {
      throw code.refused(e);
    }
  }

  @Override
  public List<Finding> check(URI artifactStore) {
    try (PluginCode.Call call = code.call()) {
      return operator.check(artifactStore);
    } catch (LinkageError e) {
      throw code.refused(e);
    }
  }

  @Override
  public Optional<CallLimit> statusLimit() {
    try (PluginCode.Call call = code.call()) {
      return operator.statusLimit();
    } catch (LinkageError e) {
      throw code.refused(e);
    }
  }

  @Override
  public String statusGroup(JobHandle job) {
    try (PluginCode.Call call = code.call()) {
      return operator.statusGroup(job);
    } catch (LinkageError e) {
      throw code.refused(e);
    }
  }

  @Override
  public Map<JobHandle, JobStatus> status(Set<JobHandle> jobs) throws IOException {
    try (PluginCode.Call call = code.call()) {
      return operator.status(jobs);
    } catch (LinkageError e) {
      throw new IOException(code.told(e), e);
    }
  }

  @Override
  public void requestCancel(JobHandle job) throws IOException {
    try (PluginCode.Call call = code.call()) {
      operator.requestCancel(job);
    } catch (LinkageError e) {
      throw new IOException(code.told(e), e);
    }
  }

  @Override
  public LogPage logs(JobHandle job, LogCursor from) throws IOException {
    try (PluginCode.Call call = code.call()) {
      return operator.logs(job, from);
    } catch (LinkageError e) {
      throw new IOException(code.told(e), e);
    }
  }

  @Override
  public void close() {
    try (PluginCode.Call call = code.call()) {
      operator.close();
    } catch (LinkageError e) {
      throw code.refused(e);
    }
  }
}
