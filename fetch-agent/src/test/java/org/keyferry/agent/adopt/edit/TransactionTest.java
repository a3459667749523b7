package org.keyferry.agent.adopt.edit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.keyferry.agent.RealLabels;
import org.keyferry.agent.adopt.host.HostRoot;
import org.keyferry.agent.adopt.host.Server;
import org.keyferry.agent.disk.Labels;
import org.keyferry.agent.disk.Ownership;
import org.keyferry.protocol.pki.Bytes;

class TransactionTest {

  private static final Path SITE = Path.of("/etc/site");
  private static final Path SNIPPET = Path.of("/etc/keyferry/snippet");
  private static final Path JOURNALS = Path.of("/var/adopt");

  @TempDir private Path root;

  /// What the server says, one answer after the other; then it has no objection.
  private final Deque<String> refusals = new ArrayDeque<>();

  private Transaction transaction;

  @SuppressWarnings("NullAway.Init") // set before each test
  TransactionTest() {}

  @BeforeEach
  void write() throws IOException {
    root = root.toRealPath();
    Files.createDirectories(root.resolve("etc"));
    Files.createDirectories(root.resolve("var"));
    Files.writeString(here(SITE), "before\u00ff\n", StandardCharsets.ISO_8859_1);
    Files.setPosixFilePermissions(here(SITE), PosixFilePermissions.fromString("rw-r-----"));
    transaction =
        new Transaction(
            new HostRoot(root),
            JOURNALS,
            _ -> Optional.ofNullable(refusals.poll()).filter(each -> !each.isEmpty()),
            Labels.ON_DISK);
  }

  @Test
  void aFileKeepsItsModeAndEveryOtherByte() throws Exception {
    apply("after");

    assertThat(content(SITE)).isEqualTo("after\u00ff\n");
    assertThat(Files.getPosixFilePermissions(here(SITE)))
        .isEqualTo(PosixFilePermissions.fromString("rw-r-----"));
    assertThat(content(SNIPPET)).isEqualTo("snippet");
  }

  @Test
  void aFileKeepsItsLabelThereAndBack() throws Exception {
    RealLabels.require(root);
    Labels.ON_DISK.give(here(SITE), RealLabels.CONTENT);

    apply("after");
    assertThat(Labels.ON_DISK.of(here(SITE))).contains(RealLabels.CONTENT);
    transaction.undo();

    assertThat(content(SITE)).isEqualTo("before\u00ff\n");
    assertThat(Labels.ON_DISK.of(here(SITE))).contains(RealLabels.CONTENT);
  }

  @Test
  void aServerThatRefusesHasEverythingAsItWas() throws Exception {
    refusals.add("");
    refusals.add("line 1 is wrong");

    assertThatThrownBy(() -> apply("after"))
        .isInstanceOf(NotApplied.class)
        .hasMessage(
            "nginx refuses its configuration (line 1 is wrong); everything is as it was before");

    assertThat(content(SITE)).isEqualTo("before\u00ff\n");
    assertThat(here(SNIPPET)).doesNotExist();
    assertThat(transaction.undo()).isEmpty();
  }

  @Test
  void aServerThatRefusesBeforehandIsNotTouched() {
    refusals.add("line 1 is wrong");

    assertThatThrownBy(() -> apply("after")).hasMessageContaining("mend that first");

    assertThat(here(JOURNALS).resolve("0001")).doesNotExist();
  }

  @Test
  void aFileThatChangedMeanwhileIsNotTouched() throws Exception {
    var edit = edit("after");
    Files.writeString(here(SITE), "somebody else\n");

    assertThatThrownBy(() -> transaction.apply(List.of(edit), List.of(), Set.of(Server.nginx)))
        .isInstanceOf(NotApplied.class)
        .hasMessage("/etc/site was changed while it was read; try again");
  }

  @Test
  void aFileWithTwoNamesIsNotTouched() throws Exception {
    Files.createLink(root.resolve("etc/other"), here(SITE));

    assertThatThrownBy(() -> apply("after")).hasMessageContaining("several names (hard links)");
  }

  @Test
  void twoAdoptionsAreUndoneTheLastFirst() throws Exception {
    apply("after");
    transaction.apply(List.of(edit("again")), List.of(), Set.of(Server.nginx));

    assertThat(transaction.undo())
        .containsExactly(
            "/etc/site is as it was", "/etc/site is as it was", "/etc/keyferry/snippet is removed");

    assertThat(content(SITE)).isEqualTo("before\u00ff\n");
    assertThat(transaction.undo()).isEmpty();
  }

