// SPDX-License-Identifier: Apache-2.0
/**
 * What a check of an operator finds: {@link dev.outrider.flavor.base.check.Checks} looks at things
 * in order, {@link dev.outrider.flavor.base.check.Unasked} says what is found where a call has had
 * no answer, for a {@link dev.outrider.flavor.base.check.Problem}.
 *
 * <pre>
 * new Checks()
 *     .look(caller::findings)
 *     .lookUnlessFailed("Who asks is not known.", List.of(new Look("bucket", bucket::findings)))
 *     .findings();
 * </pre>
 */
package dev.outrider.flavor.base.check;
