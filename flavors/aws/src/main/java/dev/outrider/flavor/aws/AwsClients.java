// SPDX-License-Identifier: Apache-2.0
package dev.outrider.flavor.aws;

import dev.outrider.flavor.CommonSettings;
import dev.outrider.flavor.Settings;
import dev.outrider.flavor.TrustedCertificates;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.TrustManager;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.auth.credentials.ProfileCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.core.client.builder.SdkSyncClientBuilder;
import software.amazon.awssdk.core.client.config.ClientOverrideConfiguration;
import software.amazon.awssdk.core.client.config.SdkAdvancedClientOption;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.urlconnection.ProxyConfiguration;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.profiles.ProfileFile;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.regions.providers.AwsProfileRegionProvider;
import software.amazon.awssdk.retries.api.RetryStrategy;
import software.amazon.awssdk.services.emr.EmrClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;
import software.amazon.awssdk.services.sts.StsClient;
import software.amazon.awssdk.services.sts.auth.StsAssumeRoleCredentialsProvider;
import software.amazon.awssdk.utils.SdkAutoCloseable;

/**
 * Makes the SDK's clients as the settings say: who asks, in which region, by which proxy, with
 * which times to wait. Nothing is asked before a client is used. The usual chain of credentials is
 * the SDK's own, which reads this process's variables and system properties, whatever variables are
 * given here. Thread-safe.
 */
public final class AwsClients implements AutoCloseable {
  private static final String AGENT = "outrider";
  private static final String SESSION = "outrider";

  private final Settings settings;
  private final String prefix;
  private final Region region;
  private final Optional<URI> endpoint;
  private final Deque<SdkAutoCloseable> opened = new ArrayDeque<>();
  private AwsCredentialsProvider own;
  private AwsCredentialsProvider credentials;

  /**
   * @param settings those of {@link AwsSettings#IDENTITY} and {@link CommonSettings#NETWORK}
   * @param environment the environment variables, for the region and the profile's name
   * @param prefix what stands before the settings' names in the configuration, for messages
   * @throws IllegalArgumentException when the settings contradict each other, or name no region
   */
  public AwsClients(Settings settings, Map<String, String> environment, String prefix) {
    AwsSettings.check(settings, prefix);
    this.settings = settings;
    this.prefix = prefix;
    this.region = region(settings, environment, prefix);
    this.endpoint =
        settings
            .text(CommonSettings.ENDPOINT.name())
            .or(() -> Optional.ofNullable(environment.get("AWS_ENDPOINT_URL_EMR")))
            .or(() -> Optional.ofNullable(environment.get("AWS_ENDPOINT_URL")))
            .filter(address -> !address.isBlank())
            .map(URI::create);
    settings
        .path(CommonSettings.CA_FILE.name())
        .ifPresent(
            file -> TrustedCertificates.managers(file, prefix + CommonSettings.CA_FILE.name()));
  }

