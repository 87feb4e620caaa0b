// SPDX-License-Identifier: Apache-2.0
package dev.outrider.flavor;

import java.util.List;

/**
 * The settings that mean the same wherever they are: a flavor that has one declares this one, and
 * no other of its name. {@link #EVERY} are Outrider's own and there for every operator, without
 * being declared; a flavor declares one of them only to give it another default. {@link #NETWORK}
 * are for flavors that reach their platform by network.
 */
public final class CommonSettings {

  /** How many jobs an operator may have at once. */
  public static final Setting MAX_CONCURRENT =
      Setting.of(
          "max-concurrent",
          SettingType.POSITIVE,
          "how many jobs it may have at once, of all runs of the run store; others wait");

  /** How often jobs are looked at, at least. */
  public static final Setting POLL_INTERVAL =
      Setting.of(
              "poll-interval",
              SettingType.DURATION,
              "the longest time between two looks at a job while its platform answers, and allows"
                  + " that many calls")
          .atLeast("1ms")
          .orElse("5s");

  /** Whether what the operator cannot give is left out. */
  public static final Setting BEST_EFFORT =
      Setting.of(
              "best-effort",
              SettingType.FLAG,
              "whether a step runs without the resources that the operator cannot give; the plan"
                  + " shows what is left out")
          .orElse("false");

  /** The platform's address. */
  public static final Setting ENDPOINT =
      Setting.of(
              "endpoint", SettingType.URI, "the platform's address, where it is not the usual one")
          .forExample("http://127.0.0.1:6066");

  /** The way to the platform. */
  public static final Setting PROXY =
      Setting.of("proxy", SettingType.URI, "the HTTP proxy on the way to the platform")
          .forExample("http://proxy.example:3128");

  /** Who the platform's certificates are from. */
  public static final Setting CA_FILE =
      Setting.of(
              "ca-file",
              SettingType.PATH,
              "a PEM file of certificates that are trusted besides those of Java")
          .forExample("/etc/ssl/certs/company.pem");

  /** How long to wait for a connection. */
  public static final Setting CONNECT_TIMEOUT =
      Setting.of(
              "connect-timeout", SettingType.DURATION, "how long a connection may take to be made")
          .atLeast("1ms")
          .orElse("10s");

  /** How long to wait for an answer. */
  public static final Setting REQUEST_TIMEOUT =
      Setting.of(
              "request-timeout", SettingType.DURATION, "how long an answer may take, from its call")
          .atLeast("1ms")
          .orElse("60s");

  /** What a platform runs Spark steps with, where a table of its releases says something else. */
  public static final Setting SPARK_LINE =
      Setting.of(
              "spark-line",
              SettingType.TEXT,
              "Spark's version and Scala line on the platform (default: those of its release)")
          .forExample("3.5.5_2.12");

  /** The Java beside it. */
  public static final Setting JAVA =
      Setting.of(
              "java",
              SettingType.POSITIVE,
              "major version of Java on the platform (default: that of its release)")
          .oneOf("8", "11", "17", "21");

  /** Those of every operator. */
  public static final List<Setting> EVERY = List.of(MAX_CONCURRENT, POLL_INTERVAL, BEST_EFFORT);

  /** Those of operators whose platform has releases, of which a flavor has a dated table. */
  public static final List<Setting> RELEASE = List.of(SPARK_LINE, JAVA);

  /** Those of operators that reach their platform by network. */
  public static final List<Setting> NETWORK =
      List.of(ENDPOINT, PROXY, CA_FILE, CONNECT_TIMEOUT, REQUEST_TIMEOUT);

  private CommonSettings() {}
}
