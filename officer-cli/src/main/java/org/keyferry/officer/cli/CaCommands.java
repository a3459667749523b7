package org.keyferry.officer.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.keyferry.officer.cli.Limits.Preset;
import org.keyferry.protocol.officer.AddCertificateAuthority;
import org.keyferry.protocol.officer.AgreeToTerms;
import org.keyferry.protocol.officer.CertificateAuthorityView;
import org.keyferry.protocol.officer.CircuitView;
import org.keyferry.protocol.officer.LimitView;
import org.keyferry.protocol.officer.LimitsView;
import org.keyferry.protocol.pki.CertificateChain;
import org.keyferry.protocol.pki.DisplayName;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Who issues the certificates.
@Command(name = "cas", description = "The CAs that issue the certificates, over ACME.")
final class CaCommands {

  private static final Columns<CertificateAuthorityView> TABLE =
      Columns.of("NAME", CertificateAuthorityView::name)
          .and("DIRECTORY", CertificateAuthorityView::directory)
          .and("ACCOUNT", ca -> ca.account() == null ? "at the first order" : "yes")
          .and("STATE", CertificateAuthorityView::state);

  private final Keyferry keyferry;

  CaCommands(Keyferry keyferry) {
    this.keyferry = keyferry;
  }

  @Command(description = "Lists the CAs.")
  int list() {
    keyferry
        .answers()
        .list(
            keyferry.api().cas(),
            TABLE,
            "No CAs yet. Add one: keyferry cas add NAME --directory URL --agree-to-terms");
    return ExitCode.OK.code();
  }

  @Command(description = "Shows one CA.")
  int show(@Parameters(paramLabel = "NAME", description = "Name of the CA.") DisplayName name) {
    show(keyferry.api().ca(name));
    return ExitCode.OK.code();
  }

  @Command(description = "Makes a CA known to the repository.")
  int add(
      @Parameters(paramLabel = "NAME", description = "What officers call it.") DisplayName name,
      @Option(
              names = "--directory",
              required = true,
              paramLabel = "URL",
              description = "Its ACME directory.")
          String directory,
      @Option(
              names = "--contact",
              paramLabel = "ADDRESS",
              description = "Mail address given to the CA; may be repeated.")
          List<String> contacts,
      @Option(
              names = "--trust-anchor",
              paramLabel = "FILE",
              description =
                  "PEM certificate that its HTTPS must chain to; may be repeated."
                      + " Default: those of the JDK.")
          List<Path> trustAnchors,
      @Option(
              names = "--issuer",
              paramLabel = "FILE",
              description =
                  "PEM root that what it issues must chain to; may be repeated."
                      + " Default: those of the JDK.")
          List<Path> issuers,
      @Option(
              names = "--limit",
              paramLabel = "KIND=AMOUNT/DURATION",
              description = {
                "How much it takes, such as new-orders=300/PT3H; may be repeated. Kinds:"
                    + " new-orders, certificates-per-domain, certificates-per-name-set,"
                    + " failed-validations.",
                "Default: none; the repository then goes by what the CA answers."
              })
          @Nullable List<LimitView> limits,
      @Option(
              names = "--limits",
              paramLabel = "PRESET",
              description =
                  "Limits that a CA has made known: letsencrypt; or none. A --limit beside it"
                      + " replaces the one of its kind.")
          @Nullable Preset preset,
      @Option(
              names = "--ari-exempt",
              negatable = true,
              arity = "0",
              description = "Renewals that say what they replace (RFC 9773) do not count.")
          @Nullable Boolean exempt,
      @Option(
              names = "--agree-to-terms",
              required = true,
              description = "You agree to the CA's terms of service.")
          boolean agreed) {
    var ca =
        keyferry
            .api()
            .add(
                new AddCertificateAuthority(
                    name.value(),
                    directory,
                    given(contacts).stream().map(CaCommands::contactOf).toList(),
                    given(trustAnchors).stream().map(CaCommands::pemOf).toList(),
                    given(issuers).stream().map(CaCommands::pemOf).toList(),
                    agreed,
                    Limits.of(new LimitsView(List.of(), false), preset, limits, exempt)));
    keyferry.answers().done(ca, "CA " + ca.name() + " added.");
    return ExitCode.OK.code();
  }

