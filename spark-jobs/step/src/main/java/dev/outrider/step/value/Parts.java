// SPDX-License-Identifier: Apache-2.0
package dev.outrider.step.value;

import java.lang.reflect.AccessibleObject;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Parameter;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;

/**
 * The named parts of a composite type (a record, a Scala case class, or a class whose constructor
 * names its parameters), how to take a value apart, and how to put one together. Immutable.
 */
public final class Parts {

  /** What reflection has found once; goes with the class. */
  private static final ClassValue<AtomicReference<Parts>> KNOWN =
      new ClassValue<AtomicReference<Parts>>() {
        @Override
        protected AtomicReference<Parts> computeValue(Class<?> type) {
          return new AtomicReference<>();
        }
      };

  private final Class<?> owner;
  private final Constructor<?> constructor;
  private final List<Part> list;
  private final Map<String, Field> fields;
  private final String path;

  private Parts(
      Class<?> owner,
      Constructor<?> constructor,
      List<Part> list,
      Map<String, Field> fields,
      String path) {
    this.owner = owner;
    this.constructor = constructor;
    this.list = list;
    this.fields = fields;
    this.path = path;
  }

  /**
   * The parts of a type.
   *
   * @param type the composite type
   * @param path names the place in messages
   * @throws JsonFormException when the type is not composite: a lambda, an interface, an abstract,
   *     anonymous, inner or private class, one of the JDK, Scala or Spark, or one whose constructor
   *     is private or does not name its parameters
   */
  public static Parts of(Class<?> type, String path) {
    Parts known = KNOWN.get(type).get();
    if (known == null) {
      known = read(type, path);
      KNOWN.get(type).set(known);
    }
    return new Parts(type, known.constructor, known.list, known.fields, path);
  }

  private static Parts read(Class<?> type, String path) {
    String problem = notComposite(type);
    if (problem != null) {
      throw new JsonFormException(path, problem);
    }
    Constructor<?> constructor = canonicalConstructor(type, path);
    Type[] types = constructor.getGenericParameterTypes();
    List<String> names =
        isRecord(type) ? recordComponents(type) : parameterNames(constructor, path);
    List<Part> parts = new ArrayList<>();
    for (int i = 0; i < names.size(); i++) {
      parts.add(new Part(names.get(i), types[i]));
    }
    open(constructor);
    return new Parts(
        type,
        constructor,
        Collections.unmodifiableList(parts),
        new ConcurrentHashMap<String, Field>(),
        path);
  }

  /** Whether the type is a composite one, so that {@link #of} can name its parts. */
  public static boolean isComposite(Class<?> type) {
    return notComposite(type) == null;
  }

  /** The parts in the order of the constructor. */
  public List<Part> list() {
    return list;
  }

  /** The names of the parts in the order of the constructor. */
  public List<String> names() {
    List<String> names = new ArrayList<>();
    for (Part part : list) {
      names.add(part.name());
    }
    return names;
  }

  /**
   * The value of one part.
   *
   * @throws JsonFormException when the class has no accessor for it, or the accessor throws
   */
  public Object get(Object value, Part part) {
    String name = part.name();
    // The field first: looking up a method would link every type that the class's methods mention.
    try {
      Field field = fields.get(name);
      if (field == null) {
        field = owner.getDeclaredField(name);
        open(field);
        fields.put(name, field);
      }
      return field.get(value);
    } catch (NoSuchFieldException e) {
      return getByAccessor(value, name, path + "." + name);
    } catch (IllegalAccessException e) {
      throw new JsonFormException(path + "." + name, "cannot be read: " + e.getMessage(), e);
    }
  }

  private Object getByAccessor(Object value, String name, String at) {
    String capitalized = Character.toUpperCase(name.charAt(0)) + name.substring(1);
    for (String accessor : new String[] {name, "get" + capitalized, "is" + capitalized}) {
      try {
        Method method = owner.getDeclaredMethod(accessor);
        open(method);
        return method.invoke(value);
      } catch (NoSuchMethodException e) {
        continue;
      } catch (InvocationTargetException e) {
        throw new JsonFormException(at, "cannot be read: " + e.getCause(), e.getCause());
      } catch (IllegalAccessException e) {
        throw new JsonFormException(at, "cannot be read: " + e.getMessage(), e);
      }
    }
    throw new JsonFormException(
        path,
        "takes '"
            + name
            + "' in the constructor of "
            + owner.getName()
            + " but has no field or accessor of that name.");
  }

