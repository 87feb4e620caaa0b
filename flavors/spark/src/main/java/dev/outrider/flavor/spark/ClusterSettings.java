// SPDX-License-Identifier: Apache-2.0
package dev.outrider.flavor.spark;

import dev.outrider.flavor.CommonSettings;
import dev.outrider.flavor.FlavorInfo;
import dev.outrider.flavor.OperatorContext;
import dev.outrider.flavor.Setting;
import dev.outrider.flavor.SettingType;
import dev.outrider.flavor.Settings;
import dev.outrider.flavor.base.http.HttpCalls;
import dev.outrider.flavor.base.http.HttpOptions;
import dev.outrider.flavor.base.request.Refusals;
import dev.outrider.flavor.base.submit.AtMostOnce;
import java.net.ProxySelector;
import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;

/** The settings of drivers that run on the workers of a standalone cluster. */
final class ClusterSettings {
  static final String DEPLOY_MODE = "deploy-mode";
  static final String CLIENT = "client";
  static final String CLUSTER = "cluster";

  private static final String ENDPOINT = "endpoint";
  private static final String WEB_UI = "web-ui";
  private static final String CONNECT_TIMEOUT = "connect-timeout";
  private static final String REQUEST_TIMEOUT = "request-timeout";

  /** Spark's defaults of {@code spark.master.rest.port} and {@code spark.master.ui.port}. */
  private static final int REST_PORT = 6066;

  private static final int WEB_UI_PORT = 8080;

  static final List<Setting> ALL =
      List.of(
          Setting.of(
                  DEPLOY_MODE,
                  SettingType.TEXT,
                  "where the driver runs: client, on this machine; or cluster, on a worker, submitted"
                      + " through the master's REST server, which"
                      + " 'spark.master.rest.enabled = true' on the master starts")
              .oneOf(CLIENT, CLUSTER)
              .orElse(CLIENT),
          CommonSettings.ENDPOINT.forExample("http://master.example:" + REST_PORT),
          Setting.of(
                  WEB_UI,
                  SettingType.URI,
                  "the master's web page, in deploy-mode cluster; where not set port "
                      + WEB_UI_PORT
                      + " of the master's host; several with a comma between")
              .forExample("http://master.example:" + WEB_UI_PORT),
          CommonSettings.CONNECT_TIMEOUT.orElse("5s"),
          CommonSettings.REQUEST_TIMEOUT.orElse("30s"));

  private ClusterSettings() {}

  /**
   * @param nanos a monotonic clock, in nanoseconds
   * @throws IllegalArgumentException when an address is none, or there is no Spark home
   */
  static ClusterOperator open(
      FlavorInfo flavor,
      StandaloneMaster master,
      Settings settings,
      OperatorContext context,
      LongSupplier nanos) {
    ChildSettings.Installation spark = ChildSettings.installation(settings, context);
    String home = spark.home().line();
    Refusals refusals = new Refusals(context.name());
    MasterClient client =
        new MasterClient(
            new HttpCalls(
                new HttpOptions(
                    settings.duration(CONNECT_TIMEOUT),
                    settings.duration(REQUEST_TIMEOUT),
                    ProxySelector.getDefault(),
                    Optional.empty()),
                "outrider-" + context.name() + "-http-"),
            addresses(ENDPOINT, REST_PORT, master, settings, refusals),
            addresses(WEB_UI, WEB_UI_PORT, master, settings, refusals));
    return new ClusterOperator(
        new ClusterRequest.Cluster(
            flavor,
            refusals,
            master.address(),
            home.substring(0, home.lastIndexOf('_')),
            spark.home().moduleOptions(),
            spark.conf()),
        spark,
        master,
        client,
        context.workFolder(),
        new AtMostOnce(AtMostOnce.Timing.of(settings, ClusterOperator.SETTLING, nanos)));
  }

  private static List<URI> addresses(
      String name, int port, StandaloneMaster master, Settings settings, Refusals refusals) {
    return settings
        .text(name)
        .map(text -> Arrays.stream(text.split(",")).map(each -> address(each, name, refusals)))
        .orElseGet(
            () -> master.hosts().stream().map(host -> URI.create("http://" + host + ":" + port)))
        .toList();
  }

  private static URI address(String text, String name, Refusals refusals) {
    if (!text.strip().matches("https?://[A-Za-z0-9._-]+(:[0-9]{1,5})?(/[A-Za-z0-9._/-]*)?")) {
      throw refusals.ofSetting(
          name,
          text,
          "the address of a web server, such as http://master.example:"
              + (name.equals(ENDPOINT) ? REST_PORT : WEB_UI_PORT));
    }
    return URI.create(text.strip());
  }
}
