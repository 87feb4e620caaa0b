// SPDX-License-Identifier: Apache-2.0
package dev.outrider.aws.loopback;

import com.eclipsesource.json.JsonArray;
import com.eclipsesource.json.JsonObject;
import dev.outrider.testkit.platform.Call;
import dev.outrider.testkit.platform.Fault;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;

/**
 * What the operations of EMR do, by the EMR API Reference. Requests are valid by the model.
 * Thread-safe.
 */
final class EmrOperations implements ServiceOperations {
  /** Active steps of a cluster: AddJobFlowSteps, EMR API Reference. */
  static final int MOST_ACTIVE = 256;

  /** What is over that. */
  static final String FULL =
      "Maximum number of active steps(State = 'Running', 'Pending' or 'Cancel_Pending') for cluster"
          + " exceeded.";

  private static final int PAGE = 50;
  private static final int MOST_STEP_IDS = 10;
  private static final int MOST_CANCELLED = 256;
  private static final int MOST_CLUSTERS = 10;
  private static final int MOST_CHARACTERS = 10_240;

  private final Clusters clusters;
  private final EmrView view;

  EmrOperations(Clusters clusters, EmrView view) {
    this.clusters = clusters;
    this.view = view;
  }

  /** What an operation answers, or throws. */
  @FunctionalInterface
  private interface Locked {
    JsonObject answer(List<LoopbackCluster> all) throws ServiceException;
  }

  @Override
  public Map<String, ServiceOperation> byName() {
    return Map.of(
        "DescribeCluster",
        new ServiceOperation(
            Call.READ, (request, fault) -> locked(all -> describeCluster(all, request))),
        "ListClusters",
        new ServiceOperation(
            Call.READ, (request, fault) -> locked(all -> listClusters(all, request, fault))),
        "AddJobFlowSteps",
        new ServiceOperation(
            Call.SUBMIT, (request, fault) -> locked(all -> addSteps(all, request))),
        "ListSteps",
        new ServiceOperation(
            Call.READ, (request, fault) -> locked(all -> listSteps(all, request, fault))),
        "DescribeStep",
        new ServiceOperation(
            Call.READ, (request, fault) -> locked(all -> describeStep(all, request, fault))),
        "CancelSteps",
        new ServiceOperation(Call.CANCEL, (request, fault) -> locked(all -> cancel(all, request))),
        "RunJobFlow",
        new ServiceOperation(Call.PROVISION, (request, fault) -> locked(all -> run(request))),
        "TerminateJobFlows",
        new ServiceOperation(
            Call.PROVISION, (request, fault) -> locked(all -> terminate(all, request))));
  }

  @Override
  public ServiceException refusal(Fault fault, Fields request) {
    return fault == Fault.NO_CAPACITY
        ? ServiceException.validation(FULL)
        : ServiceException.invalidRequest(
            "Step id '" + request.text("StepId").orElse("s-UNKNOWN") + "' is not valid.");
  }

  private JsonObject locked(Locked operation) throws ServiceException {
    List<ServiceException> refused = new ArrayList<>();
    JsonObject answer =
        clusters.with(
            all -> {
              try {
                return operation.answer(all);
              } catch (ServiceException e) {
                refused.add(e);
                return null;
              }
            });
    if (!refused.isEmpty()) {
      throw refused.get(0);
    }
    return answer;
  }

  private static Optional<LoopbackCluster> find(List<LoopbackCluster> all, String id) {
    return all.stream().filter(each -> each.id().equals(id)).findFirst();
  }

  private static LoopbackCluster cluster(List<LoopbackCluster> all, Fields request)
      throws ServiceException {
    String id = request.required("ClusterId");
    return find(all, id)
        .orElseThrow(
            () -> ServiceException.invalidRequest("Cluster id '" + id + "' is not valid."));
  }

  private static LoopbackStep step(LoopbackCluster cluster, String id) throws ServiceException {
    return cluster
        .step(id)
        .orElseThrow(() -> ServiceException.invalidRequest("Step id '" + id + "' is not valid."));
  }

  private JsonObject describeCluster(List<LoopbackCluster> all, Fields request)
      throws ServiceException {
    return new JsonObject().add("Cluster", view.full(cluster(all, request), clusters.now()));
  }

  private JsonObject describeStep(List<LoopbackCluster> all, Fields request, Optional<Fault> fault)
      throws ServiceException {
    LoopbackStep step = step(cluster(all, request), request.required("StepId"));
    return new JsonObject().add("Step", view.fullStep(step, is(Fault.UNKNOWN_STATE, fault)));
  }

  private static boolean is(Fault wanted, Optional<Fault> fault) {
    return fault.equals(Optional.of(wanted));
  }

  private JsonObject listClusters(List<LoopbackCluster> all, Fields request, Optional<Fault> fault)
      throws ServiceException {
    List<String> states = request.texts("ClusterStates");
    double after = request.number("CreatedAfter").orElse(Double.NEGATIVE_INFINITY);
    double before = request.number("CreatedBefore").orElse(Double.POSITIVE_INFINITY);
    Instant now = clusters.now();
    Predicate<LoopbackCluster> isWanted =
        each -> {
          double created = each.created().toEpochMilli() / 1e3;
          return created >= after
              && created <= before
              && (states.isEmpty() || states.contains(each.state(now)));
        };
    return page(
        is(Fault.EMPTY_LIST, fault) ? List.of() : newestFirst(clusters.listed(all)),
        LoopbackCluster::number,
        isWanted,
        request,
        "Clusters",
        each -> view.summary(each, now));
  }

