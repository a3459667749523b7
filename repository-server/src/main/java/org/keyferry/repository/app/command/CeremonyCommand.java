package org.keyferry.repository.app.command;

import static org.keyferry.repository.app.command.ExitCode.FILE;
import static org.keyferry.repository.app.command.ExitCode.OFFICERS_PRESENT;
import static org.keyferry.repository.app.command.ExitCode.OK;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.bouncycastle.util.io.pem.PemReader;
import org.jspecify.annotations.NullUnmarked;
import org.keyferry.custody.CustodyFailure;
import org.keyferry.custody.Pkcs11KeyCustody;
import org.keyferry.custody.TokenSettings;
import org.keyferry.protocol.pki.Bytes;
import org.keyferry.protocol.pki.CertificateChain;
import org.keyferry.protocol.pki.DisplayName;
import org.keyferry.repository.admin.CeremonyDesk.Outcome;
import org.keyferry.repository.agent.IdentityKey;
import org.keyferry.repository.app.Handover;
import org.keyferry.repository.app.TimeAndChance;
import org.keyferry.repository.custody.RepositoryIdentities;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

@Command(
    name = "ceremony",
    description = {
      "Hold the key ceremony: make the keys on the token, found the repository, and issue the"
          + " certificate of its first officer.",
      "A second run changes nothing that is there."
    },
    mixinStandardHelpOptions = true)
@NullUnmarked // picocli sets the fields
final class CeremonyCommand implements Callable<Integer> {

  private static final int LARGEST_REQUEST = 64 * 1024;

  @ParentCommand private Main main;
  @Spec private CommandSpec spec;

  @Option(
      names = "--officer",
      paramLabel = "NAME",
      required = true,
      description = "What the officer is called.")
  private String officer;

  @Option(
      names = "--request",
      paramLabel = "FILE",
      required = true,
      description = "The officer's certification request (`keyferry identity request`), PEM.")
  private Path request;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      required = true,
      description = "Where officer-NAME.pem and root.pem are written.")
  private Path out;

  @Override
  public Integer call() {
    var plan = new Ceremony.Plan(nameOf(officer), keyIn(request), out.toAbsolutePath());
    var configuration = main.configuration();
    prepare(configuration.token());
    System.setProperty("quarkus.log.level", "WARN"); // what matters is printed below
    System.setProperty("quarkus.http.host-enabled", "false");
    System.setProperty("quarkus.management.host-enabled", "false");
    Ceremony.plan(plan);
    var ended = new Container(configuration).run(Ceremony.class, Handover.Purpose.CEREMONY);
    var outcome = Ceremony.outcome();
    return outcome.isPresent()
        ? tell(outcome.get(), plan, spec.commandLine().getOut()).code()
        : ended.code();
  }

  private static ExitCode tell(Outcome outcome, Ceremony.Plan plan, PrintWriter out) {
    return switch (outcome) {
      case Outcome.Appointed appointed -> {
        out.println("repository  " + appointed.repository());
        out.println("officer     " + appointed.officer());
        out.println("expires     " + appointed.certificate().getNotAfter().toInstant());
        out.println("certificate " + plan.certificateFile());
        tellRoot(plan.rootFile(), out);
        yield OK;
      }
      case Outcome.OfficersPresent present -> {
        out.println("repository  " + present.repository());
        tellRoot(plan.rootFile(), out);
        out.println(
            "Nobody was appointed: this repository has "
                + present.officers().stream()
                    .map(DisplayName::value)
                    .collect(Collectors.joining(", "))
                + ". A ceremony appoints an officer only while there is none with a good"
                + " certificate.");
        yield present.officers().contains(plan.officer()) ? OK : OFFICERS_PRESENT;
      }
    };
  }

  /// The officer compares the thumbprint with what arrived.
  private static void tellRoot(Path file, PrintWriter out) {
    try {
      var root = CertificateChain.ofPem(Files.readString(file)).leaf();
      out.println("root        " + file);
      out.println("thumbprint  " + RepositoryIdentities.thumbprintOf(root));
    } catch (IOException fault) {
      throw new CommandFailure(FILE, file + " cannot be read: " + fault.getMessage(), fault);
    }
  }

  /// What is on the token already stays.
  private static void prepare(TokenSettings token) {
    try {
      Pkcs11KeyCustody.prepare(token);
      try (var custody = Pkcs11KeyCustody.open(token)) {
        var source = new TimeAndChance();
        RepositoryIdentities.prepare(custody.identities(), source.clock(), source.random());
      }
    } catch (CustodyFailure failure) {
      throw CommandFailure.of(ExitCode.of(failure), failure);
    }
  }

  private static DisplayName nameOf(String officer) {
    try {
      return new DisplayName(officer);
    } catch (IllegalArgumentException malformed) {
      throw new CommandFailure(
          ExitCode.USAGE, "--officer: " + malformed.getMessage() + ".", malformed);
    }
  }

  private static IdentityKey keyIn(Path file) {
    try {
      if (Files.size(file) > LARGEST_REQUEST) {
        throw new IOException("it has more than 64 KiB");
      }
      var pem = new PemReader(new StringReader(Files.readString(file))).readPemObject();
      if (pem == null || !pem.getType().endsWith("CERTIFICATE REQUEST")) {
        throw new IOException("there is no CERTIFICATE REQUEST in it");
      }
      return IdentityKey.provenBy(Bytes.of(pem.getContent()));
    } catch (IOException | IllegalArgumentException unusable) {
      throw new CommandFailure(
          FILE,
          "The certification request "
              + file
              + " cannot be used ("
              + unusable.getMessage()
              + "): the officer makes one with `keyferry identity request`.",
          unusable);
    }
  }
}
