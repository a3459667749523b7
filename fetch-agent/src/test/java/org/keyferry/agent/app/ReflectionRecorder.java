package org.keyferry.agent.app;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassModel;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeElement;
import java.lang.classfile.Opcode;
import java.lang.classfile.constantpool.MethodRefEntry;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.constant.ClassDesc;
import java.lang.instrument.ClassFileTransformer;
import java.lang.instrument.Instrumentation;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.lang.reflect.RecordComponent;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.ProtectionDomain;
import java.util.Enumeration;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A Java agent that notes what a native program would have to be told ahead: `class` whose members
/// are looked up by name or listed, `resource` that is read, `proxy` that is made. What GraalVM's
/// tracing agent does, for a JDK without it.
///
/// Calls in the program and its libraries are redirected to the methods below; what the JDK does
/// among itself is the native image builder's own business.
public final class ReflectionRecorder {

  private static final Set<String> NOTED = new TreeSet<>();
  private static final ClassDesc SELF = ClassDesc.of("org.keyferry.agent.app.ReflectionRecorder");
  private static final Set<String> REDIRECTED =
      Stream.of(ReflectionRecorder.class.getDeclaredMethods())
          .map(Method::getName)
          .filter(name -> name.startsWith("redirected"))
          .map(name -> name.substring("redirected".length()))
          .collect(Collectors.toSet());

  private static @Nullable Path file;

  private ReflectionRecorder() {}

  /// @param path of the file that the notes are added to
  public static void premain(String path, Instrumentation instrumentation) {
    file = Path.of(path);
    instrumentation.addTransformer(new CallSites());
  }

