package org.keyferry.testkit;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;

/// The environment of this process as native libraries see it. `System.getenv` does not see it
/// change.
public final class NativeEnvironment {

  private NativeEnvironment() {}

  public static void set(String name, String value) {
    var linker = Linker.nativeLinker();
    var setenv =
        linker.downcallHandle(
            linker.defaultLookup().findOrThrow("setenv"),
            FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, JAVA_INT));
    int failed;
    try (var memory = Arena.ofConfined()) {
      failed = (int) setenv.invokeExact(memory.allocateFrom(name), memory.allocateFrom(value), 1);
    } catch (Throwable impossible) {
      throw new IllegalStateException("setenv cannot be called", impossible);
    }
    if (failed != 0) {
      throw new IllegalStateException("setenv failed for " + name);
    }
  }
}
