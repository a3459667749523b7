package org.keyferry.agent.disk;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;
import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;
import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipalNotFoundException;
import java.security.Principal;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// A directory whose changes are on the disk when a method returns.
///
/// Files are new files: created exclusively, never through a link, readable by the agent alone
/// until they have their owner and permissions, and only then filled.
public final class Folder {

  private static final Set<OpenOption> EXCLUSIVELY = Set.of(CREATE_NEW, WRITE, NOFOLLOW_LINKS);
  private static final FileAttribute<?> OWNER_ONLY =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
  private static final String UNFINISHED_PREFIX = ".";
  private static final String UNFINISHED_SUFFIX = ".new";

  private final Path path;
  private final Labels labels;

  /// Whose files have the labels that the policy gives them.
  public Folder(Path path) {
    this(path, Labels.NONE);
  }

  /// Whose files may keep the labels of others.
  public Folder(Path path, Labels labels) {
    this.path = path;
    this.labels = labels;
  }

  public Path path() {
    return path;
  }

  public Path resolve(String name) {
    return path.resolve(name);
  }

  /// Makes the directory, and those above it that are missing.
  ///
  /// @param permissions of what is made, such as `rwx------`
  public void make(String permissions) throws IOException {
    if (Files.isDirectory(path)) {
      return;
    }
    var above = parentOf(path);
    new Folder(above).make("rwxr-xr-x");
    Files.createDirectory(path);
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(permissions));
    new Folder(above).force();
  }

  /// Makes a directory in this one that only the agent may enter.
  public Folder makePrivate(String name) throws IOException {
    var made = path.resolve(name);
    Files.createDirectory(
        made, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    return new Folder(made, labels);
  }

  /// Lets everybody enter this directory and see the names in it.
  public void open() throws IOException {
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  /// Gives a label to this directory, and with it to what is made in it, unless the policy says
  /// otherwise.
  public void label(Label label) throws IOException {
    labels.give(path, label);
  }

  /// @return empty if there is no such file, or if it has none that counts
  public Optional<Label> labelOf(String name) throws IOException {
    return labels.of(path.resolve(name));
  }

  /// Writes a file that must not be there yet, and forces its content; the name is on the disk
  /// after [#force].
  public void create(String name, byte[] content, Ownership ownership) throws IOException {
    var file = path.resolve(name);
    try (var channel = FileChannel.open(file, EXCLUSIVELY, OWNER_ONLY)) {
      give(file, ownership);
      var rest = ByteBuffer.wrap(content);
      while (rest.hasRemaining()) {
        channel.write(rest);
      }
      channel.force(true);
    } catch (IOException failure) {
      throw named(file, failure);
    }
  }

  /// Puts a file in the place of what has the name, if anything has: whoever opens it finds the old
  /// content or the new.
  public void replace(String name, byte[] content, Ownership ownership) throws IOException {
    removeUnfinished(name);
    create(unfinished(name), content, ownership);
    rename(unfinished(name), name);
  }

  /// Removes what a crash within [#replace] left behind.
  public void removeUnfinished(String name) throws IOException {
    Files.deleteIfExists(path.resolve(unfinished(name)));
  }

  /// Renames within this directory; what has the new name is replaced.
  public void rename(String name, String newName) throws IOException {
    Files.move(path.resolve(name), path.resolve(newName), ATOMIC_MOVE);
    force();
  }

  /// Removes a file if it is there.
  public void remove(String name) throws IOException {
    if (Files.deleteIfExists(path.resolve(name))) {
      force();
    }
  }

  /// Removes a directory in this one with the files in it. A directory in it is an error: the agent
  /// makes none.
  public void removeFolder(String name) throws IOException {
    var folder = new Folder(path.resolve(name));
    for (var file : folder.names()) {
      Files.delete(folder.resolve(file));
    }
    Files.delete(folder.path);
    force();
  }

  /// @return empty if there is no such file
  public Optional<byte[]> read(String name) throws IOException {
    try (var in = Files.newInputStream(path.resolve(name), NOFOLLOW_LINKS)) {
      return Optional.of(in.readAllBytes());
    } catch (NoSuchFileException absent) {
      return Optional.empty();
    }
  }

  /// @return empty if there is no such file
  public Optional<Ownership> ownershipOf(String name) throws IOException {
    try {
      var attributes =
          Files.readAttributes(path.resolve(name), PosixFileAttributes.class, NOFOLLOW_LINKS);
      return Optional.of(
          new Ownership(
              Optional.of(attributes.owner().getName()),
              Optional.of(attributes.group().getName()),
              attributes.permissions(),
              labelOf(name),
              Ownership.Origin.DECLARED));
    } catch (NoSuchFileException absent) {
      return Optional.empty();
    }
  }

  public boolean has(String name) {
    return Files.exists(path.resolve(name), LinkOption.NOFOLLOW_LINKS);
  }

  /// Names of what is in here, sorted; none if the directory is missing.
  public List<String> names() throws IOException {
    if (!Files.exists(path)) {
      return List.of();
    }
    try (var entries = Files.list(path)) {
      return entries.map(each -> String.valueOf(each.getFileName())).sorted().toList();
    }
  }

  /// Forces the names in this directory to the disk.
  public void force() throws IOException {
    try (var directory = FileChannel.open(path, READ)) {
      directory.force(true);
    } catch (IOException failure) {
      throw named(path, failure);
    }
  }

  /// A disk that is full says so without saying where.
  private static IOException named(Path file, IOException failure) {
    if (failure instanceof FileSystemException) {
      return failure;
    }
    var named = new FileSystemException(file.toString(), null, failure.getMessage());
    named.initCause(failure);
    return named;
  }

  private static String unfinished(String name) {
    return UNFINISHED_PREFIX + name + UNFINISHED_SUFFIX;
  }

  private void give(Path file, Ownership ownership) throws IOException {
    if (ownership.label().isPresent()) {
      labels.give(file, ownership.label().get());
    }
    var view = Files.getFileAttributeView(file, PosixFileAttributeView.class, NOFOLLOW_LINKS);
    var principals = file.getFileSystem().getUserPrincipalLookupService();
    if (ownership.owner().isPresent()) {
      var owner = known(file, "user", ownership.owner().get(), principals::lookupPrincipalByName);
      if (!owner.equals(view.readAttributes().owner())) {
        given(file, "user", owner, "owner.conf of the package", () -> view.setOwner(owner));
      }
    }
    if (ownership.group().isPresent()) {
      var group =
          known(file, "group", ownership.group().get(), principals::lookupPrincipalByGroupName);
      if (!group.equals(view.readAttributes().group())) {
        given(
            file,
            "group",
            group,
            "SupplementaryGroups=" + group.getName(),
            () -> view.setGroup(group));
      }
    }
    if (!ownership.permissions().equals(view.readAttributes().permissions())) {
      view.setPermissions(ownership.permissions());
    }
  }

  private static void given(Path file, String what, Principal to, String dropIn, Change change)
      throws IOException {
    try {
      change.make();
    } catch (FileSystemException refused) {
      throw new FileSystemException(
          file.toString(),
          null,
          "cannot be given to "
              + what
              + " "
              + to.getName()
              + " by this process ("
              + refused.getReason()
              + "): its unit needs a drop-in, "
              + dropIn
              + "; keyferry-agent doctor prints the commands");
    }
  }

  private static <T> T known(Path file, String what, String name, Lookup<T> lookup)
      throws IOException {
    try {
      return lookup.find(name);
    } catch (UserPrincipalNotFoundException unknown) {
      throw new FileSystemException(file.toString(), null, "this host has no " + what + " " + name);
    }
  }

  private static Path parentOf(Path path) throws NotDirectoryException {
    var parent = path.toAbsolutePath().getParent();
    if (parent == null) {
      throw new NotDirectoryException(path.toString());
    }
    return parent;
  }

  private interface Change {
    void make() throws IOException;
  }

  private interface Lookup<T> {
    T find(String name) throws IOException;
  }
}
