// SPDX-License-Identifier: Apache-2.0
package dev.outrider.flavor.base.follow;

import dev.outrider.flavor.JobHandle;
import dev.outrider.flavor.UnreadableHandleException;
import dev.outrider.step.value.JsonForm;
import dev.outrider.step.value.JsonText;
import java.lang.reflect.RecordComponent;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * How the handles of one flavor are written and read: as a record of texts, each of which has a
 * JSON form. So no handle can fail to be written once its job is there. Thread-safe.
 *
 * @param <T> names a job
 */
public final class HandleForm<T extends Record> {
  private final String flavor;
  private final int version;
  private final Class<T> type;
  private final String names;

  /**
   * @param flavor the flavor that writes them
   * @param version of the form, counted by the flavor from 1
   * @param type has texts alone; its constructor refuses what names no job, such as null
   * @param names what a handle names, for messages: {@code step of a cluster}
   * @throws IllegalArgumentException when the record has another part than texts
   */
  public HandleForm(String flavor, int version, Class<T> type, String names) {
    for (RecordComponent each : type.getRecordComponents()) {
      if (each.getType() != String.class) {
        throw new IllegalArgumentException(
            "'%s' of %s must be a String.".formatted(each.getName(), type.getName()));
      }
    }
    this.flavor = flavor;
    this.version = version;
    this.type = type;
    this.names = names;
  }

  /** The handle of a job, without a page. */
  public JobHandle write(T job) {
    return new JobHandle(flavor, version, JsonText.of(job, type, "job"));
  }

  /**
   * The job of a handle.
   *
   * @throws UnreadableHandleException when it is of another flavor or a newer version, or damaged
   */
  public T read(JobHandle handle) {
    UnreadableHandleException.check(handle, flavor, version);
    String reason;
    try {
      T job = type.cast(JsonForm.readTolerantly(handle.job().text(), type, "job"));
      if (job != null) {
        return job;
      }
      reason = "it is null";
    } catch (RuntimeException e) {
      reason = e.getMessage();
    }
    throw new UnreadableHandleException(
        handle, "job %s names no %s: %s".formatted(handle.job().text(), names, reason));
  }

  /**
   * The jobs of some handles, in their order.
   *
   * @throws UnreadableHandleException as of {@link #read}, by the first
   */
  public Map<JobHandle, T> read(Set<JobHandle> handles) {
    Map<JobHandle, T> jobs = new LinkedHashMap<>();
    handles.forEach(each -> jobs.put(each, read(each)));
    return jobs;
  }
}
