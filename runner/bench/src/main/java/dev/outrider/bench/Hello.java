// SPDX-License-Identifier: Apache-2.0
package dev.outrider.bench;

/** The least that a JVM can do: the opponent of a short command. */
final class Hello {

  private Hello() {}

  public static void main(String[] arguments) {
    System.out.println("hello, world");
  }
}
