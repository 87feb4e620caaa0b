// SPDX-License-Identifier: Apache-2.0
/**
 * Calls over HTTP that end in time: {@link dev.outrider.flavor.base.http.HttpCalls} is the client,
 * {@link dev.outrider.flavor.base.http.HttpOptions} is how it reaches its server, and {@link
 * dev.outrider.flavor.base.http.JsonService} is a service that answers in JSON.
 *
 * <pre>
 * JsonService service = new JsonService(settings, refusals, "token", "error");
 * Job job = service.post("/jobs", json, Job.class);
 * </pre>
 */
package dev.outrider.flavor.base.http;
