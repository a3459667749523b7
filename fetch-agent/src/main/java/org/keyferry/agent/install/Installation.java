package org.keyferry.agent.install;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.keyferry.agent.disk.Folder;
import org.keyferry.agent.disk.Label;
import org.keyferry.agent.disk.Labels;
import org.keyferry.agent.disk.Ownership;
import org.keyferry.agent.disk.PathGuard;
import org.keyferry.protocol.bundle.SecretBytes;
import org.keyferry.protocol.bundle.Version;
import org.keyferry.protocol.pki.CertificateChain;

/// What is installed for one target.
///
/// The steps are [#stage], [#switchTo], then [#settle] or [#turnBack] and [#returned]. Between any
/// two of them, and within each, the process may die: [#journal] tells the next one where to go on,
/// and the switch file always names a complete, matching pair.
public final class Installation {

  private static final String PREVIOUS = ".previous";
  private static final String STAGING = ".staging";
  private static final String REMOVED = ".removed";

  private final Placement placement;
  private final Labels labels;
  private final Folder folder;
  private final Folder switchFolder;
  private final String switchName;
  private final JournalFile journalFile;

  private Installation(Placement placement, Labels labels) {
    this.placement = placement;
    this.labels = labels;
    this.folder = new Folder(placement.directory(), labels);
    this.switchFolder = new Folder(parentOf(placement.switchFile()), labels);
    this.switchName = String.valueOf(placement.switchFile().getFileName());
    this.journalFile = new JournalFile(folder);
  }

  /// Looks, and changes nothing.
  public static Installation of(Placement placement) {
    return new Installation(placement, Labels.NONE);
  }

  /// On this host, as it is.
  ///
  /// @throws FileSystemException naming the place and the fix
  public static Installation prepare(Placement placement, PathGuard guard) throws IOException {
    return prepare(placement, guard, Labels.ofThisHost());
  }

  /// Makes sure that nobody else can get in the way, makes the directories, and cleans up after a
  /// crash.
  ///
  /// @param labels that files pass on to those which take their place
  /// @throws FileSystemException naming the place and the fix
  public static Installation prepare(Placement placement, PathGuard guard, Labels labels)
      throws IOException {
    var installation = new Installation(placement, labels);
    guard.require(installation.folder.path());
    guard.require(installation.switchFolder.path());
    installation.folder.make("rwxr-xr-x");
    installation.switchFolder.make("rwxr-xr-x");
    guard.require(installation.folder.path()); // what was missing is there now
    guard.require(installation.switchFolder.path());
    installation.cleanUp();
    return installation;
  }

  public Journal journal() throws IOException {
    return journalFile.read();
  }

  /// Whether the switch file says what it should for this version.
  public boolean isInForce(Version version) throws IOException {
    var present = switchFolder.read(switchName);
    if (present.isEmpty() || !folder.has(version.toString())) {
      return false;
    }
    var expected = switchContent(version);
    try {
      return Arrays.equals(present.get(), expected);
    } finally {
      Arrays.fill(expected, (byte) 0);
    }
  }

  /// The versions that are on the disk, whether in force or not.
  public List<Version> versions() throws IOException {
    return folder.names().stream().flatMap(name -> versionNamed(name).stream()).sorted().toList();
  }

  /// The leaf of a version on the disk.
  ///
  /// @throws IOException if it is damaged
  public X509Certificate leafOf(Version version) throws IOException {
    return Pair.leafIn(folderOf(version));
  }

  /// The leaf of a version on the disk, after its key was seen to match.
  ///
  /// @throws IOException if it is damaged or does not match
  public X509Certificate requirePair(Version version) throws IOException {
    return Pair.require(folderOf(version), version, placement.renderings());
  }

  /// Writes a version; what is in force stays so. A version that is there already is repaired, if
  /// anything in it is not what it should be.
  ///
  /// @param key PKCS#8 (DER)
  /// @throws IOException if the disk does not take it, or if key and chain do not match
  public void stage(Version version, SecretBytes key, CertificateChain chain) throws IOException {
    try (var files = new VersionFiles(placement, version, key, chain)) {
      if (folder.has(version.toString())) {
        repair(folderOf(version), files);
      } else {
        write(version, files);
      }
    }
    var _ = requirePair(version);
  }

  /// Writes down that this stage begins. From [Stage#SWITCH] on, only after [#switchTo].
  public void reach(Stage stage, Version version) throws IOException {
    var journal = journal();
    journalFile.write(
        switch (stage) {
          case PLAN, STAGE, CHECK -> new Journal.Preparing(journal, version, stage);
          case SWITCH, VALIDATE, RELOAD, PROBE, REPORT -> {
            if (journal instanceof Journal.Switching switching
                && switching.version().equals(version)) {
              yield switching.reaching(stage);
            }
            throw new IllegalStateException("no switch to " + version + " is under way");
          }
        });
  }

