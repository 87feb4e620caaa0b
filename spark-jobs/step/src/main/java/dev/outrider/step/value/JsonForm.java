// SPDX-License-Identifier: Apache-2.0
package dev.outrider.step.value;

import com.eclipsesource.json.Json;
import com.eclipsesource.json.JsonArray;
import com.eclipsesource.json.JsonObject;
import com.eclipsesource.json.JsonValue;
import com.eclipsesource.json.ParseException;
import java.lang.reflect.Array;
import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.WildcardType;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.Period;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Function;

/**
 * The JSON form of values: what is written reads back equal.
 *
 * <p>A JSON form have: {@code boolean}, numbers, {@code String}, {@code char}, {@code BigDecimal},
 * {@code BigInteger}, enums, the types of {@code java.time}, {@code URI}, {@code UUID}, {@code
 * Path}, {@link JsonText}; {@code Optional}, {@code List}, {@code Set}, {@code Map} with text-like
 * keys, Scala's {@code Option}, {@code Seq} and {@code List} of these; and records, Scala case
 * classes and classes whose constructor names its parameters, of these. Judged is the declared
 * type: a value of a subclass is refused, for it would not read back.
 *
 * <p>An absent member reads as an empty {@code Optional}, and is an error for every other type. The
 * members of a map and of a set are written in the order of their text, so that equal values have
 * equal JSON. Values are nested at most {@value #DEPTH} deep. A number may be written as text,
 * which the keys of a map always are; a fraction never reads as a whole number, and a number that
 * is too great for its type is refused, not cut.
 */
public final class JsonForm {

  /** How deep values and texts may be nested. */
  private static final int DEPTH = 500;

  private static final Map<Class<?>, Function<String, Object>> TEXT = new LinkedHashMap<>();

  static {
    TEXT.put(String.class, s -> s);
    TEXT.put(BigDecimal.class, BigDecimal::new);
    TEXT.put(BigInteger.class, BigInteger::new);
    TEXT.put(Instant.class, Instant::parse);
    TEXT.put(Duration.class, Duration::parse);
    TEXT.put(Period.class, Period::parse);
    TEXT.put(LocalDate.class, LocalDate::parse);
    TEXT.put(LocalTime.class, LocalTime::parse);
    TEXT.put(LocalDateTime.class, LocalDateTime::parse);
    TEXT.put(OffsetDateTime.class, OffsetDateTime::parse);
    TEXT.put(ZonedDateTime.class, ZonedDateTime::parse);
    TEXT.put(ZoneId.class, ZoneId::of);
    TEXT.put(URI.class, URI::create);
    TEXT.put(UUID.class, UUID::fromString);
    TEXT.put(Path.class, s -> Paths.get(s));
  }

  private JsonForm() {}

  /**
   * Writes a value as compact JSON.
   *
   * @param value the value; null is written as {@code null}
   * @param type its declared type, with type arguments
   * @param path names the place in messages, for example {@code step 'clean'}
   * @throws JsonFormException when the value, or a part of it, has no JSON form
   */
  public static String write(Object value, Type type, String path) {
    return escaped(encode(value, type, path, 0).toString());
  }

  /**
   * JSON text as it is, but half a surrogate pair, which no encoder can write, as its escape. Such
   * a half stands in no place but a string.
   */
  private static String escaped(String json) {
    StringBuilder text = null;
    for (int i = 0; i < json.length(); i++) {
      char each = json.charAt(i);
      boolean pair =
          Character.isHighSurrogate(each)
              && i + 1 < json.length()
              && Character.isLowSurrogate(json.charAt(i + 1));
      boolean half = Character.isSurrogate(each) && !pair;
      if (half && text == null) {
        text = new StringBuilder(json.length() + 16).append(json, 0, i);
      }
      if (half) {
        text.append("\\u").append(Integer.toHexString(each));
      } else if (text != null) {
        text.append(each);
        if (pair) {
          text.append(json.charAt(i + 1));
        }
      }
      if (pair) {
        i++;
      }
    }
    return text == null ? json : text.toString();
  }

