package org.keyferry.officer.cli;

import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.keyferry.protocol.officer.AddCertificate;
import org.keyferry.protocol.officer.CertificateView;
import org.keyferry.protocol.officer.IssuerView;
import org.keyferry.protocol.officer.Rehearse;
import org.keyferry.protocol.officer.RevokeVersion;
import org.keyferry.protocol.officer.VersionView;
import org.keyferry.protocol.pki.DisplayName;
import org.keyferry.protocol.pki.Identifier;
import org.keyferry.protocol.pki.RevocationReason;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// What is managed.
@Command(name = "certificates", description = "The certificates under management.")
final class CertificateCommands {

  private static final String NAME = "NAME";
  private static final String OF_CERTIFICATE = "Name of the certificate.";
  private static final String WAIT = "Show each stage until the certificate is there.";
  private static final String TIMEOUT = "Longest wait. Default: ${DEFAULT-VALUE}.";

  private static final Columns<VersionView> VERSIONS =
      Columns.of("VERSION", VersionView::version)
          .and("KEY", VersionView::keyType)
          .andWhole("EXPIRES", version -> Moments.minute(version.notAfter()))
          .and("REVOKED", VersionView::revocationReason)
          .and("SERIAL", VersionView::serial)
          .and("ISSUER", VersionView::issuer)
          .and("KEY MADE", CertificateCommands::originOf);

  private final Keyferry keyferry;

  CertificateCommands(Keyferry keyferry) {
    this.keyferry = keyferry;
  }

  @Command(description = "Lists the certificates.")
  int list() {
    var now = keyferry.now();
    keyferry
        .answers()
        .list(
            keyferry.api().certificates(),
            Columns.of(NAME, CertificateView::name)
                .and("IDENTIFIERS", CertificateCommands::identifiersOf)
                .andWhole("VERSION", CertificateView::version)
                .andWhole("EXPIRES", certificate -> Moments.minute(certificate.notAfter()))
                .andWhole("RENEWS IN", certificate -> Moments.until(certificate.renewAt(), now))
                .andWhole("ORDER", certificate -> certificate.order() == null ? "-" : "yes"),
            "No certificates yet. Add one:"
                + " keyferry certificates add NAME --policy POLICY --identifier IDENTIFIER");
    return ExitCode.OK.code();
  }

  @Command(description = "Shows one certificate.")
  int show(@Parameters(paramLabel = NAME, description = OF_CERTIFICATE) DisplayName name) {
    var certificate = keyferry.api().certificate(name);
    keyferry.answers().one(certificate, sheetOf(certificate));
    return ExitCode.OK.code();
  }

  @Command(
      description =
          "Puts DNS names and IP addresses under management and orders the first version.")
  int add(
      @Parameters(paramLabel = NAME, description = "What officers and hosts call it.")
          DisplayName name,
      @Option(
              names = "--policy",
              required = true,
              paramLabel = "POLICY",
              description = "Name of the policy.")
          DisplayName policy,
      @Option(
              names = {"-i", "--identifier"},
              required = true,
              paramLabel = "IDENTIFIER",
              description =
                  "What goes into the certificate: a DNS name, or an IP address without brackets; may"
                      + " be repeated.")
          List<String> identifiers,
      @Option(names = "--wait", description = WAIT) boolean wait,
      @Option(
              names = "--timeout",
              paramLabel = "DURATION",
              defaultValue = "5m",
              description = TIMEOUT)
          Duration timeout) {
    var certificate =
        keyferry
            .api()
            .add(
                new AddCertificate(
                    name.value(),
                    identifiers.stream().map(CertificateCommands::identifierOf).toList(),
                    policy.value()));
    if (wait) {
      follow(timeout, watch -> watch.certificate(name));
    } else {
      keyferry
          .answers()
          .done(
              certificate,
              "Certificate "
                  + name
                  + " added; its first version is on order: keyferry certificates wait "
                  + name);
    }
    return ExitCode.OK.code();
  }

  @Command(
      aliases = "renew",
      description = "Orders a version with a new key now: the first, or the next.")
  int issue(
      @Parameters(paramLabel = NAME, description = OF_CERTIFICATE) DisplayName name,
      @Option(names = "--wait", description = WAIT) boolean wait,
      @Option(
              names = "--timeout",
              paramLabel = "DURATION",
              defaultValue = "5m",
              description = TIMEOUT)
          Duration timeout) {
    var order = keyferry.api().order(name);
    if (wait) {
      follow(
          timeout,
          watch -> {
            watch.order(UUID.fromString(order.id()));
            return keyferry.api().certificate(name);
          });
    } else {
      keyferry
          .answers()
          .done(order, "Order " + order.id() + " is placed: keyferry orders watch " + order.id());
    }
    return ExitCode.OK.code();
  }

  @Command(
      description = {
        "Proves all names to a CA, such as its staging CA, and ends before anything is issued.",
        "Publishes nothing; the next renewal keeps its date."
      })
  int rehearse(
      @Parameters(paramLabel = NAME, description = OF_CERTIFICATE) DisplayName name,
      @Option(
              names = "--ca",
              paramLabel = "CA[:PROFILE]",
              description = "Name of the CA. Default: the first of the policy.")
          @Nullable IssuerView issuer,
      @Option(names = "--wait", description = WAIT) boolean wait,
      @Option(
              names = "--timeout",
              paramLabel = "DURATION",
              defaultValue = "5m",
              description = TIMEOUT)
          Duration timeout) {
    var order = keyferry.api().rehearse(name, new Rehearse(issuer));
    if (!wait) {
      keyferry
          .answers()
          .done(
              order, "Rehearsal " + order.id() + " has begun: keyferry orders watch " + order.id());
      return ExitCode.OK.code();
    }
    var progress = keyferry.progress();
    try {
      var rehearsed = keyferry.watch(progress, timeout).order(UUID.fromString(order.id()));
      progress.end();
      keyferry
          .answers()
          .done(rehearsed, rehearsed.ca() + " would issue " + name + "; nothing was published.");
      return ExitCode.OK.code();
    } finally {
      progress.end();
    }
  }

