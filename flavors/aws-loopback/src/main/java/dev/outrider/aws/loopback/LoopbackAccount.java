// SPDX-License-Identifier: Apache-2.0
package dev.outrider.aws.loopback;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * An account of AWS on this machine, which its services share: users with lasting access keys,
 * roles that they assume, and the temporary keys that they get for that. Every identity may do
 * everything that is not denied. Thread-safe.
 */
public final class LoopbackAccount {
  /** The number of the account. */
  public static final String ID = "123456789012";

  private static final String IAM = "arn:aws:iam::" + ID + ":";

  private final InstantSource clock;
  private final Map<String, AccessKey> keys = new HashMap<>();
  private final Map<String, Optional<String>> roles = new HashMap<>();
  private final Set<String> denied = new HashSet<>();
  private int count;

  /**
   * An account without users and roles.
   *
   * @param clock ends temporary keys
   */
  public LoopbackAccount(InstantSource clock) {
    this.clock = Objects.requireNonNull(clock, "clock");
  }

  /**
   * Has one more user.
   *
   * @param name the last part of the user's ARN
   * @param accessKeyId of the user's access key
   * @param secret what the user signs with; never shown
   */
  public synchronized void addUser(String name, String accessKeyId, String secret) {
    count++;
    keys.put(
        accessKeyId,
        new AccessKey(
            accessKeyId,
            secret,
            Optional.empty(),
            Optional.empty(),
            "AIDALOOPBACK%08d".formatted(count),
            IAM + "user/" + name));
  }

  /**
   * Adds a role that every identity may assume.
   *
   * @param name the last part of the role's ARN
   * @param externalId what its trust policy asks for; empty where it asks for none
   * @return its ARN
   */
  public synchronized String addRole(String name, Optional<String> externalId) {
    String arn = IAM + "role/" + name;
    roles.put(arn, externalId);
    return arn;
  }

  /**
   * Denies an action to every identity from now on.
   *
   * @param action as policies name it: {@code elasticmapreduce:DescribeCluster}
   */
  public synchronized void deny(String action) {
    denied.add(action);
  }

  /** Every temporary key that was given ends now. */
  public synchronized void endSessions() {
    Instant now = clock.instant();
    keys.replaceAll(
        (id, each) ->
            each.sessionToken().isEmpty()
                ? each
                : new AccessKey(
                    id,
                    each.secret(),
                    each.sessionToken(),
                    Optional.of(now),
                    each.userId(),
                    each.arn()));
  }

  /** Who has an access key. */
  synchronized Optional<AccessKey> key(String id) {
    return Optional.ofNullable(keys.get(id));
  }

  /**
   * Checks whether an identity may do something.
   *
   * @param resource what it is done to
   * @throws ServiceException in the words of IAM where it is denied
   */
  synchronized void authorize(AccessKey caller, String action, String resource)
      throws ServiceException {
    if (denied.contains(action)) {
      throw ServiceException.refused(
          "AccessDeniedException",
          notAuthorized(caller, action, resource)
              + " because no identity-based policy allows the "
              + action
              + " action");
    }
  }

  private static String notAuthorized(AccessKey caller, String action, String resource) {
    return "User: "
        + caller.arn()
        + " is not authorized to perform: "
        + action
        + " on resource: "
        + resource;
  }

  /**
   * A temporary key for a role. A role that is not there is refused as one that may not be assumed,
   * and a wrong external id is not named: the answer must not reveal which of them it is.
   *
   * @param lifetime how long the key holds
   * @throws ServiceException when the caller may not have it
   */
  synchronized AccessKey assume(
      AccessKey caller, String role, String session, Optional<String> externalId, Duration lifetime)
      throws ServiceException {
    authorize(caller, "sts:AssumeRole", role);
    Optional<String> asked = roles.get(role);
    if (asked == null || asked.isPresent() && !asked.equals(externalId)) {
      throw ServiceException.refused(
          "AccessDeniedException", notAuthorized(caller, "sts:AssumeRole", role));
    }
    count++;
    String name = role.substring(role.indexOf(":role/") + ":role/".length());
    AccessKey key =
        new AccessKey(
            "ASIALOOPBACK%08d".formatted(count),
            "secret-of-session-" + count,
            Optional.of("token-of-session-" + count),
            Optional.of(clock.instant().plus(lifetime)),
            "AROALOOPBACK:" + session,
            "arn:aws:sts::" + ID + ":assumed-role/" + name + "/" + session);
    keys.put(key.id(), key);
    return key;
  }
}
