// SPDX-License-Identifier: Apache-2.0
package dev.outrider.examples

import dev.outrider.step.SparkStepContext
import java.nio.file.Path
import java.util.{Map => JavaMap, TreeMap}
import org.apache.spark.sql.SparkSession
import org.slf4j.{Logger, LoggerFactory}

/** A local session, and the metrics that a step records in it; the Java tests use it too. */
class LocalSpark extends SparkStepContext with AutoCloseable {

  val metrics: JavaMap[String, java.lang.Double] = new TreeMap[String, java.lang.Double]

  override val spark: SparkSession = SparkSession
    .builder()
    .master("local[2]")
    .config("spark.ui.enabled", "false")
    .config("spark.sql.session.timeZone", "UTC")
    .config("spark.sql.shuffle.partitions", "2")
    .getOrCreate()

  override def run: String = "test"
  override def step: String = "step"
  override def attempt: Int = 1
  override def log: Logger = LoggerFactory.getLogger(classOf[LocalSpark])
  override def progress(fraction: Double, message: String): Unit = ()
  override def metric(name: String, value: Double): Unit = metrics.put(name, value)
  override def secret(name: String): String = throw new IllegalStateException("no secrets here")
  override def workFolder: Path = throw new IllegalStateException("no files here")
  override def close(): Unit = spark.stop()
}