  private static Region region(Settings settings, Map<String, String> environment, String prefix) {
    return settings
        .text(AwsSettings.REGION.name())
        .or(() -> Optional.ofNullable(environment.get("AWS_REGION")))
        .or(() -> Optional.ofNullable(environment.get("AWS_DEFAULT_REGION")))
        .filter(name -> !name.isBlank())
        .map(Region::of)
        .or(
            () ->
                ofProfile(
                    settings
                        .text(AwsSettings.PROFILE.name())
                        .or(() -> Optional.ofNullable(environment.get("AWS_PROFILE")))
                        .orElse("default")))
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    ("There is no region: set '%s%s', for example to %s, or the variable"
                            + " AWS_REGION.")
                        .formatted(
                            prefix,
                            AwsSettings.REGION.name(),
                            AwsSettings.REGION.example().orElseThrow())));
  }

  private static Optional<Region> ofProfile(String profile) {
    try {
      return Optional.ofNullable(
          new AwsProfileRegionProvider(ProfileFile::defaultProfileFile, profile).getRegion());
    } catch (SdkClientException e) {
      return Optional.empty(); // no such file, profile, or no region in it
    }
  }

  /** Where the services are that are asked. */
  public Region region() {
    return region;
  }

  /** The options with which the AWS CLI calls the same service, without secrets. */
  public List<String> cliOptions() {
    List<String> options = new ArrayList<>(List.of("--region", region.id()));
    settings
        .text(AwsSettings.PROFILE.name())
        .ifPresent(name -> options.addAll(List.of("--profile", name)));
    endpoint.ifPresent(uri -> options.addAll(List.of("--endpoint-url", uri.toString())));
    return options;
  }

  /**
   * The pages of the console.
   *
   * @param others settings of the endpoints that the pages depend on besides EMR's
   */
  public ConsolePages pages(String... others) {
    List<URI> endpoints = new ArrayList<>();
    endpoint.ifPresent(endpoints::add);
    for (String each : others) {
      settings.text(each).map(URI::create).ifPresent(endpoints::add);
    }
    return new ConsolePages(region, endpoints);
  }

  /** The role that is assumed. */
  public Optional<String> role() {
    return settings.text(AwsSettings.ASSUME_ROLE.name());
  }

  /** Who asks, as far as it is known without a call; free of secrets. */
  public String asker() {
    return settings
        .text(AwsSettings.ASSUME_ROLE.name())
        .or(() -> settings.text(AwsSettings.PROFILE.name()).map(name -> "profile " + name))
        .orElse("default account");
  }

  /** Sends each request once: not all of EMR's may be sent twice. The caller need not close it. */
  public synchronized EmrClient emr() {
    return opened(
        configured(
                EmrClient.builder(),
                CommonSettings.ENDPOINT.name(),
                AwsRetryStrategy.doNotRetry(),
                callTimeout())
            .credentialsProvider(credentials())
            .build());
  }

  /**
   * A client of S3. The caller need not close it. Another server than S3's own need not know its
   * newer checksums, and has the bucket in the path of its addresses.
   *
   * @param endpoint the setting that names its address
   * @param retries how often a request is sent again
   */
  public synchronized S3Client s3(String endpoint, RetryStrategy retries) {
    S3ClientBuilder s3 =
        configured(S3Client.builder(), endpoint, retries, Optional.empty())
            .credentialsProvider(credentials());
    if (settings.text(endpoint).isPresent()) {
      s3.forcePathStyle(true)
          .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
          .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED);
    }
    return opened(s3.build());
  }

  /** A client of STS, with the credentials that a role is assumed with. Need not be closed. */
  synchronized StsClient sts() {
    return opened(
        configured(
                StsClient.builder(),
                AwsSettings.STS_ENDPOINT.name(),
                AwsRetryStrategy.standardRetryStrategy(),
                callTimeout())
            .credentialsProvider(own())
            .build());
  }

  /**
   * Looks for the credentials that a role is assumed with, where they have to be looked for.
   *
   * @throws SdkException when there are none
   */
  void signIn() {
    own().resolveCredentials();
  }

  /**
   * Assumes the role, where one is set and was not yet.
   *
   * @throws SdkException when it may not be assumed, or STS has not answered
   */
  void assumeRole() {
    credentials().resolveCredentials();
  }

  private synchronized AwsCredentialsProvider credentials() {
    if (credentials == null) {
      credentials =
          settings
              .text(AwsSettings.ASSUME_ROLE.name())
              .<AwsCredentialsProvider>map(this::assumed)
              .orElseGet(this::own);
    }
    return credentials;
  }

  private synchronized AwsCredentialsProvider own() {
    if (own == null) {
      own = chosen();
    }
    return own;
  }

  private AwsCredentialsProvider chosen() {
    Optional<String> id = settings.text(AwsSettings.ACCESS_KEY_ID.name());
    if (id.isPresent()) {
      String key = settings.required(AwsSettings.SECRET_ACCESS_KEY.name());
      AwsCredentials fixed =
          settings
              .text(AwsSettings.SESSION_TOKEN.name())
              .<AwsCredentials>map(token -> AwsSessionCredentials.create(id.get(), key, token))
              .orElseGet(() -> AwsBasicCredentials.create(id.get(), key));
      return StaticCredentialsProvider.create(fixed);
    }
    return settings
        .text(AwsSettings.PROFILE.name())
        .<AwsCredentialsProvider>map(
            name -> opened(ProfileCredentialsProvider.builder().profileName(name).build()))
        .orElseGet(() -> opened(DefaultCredentialsProvider.builder().build()));
  }

  /** The credentials of a role, renewed before they end. */
  private AwsCredentialsProvider assumed(String role) {
    return opened(
        StsAssumeRoleCredentialsProvider.builder()
            .stsClient(sts())
            .refreshRequest(
                request -> {
                  request.roleArn(role).roleSessionName(SESSION);
                  settings.text(AwsSettings.EXTERNAL_ID.name()).ifPresent(request::externalId);
                })
            .build());
  }

  private Optional<Duration> callTimeout() {
    return Optional.of(settings.duration(CommonSettings.REQUEST_TIMEOUT.name()));
  }

  /**
   * @param whole how long a call may take to its end; empty where that depends on what it carries,
   *     so that only its pauses have a limit
   */
  private <B extends AwsClientBuilder<B, ?> & SdkSyncClientBuilder<B, ?>> B configured(
      B builder, String endpoint, RetryStrategy retries, Optional<Duration> whole) {
    settings.text(endpoint).map(URI::create).ifPresent(builder::endpointOverride);
    ClientOverrideConfiguration.Builder calls =
        ClientOverrideConfiguration.builder()
            .retryStrategy(retries)
            .putAdvancedOption(SdkAdvancedClientOption.USER_AGENT_SUFFIX, AGENT);
    whole.ifPresent(calls::apiCallTimeout);
    return builder.region(region).httpClient(opened(http())).overrideConfiguration(calls.build());
  }

  private SdkHttpClient http() {
    UrlConnectionHttpClient.Builder http =
        UrlConnectionHttpClient.builder()
            .connectionTimeout(settings.duration(CommonSettings.CONNECT_TIMEOUT.name()))
            .socketTimeout(settings.duration(CommonSettings.REQUEST_TIMEOUT.name()));
    settings
        .text(CommonSettings.PROXY.name())
        .map(URI::create)
        .ifPresent(
            proxy ->
                http.proxyConfiguration(
                    ProxyConfiguration.builder()
                        .endpoint(proxy)
                        .useSystemPropertyValues(false)
                        .useEnvironmentVariablesValues(false)
                        .build()));
    settings
        .path(CommonSettings.CA_FILE.name())
        .ifPresent(
            file -> {
              TrustManager[] trusted =
                  TrustedCertificates.managers(file, prefix + CommonSettings.CA_FILE.name());
              http.tlsTrustManagersProvider(() -> trusted);
            });
    return new CutConnections(http.build());
  }

  private <T extends SdkAutoCloseable> T opened(T client) {
    opened.push(client);
    return client;
  }

  /** Ends every client that was made here. A second call does nothing. */
  @Override
  public synchronized void close() {
    while (!opened.isEmpty()) {
      opened.pop().close();
    }
  }

  @Override
  public String toString() {
    return "clients of AWS in " + region + ", for " + asker();
  }
}