  /** Writes a value as {@link #write} does, on several lines for people to read. */
  public static String writePretty(Object value, Type type, String path) {
    StringBuilder text = new StringBuilder();
    indent(encode(value, type, path, 0), "\n", text);
    return escaped(text.append('\n').toString());
  }

  private static void indent(JsonValue value, String margin, StringBuilder text) {
    String inner = margin + "  ";
    if (value.isArray() && !value.asArray().isEmpty()) {
      String before = "[";
      for (JsonValue each : value.asArray()) {
        indent(each, inner, text.append(before).append(inner));
        before = ",";
      }
      text.append(margin).append(']');
    } else if (value.isObject() && !value.asObject().isEmpty()) {
      String before = "{";
      for (JsonObject.Member each : value.asObject()) {
        text.append(before).append(inner).append(Json.value(each.getName())).append(": ");
        indent(each.getValue(), inner, text);
        before = ",";
      }
      text.append(margin).append('}');
    } else {
      text.append(value);
    }
  }

  /**
   * Reads a value. A member that the type does not have is refused.
   *
   * @param json the text
   * @param type the type to read, with type arguments
   * @param path names the place in messages
   * @return the value; null for JSON's {@code null}
   * @throws JsonFormException when the text is not JSON or does not fit the type
   */
  public static Object read(String json, Type type, String path) {
    return decode(parse(json, path), type, path, true);
  }

  /**
   * Reads a value, passing over members that the type does not have: for documents that a newer
   * Outrider may have written.
   *
   * @throws JsonFormException when the text is not JSON or does not fit the type
   */
  public static Object readTolerantly(String json, Type type, String path) {
    return decode(parse(json, path), type, path, false);
  }

  /**
   * The value of a member of a JSON object, as JSON.
   *
   * @throws JsonFormException when the text is not a JSON object
   */
  public static Optional<JsonText> member(String json, String name, String path) {
    JsonValue value = parse(json, path);
    if (!value.isObject()) {
      throw new JsonFormException(path, "must be a JSON object but is " + shown(value) + ".");
    }
    JsonValue member = value.asObject().get(name);
    return member == null ? Optional.empty() : Optional.of(new JsonText(member.toString()));
  }

  /**
   * Reads a value from the text that a person typed on a command line: the text itself for texts,
   * dates, enums and the like, JSON for numbers, lists and composites.
   *
   * @throws JsonFormException when it does not fit the type
   */
  public static Object readTyped(String text, Type type, String path) {
    Class<?> raw = raw(type);
    if (raw == Optional.class) {
      return Optional.ofNullable(readTyped(text, argument(type, 0), path));
    }
    if (TEXT.containsKey(raw) || raw.isEnum() || raw == char.class || raw == Character.class) {
      return decode(Json.value(text), type, path, true);
    }
    JsonValue value;
    try {
      value = Json.parse(text);
    } catch (ParseException e) {
      value = Json.value(text);
    }
    return decode(value, type, path, true);
  }

  /**
   * Checks that values of a declared type have a JSON form, without a value at hand.
   *
   * @throws JsonFormException at the first part of the type that has none
   */
  public static void check(Type type, String path) {
    check(type, path, new HashSet<>());
  }

  /** Inside of a type that contains itself, the type is taken for checked. */
  private static void check(Type type, String path, Set<Class<?>> around) {
    Class<?> raw = raw(type);
    if (isLeaf(raw)) {
      return;
    }
    if (isSequence(raw)) {
      check(argument(type, 0), path, around);
      return;
    }
    if (isOption(raw)) {
      checkOption(type, path);
      check(argument(type, 0), path, around);
      return;
    }
    if (raw == Map.class) {
      checkKey(argument(type, 0), path);
      check(argument(type, 1), path, around);
      return;
    }
    if (!around.add(raw)) {
      return;
    }
    for (Part part : Parts.of(raw, path).list()) {
      check(part.type(), path + "." + part.name(), around);
    }
    around.remove(raw);
  }

