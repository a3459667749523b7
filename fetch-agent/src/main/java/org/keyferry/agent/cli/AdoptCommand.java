package org.keyferry.agent.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.keyferry.agent.adopt.AdoptDesk;
import org.keyferry.agent.adopt.Sources;
import org.keyferry.agent.adopt.edit.NotApplied;
import org.keyferry.agent.adopt.edit.Transaction;
import org.keyferry.agent.adopt.host.HostRoot;
import org.keyferry.agent.connection.Json;
import org.keyferry.agent.cycle.AdoptCheck;
import org.keyferry.agent.cycle.AgentDesk;
import org.keyferry.agent.cycle.yaml.SettingsFile;
import org.keyferry.agent.disk.Labels;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
    name = "adopt",
    description = {
      "Shows which certificates this host serves, from which files, until when, and who renews them;"
          + " and lets the agent take over.",
      "",
      "Reads the configuration of nginx, Apache and HAProxy, and the records of certbot, acme.sh,"
          + " dehydrated and lego. Changes nothing, unless it is told to --write or to --apply.",
      "",
      "--apply shows a diff and asks first; the servers check the result, and if one refuses it,"
          + " every file is as it was. They go on with the same certificates until the agent"
          + " installs its first version."
    },
    footer = {
      "",
      "Examples:",
      "  keyferry-agent adopt",
      "  keyferry-agent adopt --output json | jq '.lines[] | select(.daysLeft < 14)'",
      "  keyferry-agent adopt --root /mnt/web1",
      "  keyferry-agent adopt --haproxy /etc/haproxy/haproxy.cfg --haproxy /etc/haproxy/conf.d",
      "  keyferry-agent adopt --write /root/adopt --server https://repository.example:8443",
      "  keyferry-agent adopt --apply",
      "  keyferry-agent adopt --undo"
    })
final class AdoptCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;

  @Option(
      names = "--root",
      paramLabel = "DIR",
      defaultValue = "/",
      description = "The host's root, if it is mounted somewhere. Default: ${DEFAULT-VALUE}")
  private Path root;

  @Option(
      names = "--nginx",
      paramLabel = "FILE",
      description = "Main file of nginx. If any server is named, only those named are read.")
  private @Nullable Path nginx;

  @Option(names = "--apache", paramLabel = "FILE", description = "Main file of Apache.")
  private @Nullable Path apache;

  @Option(
      names = "--haproxy",
      paramLabel = "FILE|DIR",
      description = "A file of HAProxy, or a directory of .cfg files; several as with its -f.")
  private List<Path> haproxy = List.of();

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FORM",
      defaultValue = "table",
      description = "${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}")
  private Form output;

  @Option(
      names = "--write",
      paramLabel = "DIR",
      description = "Write targets.yaml and the snippets there; files that are there stay.")
  private @Nullable Path write;

  @Option(
      names = "--server",
      paramLabel = "URL",
      defaultValue = "https://repository.example:8443",
      description = "The repository, for targets.yaml. Default: ${DEFAULT-VALUE}")
  private String server;

  @Option(
      names = "--apply",
      description = "Edit the servers' files so that they read the agent's; shows a diff first.")
  private boolean apply;

  @Option(names = "--yes", description = "Do not ask.")
  private boolean yes;

  @Option(
      names = "--undo",
      description = "Bring every file that --apply edited back, byte for byte.")
  private boolean undo;

  @Option(
      names = "--journal",
      paramLabel = "DIR",
      description =
          "Where --apply keeps each file as it was. Default: /var/lib/keyferry-agent/adopt, on the"
              + " host")
  private @Nullable Path journal;

  private final AgentDesk desk;

  @SuppressWarnings("NullAway.Init") // picocli sets the fields before call()
  AdoptCommand(AgentDesk desk) {
    this.desk = desk;
  }

  @Override
  public Integer call() throws Exception {
    if (undo && (apply || write != null)) {
      throw new ParameterException(
          spec.commandLine(), "--undo stands alone: leave out --apply and --write");
    }
    var host = new HostRoot(root);
    var adoption = desk.adopt(host, sources(host));
    var transaction =
        new Transaction(
            host,
            journal == null ? AdoptDesk.JOURNALS : journal.toAbsolutePath(),
            new AdoptCheck(adoption.commands()),
            Labels.ofThisHost());
    var out = spec.commandLine().getOut();
    if (undo) {
      return undo(transaction, out);
    }
    var page = adoption.page();
    switch (output) {
      case json -> out.print(Json.writeIndented(page));
      case table -> AdoptTable.print(page, out);
    }
    if (write != null) {
      write(adoption, write, spec.commandLine().getErr());
    }
    out.flush();
    if (apply) {
      apply(adoption, transaction, output == Form.json ? spec.commandLine().getErr() : out);
    }
    return (page.remarks().isEmpty() ? ExitCode.OK : ExitCode.PARTLY_READ).code();
  }

  private Sources sources(HostRoot host) {
    var sources =
        Sources.found(host)
            .orNamed(
                Optional.ofNullable(nginx).map(Path::toAbsolutePath),
                Optional.ofNullable(apache).map(Path::toAbsolutePath),
                haproxy.stream().map(Path::toAbsolutePath).toList());
    if (sources.isEmpty() && !undo) {
      throw new ParameterException(
          spec.commandLine(),
          "no configuration of nginx, Apache or HAProxy in its usual place; name one with --nginx,"
              + " --apache or --haproxy");
    }
    return sources;
  }

  private void write(AdoptDesk adoption, Path directory, PrintWriter err) throws IOException {
    try {
      var url = SettingsFile.server(server).toString();
      for (var each : adoption.write(directory, url)) {
        err.println("wrote " + each);
      }
    } catch (IllegalArgumentException refused) {
      throw new ParameterException(spec.commandLine(), "--server: " + refused.getMessage());
    }
  }

  private void apply(AdoptDesk adoption, Transaction transaction, PrintWriter out)
      throws NotApplied, IOException, InterruptedException {
    var diff = adoption.diff();
    out.println();
    if (diff.isEmpty()) {
      out.println("no file has to be edited");
      return;
    }
    out.print(diff);
    out.println();
    out.flush();
    if (!yes && !isWanted(out)) {
      throw new NotApplied(List.of("nothing was changed"));
    }
    adoption.apply(transaction);
    out.println(
        "applied, and accepted by the servers; until the agent installs, they serve what they served."
            + " To take it back: keyferry-agent adopt --undo");
    out.flush();
  }

  private static boolean isWanted(PrintWriter out) throws IOException {
    out.print("Apply this? [y/N] ");
    out.flush();
    var answer =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)).readLine();
    return answer != null && (answer.strip().equals("y") || answer.strip().equals("yes"));
  }

  private static int undo(Transaction transaction, PrintWriter out)
      throws NotApplied, IOException, InterruptedException {
    var done = transaction.undo();
    if (done.isEmpty()) {
      out.println("nothing to take back");
    }
    done.forEach(out::println);
    out.flush();
    return ExitCode.OK.code();
  }

  /// Named as they are typed.
  enum Form {
    table,
    json
  }
}