  /// Gives up what was not switched to yet.
  public void forsake() throws IOException {
    if (journal() instanceof Journal.Preparing preparing) {
      journalFile.write(preparing.under());
      cleanUp();
    }
  }

  /// Makes a staged version the one that a server reads from now on. What was in force is kept
  /// until [#settle].
  public void switchTo(Version version) throws IOException {
    var present = journal() instanceof Journal.Preparing preparing ? preparing.under() : journal();
    var previous = rememberPrevious(present);
    journalFile.write(new Journal.Switching(present.rest(), version, previous, Stage.SWITCH));
    putInForce(version);
  }

  /// The switch has proved itself. The version before is kept, older ones go.
  public void settle() throws IOException {
    if (journal() instanceof Journal.Switching switching) {
      journalFile.write(
          new Journal.Settled(switching.version(), versionBefore(switching.version(), switching)));
      cleanUp();
    }
  }

  /// The switch has not proved itself: the switch file is again what it was before.
  ///
  /// Until [#returned], the server may still have what it was told in between.
  public void turnBack() throws IOException {
    var returning =
        switch (journal()) {
          case Journal.Switching(var from, var version, var previous, var at) ->
              new Journal.Returning(from, version, previous, at);
          case Journal.Returning already -> already;
          case Journal.Rest _, Journal.Preparing _ ->
              throw new IllegalStateException("no switch is under way");
        };
    journalFile.write(returning);
    switch (returning.previous()) {
      case Previous.None _ -> switchFolder.remove(switchName);
      case Previous.Kept(var ownership) -> {
        var content = folder.read(PREVIOUS);
        if (content.isEmpty()) {
          throw new FileSystemException(
              folder.resolve(PREVIOUS).toString(), null, "is missing: there is no way back");
        }
        putBack(content.get(), ownership.isPresent() ? ownership.get() : switchOwnership());
      }
    }
  }

  /// What a server read before counts more than whose it was: an agent that is not root cannot give
  /// every file away, and a policy may refuse a label.
  private void putBack(byte[] content, Ownership before) throws IOException {
    var ways = new LinkedHashSet<Ownership>();
    ways.add(before);
    ways.add(before.labeled(Optional.empty()));
    ways.add(before.ofWhoeverMakesIt());
    ways.add(before.ofWhoeverMakesIt().labeled(Optional.empty()));
    var refusals = new ArrayList<FileSystemException>();
    for (var way : ways) {
      try {
        switchFolder.replace(switchName, content, way);
        return;
      } catch (FileSystemException refused) {
        refusals.add(refused);
      }
    }
    try {
      switchFolder.replace(switchName, content, switchOwnership().labeled(Optional.empty()));
    } catch (IOException norSo) {
      refusals.getFirst().addSuppressed(norSo);
      throw refusals.getFirst();
    }
  }

  /// The server has read the old switch file again, or never read another.
  public void returned() throws IOException {
    if (journal() instanceof Journal.UnderWay underWay) {
      journalFile.write(underWay.from());
    }
  }

  /// What stays beside a version once it is in force. One that was written again leaves things as
  /// they were.
  private static Optional<Version> versionBefore(Version version, Journal.Switching switching) {
    return switch (switching.from()) {
      case Journal.Empty _ -> Optional.empty();
      case Journal.Settled(var installed, var before) when installed.equals(version) -> before;
      case Journal.Settled(var installed, _) -> Optional.of(installed);
    };
  }

  private Previous rememberPrevious(Journal underWay) throws IOException {
    return switch (underWay) {
      case Journal.UnderWay earlier -> earlier.previous(); // that one was not seen served
      case Journal.Rest _ -> keepPresent();
      case Journal.Preparing _ -> throw new IllegalStateException("nothing was switched");
    };
  }

  private Previous keepPresent() throws IOException {
    var present = switchFolder.read(switchName);
    if (present.isEmpty()) {
      return new Previous.None();
    }
    var ownership = switchFolder.ownershipOf(switchName);
    folder.replace(PREVIOUS, present.get(), Ownership.PRIVATE);
    return new Previous.Kept(ownership);
  }

  private void putInForce(Version version) throws IOException {
    var content = switchContent(version);
    switchFolder.replace(switchName, content, switchOwnership());
    Arrays.fill(content, (byte) 0);
  }

