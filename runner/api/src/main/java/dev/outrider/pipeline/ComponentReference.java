// SPDX-License-Identifier: Apache-2.0
package dev.outrider.pipeline;

import java.io.IOException;
import java.io.NotSerializableException;
import java.io.ObjectOutputStream;
import java.io.OutputStream;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.lang.invoke.SerializedLambda;
import java.util.Objects;

/**
 * The accessor behind a {@link Component}: which method the compiler made of {@code In::flights}.
 * For a method reference that is the accessor itself; for a lambda, Java's or Scala's, it is the
 * method that holds its body, which is read from the class file when the pipeline is planned.
 *
 * @param ownerClass the class that holds the method, as in a class file: {@code acme/Train$In}
 * @param method the method's name
 * @param descriptor the method's descriptor
 * @param loader the loader of the class that wrote the reference; null for the boot loader
 */
public record ComponentReference(
    String ownerClass, String method, String descriptor, ClassLoader loader) {

  public ComponentReference {
    Objects.requireNonNull(ownerClass, "ownerClass");
    Objects.requireNonNull(method, "method");
    Objects.requireNonNull(descriptor, "descriptor");
  }

  /**
   * Reads a reference without calling it, and without loading the types that it mentions.
   *
   * @throws IllegalArgumentException when it is neither a method reference nor a lambda
   */
  public static ComponentReference of(Serializable component) {
    Objects.requireNonNull(component, "component");
    SerializedLambda[] seen = new SerializedLambda[1];
    try (ObjectOutputStream out = new Catching(seen)) {
      out.writeObject(component);
    } catch (NotSerializableException e) {
      throw refused(component, e); // an object of a class, and what it holds
    } catch (IOException e) {
      throw new UncheckedIOException("This Java cannot tell what a method reference names", e);
    }
    if (seen[0] == null) {
      throw refused(component, null);
    }
    return new ComponentReference(
        seen[0].getImplClass(),
        seen[0].getImplMethodName(),
        seen[0].getImplMethodSignature(),
        component.getClass().getClassLoader());
  }

  private static IllegalArgumentException refused(Serializable component, Exception cause) {
    return new IllegalArgumentException(
        "A component is named by a method reference such as In::flights, not by a "
            + component.getClass().getName()
            + ".",
        cause);
  }

  @Override
  public String toString() {
    return ownerClass.substring(ownerClass.lastIndexOf('/') + 1).replace('$', '.') + "::" + method;
  }

  private static final class Catching extends ObjectOutputStream {
    private final SerializedLambda[] seen;

    Catching(SerializedLambda[] seen) throws IOException {
      super(OutputStream.nullOutputStream());
      this.seen = seen;
      enableReplaceObject(true);
    }

    @Override
    protected Object replaceObject(Object each) {
      if (each instanceof SerializedLambda lambda) {
        seen[0] = lambda;
        return null;
      }
      return each;
    }
  }
}
