// SPDX-License-Identifier: Apache-2.0
/**
 * What loopback platforms are made of: a script of faults, servers that play it, and back ends that
 * run what was submitted. No vendor's type is here.
 */
package dev.outrider.testkit.platform;
