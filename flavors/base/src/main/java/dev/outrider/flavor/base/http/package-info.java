// SPDX-License-Identifier: Apache-2.0
/**
 * Calls over HTTP that end in time: {@link dev.outrider.flavor.base.http.HttpCalls} is the client,
 * {@link dev.outrider.flavor.base.http.HttpOptions} is how it reaches its server.
 *
 * <pre>
 * HttpCalls calls = new HttpCalls(HttpOptions.of(settings, refusals), "outrider-near-http-");
 * HttpCalls.Answer answer = calls.post(address, Map.of(), json);
 * </pre>
 */
package dev.outrider.flavor.base.http;