  static String compact(String json) {
    return escaped(parse(json, "the text").toString());
  }

  private static JsonValue parse(String json, String path) {
    try {
      JsonValue value = Json.parse(json);
      checkDepth(value, path, 0);
      return value;
    } catch (ParseException e) {
      throw new JsonFormException(path, "is no JSON: " + e.getMessage() + ".", e);
    }
  }

  private static void checkDepth(JsonValue value, String path, int depth) {
    if (depth > DEPTH) {
      throw new JsonFormException(path, "is nested more than " + DEPTH + " deep.");
    }
    if (value.isArray()) {
      for (JsonValue each : value.asArray()) {
        checkDepth(each, path, depth + 1);
      }
    } else if (value.isObject()) {
      for (JsonObject.Member each : value.asObject()) {
        checkDepth(each.getValue(), path, depth + 1);
      }
    }
  }

  private static boolean isLeaf(Class<?> type) {
    return type.isPrimitive() && type != void.class
        || type == Boolean.class
        || type == Character.class
        || type == JsonText.class
        || type.isEnum()
        || TEXT.containsKey(type)
        || isBoxedNumber(type);
  }

  private static boolean isBoxedNumber(Class<?> type) {
    return type == Integer.class
        || type == Long.class
        || type == Double.class
        || type == Float.class
        || type == Short.class
        || type == Byte.class;
  }

  private static boolean isSequence(Class<?> type) {
    return type == List.class
        || type == Set.class
        || type == Collection.class
        || isScalaSequence(type);
  }

  private static boolean isScalaSequence(Class<?> type) {
    String name = type.getName();
    return name.equals("scala.collection.immutable.List")
        || name.equals("scala.collection.Seq")
        || name.equals("scala.collection.immutable.Seq");
  }

  private static boolean isScalaOption(Class<?> type) {
    return type.getName().equals("scala.Option");
  }

  private static boolean isOption(Class<?> type) {
    return type == Optional.class || isScalaOption(type);
  }

  private static void checkOption(Type type, String path) {
    Class<?> inner = raw(argument(type, 0));
    if (isOption(inner)) {
      throw new JsonFormException(
          path,
          "is a "
              + type.getTypeName()
              + ", whose two kinds of nothing would read back as one. Use one option.");
    }
  }

  private static void checkKey(Type type, String path) {
    Class<?> raw = raw(type);
    if (!raw.isEnum() && !TEXT.containsKey(raw) && !isBoxedNumber(raw)) {
      throw new JsonFormException(
          path,
          "is a map whose keys are "
              + type.getTypeName()
              + "; use text, numbers, dates or an enum as keys.");
    }
  }

  private static JsonValue encode(Object value, Type type, String path, int depth) {
    Class<?> raw = raw(type);
    if (depth > DEPTH) {
      throw new JsonFormException(path, "is nested more than " + DEPTH + " deep.");
    }
    if (isOption(raw)) {
      checkOption(type, path);
    }
    if (raw == Optional.class) {
      Object inner = value == null ? null : ((Optional<?>) value).orElse(null);
      return encode(inner, argument(type, 0), path, depth);
    }
    if (value == null) {
      check(type, path);
      return Json.NULL;
    }
    if (isLeaf(raw)) {
      return encodeLeaf(value);
    }
    if (isScalaOption(raw)) {
      boolean empty = (Boolean) call(value, "isEmpty");
      Object inner = empty ? null : call(value, "get");
      return encode(inner, argument(type, 0), path, depth);
    }
    if (isSequence(raw)) {
      List<JsonValue> elements = new ArrayList<>();
      for (Object each : isScalaSequence(raw) ? scalaElements(value) : (Collection<?>) value) {
        String at = path + "[" + elements.size() + "]";
        elements.add(encode(each, argument(type, 0), at, depth + 1));
      }
      if (raw == Set.class) {
        elements.sort(Comparator.comparing(JsonValue::toString));
      }
      JsonArray array = new JsonArray();
      elements.forEach(array::add);
      return array;
    }
    if (raw == Map.class) {
      return encodeMap((Map<?, ?>) value, type, path, depth);
    }
    if (Parts.isLambda(value.getClass())) {
      throw new JsonFormException(
          path, "is a lambda, which has no JSON form. Use a record or a class.");
    }
    if (raw != value.getClass()) {
      Parts.of(raw, path);
      throw new JsonFormException(
          path,
          "is declared as "
              + raw.getTypeName()
              + " but holds a "
              + value.getClass().getTypeName()
              + ", which would not read back. Declare the type that it holds.");
    }
    Parts parts = Parts.of(raw, path);
    JsonObject object = new JsonObject();
    for (Part part : parts.list()) {
      Object inner = parts.get(value, part);
      if (!isEmptyOptional(inner)) {
        object.add(part.name(), encodePart(inner, part, path, depth + 1));
      }
    }
    return object;
  }

