// SPDX-License-Identifier: Apache-2.0
package dev.outrider.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.outrider.pipeline.Pipeline;
import dev.outrider.pipeline.PipelineDefinition;
import dev.outrider.pipeline.Sources;
import dev.outrider.pipeline.StepNode;
import dev.outrider.step.StepContext;
import java.io.IOException;
import java.io.StringWriter;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The Java of the pages compiles, with the imports that a reader expects. */
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
      import java.time.Duration;
      import java.util.*;
      import org.apache.spark.ml.PipelineModel;
      import org.apache.spark.sql.*;
      """;

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"../../README.md", "../README.md"})
  void everyJavaBlockCompiles(String page) throws IOException {
    Matcher blocks = BLOCK.matcher(Files.readString(Path.of(page)));
    StringBuilder members = new StringBuilder();
    int count = 0;
    while (blocks.find()) {
      String code = blocks.group(1);
      if (code.contains("Outrider.open")) {
        continue; // part of a program that .ci/outside compiles and runs
      }
      boolean statement = !Pattern.compile("record |class |static ").matcher(code).find();
      members.append(
          statement
              ? "static void block" + count + "() throws Exception {\n" + code + "}\n"
              : code);
      count++;
    }

    assertThat(count).isGreaterThanOrEqualTo(2);
    assertThat(errors(IMPORTS + "class Readme {\n" + members + "}\n")).isEmpty();
  }

  @Test
  void theScalaOfThePageIsThatOfTheExample() throws IOException {
    Matcher block =
        Pattern.compile("```scala\\n(.*?)```", Pattern.DOTALL)
            .matcher(Files.readString(Path.of("../README.md")));

    assertThat(block.find()).isTrue();
    assertThat(Path.of("src/main/scala/dev/outrider/examples/Features.scala"))
        .content()
        .contains(block.group(1));
  }

  @ParameterizedTest
  @ValueSource(
      classes = {
        Pipeline.class,
        PipelineDefinition.class,
        StepNode.class,
        Sources.class,
        StepContext.class
      })
  void thePageNamesEveryPublicMethod(Class<?> type) throws IOException {
    String page = Files.readString(Path.of("../README.md"));

    assertThat(type.getDeclaredMethods())
        .filteredOn(method -> Modifier.isPublic(method.getModifiers()) && !method.isSynthetic())
        .extracting(Method::getName)
        .filteredOn(name -> !name.equals("toString"))
        .allSatisfy(name -> assertThat(page).containsPattern("\\b" + name + "\\("));
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
