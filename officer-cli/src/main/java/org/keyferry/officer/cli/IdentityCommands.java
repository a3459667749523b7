package org.keyferry.officer.cli;

import java.net.URI;
import java.nio.file.Path;
import java.time.Instant;
import org.keyferry.officer.identity.OfficerIdentity;
import org.keyferry.protocol.officer.RenewOfficer;
import org.keyferry.protocol.pki.Bytes;
import org.keyferry.protocol.pki.DisplayName;
import org.keyferry.protocol.pki.SerialNumber;
import org.keyferry.protocol.pki.Thumbprint;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// Who the officer is on this machine.
@Command(
    name = "identity",
    description = "The officer's identity on this machine: its key never leaves it.")
final class IdentityCommands {

  private final Keyferry keyferry;

  IdentityCommands(Keyferry keyferry) {
    this.keyferry = keyferry;
  }

  @Command(description = "Makes a key and a request for its certificate.")
  int request(
      @Option(
              names = "--name",
              required = true,
              paramLabel = "NAME",
              description = "The officer's name.")
          DisplayName name) {
    var file = keyferry.home().request(name, keyferry.surroundings().random());
    keyferry
        .answers()
        .one(
            new Request(name.value(), file.toString()),
            new Sheet()
                .line("Request", file.toString())
                .line("Key", "beside it, readable for you alone; it stays here")
                .line("Next", "on the repository, with the request at hand:")
                .line(
                    "",
                    "keyferry-server ceremony --config FILE --officer "
                        + name
                        + " --request FILE --out DIR")
                .line("", "and here, with what it wrote to DIR:")
                .line(
                    "",
                    "keyferry identity install --certificate officer-"
                        + name
                        + ".pem --root root.pem --server https://HOST:PORT"));
    return ExitCode.OK.code();
  }

  @Command(description = "Puts the certificate that answers the request in force.")
  int install(
      @Option(
              names = "--certificate",
              required = true,
              paramLabel = "FILE",
              description = "The officer's certificate, PEM.")
          Path certificate,
      @Option(
              names = "--root",
              required = true,
              paramLabel = "FILE",
              description = "The repository's root certificate, PEM.")
          Path root,
      @Option(
              names = "--server",
              required = true,
              paramLabel = "URL",
              description = "Where the repository listens: https://HOST:PORT.")
          URI server) {
    show(keyferry.home().install(certificate, root, server, keyferry.now()));
    return ExitCode.OK.code();
  }

  @Command(description = "Shows who the officer is, and for which repository.")
  int show() {
    show(keyferry.home().load(keyferry.now()));
    return ExitCode.OK.code();
  }

  @Command(
      description = {
        "Asks for the next certificate, with a new key, over the connection of the present one.",
        "The present one is good until the next is used."
      })
  int renew() {
    var home = keyferry.home();
    var present = home.load(keyferry.now());
    var renewed =
        home.renew(
            present,
            keyferry.surroundings().random(),
            keyferry.now(),
            request ->
                keyferry
                    .api()
                    .renew(new RenewOfficer(Bytes.of(request).toBase64Url()))
                    .certificate());
    show(renewed);
    return ExitCode.OK.code();
  }

  private void show(OfficerIdentity identity) {
    var shown =
        new Identity(
            identity.officer().value(),
            identity.server().toString(),
            identity.expires(),
            SerialNumber.of(identity.chain().leaf()).value(),
            thumbprintOf(identity).value(),
            keyferry.folder().toString());
    keyferry
        .answers()
        .one(
            shown,
            new Sheet()
                .line("Officer", shown.officer())
                .line("Repository", shown.server())
                .line("Expires", Moments.second(shown.expires()))
                .line("Serial", shown.serial())
                .line("Root", shown.root())
                .line("Home", shown.home()));
  }

  private static Thumbprint thumbprintOf(OfficerIdentity identity) {
    try {
      return Thumbprint.of(identity.root().getEncoded());
    } catch (java.security.cert.CertificateEncodingException impossible) {
      throw new IllegalStateException("a parsed certificate has its encoding", impossible);
    }
  }

  /// In JSON: what was asked for.
  record Request(String officer, String request) {}

  /// In JSON: what is in force.
  ///
  /// @param root thumbprint of the repository's root
  record Identity(
      String officer, String server, Instant expires, String serial, String root, String home) {}
}
