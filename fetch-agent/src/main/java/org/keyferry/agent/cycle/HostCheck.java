package org.keyferry.agent.cycle;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.UserPrincipalNotFoundException;
import java.util.ArrayList;
import java.util.List;
import org.keyferry.agent.disk.Ownership;
import org.keyferry.agent.disk.PasswordFile;
import org.keyferry.agent.disk.PathGuard;
import org.keyferry.agent.install.Rendering;
import org.keyferry.agent.install.SwitchForm;
import org.keyferry.agent.reload.Reload;

/// Whether this host is as its settings suppose: places that nobody else can reach, programs,
/// users, passwords. Looks, runs nothing and changes nothing.
public final class HostCheck {

  private static final String TITLE = "# Written by keyferry-agent";

  private final PathGuard guard;
  private final List<String> faults = new ArrayList<>();

  private HostCheck(PathGuard guard) {
    this.guard = guard;
  }

  /// Every fault of every target, as a sentence that names the target, the fault and the fix.
  public static List<String> faultsOf(Settings settings) throws IOException {
    var check = new HostCheck(PathGuard.ofThisProcess());
    settings.targets().forEach(check::lookAt);
    return check.faults;
  }

  private void lookAt(Target target) {
    var placement = target.placement();
    tell(target, "directory", () -> guard.require(placement.directory()));
    tell(target, "switch file", () -> guard.require(parentOf(placement.switchFile())));
    tell(target, "switch file", () -> requireReplaceable(placement.switchFile(), placement.form()));
    tell(target, "owner", () -> requireKnown(placement.directory(), placement.ownership()));
    for (var program : target.recipe().programs()) {
      tell(target, "command", () -> requireProgram(program));
    }
    for (var rendering : placement.renderings()) {
      tell(target, "owner", () -> requireKnown(placement.directory(), rendering.ownership()));
      if (rendering instanceof Rendering.KeyStoreFile store) {
        tell(target, "password-file", () -> PasswordFile.require(store.passwordFile()));
      }
    }
    if (target.recipe().reload() instanceof Reload.TomcatManager manager) {
      tell(target, "manager.password-file", () -> PasswordFile.require(manager.passwordFile()));
    }
  }

  private void tell(Target target, String what, Look look) {
    try {
      look.look();
    } catch (IOException fault) {
      var sentence = "target " + target.name() + ": " + what + ": " + Trouble.sentenceOf(fault);
      if (!faults.contains(sentence)) {
        faults.add(sentence);
      }
    }
  }

  private void requireProgram(Path program) throws IOException {
    if (!Files.exists(program)) {
      throw new FileSystemException(
          program.toString(),
          null,
          "is not there: install the server, or correct `validate` and `reload`");
    }
    if (!Files.isRegularFile(program) || !Files.isExecutable(program)) {
      throw new FileSystemException(
          program.toString(),
          null,
          "cannot be executed: chmod a+x it, or correct `validate` and `reload`");
    }
    guard.requireFile(program);
  }

  /// A snippet that somebody else wrote is his configuration, named by mistake.
  private static void requireReplaceable(Path file, SwitchForm form) throws IOException {
    if (Files.isDirectory(file)) {
      throw new FileSystemException(
          file.toString(), null, "is a directory: name a file that the agent is to write");
    }
    if (form instanceof SwitchForm.Naming(var template)
        && template.startsWith(TITLE)
        && Files.isRegularFile(file)
        && !firstLine(file).startsWith(TITLE)) {
      throw new FileSystemException(
          file.toString(),
          null,
          "was not written by keyferry-agent, which would replace it: name a new file, and include"
              + " that");
    }
  }

  private static String firstLine(Path file) throws IOException {
    try (var in = Files.newInputStream(file)) {
      return new String(in.readNBytes(TITLE.length()), StandardCharsets.UTF_8);
    }
  }

  private static void requireKnown(Path place, Ownership ownership) throws IOException {
    var principals = place.getFileSystem().getUserPrincipalLookupService();
    try {
      if (ownership.owner().isPresent()) {
        var _ = principals.lookupPrincipalByName(ownership.owner().get());
      }
      if (ownership.group().isPresent()) {
        var _ = principals.lookupPrincipalByGroupName(ownership.group().get());
      }
    } catch (UserPrincipalNotFoundException unknown) {
      throw new FileSystemException(
          place.toString(),
          null,
          "this host has no user or group "
              + unknown.getName()
              + ": install the server, or say another `owner` and `group`");
    }
  }

  private static Path parentOf(Path file) {
    var parent = file.getParent();
    return parent == null ? file : parent;
  }

  private interface Look {
    void look() throws IOException;
  }
}
