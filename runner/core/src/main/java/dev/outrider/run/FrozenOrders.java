// SPDX-License-Identifier: Apache-2.0
package dev.outrider.run;

import dev.outrider.flavor.Order;
import dev.outrider.flavor.RenderedRequest;
import dev.outrider.flavor.Submission;
import dev.outrider.step.attempt.AttemptLayout;
import dev.outrider.step.attempt.Formats;
import dev.outrider.step.attempt.OrderRecord;
import dev.outrider.step.value.JsonForm;
import dev.outrider.step.value.JsonText;
import dev.outrider.store.ArtifactStore;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The orders of attempts, in the attempts' folders. An order is written once and never changed.
 *
 * @param store keeps them; not closed here
 */
record FrozenOrders(ArtifactStore store) {

  /**
   * The order of an attempt.
   *
   * @param attempt the attempt's folder
   * @return empty where none was written yet, also in the folder of an earlier version's attempt
   * @throws IOException when the store could not be asked
   * @throws IllegalArgumentException when what is there is not an order, or not as it was written
   */
  Optional<Order> read(URI attempt) throws IOException {
    URI file = attempt.resolve(AttemptLayout.ORDER);
    Judging texts = new Judging(store);
    Optional<String> text = texts.text(file);
    if (text.isEmpty()) {
      return Optional.empty();
    }
    OrderRecord record = Formats.read(text.get(), OrderRecord.class, file.toString());
    Map<String, String> files = new TreeMap<>();
    for (String name : record.files()) {
      URI each = file.resolve(name);
      files.put(name, texts.text(each).orElseThrow(() -> new NoSuchFileException(each.toString())));
    }
    return Optional.of(
        new Order(
            (Submission)
                JsonForm.readTolerantly(
                    record.submission().text(), Submission.class, file + ".submission"),
            new RenderedRequest(record.title(), record.body(), record.notes(), files),
            record.hash()));
  }

  /**
   * Writes the order of an attempt, unless it has one.
   *
   * @return the one that it has now
   */
  Order write(URI attempt, Order order) throws IOException {
    URI file = attempt.resolve(AttemptLayout.ORDER);
    RenderedRequest request = order.request();
    for (Map.Entry<String, String> each : request.files().entrySet()) {
      store.put(file.resolve(each.getKey()), each.getValue().getBytes(StandardCharsets.UTF_8));
    }
    OrderRecord record =
        new OrderRecord(
            Formats.CURRENT,
            order.hash(),
            JsonText.of(order.submission(), Submission.class, "submission"),
            request.title(),
            request.body(),
            request.notes(),
            List.copyOf(request.files().keySet()));
    // last: whoever sees it sees its files
    if (store.putIfAbsent(file, Formats.write(record).getBytes(StandardCharsets.UTF_8))) {
      return order;
    }
    return read(attempt).orElseThrow(() -> new NoSuchFileException(file.toString()));
  }
}
