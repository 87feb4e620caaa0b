// SPDX-License-Identifier: Apache-2.0
package dev.outrider.flavor;

import dev.outrider.pipeline.Resources;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * What a flavor is. It is written into the plugin's descriptor when the plugin is built, and read
 * from there: settings, resources and limits are checked without a class of the flavor. Immutable:
 * each method with a parameter returns a changed copy.
 *
 * @param name what the configuration calls it: {@code emr}; {@code [a-z][a-z0-9-]{0,39}}
 * @param integration the family that it belongs to: {@code aws}
 * @param notes what a person should know who looks for a flavor
 * @param documentation where more is said; may be empty
 * @param deployModes where drivers can run
 * @param capabilities what its operators can do, whatever their settings
 * @param conditional what they can do besides while a setting has a value
 * @param gpuKinds the kinds of GPU that a step can ask for: names of {@link
 *     dev.outrider.pipeline.GpuType}, or of chips that are not there; empty where the kind cannot
 *     be chosen
 * @param storeSchemes the artifact stores that its platform reads and writes: {@code file}, {@code
 *     s3}
 * @param limits what the platform refuses by its size or form
 * @param settings its settings, in the order in which they are shown
 * @param rehearsal the artifact with the loopback platform that rehearsals of this flavor need, for
 *     example {@code outrider-aws-loopback}; {@link #ITSELF} for one whose jobs run on this machine
 *     anyway; empty for one that cannot be rehearsed
 */
public record FlavorInfo(
    String name,
    String integration,
    String notes,
    String documentation,
    Set<DeployMode> deployModes,
    Set<Capability> capabilities,
    List<Conditional> conditional,
    Set<String> gpuKinds,
    Set<String> storeSchemes,
    List<ProviderLimit> limits,
    List<Setting> settings,
    Optional<String> rehearsal) {

  /** In the place of an artifact: rehearsals use the flavor as it is. */
  public static final String ITSELF = "itself";

  public FlavorInfo {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(integration, "integration");
    Objects.requireNonNull(notes, "notes");
    Objects.requireNonNull(documentation, "documentation");
    deployModes = Set.copyOf(deployModes);
    capabilities = Set.copyOf(capabilities);
    conditional = List.copyOf(conditional);
    gpuKinds = Set.copyOf(gpuKinds);
    storeSchemes = Set.copyOf(storeSchemes);
    limits = List.copyOf(limits);
    settings = List.copyOf(settings);
    Objects.requireNonNull(rehearsal, "rehearsal");
  }

  /** A flavor that says nothing else of itself yet. */
  public static FlavorInfo of(String name, String integration, String notes) {
    return new FlavorInfo(
        name,
        integration,
        notes,
        "",
        Set.of(),
        Set.of(),
        List.of(),
        Set.of(),
        Set.of(),
        List.of(),
        List.of(),
        Optional.empty());
  }

  /**
   * What an operator can do only while a setting has a value.
   *
   * @param setting the name of one of the flavor's settings
   * @param value the value, as {@link Settings#text} gives it
   * @param capabilities at least one, which the flavor does not have anyway
   */
  public record Conditional(String setting, String value, Set<Capability> capabilities) {
    public Conditional {
      Objects.requireNonNull(setting, "setting");
      Objects.requireNonNull(value, "value");
      capabilities = Set.copyOf(capabilities);
      if (capabilities.isEmpty()) {
        throw new IllegalArgumentException(
            "No capability depends on '" + setting + " = " + value + "'");
      }
    }
  }

  /** With where more is said. */
  public FlavorInfo documented(String where) {
    Draft draft = new Draft(this);
    draft.documentation = where;
    return draft.info();
  }

  /** With where drivers can run. */
  public FlavorInfo deploys(DeployMode... modes) {
    Draft draft = new Draft(this);
    draft.deployModes = Set.of(modes);
    return draft.info();
  }

  /** With what its operators can do, whatever their settings. */
  public FlavorInfo can(Capability... each) {
    Draft draft = new Draft(this);
    draft.capabilities = Set.of(each);
    return draft.info();
  }

  /** With more that its operators can do while a setting has a value; may be called repeatedly. */
  public FlavorInfo canWhen(String setting, String value, Capability... each) {
    Draft draft = new Draft(this);
    draft.conditional = new ArrayList<>(conditional);
    draft.conditional.add(new Conditional(setting, value, Set.of(each)));
    return draft.info();
  }

  /**
   * What an operator with these settings is: its capabilities are those that it has anyway and
   * those whose setting has the value, and none depends on a setting any more. Planning, {@link
   * #unsupported} and the contract kit go by it.
   */
  public FlavorInfo under(Settings settings) {
    Draft draft = new Draft(this);
    draft.capabilities = new LinkedHashSet<>(capabilities);
    for (Conditional each : conditional) {
      if (settings.text(each.setting()).equals(Optional.of(each.value()))) {
        draft.capabilities.addAll(each.capabilities());
      }
    }
    draft.conditional = List.of();
    return draft.info();
  }

  /** With the kinds of GPU that can be chosen. */
  public FlavorInfo gpuKinds(String... kinds) {
    Draft draft = new Draft(this);
    draft.gpuKinds = new LinkedHashSet<>(List.of(kinds));
    return draft.info();
  }

  /** With the artifact stores that its platform reaches. */
  public FlavorInfo stores(String... schemes) {
    Draft draft = new Draft(this);
    draft.storeSchemes = Set.of(schemes);
    return draft.info();
  }

  /** With the platform's limits. */
  public FlavorInfo limits(ProviderLimit... each) {
    Draft draft = new Draft(this);
    draft.limits = List.of(each);
    return draft.info();
  }

  /** With its settings. */
  public FlavorInfo settings(List<Setting> declared) {
    Draft draft = new Draft(this);
    draft.settings = declared;
    return draft.info();
  }

  /** With the artifact that has its loopback platform. */
  public FlavorInfo rehearsedBy(String artifact) {
    Draft draft = new Draft(this);
    draft.rehearsal = Optional.of(artifact);
    return draft.info();
  }

  /** As one whose jobs run on this machine anyway, also in a rehearsal. */
  public FlavorInfo rehearsedByItself() {
    return rehearsedBy(ITSELF);
  }

  /** Whether a loopback platform stands in for its own in a rehearsal. */
  public boolean needsStage() {
    return rehearsal.isPresent() && !rehearsal.get().equals(ITSELF);
  }

  /**
   * What an operator of this flavor cannot give of what is asked for. The one rule for all flavors:
   * plans are checked by it, and operators refuse by it.
   *
   * @return in the order of {@link Resources}; empty when it can give everything
   */
  public List<Unsupported> unsupported(Resources asked) {
    List<Unsupported> missing = new ArrayList<>();
    asked
        .executors()
        .filter(count -> count > 1 && !capabilities.contains(Capability.MULTI_NODE))
        .ifPresent(
            count ->
                missing.add(
                    new Unsupported("executors", count + " executors, but it has no more than 1")));
    asked
        .memoryOverhead()
        .filter(size -> !capabilities.contains(Capability.MEMORY_OVERHEAD))
        .ifPresent(
            size ->
                missing.add(
                    new Unsupported(
                        "memory-overhead", size + " beside the heap, which it cannot set")));
    asked
        .driverCores()
        .filter(cores -> !capabilities.contains(Capability.DRIVER_CORES))
        .ifPresent(
            cores ->
                missing.add(
                    new Unsupported(
                        "driver-cores", cores + " cores of the driver, which it cannot set")));
    asked
        .gpus()
        .filter(count -> count > 0 && !capabilities.contains(Capability.GPU))
        .ifPresent(
            count -> missing.add(new Unsupported("gpus", gpus(count) + ", but it has none")));
    asked
        .gpuType()
        .filter(kind -> !gpuKinds.contains(kind))
        .ifPresent(
            kind ->
                missing.add(
                    new Unsupported(
                        "gpu-type",
                        "GPUs of type '"
                            + kind
                            + "', but "
                            + (gpuKinds.isEmpty()
                                ? "the type cannot be chosen"
                                : "it has " + gpuKinds.stream().sorted().toList()))));
    return missing;
  }

  private static String gpus(int count) {
    return count == 1 ? "1 GPU" : count + " GPUs";
  }

  /** A copy that is being changed. */
  private static final class Draft {
    private final FlavorInfo info;
    private String documentation;
    private Set<DeployMode> deployModes;
    private Set<Capability> capabilities;
    private List<Conditional> conditional;
    private Set<String> gpuKinds;
    private Set<String> storeSchemes;
    private List<ProviderLimit> limits;
    private List<Setting> settings;
    private Optional<String> rehearsal;

    Draft(FlavorInfo info) {
      this.info = info;
      documentation = info.documentation;
      deployModes = info.deployModes;
      capabilities = info.capabilities;
      conditional = info.conditional;
      gpuKinds = info.gpuKinds;
      storeSchemes = info.storeSchemes;
      limits = info.limits;
      settings = info.settings;
      rehearsal = info.rehearsal;
    }

    FlavorInfo info() {
      return new FlavorInfo(
          info.name,
          info.integration,
          info.notes,
          documentation,
          deployModes,
          capabilities,
          conditional,
          gpuKinds,
          storeSchemes,
          limits,
          settings,
          rehearsal);
    }
  }
}