  private byte[] switchContent(Version version) throws IOException {
    var directory = folderOf(version);
    return switch (placement.form()) {
      case SwitchForm.Naming(var template) -> named(template, version, directory);
      case SwitchForm.Combined _ -> {
        try (var combined = new WipedOutput()) {
          combined.writeBytes(required(directory, VersionFiles.KEY));
          combined.writeBytes(required(directory, VersionFiles.FULL_CHAIN));
          yield combined.taken();
        }
      }
      case SwitchForm.Copy(var rendering) -> required(directory, rendering.name().of(version));
    };
  }

  private static byte[] named(String template, Version version, Folder directory) {
    return template
        .replace("{directory}", directory.path().toString())
        .replace("{key}", directory.resolve(VersionFiles.KEY).toString())
        .replace("{chain}", directory.resolve(VersionFiles.CHAIN).toString())
        .replace("{fullchain}", directory.resolve(VersionFiles.FULL_CHAIN).toString())
        .replace("{version}", version.toString())
        .getBytes(StandardCharsets.UTF_8);
  }

  /// Owner, group, mode and label that are not declared stay what they were.
  private Ownership switchOwnership() throws IOException {
    var declared = placement.switchOwnership();
    return switchFolder
        .ownershipOf(switchName)
        .map(present -> declared.orAs(present, placement.widestSwitchMode()))
        .orElse(declared);
  }

  private void write(Version version, VersionFiles files) throws IOException {
    var staging = folder.makePrivate(STAGING);
    var before = journal().confirmed();
    if (before.isPresent()) {
      var label = folder.labelOf(before.get().toString());
      if (label.isPresent()) {
        staging.label(label.get());
      }
    }
    for (var file : files.all()) {
      staging.create(file.name(), file.content(), file.ownership().labeled(labelBefore(file)));
    }
    staging.open();
    staging.force();
    folder.rename(STAGING, version.toString());
  }

  private void repair(Folder version, VersionFiles files) throws IOException {
    for (var file : files.all()) {
      var present = version.read(file.name());
      if (present.isEmpty() || !file.isAsGood(present.get())) {
        var label = version.labelOf(file.name());
        version.replace(
            file.name(),
            file.content(),
            file.ownership().labeled(label.isPresent() ? label : labelBefore(file)));
      }
    }
  }

  /// That of the same file in the version in force; empty if there is none.
  private Optional<Label> labelBefore(VersionFile file) throws IOException {
    var before = journal().confirmed();
    return before.isPresent()
        ? folderOf(before.get()).labelOf(file.nameIn(before.get()))
        : Optional.empty();
  }

  /// Removes what a crash left behind, and versions that are neither in force nor the one before.
  private void cleanUp() throws IOException {
    for (var leftover : List.of(STAGING, REMOVED)) {
      if (folder.has(leftover)) {
        folder.removeFolder(leftover);
      }
    }
    folder.removeUnfinished(PREVIOUS);
    folder.removeUnfinished(JournalFile.NAME);
    switchFolder.removeUnfinished(switchName);
    switch (journal()) {
      case Journal.Settled(var installed, var before) -> {
        folder.remove(PREVIOUS);
        removeVersionsBut(Stream.concat(Stream.of(installed), before.stream()).toList());
      }
      case Journal.Empty _ when !switchFolder.has(switchName) -> {
        folder.remove(PREVIOUS);
        removeVersionsBut(List.of());
      }
      case Journal.Empty _ -> {} // if somebody removed the journal, a server may read any of them
      case Journal.Preparing _, Journal.UnderWay _ -> {}
    }
  }

  private void removeVersionsBut(List<Version> kept) throws IOException {
    for (var version : versions()) {
      if (!kept.contains(version)) {
        folder.rename(version.toString(), REMOVED);
        folder.removeFolder(REMOVED);
      }
    }
  }

  private Folder folderOf(Version version) {
    return new Folder(folder.resolve(version.toString()), labels);
  }

  private static Optional<Version> versionNamed(String name) {
    try {
      return Optional.of(Version.parse(name));
    } catch (IllegalArgumentException somethingElse) {
      return Optional.empty();
    }
  }

  private static byte[] required(Folder folder, String name) throws IOException {
    return folder
        .read(name)
        .orElseThrow(
            () -> new FileSystemException(folder.resolve(name).toString(), null, "is missing"));
  }

  private static Path parentOf(Path file) {
    var parent = file.getParent();
    if (parent == null) {
      throw new IllegalArgumentException("the switch file is not a file: " + file);
    }
    return parent;
  }
}
