package org.keyferry.agent.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.keyferry.agent.cycle.AgentDesk;
import org.keyferry.agent.cycle.StopSignal;

/// The same under [ReflectionRecorder]: nothing is looked at by reflection that a native program
/// does not know.
class NativeMetadataIT extends ProgramIT {

  /// For whoever builds a native program: what libraries look up, too.
  private static final Path RECORDED = Path.of("target/native-recorded.txt");

  private static final String OURS = "org.keyferry.";

  /// Arc looks them up while a native image is built, and not any more when it runs.
  private static final Set<Class<?>> BEANS =
      Set.of(Main.class, Farewell.class, Wiring.class, AgentDesk.class, StopSignal.class);

  @TempDir private Path workshop;

  private Path recorder;
  private Path notes;

  @SuppressWarnings("NullAway.Init") // set before each test
  NativeMetadataIT() {}

  @BeforeEach
  @Override
  void declare() throws Exception {
    notes = workshop.resolve("notes").toAbsolutePath();
    recorder = recorderIn(workshop.resolve("recorder.jar"));
    super.declare();
  }

  @Override
  List<String> program() {
    return javaWith("-Xmx128m", "-XX:+UseSerialGC", "-javaagent:" + recorder + "=" + notes);
  }

  @AfterEach
  void everythingIsRegistered() throws IOException {
    var seen = new TreeSet<>(Files.readAllLines(notes));
    Files.write(RECORDED, seen);
    var ofOurs =
        seen.stream()
            .filter(note -> note.startsWith("class " + OURS))
            .map(note -> note.substring("class ".length()))
            .collect(Collectors.toCollection(TreeSet::new));
    var registered = registered();
    System.out.printf(
        "recorded %d uses of reflection, resources and proxies, %d of our classes, %d registered%n",
        seen.size(), ofOurs.size(), registered.size());

    assertThat(ofOurs).hasSizeGreaterThan(10);
    assertThat(registered).containsAll(ofOurs);
    assertThat(seen).noneMatch(note -> note.startsWith("resource org/keyferry"));
    assertThat(seen).noneMatch(note -> note.startsWith("proxy " + OURS));
  }

  /// By us, and by Quarkus for beans and for what carries an annotation of picocli.
  private static Set<String> registered() {
    var known = new TreeSet<String>();
    BEANS.forEach(bean -> known.add(bean.getName()));
    var ours = Native.class.getAnnotation(RegisterForReflection.class);
    known.addAll(Arrays.asList(ours.classNames()));
    Arrays.stream(ours.targets()).map(Class::getName).forEach(known::add);
    new ClassFileImporter()
        .importPackages("org.keyferry.agent.cli").stream()
            .filter(NativeMetadataIT::isOfPicocli)
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
    return archive.toAbsolutePath();
  }
}
