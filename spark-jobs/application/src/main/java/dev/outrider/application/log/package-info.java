// SPDX-License-Identifier: Apache-2.0
/**
 * What the driver prints and logs, on its way into the attempt's {@code logs/}: {@link
 * dev.outrider.application.log.DriverOutput} copies it, {@link
 * dev.outrider.application.log.LogBuffer} holds it, {@link dev.outrider.application.log.Masks}
 * takes the secrets out.
 */
package dev.outrider.application.log;
