// SPDX-License-Identifier: Apache-2.0
/**
 * The flavor {@code loopback}: a platform of Outrider's own on 127.0.0.1 that speaks JSON over
 * HTTP, and the operator that speaks with it. It shows what an adapter to a platform in a cloud is
 * made of, and lets pipelines be rehearsed without an account.
 *
 * <pre>
 * POST /v1/jobs                    makes a job; one of each token
 * GET  /v1/jobs?ids=a,b            up to 100 jobs
 * GET  /v1/jobs?token=T&amp;page=P     looks through 100 jobs a page, the newest first
 * GET  /v1/jobs/ID                 one job
 * POST /v1/jobs/ID/cancel          stops it
 * GET  /v1/jobs/ID/log?from=N      what it has printed from line N on
 * GET  /v1/platform                what it runs Spark with
 * </pre>
 */
package dev.outrider.flavor.loopback;
