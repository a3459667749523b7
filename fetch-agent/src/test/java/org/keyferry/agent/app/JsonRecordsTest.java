package org.keyferry.agent.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// A native program knows only the records that it was told of.
class JsonRecordsTest {

  /// Records of these kinds become no JSON.
  private static final List<String> VALUES =
      Stream.of("Journal", "Previous", "Rendering", "SwitchForm")
          .map(name -> "org.keyferry.agent.install." + name)
          .toList();

  @Test
  void everyRegisteredNameIsARecordOrAnEnum() throws ClassNotFoundException {
    for (var name : Native.class.getAnnotation(RegisterForReflection.class).classNames()) {
      var type = Class.forName(name);
      assertThat(type.isRecord() || type.isEnum()).as(name).isTrue();
    }
  }

  /// The lines of our own files are records within the class that writes them.
  @Test
  void noLineOfAFileIsForgotten() {
    var registered = new TreeSet<String>();
    var annotation = Native.class.getAnnotation(RegisterForReflection.class);
    registered.addAll(Arrays.asList(annotation.classNames()));
    Arrays.stream(annotation.targets()).map(Class::getName).forEach(registered::add);

    var lines =
        new ClassFileImporter()
                .withImportOption(new DoNotIncludeTests())
                .importPackages(
                    "org.keyferry.agent.fetch",
                    "org.keyferry.agent.install",
                    "org.keyferry.agent.report")
                .stream()
                .filter(JavaClass::isNestedClass)
                .filter(each -> each.isRecord())
                .filter(each -> VALUES.stream().noneMatch(each::isAssignableTo))
                .map(JavaClass::getName)
                .collect(Collectors.toSet());
    assertThat(registered).containsAll(lines);
    assertThat(lines).isNotEmpty();
  }
}
