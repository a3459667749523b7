package org.keyferry.agent.adopt.edit;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;
import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;
import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.keyferry.agent.adopt.host.HostRoot;
import org.keyferry.agent.adopt.host.Server;
import org.keyferry.agent.disk.Folder;
import org.keyferry.agent.disk.Labels;
import org.keyferry.agent.disk.Ownership;
import org.keyferry.agent.disk.PathGuard;
import org.keyferry.agent.disk.StateLock;
import org.keyferry.protocol.pki.Bytes;
import org.keyferry.protocol.pki.Thumbprint;

/// Changes files of an admin and takes it back.
///
/// What is about to be done is on the disk before it is done, in a directory of its own with each
/// file as it was; so a crash at any point leaves something that [#undo] can take back.
public final class Transaction {

  private static final String LOCK = "lock";
  private static final String DIRECTORY_PATTERN = "[0-9]{4}";
  private static final int LARGEST = 1 << 26;
  private static final Optional<byte[]> NOTHING = Optional.empty();

  private final HostRoot host;
  private final Path journals;
  private final Check check;
  private final Labels labels;

  /// @param journals directory of the host in which adoptions are recorded
  /// @param labels that files keep
  public Transaction(HostRoot host, Path journals, Check check, Labels labels) {
    this.host = host;
    this.journals = journals;
    this.check = check;
    this.labels = labels;
  }

  /// Makes the changes, all or none.
  ///
  /// @param servers whose configuration is changed
  /// @throws NotApplied if a server refuses, or a file is not what it was when it was read
  public void apply(List<FileEdit> edits, List<NewFile> files, Set<Server> servers)
      throws NotApplied, IOException, InterruptedException {
    try (var _ = lock()) {
      requireFinished();
      requireUnchanged(edits, files);
      requireGood(servers, "already, before anything is changed; mend that first");
      var name = record(servers, edits, files);
      try {
        for (var each : files) {
          create(each);
        }
        for (var each : edits) {
          replace(each.file(), each.bytesAfter());
        }
        requireGood(servers, "; everything is as it was before");
      } catch (NotApplied | IOException refused) {
        takeBack(name, journal(name));
        throw refused;
      }
      folder(name).create(JournalText.DONE, new byte[0], Ownership.PRIVATE);
      folder(name).force();
    }
  }

  /// Takes back everything that was applied, the last first.
  ///
  /// @return what was done, as sentences; none if nothing was ever applied
  /// @throws NotApplied if a file was changed since: then nothing is touched; or if a server
  ///   refuses the result: then what was applied stays
  public List<String> undo() throws NotApplied, IOException, InterruptedException {
    try (var _ = lock()) {
      var names = new ArrayList<>(names().reversed());
      requireOurs(names);
      var done = new ArrayList<String>();
      for (var name : names) {
        done.addAll(undo(name));
      }
      return done;
    }
  }

  private List<String> undo(String name) throws NotApplied, IOException, InterruptedException {
    var journal = journal(name);
    var forward = new ArrayList<FileBack>();
    for (var each : journal.edits()) {
      forward.add(new FileBack(each.file(), Bytes.of(applied(name, each))));
    }
    var removed = takeBackEdits(name, journal);
    for (var server : journal.servers()) {
      var refusal = check.refusal(server);
      if (refusal.isPresent()) {
        for (var each : forward) {
          replace(each.file(), each.content().toArray());
        }
        throw new NotApplied(
            List.of(
                server
                    + " refuses what was there before ("
                    + refusal.get()
                    + "); what was applied stays"));
      }
    }
    removed.addAll(removeFiles(journal));
    forget(name);
    return removed;
  }

  private void takeBack(String name, JournalText journal) throws IOException {
    takeBackEdits(name, journal);
    removeFiles(journal);
    forget(name);
  }

  private List<String> takeBackEdits(String name, JournalText journal) throws IOException {
    var done = new ArrayList<String>();
    for (var each : journal.edits()) {
      if (Thumbprint.of(read(each.file())).equals(each.after())) {
        replace(each.file(), backup(name, each));
        done.add(each.file() + " is as it was");
      }
    }
    return done;
  }

