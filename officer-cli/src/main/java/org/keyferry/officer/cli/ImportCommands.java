package org.keyferry.officer.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;
import org.keyferry.officer.cli.Candidate.State;
import org.keyferry.officer.existing.Finding;
import org.keyferry.officer.existing.Finding.Pair;
import org.keyferry.officer.existing.Scan;
import org.keyferry.protocol.pki.DisplayName;
import org.keyferry.protocol.pki.Thumbprint;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Certificates that exist already, with their keys.
@Command(
    name = "import",
    description = {
      "Brings certificates that exist already, with their keys.",
      "Reads PEM (PKCS#8, PKCS#1, SEC 1), PKCS#12, and what certbot (/etc/letsencrypt), acme.sh"
          + " (~/.acme.sh), lego (.lego) and Cert Warden (ZIP, PEM) keep.",
      "Each key is sealed here, to a key in the HSM, and stays marked as imported; the next renewal"
          + " brings one that never was outside. What was imported stays, if a later one fails."
    })
final class ImportCommands implements Callable<Integer> {

  private static final String PLACES = "DIR|FILE";
  private static final String PLACES_ARE =
      "Folders to look through, and files; files that are named belong together.";
  private static final String PASSWORD_FILE =
      "File with the password of PKCS#12 and of encrypted keys, in its first line. Without it, it is"
          + " asked for at a terminal.";

  private final Keyferry keyferry;

  @Parameters(paramLabel = PLACES, arity = "0..*", description = PLACES_ARE)
  private List<Path> places = new ArrayList<>();

  @Option(
      names = "--policy",
      paramLabel = "POLICY",
      description = "Policy by which those are renewed that are new to the repository.")
  private @Nullable DisplayName policy;

  @Option(
      names = "--only",
      paramLabel = "NAME",
      description = "Import this one, by the name that scan shows; may be repeated.")
  private List<DisplayName> only = new ArrayList<>();

  @Option(names = "--as", paramLabel = "NAME", description = "What to call it, if it is one alone.")
  private @Nullable DisplayName name;

  @Option(names = "--password-file", paramLabel = "FILE", description = PASSWORD_FILE)
  private @Nullable Path passwordFile;

  @Option(
      names = "--transport-key",
      paramLabel = "THUMBPRINT",
      description = "Seal to no other key than this, which keyferry-server hsm probe shows.")
  private @Nullable String transportKey;

  @Option(names = "--yes", description = "Do not ask.")
  private boolean yes;

  ImportCommands(Keyferry keyferry) {
    this.keyferry = keyferry;
  }

  @Command(description = "Shows what would be imported, and what cannot be, and why.")
  int scan(
      @Parameters(paramLabel = PLACES, arity = "1..*", description = PLACES_ARE) List<Path> places,
      @Option(names = "--password-file", paramLabel = "FILE", description = PASSWORD_FILE)
          @Nullable Path passwordFile) {
    return with(
        places,
        passwordFile,
        findings -> {
          var plan = importing().plan(findings);
          show(plan);
          return codeOf(plan);
        });
  }

  @Override
  public Integer call() {
    if (places.isEmpty()) {
      throw new Ended(
          ExitCode.USAGE, "Name what to import: keyferry import DIR|FILE... --policy POLICY");
    }
    return with(places, passwordFile, this::bring);
  }

  private int bring(List<Finding> findings) {
    var plan = chosen(importing().plan(findings));
    if (plan.stream().noneMatch(Candidate::isToBeDone)) {
      show(plan);
      return codeOf(plan);
    }
    if (policy == null && plan.stream().anyMatch(each -> each.state() == State.NEW)) {
      throw new Ended(
          ExitCode.USAGE, "Some are new to the repository: say by --policy how they are renewed.");
    }
    if (!yes) {
      confirm(plan);
    }
    var outcomes = importing().bring(plan, Optional.ofNullable(policy), pinned());
    show(outcomes);
    keyferry.err().println(Shown.line(summaryOf(plan, outcomes)));
    return codeOf(outcomes);
  }