  @Test
  void aFileThatWasChangedSinceIsLeftAndNamed() throws Exception {
    apply("after");
    Files.writeString(here(SITE), "after, and somebody else\n");

    assertThatThrownBy(() -> transaction.undo())
        .isInstanceOf(NotApplied.class)
        .hasMessage(
            "/etc/site was changed after it was adopted; what it was is in"
                + " /var/adopt/0001/before-1\nnothing was touched");

    assertThat(content(SITE)).isEqualTo("after, and somebody else\n");
    assertThat(here(JOURNALS).resolve("0001/before-1")).exists();
  }

  @Test
  void aSnippetThatTheAgentWroteToStays() throws Exception {
    apply("after");
    Files.writeString(here(SNIPPET), "a version of the agent");

    assertThat(transaction.undo()).last().asString().contains("stays, since the agent");

    assertThat(content(SNIPPET)).isEqualTo("a version of the agent");
  }

  @Test
  void anUndoThatTheServerRefusesLeavesWhatWasApplied() throws Exception {
    apply("after");
    refusals.add("a certificate is missing");

    assertThatThrownBy(() -> transaction.undo())
        .isInstanceOf(NotApplied.class)
        .hasMessageContaining("what was applied stays");

    assertThat(content(SITE)).isEqualTo("after\u00ff\n");
    assertThat(transaction.undo()).contains("/etc/site is as it was");
  }

  /// As after a crash: what was about to be done is written down, and only half of it is done.
  @Test
  void anAdoptionThatBrokeOffIsTakenBackBeforeTheNext() throws Exception {
    apply("after");
    Files.delete(here(JOURNALS).resolve("0001/done"));
    Files.delete(here(SNIPPET));

    assertThatThrownBy(() -> transaction.apply(List.of(edit("again")), List.of(), Set.of()))
        .isInstanceOf(NotApplied.class)
        .hasMessageContaining("adopt --undo");

    assertThat(transaction.undo()).containsExactly("/etc/site is as it was");
    apply("after");
    assertThat(content(SITE)).isEqualTo("after\u00ff\n");
  }

  /// As after a crash in the midst of an undo: the file is as it was before, and the server does
  /// not like that any more.
  @Test
  void anUndoThatBrokeOffKnowsWhatWasApplied() throws Exception {
    apply("after");
    Files.writeString(here(SITE), "before\u00ff\n", StandardCharsets.ISO_8859_1);
    refusals.add("a certificate is missing");

    assertThatThrownBy(() -> transaction.undo()).hasMessageContaining("what was applied stays");

    assertThat(content(SITE)).isEqualTo("after\u00ff\n");
  }

  /// A host that is mounted here has links that mean its own directories.
  @Test
  void aLinkOfTheHostLeadsNowhereElse(@TempDir Path elsewhere) throws Exception {
    Files.createSymbolicLink(here(Path.of("/etc/keyferry")), elsewhere);
    Files.delete(root.resolve("var"));
    Files.createSymbolicLink(root.resolve("var"), elsewhere);

    apply("after");

    assertThat(elsewhere).isEmptyDirectory();
    assertThat(content(elsewhere.resolve("snippet"))).isEqualTo("snippet");
    assertThat(transaction.undo())
        .containsExactly("/etc/site is as it was", "/etc/keyferry/snippet is removed");
    assertThat(here(elsewhere.resolve("snippet"))).doesNotExist();
  }

  @Test
  void aDamagedCopyIsNotPutBack() throws Exception {
    apply("after");
    Files.writeString(here(JOURNALS).resolve("0001/before-1"), "damaged");

    assertThatThrownBy(() -> transaction.undo())
        .isInstanceOf(IOException.class)
        .hasMessageContaining("is damaged");

    assertThat(content(SITE)).isEqualTo("after\u00ff\n");
  }

  private void apply(String by) throws Exception {
    transaction.apply(
        List.of(edit(by)),
        List.of(
            new NewFile(
                SNIPPET, Bytes.of("snippet".getBytes(StandardCharsets.UTF_8)), Ownership.PUBLIC)),
        Set.of(Server.nginx));
  }

  private FileEdit edit(String by) throws IOException {
    var before = content(SITE);
    return new FileEdit(SITE, before, List.of(new Replacement(0, before.indexOf('\u00ff'), by)));
  }

  private String content(Path file) throws IOException {
    return Files.readString(here(file), StandardCharsets.ISO_8859_1);
  }

  private Path here(Path file) {
    return root.resolve(file.toString().substring(1));
  }
}
