// SPDX-License-Identifier: Apache-2.0
package dev.outrider.flavor.aws;

import dev.outrider.flavor.Finding;
import dev.outrider.flavor.base.check.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.sts.model.GetCallerIdentityResponse;

/**
 * Who asks, and the role that is assumed for that.
 *
 * @param clients not closed here
 */
public record CallerCheck(AwsClients clients, AwsUnasked unasked) {
  private static final String CREDENTIALS = "credentials";
  private static final String ROLE = "acting as";

  /** A failed one where nothing can be asked for. */
  public List<Finding> findings() {
    List<Finding> findings = new ArrayList<>();
    Finding credentials = credentials();
    findings.add(credentials);
    Optional<String> role = clients.role();
    if (role.isPresent() && credentials.outcome() != Finding.Outcome.FAILED) {
      findings.add(assumed(role.get()));
    }
    return findings;
  }

  private Finding credentials() {
    try {
      clients.signIn();
    } catch (SdkException e) {
      return AwsErrors.problem(e) == Problem.INTERRUPTED
          ? unasked.notSeen(CREDENTIALS, "sts:GetCallerIdentity", e)
          : failed(e);
    }
    try {
      GetCallerIdentityResponse identity =
          clients.sts().getCallerIdentity(call -> call.overrideConfiguration(AwsUnasked::limit));
      if (identity.arn() == null) {
        return Finding.notSeen(CREDENTIALS, "The answer of STS says nobody.");
      }
      return Finding.passed(
          CREDENTIALS, identity.arn() + ", of account " + identity.account() + ".");
    } catch (SdkException e) {
      return AwsErrors.problem(e) == Problem.UNKNOWN_CALLER
          ? failed(e)
          : unasked.notSeen(CREDENTIALS, "sts:GetCallerIdentity", e);
    }
  }

  private Finding failed(SdkException e) {
    return Finding.failed(
        CREDENTIALS,
        "AWS does not know who asks: "
            + unasked.text(e)
            + "."
            + (AwsErrors.hasNoCredentials(e)
                ? ""
                : " Sign in anew, or correct %s, %s or this machine's clock."
                    .formatted(
                        unasked.setting(AwsSettings.PROFILE.name()),
                        unasked.setting(AwsSettings.ACCESS_KEY_ID.name()))));
  }

  /** Without the role nothing can be requested, so a refusal is a failure, not an unseen line. */
  private Finding assumed(String role) {
    try {
      clients.assumeRole();
      return Finding.passed(ROLE, role + ".");
    } catch (SdkException e) {
      return switch (AwsErrors.problem(e)) {
        case DENIED, REFUSED, UNKNOWN_CALLER ->
            Finding.failed(
                ROLE,
                ("It was not assumed: %s. Set %s to a role that trusts you, and %s to what"
                        + " its owner asks for.")
                    .formatted(
                        unasked.text(e),
                        unasked.setting(AwsSettings.ASSUME_ROLE.name()),
                        unasked.setting(AwsSettings.EXTERNAL_ID.name())));
        default -> unasked.notSeen(ROLE, "sts:AssumeRole", e);
      };
    }
  }
}
