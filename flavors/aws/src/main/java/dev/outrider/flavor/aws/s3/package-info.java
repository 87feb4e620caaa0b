// SPDX-License-Identifier: Apache-2.0
/**
 * The artifact store {@code s3}, and the check of its bucket. An object is there whole or not at
 * all; of several that create one at once S3 lets one through.
 */
package dev.outrider.flavor.aws.s3;