  @Command(description = "Lists the versions of a certificate, the newest first.")
  int versions(@Parameters(paramLabel = NAME, description = OF_CERTIFICATE) DisplayName name) {
    keyferry
        .answers()
        .list(
            keyferry.api().versions(name),
            VERSIONS,
            "No versions yet. See what keeps it: keyferry orders list --certificate " + name);
    return ExitCode.OK.code();
  }

  @Command(
      name = "wait",
      description = "Waits until the certificate has a version and no order is under way.")
  int await(
      @Parameters(paramLabel = NAME, description = OF_CERTIFICATE) DisplayName name,
      @Option(
              names = "--served",
              description = "And until every target that asks for it has its newest version.")
          boolean served,
      @Option(
              names = "--timeout",
              paramLabel = "DURATION",
              defaultValue = "5m",
              description = TIMEOUT)
          Duration timeout) {
    follow(
        timeout,
        watch -> {
          var certificate = watch.certificate(name);
          if (served) {
            watch.served(name);
          }
          return certificate;
        });
    return ExitCode.OK.code();
  }

  @Command(
      description = {
        "Has a version revoked by the CA that issued it.",
        "With --replace-first it is revoked when every target of every agent with a grant serves a"
            + " newer version, which is ordered now; without, at once, whoever serves it still."
      })
  int revoke(
      @Parameters(paramLabel = NAME, description = OF_CERTIFICATE) DisplayName name,
      @Option(
              names = "--serial",
              required = true,
              paramLabel = "SERIAL",
              description = "Serial number of the version: keyferry certificates versions NAME.")
          String serial,
      @Option(
              names = "--reason",
              required = true,
              paramLabel = "REASON",
              description =
                  "As RFC 5280 has it: unspecified, keyCompromise, cACompromise,"
                      + " affiliationChanged, superseded, cessationOfOperation,"
                      + " privilegeWithdrawn.")
          RevocationReason reason,
      @Option(
              names = "--replace-first",
              description = "Only after a newer version is served everywhere.")
          boolean replaceFirst,
      @Option(
              names = "--patience",
              paramLabel = "DURATION",
              description =
                  "Revoke after this time all the same, with --replace-first. Default: never.")
          @Nullable Duration patience,
      @Option(
              names = "--by-key",
              description =
                  "The certificate's own key signs the request, in the HSM, and no account is"
                      + " needed. Without, the account does; the key where the account is gone, or"
                      + " the CA refuses it.")
          boolean byKey,
      @Option(
              names = "--ca",
              paramLabel = "NAME",
              description =
                  "The CA that issued it, of a version that was imported. Default: the one at"
                      + " which it was ordered.")
          @Nullable DisplayName ca,
      @Option(names = "--yes", description = "Do not ask.") boolean yes) {
    if (!yes) {
      keyferry.confirm(
          "Version with serial " + serial + " of " + name + " will be revoked for good.");
    }
    var revocation =
        keyferry
            .api()
            .revoke(
                name,
                new RevokeVersion(
                    serial,
                    reason.toString(),
                    replaceFirst,
                    patience == null ? null : patience.toString(),
                    byKey ? "certificate" : null,
                    ca == null ? null : ca.value()));
    keyferry
        .answers()
        .done(
            revocation,
            "Revocation "
                + revocation.id()
                + " is requested: keyferry revocations show "
                + revocation.id());
    return ExitCode.OK.code();
  }

  private void follow(Duration timeout, Function<Watch, CertificateView> work) {
    var progress = keyferry.progress();
    try {
      var certificate = work.apply(keyferry.watch(progress, timeout));
      progress.end();
      keyferry.answers().one(certificate, sheetOf(certificate));
    } finally {
      progress.end();
    }
  }

  private static Sheet sheetOf(CertificateView certificate) {
    return new Sheet()
        .line("Name", certificate.name())
        .line("Identifiers", certificate.identifiers())
        .line("Policy", certificate.policy())
        .line("Version", certificate.version())
        .line("Expires", Moments.second(certificate.notAfter()))
        .line("Renewed from", Moments.second(certificate.renewAt()))
        .line("Order", certificate.order())
        .line("Id", certificate.id());
  }

  /// Whoever had an imported key before, may have it still.
  private static String originOf(VersionView version) {
    return version.importedBy() == null
        ? "in the HSM"
        : "elsewhere, imported "
            + Moments.day(version.importedAt())
            + " by "
            + version.importedBy();
  }

  private static String identifiersOf(CertificateView certificate) {
    var more = certificate.identifiers().size() - 1;
    var first = certificate.identifiers().getFirst();
    return more == 0 ? first : first + " +" + more;
  }

  /// The canonical form of what was typed; what cannot be read is left for the repository to
  /// refuse.
  private static String identifierOf(String typed) {
    try {
      return Identifier.parse(typed).value();
    } catch (IllegalArgumentException refused) {
      return typed;
    }
  }
}