  /// Files that the agent has written to since stay: nothing names them any more.
  private List<String> removeFiles(JournalText journal) throws IOException {
    var done = new ArrayList<String>();
    for (var each : journal.files()) {
      var here = host.placeOfFile(each.file());
      if (!Files.exists(here, NOFOLLOW_LINKS)) {
        continue;
      }
      if (Thumbprint.of(read(each.file())).equals(each.content())) {
        folderOf(here).remove(nameOf(here));
        done.add(each.file() + " is removed");
      } else {
        done.add(
            each.file()
                + " stays, since the agent has written to it; nothing names it any more, and its"
                + " target should go too");
      }
    }
    return done;
  }

  private void requireFinished() throws NotApplied, IOException {
    for (var name : names()) {
      if (!folder(name).has(JournalText.DONE)) {
        throw new NotApplied(
            List.of(
                "an earlier --apply did not come to its end; take it back first: keyferry-agent"
                    + " adopt --undo"));
      }
    }
  }

  private void requireUnchanged(List<FileEdit> edits, List<NewFile> files)
      throws NotApplied, IOException {
    var guard = PathGuard.ofThisProcess();
    var faults = new ArrayList<String>();
    for (var each : edits) {
      var here = host.placeOfFile(each.file());
      guard.requireFile(here);
      guard.require(folderOf(here).path());
      if (!Arrays.equals(read(each.file()), each.bytesBefore())) {
        faults.add(each.file() + " was changed while it was read; try again");
      }
      if (Files.getAttribute(here, "unix:nlink", NOFOLLOW_LINKS) instanceof Integer links
          && links > 1) {
        faults.add(
            each.file()
                + " has several names (hard links), which a new file would part; make it one file"
                + " first");
      }
    }
    for (var each : files) {
      if (Files.exists(host.placeOfFile(each.file()), NOFOLLOW_LINKS)) {
        faults.add(each.file() + " is in the way");
      }
    }
    if (!faults.isEmpty()) {
      throw new NotApplied(faults);
    }
  }

  /// Each file of an admin is what we left, or what was there before.
  private void requireOurs(List<String> names) throws NotApplied, IOException {
    var faults = new ArrayList<String>();
    var seen = new ArrayList<Path>();
    for (var name : names) {
      for (var each : journal(name).edits()) {
        if (seen.contains(each.file())) {
          continue; // a later adoption comes first
        }
        seen.add(each.file());
        try {
          var now = Thumbprint.of(read(each.file()));
          if (!now.equals(each.after()) && !now.equals(each.before())) {
            faults.add(
                each.file()
                    + " was changed after it was adopted; what it was is in "
                    + journals.resolve(name).resolve(each.backup()));
          }
        } catch (NoSuchFileException removed) {
          faults.add(
              each.file()
                  + " was removed; what it was is in "
                  + journals.resolve(name).resolve(each.backup()));
        }
      }
    }
    if (!faults.isEmpty()) {
      faults.add("nothing was touched");
      throw new NotApplied(faults);
    }
  }

  private void requireGood(Set<Server> servers, String situation)
      throws NotApplied, InterruptedException {
    var refusals = new ArrayList<String>();
    for (var server : servers) {
      check
          .refusal(server)
          .ifPresent(each ->
              refusals.add(server + " refuses its configuration (" + each + ")" + situation));
    }
    if (!refusals.isEmpty()) {
      throw new NotApplied(refusals);
    }
  }

  /// Writes down what is about to be done.
  private String record(Set<Server> servers, List<FileEdit> edits, List<NewFile> files)
      throws IOException {
    var last = names().stream().mapToInt(Integer::parseInt).max().orElse(0);
    var name = JournalText.nameOf(last + 1);
    var here = new Folder(host.place(journals)).makePrivate(name);
    var journal = JournalText.of(servers, edits, files);
    for (var at = 0; at < edits.size(); at++) {
      var edit = journal.edits().get(at);
      here.create(edit.backup(), edits.get(at).bytesBefore(), Ownership.PRIVATE);
      here.create(edit.copy(), edits.get(at).bytesAfter(), Ownership.PRIVATE);
    }
    here.create(JournalText.NAME, journal.toBytes(), Ownership.PRIVATE);
    here.force();
    new Folder(host.place(journals)).force();
    return name;
  }

