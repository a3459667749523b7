package org.keyferry.repository.app.command;

import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.NullUnmarked;
import org.keyferry.custody.CustodyFailure;
import org.keyferry.custody.KeyCustody;
import org.keyferry.custody.Pkcs11KeyCustody;
import org.keyferry.protocol.pki.Thumbprint;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

@Command(
    name = "hsm",
    description = "Look at the HSM.",
    mixinStandardHelpOptions = true,
    subcommands = HsmCommand.Probe.class,
    synopsisSubcommandLabel = "COMMAND")
@NullUnmarked // picocli sets the fields
final class HsmCommand implements Callable<Integer> {

  @ParentCommand private Main main;
  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    spec.commandLine().usage(spec.commandLine().getErr());
    return ExitCode.USAGE.code();
  }

  @Command(
      name = "probe",
      description =
          "Open the token, find out what its module can do, and make, wrap, unwrap and seal a"
              + " throw-away key.",
      mixinStandardHelpOptions = true)
  @NullUnmarked // picocli sets the fields
  static final class Probe implements Callable<Integer> {

    @ParentCommand private HsmCommand hsm;
    @Spec private CommandSpec spec;

    @Override
    public Integer call() {
      var token = hsm.main.configuration().token();
      try (var custody = Pkcs11KeyCustody.open(token)) {
        var profile = custody.profile();
        line("module", token.module());
        line("library", profile.library());
        line("token", token.tokenLabel() + " (" + profile.token() + ")");
        line("AES-KWP", String.format(Locale.ROOT, "mechanism 0x%X", profile.wrapMechanism()));
        line("OAEP", profile.transport().joseName());
        line("unwrapping", words(profile.unwrapping()));
        line("templates", words(profile.templates()));
        custody.check();
        line("self-test", "passed");
        line("imports", imports(custody));
        return ExitCode.OK.code();
      } catch (CustodyFailure failure) {
        throw CommandFailure.of(ExitCode.of(failure), failure);
      }
    }

    /// What `keyferry import` can compare with what it was sent.
    private static String imports(KeyCustody custody) {
      try {
        return "sealed to the key with the thumbprint "
            + Thumbprint.of(custody.transportKey().subjectPublicKeyInfo().toArray());
      } catch (CustodyFailure.ImportUnavailable unavailable) {
        return String.valueOf(unavailable.getMessage());
      }
    }

    private void line(String name, Object value) {
      spec.commandLine().getOut().println(String.format(Locale.ROOT, "%-12s%s", name, value));
    }

    private static String words(Enum<?> value) {
      return value.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
  }
}
