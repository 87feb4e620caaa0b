// SPDX-License-Identifier: Apache-2.0
package dev.outrider.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The README's Java is what it says: it compiles, with the imports that a reader expects. */
class ReadmeTest {

  private static final Pattern BLOCK = Pattern.compile("```java\\n(.*?)```", Pattern.DOTALL);
  private static final String IMPORTS =
      """
      import static dev.outrider.pipeline.Sources.*;
      import static org.apache.spark.sql.functions.col;
      import dev.outrider.pipeline.*;
      import dev.outrider.step.*;
      import java.net.URI;
      import java.nio.file.Path;
      import java.util.*;
      import org.apache.spark.sql.*;
      """;

  @TempDir Path folder;

  @Test
  void everyJavaBlockCompiles() throws IOException {
    Matcher blocks = BLOCK.matcher(Files.readString(Path.of("../../README.md")));
    StringBuilder members = new StringBuilder();
    int count = 0;
    while (blocks.find()) {
      String code = blocks.group(1);
      if (code.startsWith("package ")) {
        continue; // a program of its own, which .ci/run compiles and runs outside of this project
      }
      boolean statement = !code.contains("record ") && !code.contains("class ");
      members.append(
          statement
              ? "static void block" + count + "() throws Exception {\n" + code + "}\n"
              : code);
      count++;
    }

    assertThat(count).isGreaterThanOrEqualTo(2);
    assertThat(errors(IMPORTS + "class Readme {\n" + members + "}\n")).isEmpty();
  }

  private List<String> errors(String source) {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    javax.tools.DiagnosticCollector<JavaFileObject> found = new javax.tools.DiagnosticCollector<>();
    JavaFileObject file =
        new SimpleJavaFileObject(URI.create("string:///Readme.java"), JavaFileObject.Kind.SOURCE) {
          @Override
          public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return source;
          }
        };
    compiler
        .getTask(
            new StringWriter(),
            null,
            found,
            List.of(
                "-proc:none",
                "-cp",
                System.getProperty("java.class.path"),
                "-d",
                folder.toString()),
            null,
            List.of(file))
        .call();
    return found.getDiagnostics().stream()
        .filter(each -> each.getKind() == javax.tools.Diagnostic.Kind.ERROR)
        .map(Object::toString)
        .collect(Collectors.toList());
  }
}
