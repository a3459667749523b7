package org.keyferry.agent.app;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Collectors;
import org.keyferry.agent.cycle.AgentDesk;
import org.keyferry.agent.cycle.StopSignal;

/// What a native program is told ahead of our classes, and what a program on the JVM needed.
final class NativeMetadata {

  private static final String OURS = "org.keyferry.";

  /// Arc looks them up while a native image is built, and not any more when it runs.
  private static final Set<Class<?>> BEANS =
      Set.of(Main.class, Farewell.class, Wiring.class, AgentDesk.class, StopSignal.class);

  private final Path notes;
  private final Path recorder;

  private NativeMetadata(Path notes, Path recorder) {
    this.notes = notes;
    this.recorder = recorder;
  }

  /// @param notes file, begun anew
  /// @param workshop directory
  static NativeMetadata recordedIn(Path notes, Path workshop) throws IOException {
    Files.writeString(notes, "");
    return new NativeMetadata(
        notes.toAbsolutePath(), recorderIn(workshop.resolve("recorder.jar")).toAbsolutePath());
  }

  /// Option of the JVM that is to be looked at.
  String option() {
    return "-javaagent:" + recorder + "=" + notes;
  }

  /// Everything that was looked at so far: `class`, `resource` or `proxy`, and a name.
  Set<String> seen() throws IOException {
    return new TreeSet<>(Files.readAllLines(notes));
  }

  /// Those of [#seen] that are classes of ours.
  Set<String> seenOfOurs() throws IOException {
    return seen().stream()
        .filter(note -> note.startsWith("class " + OURS))
        .map(note -> note.substring("class ".length()))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /// By us, for JSON.
  static Set<String> documents() {
    var ours = Native.class.getAnnotation(RegisterForReflection.class);
    var documents = new TreeSet<>(Arrays.asList(ours.classNames()));
    Arrays.stream(ours.targets()).map(Class::getName).forEach(documents::add);
    return documents;
  }

  /// By us, and by Quarkus for beans and for what carries an annotation of picocli.
  static Set<String> registered() {
    var known = documents();
    BEANS.forEach(bean -> known.add(bean.getName()));
    new ClassFileImporter()
        .importPackages("org.keyferry.agent.cli").stream()
            .filter(NativeMetadata::isOfPicocli)
            .map(JavaClass::getName)
            .forEach(known::add);
    return known;
  }

  private static boolean isOfPicocli(JavaClass type) {
    return type.getAnnotations().stream()
            .anyMatch(each -> each.getRawType().getName().startsWith("picocli."))
        || type.getMembers().stream()
            .flatMap(member -> member.getAnnotations().stream())
            .anyMatch(each -> each.getRawType().getName().startsWith("picocli."));
  }

  private static Path recorderIn(Path archive) throws IOException {
    var manifest = new Manifest();
    manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
    manifest.getMainAttributes().putValue("Premain-Class", ReflectionRecorder.class.getName());
    var folder = Path.of("target/test-classes/org/keyferry/agent/app");
    try (var jar = new JarOutputStream(Files.newOutputStream(archive), manifest);
        var classes = Files.newDirectoryStream(folder, "ReflectionRecorder*.class")) {
      for (var each : classes) {
        jar.putNextEntry(new JarEntry("org/keyferry/agent/app/" + each.getFileName()));
        Files.copy(each, jar);
        jar.closeEntry();
      }
    }
    return archive;
  }
}