  /** Most parts are leaves, for which nothing is put together that only messages need. */
  private static JsonValue encodePart(Object value, Part part, String path, int depth) {
    boolean optional = value instanceof Optional && raw(part.type()) == Optional.class;
    Object inner = optional ? ((Optional<?>) value).get() : value;
    Class<?> type = raw(optional ? argument(part.type(), 0) : part.type());
    return inner != null && depth <= DEPTH && isLeaf(type)
        ? encodeLeaf(inner)
        : encode(value, part.type(), path + "." + part.name(), depth);
  }

  private static JsonValue encodeMap(Map<?, ?> map, Type type, String path, int depth) {
    checkKey(argument(type, 0), path);
    Map<String, JsonValue> members = new TreeMap<>();
    for (Map.Entry<?, ?> entry : map.entrySet()) {
      if (entry.getKey() == null) {
        throw new JsonFormException(path, "has a key that is null. Use text that says nothing.");
      }
      String key = keyText(entry.getKey());
      String at = path + "." + key;
      members.put(key, encode(entry.getValue(), argument(type, 1), at, depth + 1));
    }
    JsonObject object = new JsonObject();
    members.forEach(object::add);
    return object;
  }

  private static boolean isEmptyOptional(Object value) {
    return value instanceof Optional && !((Optional<?>) value).isPresent();
  }

  private static JsonValue encodeLeaf(Object value) {
    if (value instanceof JsonText) {
      return Json.parse(((JsonText) value).text());
    }
    if (value instanceof Boolean) {
      return Json.value((Boolean) value);
    }
    if (value instanceof Double || value instanceof Float) {
      double number = ((Number) value).doubleValue();
      boolean finite = !Double.isNaN(number) && !Double.isInfinite(number);
      return finite ? Json.parse(value.toString()) : Json.value(value.toString());
    }
    if (isBoxedNumber(value.getClass())) {
      return Json.value(((Number) value).longValue());
    }
    if (value instanceof Enum) {
      return Json.value(((Enum<?>) value).name());
    }
    if (value instanceof BigDecimal || value instanceof BigInteger) {
      return Json.parse(value.toString().replace("E+", "E"));
    }
    return Json.value(value.toString());
  }

  private static String keyText(Object key) {
    return key instanceof Enum ? ((Enum<?>) key).name() : key.toString();
  }