  @Command(
      description = {
        "Changes what is known of a CA; what is not given stays.",
        "A CA at another directory is another CA: add it under another name."
      })
  int change(
      @Parameters(paramLabel = "NAME", description = "Name of the CA.") DisplayName name,
      @Option(
              names = "--contact",
              paramLabel = "ADDRESS",
              description = "Mail addresses given to the CA with the next account, all of them.")
          @Nullable List<String> contacts,
      @Option(
              names = "--trust-anchor",
              paramLabel = "FILE",
              description = "PEM certificates that its HTTPS must chain to, all of them.")
          @Nullable List<Path> trustAnchors,
      @Option(
              names = "--issuer",
              paramLabel = "FILE",
              description = "PEM roots that what it issues must chain to, all of them.")
          @Nullable List<Path> issuers,
      @Option(
              names = "--limit",
              paramLabel = "KIND=AMOUNT/DURATION",
              description = {
                "How much it takes, such as new-orders=300/PT3H; may be repeated. Kinds:"
                    + " new-orders, certificates-per-domain, certificates-per-name-set,"
                    + " failed-validations.",
                "Those of other kinds stay."
              })
          @Nullable List<LimitView> limits,
      @Option(
              names = "--limits",
              paramLabel = "PRESET",
              description =
                  "Limits that a CA has made known: letsencrypt; or none. A --limit beside it"
                      + " replaces the one of its kind.")
          @Nullable Preset preset,
      @Option(
              names = "--ari-exempt",
              negatable = true,
              arity = "0",
              description = "Renewals that say what they replace (RFC 9773) do not count.")
          @Nullable Boolean exempt) {
    var changed =
        keyferry
            .api()
            .changeCa(
                name,
                present ->
                    new AddCertificateAuthority(
                        present.name(),
                        present.directory(),
                        contacts == null
                            ? present.contacts()
                            : contacts.stream().map(CaCommands::contactOf).toList(),
                        trustAnchors == null
                            ? present.trustAnchors()
                            : trustAnchors.stream().map(CaCommands::pemOf).toList(),
                        issuers == null
                            ? present.issuers()
                            : issuers.stream().map(CaCommands::pemOf).toList(),
                        true, // agreed to when it was added
                        Limits.of(present.limits(), preset, limits, exempt)));
    keyferry.answers().done(changed, "CA " + changed.name() + " changed.");
    return ExitCode.OK.code();
  }

  @Command(description = "Removes a CA that no policy and no order uses.")
  int remove(@Parameters(paramLabel = "NAME", description = "Name of the CA.") DisplayName name) {
    keyferry.api().removeCa(name);
    keyferry.answers().done("CA " + name + " is removed.");
    return ExitCode.OK.code();
  }

  @Command(
      name = "accept-terms",
      description = {
        "Agrees to new terms of service of a CA, so that its orders go on.",
        "An order that waits for it names their URL: read them first."
      })
  int acceptTerms(
      @Parameters(paramLabel = "NAME", description = "Name of the CA.") DisplayName name,
      @Option(
              names = "--terms",
              required = true,
              paramLabel = "URL",
              description = "The terms that you have read.")
          String terms) {
    keyferry.api().agreeToTerms(name, new AgreeToTerms(terms));
    keyferry.answers().done("The terms of CA " + name + " are agreed to.");
    return ExitCode.OK.code();
  }

  @Command(
      name = "change-key",
      description = "Gives the repository's account at a CA another key, made in the HSM.")
  int changeKey(
      @Parameters(paramLabel = "NAME", description = "Name of the CA.") DisplayName name) {
    keyferry.api().changeAccountKey(name);
    keyferry.answers().done("The account at CA " + name + " has another key.");
    return ExitCode.OK.code();
  }

  @Command(
      name = "deactivate-account",
      description = {
        "Deactivates the repository's account at a CA, for good.",
        "The next order at that CA gets another account, with another key."
      })
  int deactivateAccount(
      @Parameters(paramLabel = "NAME", description = "Name of the CA.") DisplayName name,
      @Option(names = "--yes", description = "Do not ask.") boolean yes) {
    if (!yes) {
      keyferry.confirm("The account at CA " + name + " will be gone for good.");
    }
    keyferry.api().deactivateAccount(name);
    keyferry.answers().done("The account at CA " + name + " is deactivated.");
    return ExitCode.OK.code();
  }

  private void show(CertificateAuthorityView ca) {
    keyferry
        .answers()
        .one(
            ca,
            new Sheet()
                .line("Name", ca.name())
                .line("Directory", ca.directory())
                .line("Account", ca.account())
                .line("Contacts", ca.contacts())
                .line("Trust anchors", subjectsOf(ca.trustAnchors()))
                .line("Issuers", subjectsOf(ca.issuers()))
                .line("State", ca.state())
                .line("Circuit", shown(ca.circuit()))
                .line("Limits", Limits.shown(ca.limits())));
  }

  private static String shown(CircuitView circuit) {
    return circuit.probeAt() == null
        ? circuit.state()
        : circuit.state() + "; an order finds out at " + circuit.probeAt();
  }

  private static List<String> subjectsOf(List<String> certificates) {
    return certificates.isEmpty()
        ? List.of("those of the JDK")
        : certificates.stream()
            .map(pem -> CertificateChain.ofPem(pem).leaf().getSubjectX500Principal().getName())
            .toList();
  }

  private static String contactOf(String address) {
    return address.contains(":") ? address : "mailto:" + address;
  }

  private static String pemOf(Path file) {
    try {
      var pem = Files.readString(file, StandardCharsets.US_ASCII);
      return CertificateChain.ofPem(pem).toPem();
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    } catch (IllegalArgumentException malformed) {
      throw new Ended(
          ExitCode.USAGE, "The file " + file + " is not PEM: " + malformed.getMessage());
    }
  }

  /// Picocli hands null for an option that was not given.
  private static <T> List<T> given(@Nullable List<T> values) {
    return values == null ? List.of() : values;
  }
}