  private static synchronized void note(String what) {
    if (file != null && NOTED.add(what)) {
      try {
        Files.writeString(file, what + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
      } catch (IOException failed) {
        throw new UncheckedIOException(failed);
      }
    }
  }

  private static void noteClass(Class<?> type) {
    if (!type.isArray() && !type.isPrimitive()) {
      note("class " + type.getName());
    }
  }

  public static Class<?> redirectedforName(String name) throws ClassNotFoundException {
    var type = Class.forName(name);
    noteClass(type);
    return type;
  }

  public static Class<?> redirectedforName(
      String name, boolean initialize, @Nullable ClassLoader loader) throws ClassNotFoundException {
    var type = Class.forName(name, initialize, loader);
    noteClass(type);
    return type;
  }

  public static Class<?> redirectedloadClass(ClassLoader loader, String name)
      throws ClassNotFoundException {
    var type = loader.loadClass(name);
    noteClass(type);
    return type;
  }

  public static Method[] redirectedgetDeclaredMethods(Class<?> type) {
    noteClass(type);
    return type.getDeclaredMethods();
  }

  public static Method[] redirectedgetMethods(Class<?> type) {
    noteClass(type);
    return type.getMethods();
  }

  public static Field[] redirectedgetDeclaredFields(Class<?> type) {
    noteClass(type);
    return type.getDeclaredFields();
  }

  public static Constructor<?>[] redirectedgetDeclaredConstructors(Class<?> type) {
    noteClass(type);
    return type.getDeclaredConstructors();
  }

  public static Field[] redirectedgetFields(Class<?> type) {
    noteClass(type);
    return type.getFields();
  }

  public static Constructor<?>[] redirectedgetConstructors(Class<?> type) {
    noteClass(type);
    return type.getConstructors();
  }

  public static Class<?>[] redirectedgetDeclaredClasses(Class<?> type) {
    noteClass(type);
    return type.getDeclaredClasses();
  }

  public static RecordComponent @Nullable [] redirectedgetRecordComponents(Class<?> type) {
    noteClass(type);
    return type.getRecordComponents();
  }

  public static Method redirectedgetMethod(Class<?> type, String name, Class<?>... parameters)
      throws NoSuchMethodException {
    noteClass(type);
    return type.getMethod(name, parameters);
  }

  public static Method redirectedgetDeclaredMethod(
      Class<?> type, String name, Class<?>... parameters) throws NoSuchMethodException {
    noteClass(type);
    return type.getDeclaredMethod(name, parameters);
  }

  public static Constructor<?> redirectedgetDeclaredConstructor(
      Class<?> type, Class<?>... parameters) throws NoSuchMethodException {
    noteClass(type);
    return type.getDeclaredConstructor(parameters);
  }

  public static Constructor<?> redirectedgetConstructor(Class<?> type, Class<?>... parameters)
      throws NoSuchMethodException {
    noteClass(type);
    return type.getConstructor(parameters);
  }

  public static Field redirectedgetDeclaredField(Class<?> type, String name)
      throws NoSuchFieldException {
    noteClass(type);
    return type.getDeclaredField(name);
  }

  public static Field redirectedgetField(Class<?> type, String name) throws NoSuchFieldException {
    noteClass(type);
    return type.getField(name);
  }

  public static Enumeration<URL> redirectedgetResources(ClassLoader loader, String name)
      throws IOException {
    note("resource " + name);
    return loader.getResources(name);
  }

  public static @Nullable URL redirectedgetResource(ClassLoader loader, String name) {
    note("resource " + name);
    return loader.getResource(name);
  }

  public static @Nullable InputStream redirectedgetResourceAsStream(
      ClassLoader loader, String name) {
    note("resource " + name);
    return loader.getResourceAsStream(name);
  }

  public static @Nullable URL redirectedgetResource(Class<?> type, String name) {
    note("resource " + name);
    return type.getResource(name);
  }

  public static @Nullable InputStream redirectedgetResourceAsStream(Class<?> type, String name) {
    note("resource " + name);
    return type.getResourceAsStream(name);
  }

  public static Object redirectednewProxyInstance(
      ClassLoader loader, Class<?>[] interfaces, InvocationHandler handler) {
    note("proxy " + Stream.of(interfaces).map(Class::getName).collect(Collectors.joining(",")));
    return Proxy.newProxyInstance(loader, interfaces, handler);
  }

  /// Sends the calls here; the arguments are the same, behind the object that was called.
  private static final class CallSites implements ClassFileTransformer {

    @Override
    public byte @Nullable [] transform(
        @Nullable ClassLoader loader,
        @Nullable String name,
        @Nullable Class<?> redefined,
        @Nullable ProtectionDomain domain,
        byte[] octets) {
      if (!ClassLoader.getSystemClassLoader().equals(loader)
          || name == null
          || name.startsWith(SELF.packageName().replace('.', '/') + "/ReflectionRecorder")) {
        return null;
      }
      var format =
          ClassFile.of(
              ClassFile.ClassHierarchyResolverOption.of(
                  ClassHierarchyResolver.ofResourceParsing(loader)));
      var parsed = format.parse(octets);
      return mayHoldRedirected(parsed)
          ? format.transformClass(
              parsed, ClassTransform.transformingMethodBodies(CallSites::redirect))
          : null;
    }

    /// Most classes do not, and to write them anew would take most of the time.
    private static boolean mayHoldRedirected(ClassModel type) {
      for (var entry : type.constantPool()) {
        if (entry instanceof MethodRefEntry method
            && REDIRECTED.contains(method.name().stringValue())) {
          return true;
        }
      }
      return false;
    }

    private static void redirect(CodeBuilder code, CodeElement element) {
      if (element instanceof InvokeInstruction call && isRedirected(call)) {
        var type = call.typeSymbol();
        code.invokestatic(
            SELF,
            "redirected" + call.name().stringValue(),
            call.opcode() == Opcode.INVOKESTATIC
                ? type
                : type.insertParameterTypes(0, call.owner().asSymbol()));
      } else {
        code.with(element);
      }
    }

    private static boolean isRedirected(InvokeInstruction call) {
      var owner = call.owner().asInternalName();
      return REDIRECTED.contains(call.name().stringValue())
          && switch (owner) {
            case "java/lang/Class" ->
                !call.typeSymbol().parameterList().contains(ClassDesc.of("java.lang.Module"));
            case "java/lang/ClassLoader" ->
                call.opcode() == Opcode.INVOKEVIRTUAL && call.typeSymbol().parameterCount() == 1;
            case "java/lang/reflect/Proxy" -> true;
            default -> false;
          };
    }
  }
}