  private void confirm(List<Candidate> plan) {
    if (keyferry.surroundings().terminal().isInteractive()) {
      show(plan);
    }
    var number = plan.stream().filter(Candidate::isToBeDone).count();
    keyferry.confirm(number == 1 ? "1 key goes into the HSM." : number + " keys go into the HSM.");
  }

  private List<Candidate> chosen(List<Candidate> plan) {
    only.stream()
        .filter(wanted -> plan.stream().noneMatch(each -> each.isCalled(wanted)))
        .findFirst()
        .ifPresent(missing -> {
          throw new Ended(
              ExitCode.USAGE, "Nothing there is called " + missing + ": see keyferry import scan");
        });
    var chosen =
        only.isEmpty()
            ? plan
            : plan.stream().filter(each -> only.stream().anyMatch(each::isCalled)).toList();
    if (name == null) {
      return chosen;
    }
    if (chosen.size() != 1 || !(chosen.getFirst().finding() instanceof Pair pair)) {
      throw new Ended(ExitCode.USAGE, "--as is for one certificate: add --only NAME.");
    }
    return importing().plan(List.of(pair.named(name)));
  }

  private Optional<Thumbprint> pinned() {
    try {
      return Optional.ofNullable(transportKey).map(Thumbprint::new);
    } catch (IllegalArgumentException malformed) {
      throw new Ended(ExitCode.USAGE, String.valueOf(malformed.getMessage()));
    }
  }

  private int with(List<Path> where, @Nullable Path passwords, ToIntFunction<List<Finding>> work) {
    var findings = found(where, passwords);
    try {
      return work.applyAsInt(findings);
    } finally {
      findings.forEach(Finding::close);
    }
  }

  private List<Finding> found(List<Path> where, @Nullable Path passwords) {
    try {
      return Scan.of(where, file -> passwordOf(file, passwords), keyferry.now());
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private Optional<char[]> passwordOf(Path file, @Nullable Path passwords) {
    if (passwords != null) {
      return Optional.of(firstLineOf(passwords));
    }
    var terminal = keyferry.surroundings().terminal();
    return terminal.isInteractive()
        ? terminal.askSecret("Password of " + Shown.line(file.toString()) + ": ")
        : Optional.empty();
  }

  private static char[] firstLineOf(Path file) {
    try {
      var content = Files.readAllBytes(file);
      var length = 0;
      while (length < content.length && content[length] != '\n' && content[length] != '\r') {
        length++;
      }
      var text = StandardCharsets.UTF_8.decode(ByteBuffer.wrap(content, 0, length));
      var password = Arrays.copyOf(text.array(), text.limit());
      Arrays.fill(text.array(), '\0');
      Arrays.fill(content, (byte) 0);
      return password;
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private Importing importing() {
    return new Importing(keyferry.api(), keyferry.progress(), keyferry.surroundings().random());
  }

  private void show(List<Candidate> candidates) {
    keyferry
        .answers()
        .list(
            candidates.stream().map(Candidate::shape).toList(),
            Candidate.TABLE,
            "No private keys there.");
  }

  private static String summaryOf(List<Candidate> plan, List<Candidate> outcomes) {
    return plan.size()
        + " found, "
        + count(outcomes, State.IMPORTED)
        + " imported, "
        + count(outcomes, State.PRESENT)
        + " there before, "
        + count(outcomes, State.FAILED)
        + " not imported.";
  }

  private static long count(List<Candidate> candidates, State state) {
    return candidates.stream().filter(each -> each.state() == state).count();
  }

  private static int codeOf(List<Candidate> candidates) {
    return count(candidates, State.FAILED) > 0 ? ExitCode.NOT_ALL.code() : ExitCode.OK.code();
  }
}
