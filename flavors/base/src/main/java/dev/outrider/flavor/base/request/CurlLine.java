// SPDX-License-Identifier: Apache-2.0
package dev.outrider.flavor.base.request;

import java.util.ArrayList;
import java.util.List;

/** The command {@code curl} that sends a request of JSON, as a line for a shell. Pure. */
public final class CurlLine {
  private CurlLine() {}

  /**
   * A POST.
   *
   * @param headers besides the type, as {@code NAME: VALUE}; a secret is a variable of the shell,
   *     {@code Authorization: Bearer $TOKEN}, which is expanded
   */
  public static String post(String address, List<String> headers, String json) {
    List<String> words = new ArrayList<>(List.of("curl --fail-with-body --request POST"));
    words.add("--header 'Content-Type: application/json;charset=utf-8'");
    headers.forEach(each -> words.add("--header \"" + each + "\""));
    words.add("--data-raw " + ShellWord.of(json));
    words.add(ShellWord.of(address));
    return String.join(" ", words);
  }
}
