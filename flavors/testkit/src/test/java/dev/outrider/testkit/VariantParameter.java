// SPDX-License-Identifier: Apache-2.0
package dev.outrider.testkit;

import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Tells a test class which {@link Variant} this run is about. */
final class VariantParameter implements ParameterResolver {

  /** The configuration parameter of a launcher's run that names the variant. */
  static final String KEY = "dev.outrider.testkit.variant";

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == Variant.class;
  }

  @Override
  public Variant resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return new Variant(context.getConfigurationParameter(KEY));
  }
}
