// SPDX-License-Identifier: Apache-2.0
package dev.outrider.step.attempt;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.InputFormat;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;

/** The JSON Schemas of an attempt's documents, as the step jar carries them. */
public enum FormatSchema {
  ATTEMPT_CONTEXT("attempt-context", AttemptContext.class),
  CLAIM("claim", Claim.class),
  MARK("mark", Mark.class),
  EVENT("event", Event.class),
  RESULT("result", Result.class),
  BUNDLE_DESCRIPTOR("bundle-descriptor", BundleDescriptor.class),
  ORDER("order", OrderRecord.class);

  private final JsonNode node;
  private final JsonSchema schema;
  private final Class<?> document;

  FormatSchema(String name, Class<?> document) {
    this.document = document;
    try (InputStream in = Formats.class.getResourceAsStream(name + ".schema.json")) {
      node = new ObjectMapper().readTree(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    schema =
        JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
            .getSchema(
                node, SchemaValidatorsConfig.builder().formatAssertionsEnabled(true).build());
  }

  /** The class that reads and writes the document. */
  public Class<?> document() {
    return document;
  }

  JsonNode node() {
    return node;
  }

  /** What is wrong with a document; empty when it is valid. */
  public List<String> problems(String json) {
    return schema.validate(json, InputFormat.JSON).stream()
        .map(ValidationMessage::toString)
        .toList();
  }
}
