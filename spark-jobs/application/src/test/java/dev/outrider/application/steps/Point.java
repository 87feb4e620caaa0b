// SPDX-License-Identifier: Apache-2.0
package dev.outrider.application.steps;

import java.io.Serializable;

/** A Java bean, as typed datasets have them. */
public class Point implements Serializable {
  private static final long serialVersionUID = 1L;
  private int x;
  private String label;

  public Point() {}

  public Point(int x, String label) {
    this.x = x;
    this.label = label;
  }

  public int getX() {
    return x;
  }

  public void setX(int x) {
    this.x = x;
  }

  public String getLabel() {
    return label;
  }

  public void setLabel(String label) {
    this.label = label;
  }
}