  private JsonObject listSteps(List<LoopbackCluster> all, Fields request, Optional<Fault> fault)
      throws ServiceException {
    LoopbackCluster cluster = cluster(all, request);
    List<String> ids = request.texts("StepIds");
    List<String> states = request.texts("StepStates");
    if (ids.size() > MOST_STEP_IDS) {
      throw ServiceException.invalidRequest(
          "The number of step ids is " + ids.size() + ", and the most is " + MOST_STEP_IDS + ".");
    }
    Predicate<LoopbackStep> isWanted =
        each ->
            (ids.isEmpty() || ids.contains(each.id()))
                && (states.isEmpty() || states.contains(each.state().name()));
    return page(
        is(Fault.EMPTY_LIST, fault) ? List.of() : newestFirst(cluster.steps()),
        LoopbackStep::number,
        isWanted,
        request,
        "Steps",
        each -> view.step(each, is(Fault.UNKNOWN_STATE, fault)));
  }

  private static <T> List<T> newestFirst(List<T> all) {
    List<T> reversed = new ArrayList<>(all);
    Collections.reverse(reversed);
    return reversed;
  }

  private static <T> JsonObject page(
      List<T> newestFirst,
      ToLongFunction<T> number,
      Predicate<T> isWanted,
      Fields request,
      String name,
      Function<T, JsonObject> view)
      throws ServiceException {
    Marker marker = Marker.of(request.text("Marker"));
    List<T> left =
        newestFirst.stream()
            .filter(each -> number.applyAsLong(each) < marker.last())
            .filter(isWanted)
            .toList();
    JsonArray shown = new JsonArray();
    left.stream().limit(PAGE).forEach(each -> shown.add(view.apply(each)));
    JsonObject answer = new JsonObject().add(name, shown);
    if (left.size() > PAGE) {
      answer.add("Marker", new Marker(number.applyAsLong(left.get(PAGE - 1))).text());
    }
    return answer;
  }

  private JsonObject addSteps(List<LoopbackCluster> all, Fields request) throws ServiceException {
    LoopbackCluster cluster =
        find(all, request.required("JobFlowId"))
            .orElseThrow(
                () -> ServiceException.validation("Specified job flow ID does not exist."));
    if (cluster.ending().isPresent()) {
      throw ServiceException.validation(
          "A job flow that is shutting down, terminated, or finished may not be modified.");
    }
    List<StepRequest> requests = new ArrayList<>();
    for (Fields each : request.structures("Steps")) {
      StepRequest step = StepRequest.of(each, request.text("ExecutionRoleArn"));
      check(step, cluster);
      requests.add(step);
    }
    if (cluster.active() + requests.size() > MOST_ACTIVE) {
      throw ServiceException.validation(FULL);
    }
    JsonArray ids = new JsonArray();
    clusters.addSteps(cluster, requests).forEach(ids::add);
    return new JsonObject().add("StepIds", ids);
  }

  private static void check(StepRequest request, LoopbackCluster cluster) throws ServiceException {
    if (request.characters() > MOST_CHARACTERS) {
      throw ServiceException.validation(
          "The string values of HadoopJarStep have "
              + request.characters()
              + " characters, and the most is "
              + MOST_CHARACTERS
              + ".");
    }
    if (cluster.stepConcurrency() > 1 && !request.actionOnFailure().equals("CONTINUE")) {
      throw ServiceException.validation(
          "ActionOnFailure '"
              + request.actionOnFailure()
              + "' is not valid for a cluster whose StepConcurrencyLevel is greater than 1.");
    }
  }

  private JsonObject cancel(List<LoopbackCluster> all, Fields request) throws ServiceException {
    LoopbackCluster cluster = cluster(all, request);
    List<String> ids = request.texts("StepIds");
    if (ids.size() > MOST_CANCELLED) {
      throw ServiceException.invalidRequest(
          "The number of step ids is " + ids.size() + ", and the most is " + MOST_CANCELLED + ".");
    }
    JsonArray infos = new JsonArray();
    for (String id : ids) {
      Optional<LoopbackStep> step = cluster.step(id);
      JsonObject info = new JsonObject().add("StepId", id);
      if (step.isEmpty() || step.get().state().isFinal()) {
        String reason =
            step.map(each -> "The step is in the state " + each.state() + ", and ends no more.")
                .orElse("Step id '" + id + "' is not valid.");
        infos.add(info.add("Status", "FAILED").add("Reason", reason));
      } else {
        clusters.cancel(step.get());
        infos.add(info.add("Status", "SUBMITTED"));
      }
    }
    return new JsonObject().add("CancelStepsInfoList", infos);
  }

  private JsonObject run(Fields request) throws ServiceException {
    LoopbackCluster made = clusters.start(ClusterDescription.of(request));
    return new JsonObject().add("JobFlowId", made.id()).add("ClusterArn", view.arn(made));
  }

  private JsonObject terminate(List<LoopbackCluster> all, Fields request) throws ServiceException {
    List<String> ids = request.texts("JobFlowIds");
    if (ids.size() > MOST_CLUSTERS) {
      throw ServiceException.validation(
          "The number of clusters is " + ids.size() + ", and the most is " + MOST_CLUSTERS + ".");
    }
    for (String id : ids) {
      if (find(all, id).isEmpty()) {
        throw ServiceException.validation("Specified job flow ID not valid: " + id);
      }
    }
    ids.forEach(clusters::terminate);
    return new JsonObject();
  }
}
