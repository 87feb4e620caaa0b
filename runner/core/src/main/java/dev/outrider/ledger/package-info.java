// SPDX-License-Identifier: Apache-2.0
/** The run store: what is written down of runs, steps and attempts, in one SQLite file. */
package dev.outrider.ledger;