  private static Object decode(JsonValue json, Type type, String path, boolean strict) {
    Class<?> raw = raw(type);
    boolean absent = json == null || json.isNull();
    if (raw == Optional.class) {
      return absent ? Optional.empty() : Optional.of(decode(json, argument(type, 0), path, strict));
    }
    if (isScalaOption(raw)) {
      Object inner = absent ? null : decode(json, argument(type, 0), path, strict);
      return callStatic(raw, "apply", Object.class, inner);
    }
    if (json == null) {
      throw new JsonFormException(path, "is missing; expected is " + expected(type) + ".");
    }
    if (raw == JsonText.class) {
      return new JsonText(json.toString());
    }
    if (json.isNull()) {
      if (raw.isPrimitive()) {
        throw new JsonFormException(path, "must not be null; expected is " + expected(type) + ".");
      }
      check(type, path);
      return null;
    }
    if (isLeaf(raw)) {
      return decodeLeaf(json, raw, path);
    }
    if (isSequence(raw)) {
      if (!json.isArray()) {
        throw unfit(json, type, path);
      }
      List<Object> list = new ArrayList<>();
      for (JsonValue each : json.asArray()) {
        list.add(decode(each, argument(type, 0), path + "[" + list.size() + "]", strict));
      }
      if (isScalaSequence(raw)) {
        return scalaList(raw.getClassLoader(), list);
      }
      return raw == Set.class
          ? Collections.unmodifiableSet(new LinkedHashSet<>(list))
          : Collections.unmodifiableList(list);
    }
    if (!json.isObject()) {
      check(type, path);
      throw unfit(json, type, path);
    }
    if (raw == Map.class) {
      Map<Object, Object> map = new LinkedHashMap<>();
      for (JsonObject.Member member : json.asObject()) {
        String at = path + "." + member.getName();
        Object key = decode(Json.value(member.getName()), argument(type, 0), at, strict);
        map.put(key, decode(member.getValue(), argument(type, 1), at, strict));
      }
      return Collections.unmodifiableMap(map);
    }
    return decodeComposite(json.asObject(), Parts.of(raw, path), path, strict);
  }

  private static Object decodeComposite(
      JsonObject object, Parts parts, String path, boolean strict) {
    if (strict) {
      for (String name : object.names()) {
        if (!parts.names().contains(name)) {
          throw new JsonFormException(path, "has no '" + name + "'; it has " + parts.names() + ".");
        }
      }
    }
    List<Object> values = new ArrayList<>();
    for (Part part : parts.list()) {
      values.add(decode(object.get(part.name()), part.type(), path + "." + part.name(), strict));
    }
    return parts.construct(values.toArray());
  }

  private static Object decodeLeaf(JsonValue json, Class<?> type, String path) {
    boolean text = json.isString();
    String written = text ? json.asString() : json.toString();
    try {
      if (type == boolean.class || type == Boolean.class) {
        if (!json.isBoolean() && !written.equals("true") && !written.equals("false")) {
          throw new IllegalArgumentException(written);
        }
        return Boolean.valueOf(written);
      }
      if (type == char.class || type == Character.class) {
        if (!text || written.length() != 1) {
          throw new IllegalArgumentException(written);
        }
        return written.charAt(0);
      }
      if (type.isPrimitive() || isBoxedNumber(type)) {
        return number(written, type);
      }
      if (type.isEnum()) {
        return constant(type, written);
      }
      if (!text && !Number.class.isAssignableFrom(type)) {
        throw new IllegalArgumentException(written);
      }
      return TEXT.get(type).apply(written);
    } catch (RuntimeException e) {
      throw unfit(json, type, path);
    }
  }

  private static Object number(String written, Class<?> type) {
    if (type == double.class || type == Double.class) {
      return inRange(Double.valueOf(written), written);
    }
    if (type == float.class || type == Float.class) {
      return inRange(Float.valueOf(written), written);
    }
    BigDecimal exact = new BigDecimal(written);
    if (type == long.class || type == Long.class) {
      return exact.longValueExact();
    }
    if (type == int.class || type == Integer.class) {
      return exact.intValueExact();
    }
    if (type == short.class || type == Short.class) {
      return exact.shortValueExact();
    }
    return exact.byteValueExact();
  }

  private static Number inRange(Number read, String written) {
    if (Double.isInfinite(read.doubleValue()) && !written.endsWith("Infinity")) {
      throw new ArithmeticException(written);
    }
    return read;
  }

  @SuppressWarnings({"unchecked", "rawtypes"})
  private static Object constant(Class type, String name) {
    return Enum.valueOf(type, name);
  }

  private static JsonFormException unfit(JsonValue json, Type type, String path) {
    return new JsonFormException(
        path, "was " + shown(json) + " but must be " + expected(type) + ".");
  }

  private static String shown(JsonValue json) {
    String text = json.toString();
    return text.length() <= 60 ? text : text.substring(0, 57) + "...";
  }

