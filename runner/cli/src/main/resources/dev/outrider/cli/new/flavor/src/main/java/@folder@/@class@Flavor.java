package @package@;

import dev.outrider.flavor.Capability;
import dev.outrider.flavor.CommonSettings;
import dev.outrider.flavor.DeployMode;
import dev.outrider.flavor.Flavor;
import dev.outrider.flavor.FlavorInfo;
import dev.outrider.flavor.OperatorContext;
import dev.outrider.flavor.Setting;
import dev.outrider.flavor.SettingType;
import dev.outrider.flavor.Settings;
import dev.outrider.flavor.StepOperator;
import dev.outrider.flavor.base.http.JsonService;
import dev.outrider.flavor.base.request.Refusals;
import java.util.List;

/** The flavor {@code @name@}. Its declarations are written into the plugin jar at build time. */
public final class @class@Flavor implements Flavor {
  private static final String TOKEN = "token";

  /** What operators can do: declare more as you write it, and the contract tests it. */
  private static final FlavorInfo INFO =
      FlavorInfo.of("@name@", "@name@", "Runs a step as a job of @name@.")
          .deploys(DeployMode.CLUSTER)
          .can(Capability.CANCEL, Capability.FIND, Capability.MULTI_NODE)
          .stores("file")
          .settings(
              List.of(
                  CommonSettings.ENDPOINT.mustBeSet(),
                  Setting.of(TOKEN, SettingType.TEXT, "token of the user")
                      .forExample("${env:TOKEN}")
                      .mustBeSet()
                      .isSecret(),
                  CommonSettings.PROXY,
                  CommonSettings.CA_FILE,
                  CommonSettings.CONNECT_TIMEOUT,
                  CommonSettings.REQUEST_TIMEOUT));

  @Override
  public FlavorInfo info() {
    return INFO;
  }

  @Override
  public StepOperator open(Settings settings, OperatorContext context) {
    Refusals refusals = new Refusals(context.name());
    return new @class@StepOperator(
        new @class@RequestMapping(INFO, settings.below("spark."), refusals),
        new JsonService(settings, refusals, TOKEN, "error"));
  }
}
