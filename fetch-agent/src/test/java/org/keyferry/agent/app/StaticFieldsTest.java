package org.keyferry.agent.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import java.lang.foreign.Arena;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.net.http.HttpClient;
import java.nio.charset.Charset;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/// A native image initializes classes while it is built. What a static field holds is that of the
/// machine and the process of then.
class StaticFieldsTest {

  /// What only the process that runs knows.
  private static final List<Class<?>> OF_A_PROCESS =
      List.of(
          Arena.class,
          Charset.class,
          Executor.class,
          HttpClient.class,
          InstantSource.class,
          Linker.class,
          MemorySegment.class,
          MethodHandle.class,
          ProcessHandle.class,
          RandomGenerator.class,
          SymbolLookup.class,
          Thread.class,
          ZoneId.class);

  @Test
  void noneHoldsWhatOnlyTheRunningProcessKnows() {
    var fields =
        new ClassFileImporter()
                .withImportOption(new DoNotIncludeTests())
                .importPackages(
                    "org.keyferry.agent", "org.keyferry.protocol", "org.keyferry.cryptoki")
                .stream()
                .flatMap(type -> type.getFields().stream())
                .filter(field -> field.getModifiers().contains(JavaModifier.STATIC))
                .toList();

    assertThat(fields).hasSizeGreaterThan(100).noneMatch(StaticFieldsTest::isOfAProcess);
  }

  private static boolean isOfAProcess(JavaField field) {
    return OF_A_PROCESS.stream().anyMatch(field.getRawType()::isAssignableTo);
  }
}