  /**
   * Makes a value of its parts.
   *
   * @param values one for each part, in order
   * @throws JsonFormException when the constructor refuses them; the cause is what it threw
   */
  public Object construct(Object... values) {
    try {
      return constructor.newInstance(values);
    } catch (InvocationTargetException e) {
      throw new JsonFormException(
          path,
          "was refused by " + owner.getSimpleName() + ": " + e.getCause().getMessage(),
          e.getCause());
    } catch (ReflectiveOperationException | IllegalArgumentException e) {
      throw new JsonFormException(
          path, "cannot be made by " + constructor + ": " + e.getMessage(), e);
    }
  }

  private static String notComposite(Class<?> type) {
    String name = type.getName();
    if (isLambda(type)) {
      return "is a lambda, which has no JSON form. Use a record or a class.";
    }
    String form = " Use a record, a case class, a number, text, a date, a list or a map.";
    if (type == Object.class) {
      return "is an Object, which has no JSON form: its type is lost."
          + form
          + " In Scala, write Option[java.lang.Integer] for Option[Int].";
    }
    if (type.isPrimitive()
        || type.isArray()
        || type.isEnum()
        || name.startsWith("java.")
        || name.startsWith("javax.")
        || name.startsWith("scala.")
        || name.startsWith("org.apache.spark.")) {
      return "is a " + type.getTypeName() + ", which has no JSON form." + form;
    }
    if (type.isInterface() || Modifier.isAbstract(type.getModifiers())) {
      return "is the abstract type " + type.getTypeName() + ", which has no JSON form." + form;
    }
    if (type.isAnonymousClass()) {
      return "is an anonymous class, which has no JSON form." + form;
    }
    boolean nested = type.getEnclosingClass() != null;
    if (nested && !Modifier.isStatic(type.getModifiers()) && !isRecord(type)) {
      return "is the inner class "
          + name
          + ", which has no JSON form. Make it static, or a record.";
    }
    if (Modifier.isPrivate(type.getModifiers())) {
      return "is the private class " + name + ". Make it at least package-private.";
    }
    if (type.getTypeParameters().length > 0) {
      return "is the generic type "
          + name
          + ", which has no JSON form: its type argument is lost."
          + form;
    }
    return null;
  }

  static boolean isLambda(Class<?> type) {
    return type.isSynthetic() || type.getName().contains("$$Lambda");
  }

  private static boolean isRecord(Class<?> type) {
    return type.getSuperclass() != null
        && type.getSuperclass().getName().equals("java.lang.Record");
  }

  private static Constructor<?> canonicalConstructor(Class<?> type, String path) {
    if (isRecord(type)) {
      return recordConstructor(type);
    }
    Constructor<?> longest = null;
    for (Constructor<?> each : type.getDeclaredConstructors()) {
      if (Modifier.isPrivate(each.getModifiers()) || each.isSynthetic()) {
        continue;
      }
      if (longest == null || each.getParameterCount() > longest.getParameterCount()) {
        longest = each;
      }
    }
    if (longest == null) {
      throw new JsonFormException(
          path,
          "is of "
              + type.getName()
              + ", which has no constructor that can be called: all are private.");
    }
    return longest;
  }

  private static List<String> recordComponents(Class<?> type) {
    List<String> names = new ArrayList<>();
    for (Object component : recordComponents(type, "getName")) {
      names.add((String) component);
    }
    return names;
  }

  /** A record may have longer constructors than the one of its components. */
  private static Constructor<?> recordConstructor(Class<?> type) {
    Class<?>[] types = recordComponents(type, "getType").toArray(new Class<?>[0]);
    try {
      return type.getDeclaredConstructor(types);
    } catch (NoSuchMethodException e) {
      throw new IllegalStateException("No record: " + type, e);
    }
  }

  /** Through reflection: this module is Java 8, which has no records. */
  private static List<Object> recordComponents(Class<?> type, String property) {
    try {
      Object[] components = (Object[]) Class.class.getMethod("getRecordComponents").invoke(type);
      List<Object> properties = new ArrayList<>();
      for (Object component : components) {
        properties.add(component.getClass().getMethod(property).invoke(component));
      }
      return properties;
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("This Java cannot tell the components of " + type, e);
    }
  }

  private static List<String> parameterNames(Constructor<?> constructor, String path) {
    List<String> names = new ArrayList<>();
    for (Parameter parameter : constructor.getParameters()) {
      if (!parameter.isNamePresent()) {
        throw new JsonFormException(
            path,
            "is of "
                + constructor.getDeclaringClass().getName()
                + ", whose constructor does not name its parameters. Compile it with -parameters, or make it a record.");
      }
      names.add(parameter.getName());
    }
    return names;
  }

  private static void open(AccessibleObject member) {
    member.setAccessible(true);
  }
}