  /** What a type wants, in words, for messages: {@code a whole number}, {@code one of [A, B]}. */
  public static String expected(Type type) {
    Class<?> raw = raw(type);
    if (raw == Optional.class) {
      return expected(argument(type, 0)) + ", or nothing";
    }
    if (raw == boolean.class || raw == Boolean.class) {
      return "true or false";
    }
    if (raw == double.class || raw == Double.class || raw == float.class || raw == Float.class) {
      return "a number";
    }
    if (raw.isPrimitive() && raw != char.class || isBoxedNumber(raw)) {
      String bits =
          raw == int.class || raw == Integer.class
              ? "32"
              : raw == long.class || raw == Long.class
                  ? "64"
                  : raw == short.class || raw == Short.class ? "16" : "8";
      return "a whole number of " + bits + " bits";
    }
    if (raw.isEnum()) {
      List<String> names = new ArrayList<>();
      for (Object constant : raw.getEnumConstants()) {
        names.add(((Enum<?>) constant).name());
      }
      return "one of " + names;
    }
    if (raw == String.class) {
      return "text";
    }
    if (raw == Instant.class) {
      return "an instant such as 2026-01-31T12:00:00Z";
    }
    if (raw == Duration.class) {
      return "a duration such as PT15M";
    }
    if (raw == LocalDate.class) {
      return "a date such as 2026-01-31";
    }
    if (isSequence(raw)) {
      return "a list of " + argument(type, 0).getTypeName();
    }
    return "a " + type.getTypeName();
  }

  /** The class of a type: of {@code List<String>}, {@code List}. */
  public static Class<?> raw(Type type) {
    if (type instanceof Class) {
      return (Class<?>) type;
    }
    if (type instanceof ParameterizedType) {
      return (Class<?>) ((ParameterizedType) type).getRawType();
    }
    if (type instanceof WildcardType) {
      return raw(((WildcardType) type).getUpperBounds()[0]);
    }
    if (type instanceof java.lang.reflect.GenericArrayType) {
      Type component = ((java.lang.reflect.GenericArrayType) type).getGenericComponentType();
      return Array.newInstance(raw(component), 0).getClass();
    }
    return Object.class;
  }

  /**
   * A type's argument: of {@code List<String>} at 0, {@code String}; {@code Object} where it names
   * none.
   */
  public static Type argument(Type type, int index) {
    return type instanceof ParameterizedType
        ? ((ParameterizedType) type).getActualTypeArguments()[index]
        : Object.class;
  }

  // Scala's collections, by name: this class runs on Scala 2.12, 2.13 and without any.

  private static List<Object> scalaElements(Object sequence) {
    List<Object> elements = new ArrayList<>();
    Object iterator = call(sequence, "iterator");
    while ((Boolean) call(iterator, "hasNext")) {
      elements.add(call(iterator, "next"));
    }
    return elements;
  }

  private static Object scalaList(ClassLoader loader, List<Object> elements) {
    try {
      Class<?> nil = Class.forName("scala.collection.immutable.Nil$", true, loader);
      Class<?> list = Class.forName("scala.collection.immutable.List", true, loader);
      Class<?> cons = Class.forName("scala.collection.immutable.$colon$colon", true, loader);
      Object result = nil.getField("MODULE$").get(null);
      for (int i = elements.size() - 1; i >= 0; i--) {
        result = cons.getConstructor(Object.class, list).newInstance(elements.get(i), result);
      }
      return result;
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("This Scala has another List than 2.12 and 2.13", e);
    }
  }

  private static Object call(Object target, String method) {
    try {
      Method found = target.getClass().getMethod(method);
      found.setAccessible(true);
      return found.invoke(target);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(target.getClass() + " cannot be read", e);
    }
  }

  private static Object callStatic(
      Class<?> owner, String method, Class<?> parameter, Object argument) {
    try {
      return owner.getMethod(method, parameter).invoke(null, argument);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(owner + " cannot be made", e);
    }
  }
}