  private void create(NewFile file) throws IOException {
    var here = host.placeOfFile(file.file());
    var folder = folderOf(here);
    PathGuard.ofThisProcess().require(folder.path());
    folder.make("rwxr-xr-x");
    folder.create(nameOf(here), file.content().toArray(), file.ownership());
    folder.force();
  }

  /// One rename; owner, mode and label stay.
  private void replace(Path file, byte[] content) throws IOException {
    var here = host.placeOfFile(file);
    var unfinished = here.resolveSibling("." + nameOf(here) + ".keyferry");
    Files.deleteIfExists(unfinished);
    try (var channel =
        FileChannel.open(
            unfinished,
            Set.of(CREATE_NEW, WRITE, NOFOLLOW_LINKS),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
      var label = labels.of(here);
      if (label.isPresent()) {
        labels.give(unfinished, label.get());
      }
      for (var attribute : List.of("unix:uid", "unix:gid", "unix:mode")) {
        var value = Files.getAttribute(here, attribute, NOFOLLOW_LINKS);
        if (!value.equals(Files.getAttribute(unfinished, attribute, NOFOLLOW_LINKS))) {
          Files.setAttribute(unfinished, attribute, value, NOFOLLOW_LINKS);
        }
      }
      var rest = ByteBuffer.wrap(content);
      while (rest.hasRemaining()) {
        channel.write(rest);
      }
      channel.force(true);
    }
    Files.move(unfinished, here, ATOMIC_MOVE);
    folderOf(here).force();
  }

  private byte[] read(Path file) throws IOException {
    return host.read(file, LARGEST);
  }

  /// What an edit left. An undo that broke off has taken it back already, but may have to put it
  /// there again.
  private byte[] applied(String name, JournalText.Edit edit) throws IOException {
    var left = folder(name).has(JournalText.DONE) ? folder(name).read(edit.copy()) : NOTHING;
    return left.isPresent() && Thumbprint.of(left.get()).equals(edit.after())
        ? left.get()
        : read(edit.file());
  }

  private byte[] backup(String name, JournalText.Edit edit) throws IOException {
    var content =
        folder(name)
            .read(edit.backup())
            .orElseThrow(() ->
                new NoSuchFileException(journals.resolve(name).resolve(edit.backup()).toString()));
    if (!Thumbprint.of(content).equals(edit.before())) {
      throw new FileSystemException(
          journals.resolve(name).resolve(edit.backup()).toString(), null, "is damaged");
    }
    return content;
  }

  private JournalText journal(String name) throws IOException {
    var text = folder(name).read(JournalText.NAME);
    return text.isPresent()
        ? JournalText.parse(journals.resolve(name).resolve(JournalText.NAME), text.get())
        : JournalText.EMPTY; // it ended before anything was changed
  }

  private void forget(String name) throws IOException {
    new Folder(host.place(journals)).removeFolder(name);
  }

  private Folder folder(String name) throws IOException {
    return new Folder(host.place(journals).resolve(name));
  }

  private List<String> names() throws IOException {
    return new Folder(host.place(journals))
        .names().stream().filter(each -> each.matches(DIRECTORY_PATTERN)).toList();
  }

  private StateLock lock() throws NotApplied, IOException {
    var directory = host.place(journals);
    PathGuard.ofThisProcess().require(directory);
    new Folder(directory).make("rwx------");
    return StateLock.tryTake(directory.resolve(LOCK))
        .orElseThrow(() -> new NotApplied(List.of("another keyferry-agent adopts at this moment")));
  }

  private static Folder folderOf(Path file) {
    return new Folder(Optional.ofNullable(file.getParent()).orElseThrow());
  }

  private static String nameOf(Path file) {
    return String.valueOf(file.getFileName());
  }

  /// A file as it was before the undo.
  private record FileBack(Path file, Bytes content) {}
}
