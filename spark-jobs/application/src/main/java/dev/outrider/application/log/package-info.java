// SPDX-License-Identifier: Apache-2.0
/**
 * What the driver prints and logs, on its way into the attempt's {@code logs/}: {@link
 * dev.outrider.application.log.DriverOutput} copies it and takes the secrets out, {@link
 * dev.outrider.application.log.LogBuffer} holds it.
 */
package dev.outrider.application.log;
