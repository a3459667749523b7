package org.keyferry.agent.doctor;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.UnknownHostException;
import java.security.GeneralSecurityException;
import java.security.cert.CertPathValidator;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.keyferry.agent.connection.ConversationFailed;
import org.keyferry.agent.connection.RepositoryConnection;
import org.keyferry.agent.connection.RepositorySight;
import org.keyferry.agent.cycle.Moments;
import org.keyferry.agent.cycle.Settings;
import org.keyferry.agent.identity.AgentIdentity;
import org.keyferry.agent.install.Installation;
import org.keyferry.protocol.bundle.Manifest;
import org.keyferry.protocol.bundle.RejectedStatement;
import org.keyferry.protocol.bundle.StatementReader;
import org.keyferry.protocol.pki.Printable;
import org.keyferry.protocol.problem.ProblemType;

/// The way to the repository, one step after the other, and what it says at its end.
final class RepositoryExamination implements Examination {

  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final Duration NOTICEABLE = Duration.ofSeconds(30);
  private static final int HTTPS = 443;
  private static final String TLS_1_3 = "TLSv1.3";
  private static final String NOT_REACHED = "the repository was not reached";

  private final Settings settings;
  private final Host host;
  private final Credentials credentials;
  private final InstantSource clock;
  private final Notes notes;

  RepositoryExamination(
      Settings settings, Host host, Credentials credentials, InstantSource clock) {
    this.settings = settings;
    this.host = host;
    this.credentials = credentials;
    this.clock = clock;
    this.notes = Notes.by(host);
  }

  @Override
  public Subject subject() {
    return Subject.CONNECTION;
  }

  @Override
  public Notes make() throws InterruptedException {
    var reached = reaches();
    lookAtProxies(reached);
    var sight = reached ? lookAtTls() : skippedTls(NOT_REACHED);
    var identity = credentials.identity();
    if (sight.isPresent() && identity.isPresent()) {
      if (lookAtPin(sight.get(), identity.get())) {
        lookAtClock(sight.get());
      } else {
        notes.skipped(Subject.CLOCK, "nobody is believed who is not the repository");
      }
      lookAtAnswer(identity.get());
    } else {
      var reason = sight.isPresent() ? "without an identity, nobody is believed" : NOT_REACHED;
      notes.skipped(Subject.PIN, reason);
      notes.skipped(Subject.CLOCK, reason);
      skipAnswer(reason);
    }
    return notes;
  }

  /// Addresses first, then a connection to each.
  private boolean reaches() {
    var server = settings.server();
    var port = server.getPort() < 0 ? HTTPS : server.getPort();
    InetAddress[] addresses;
    try {
      addresses = InetAddress.getAllByName(server.getHost());
    } catch (UnknownHostException unknown) {
      notes.failed(
          Subject.NAME,
          server.getHost() + " has no address",
          "correct `server` in the settings, or the name service of this host (resolvectl query "
              + server.getHost()
              + ")");
      notes.skipped(Subject.CONNECTION, "without an address there is nobody to call");
      return false;
    }
    var listed =
        String.join(", ", Arrays.stream(addresses).map(InetAddress::getHostAddress).toList());
    notes.ok(
        Subject.NAME,
        server.getHost() + (server.getHost().equals(listed) ? " is an address" : " is " + listed));
    var answering = new ArrayList<String>();
    var silent = new ArrayList<String>();
    for (var address : addresses) {
      var told = address.getHostAddress() + " port " + port;
      var fault = faultOf(address, port);
      if (fault == null) {
        answering.add(told);
      } else {
        silent.add(told + " (" + fault + ")");
      }
    }
    if (answering.isEmpty()) {
      notes.failed(
          Subject.CONNECTION,
          "no connection to " + String.join(", ", silent),
          "see that keyferry-server runs there, and that firewalls let this host connect to port "
              + port
              + "; until then everything goes on serving");
    } else if (silent.isEmpty()) {
      notes.ok(Subject.CONNECTION, String.join(", ", answering) + " takes connections");
    } else {
      notes.warning(
          Subject.CONNECTION,
          "no connection to "
              + String.join(", ", silent)
              + "; "
              + answering.getFirst()
              + " is well",
          "mend that address, or take it out of the name service: the agent may try it first");
    }
    return !answering.isEmpty();
  }

  private static @Nullable String faultOf(InetAddress address, int port) {
    try (var socket = new Socket()) {
      socket.connect(new InetSocketAddress(address, port), (int) PATIENCE.toMillis());
      return null;
    } catch (IOException failure) {
      return Printable.of(String.valueOf(failure.getMessage()));
    }
  }

  /// Names only: a value may hold a password.
  private void lookAtProxies(boolean reached) {
    var names = new TreeSet<String>();
    for (var name : host.environment().keySet()) {
      var known = name.toLowerCase(Locale.ROOT);
      if (known.equals("https_proxy") || known.equals("all_proxy")) {
        names.add(name);
      }
    }
    if (names.isEmpty()) {
      notes.ok(Subject.PROXY, "the environment names none");
    } else if (reached) {
      notes.ok(
          Subject.PROXY,
          String.join(", ", names) + " is set and has no effect: the connection is direct");
    } else {
      notes.warning(
          Subject.PROXY,
          String.join(", ", names) + " is set, and the agent uses no proxy",
          "let this host connect to the repository directly: a proxy would have to break TLS");
    }
  }

  private Optional<RepositorySight> lookAtTls() throws InterruptedException {
    try {
      var sight = RepositorySight.at(settings.server(), PATIENCE.multipliedBy(2));
      if (sight.protocol().equals(TLS_1_3)) {
        notes.ok(Subject.TLS, "it speaks TLS 1.3");
      } else {
        notes.failed(
            Subject.TLS,
            "whoever answers speaks " + sight.protocol() + " and not TLS 1.3",
            "something between takes the connection apart: connect this host without it");
      }
      return Optional.of(sight);
    } catch (IOException failure) {
      notes.failed(
          Subject.TLS,
          "there is no TLS connection: " + Printable.of(String.valueOf(failure.getMessage())),
          "see that "
              + settings.server()
              + " is the repository's own port, with nothing between that takes TLS apart");
      return Optional.empty();
    }
  }

  private Optional<RepositorySight> skippedTls(String reason) {
    notes.skipped(Subject.TLS, reason);
    return Optional.empty();
  }

  /// Whatever the clock of this host says.
  private boolean lookAtPin(RepositorySight sight, AgentIdentity identity) {
    if (leadsTo(identity.root(), sight.chain())) {
      notes.ok(Subject.PIN, "its certificate leads to the root of the enrollment");
      return true;
    }
    notes.failed(
        Subject.PIN,
        "whoever answers is not the repository of the enrollment: its certificate is of "
            + Printable.of(sight.chain().getFirst().getIssuerX500Principal().getName()),
        "look for a proxy that takes TLS apart, and for a wrong `server` in the settings; if the"
            + " repository was made anew, enroll again");
    return false;
  }

  private static boolean leadsTo(X509Certificate root, List<X509Certificate> chain) {
    try {
      var path = chain.stream().filter(each -> !each.equals(root)).toList();
      var parameters = new PKIXParameters(Set.of(new TrustAnchor(root, null)));
      parameters.setRevocationEnabled(false);
      parameters.setDate(Date.from(chain.getFirst().getNotBefore().toInstant().plusSeconds(1)));
      var _ =
          CertPathValidator.getInstance("PKIX")
              .validate(CertificateFactory.getInstance("X.509").generateCertPath(path), parameters);
      return true;
    } catch (GeneralSecurityException elsewhere) {
      return false;
    }
  }

  private void lookAtClock(RepositorySight sight) {
    if (sight.date().isEmpty()) {
      notes.skipped(Subject.CLOCK, "the repository did not say what time it is");
      return;
    }
    var here = clock.instant();
    var apart = Duration.between(sight.date().get(), here);
    var told =
        "the clock of this host is "
            + Moments.roughly(apart.abs())
            + (apart.isNegative() ? " behind" : " ahead of")
            + " the repository's";
    var fix = "set the clock of this host (timedatectl set-ntp true), or that of the repository";
    if (apart.abs().compareTo(StatementReader.CLOCK_TOLERANCE) > 0) {
      notes.failed(Subject.CLOCK, told + ", more than the agent lets pass", fix);
    } else if (apart.abs().compareTo(NOTICEABLE) > 0) {
      notes.warning(Subject.CLOCK, told, fix);
    } else {
      notes.ok(Subject.CLOCK, "the clocks of this host and of the repository agree");
    }
  }

  private void lookAtAnswer(AgentIdentity identity) throws InterruptedException {
    try (var connection =
        RepositoryConnection.ofAgent(
            settings.server(), identity.root(), identity.key(), identity.chain())) {
      var reply = connection.get("/v1/manifest", Map.of(), PATIENCE.multipliedBy(2));
      notes.ok(Subject.ANSWER, "the repository knows this host and answers");
      lookAtManifest(reply.text(), identity);
    } catch (ConversationFailed failure) {
      notes.failed(Subject.ANSWER, failure.sentence(), fixOf(failure));
      skipManifest("the repository did not answer as it should");
    }
  }

  private static String fixOf(ConversationFailed failure) {
    return switch (failure) {
      case ConversationFailed.Refused refused when refused.is(ProblemType.IDENTITY_REVOKED) ->
          "ask an officer why; with a new token, keyferry-agent enroll --again";
      case ConversationFailed.Refused refused when refused.isTransient() ->
          "it mends itself, or the repository needs its own doctor (keyferry-server, its log)";
      case ConversationFailed.Refused _ -> "ask an officer what the repository says of this host";
      case ConversationFailed.Distrusted _ ->
          "see that `server` names the repository as its certificate does";
      case ConversationFailed.Untimely _ -> "set the clock that is wrong";
      case ConversationFailed.Unsigned _ -> "see to the token with this host's keys";
      case ConversationFailed.Unreachable _ -> "see that nothing between breaks the connection";
      case ConversationFailed.Unintelligible _ ->
          "see that agent and server are of releases that go together";
    };
  }

  private void lookAtManifest(String text, AgentIdentity identity) {
    try {
      var manifest =
          new StatementReader(
                  identity.repository(), identity.agent(), clock, StatementReader.CLOCK_TOLERANCE)
              .manifest(text);
      notes.ok(
          Subject.MANIFEST,
          "it names "
              + (manifest.entries().size() == 1
                  ? "1 certificate"
                  : manifest.entries().size() + " certificates")
              + " and is fresh until "
              + Moments.deadline(manifest.freshUntil(), clock.instant()));
      lookAtGrants(manifest);
    } catch (RejectedStatement rejected) {
      notes.failed(
          Subject.MANIFEST,
          "what the repository says must not be believed: " + rejected.getMessage(),
          "if the clocks agree, tell an officer: somebody sets the repository back, or keeps news"
              + " from this host");
      skipGrants("the manifest is not believed");
    }
  }

  private void lookAtGrants(Manifest manifest) {
    for (var target : settings.targets()) {
      var noted = Notes.on(target, host);
      var entry = manifest.named(target.certificate());
      if (entry.isEmpty()) {
        noted.failed(
            Subject.GRANT,
            "the repository has nothing for certificate " + target.certificate(),
            "ask an officer: it has no version yet (keyferry certificates show "
                + target.certificate()
                + "), or this host has no grant (keyferry grants add)");
      } else {
        var installed = installedVersion(Installation.of(target.placement()));
        var version = entry.get().version().toString();
        if (installed.isEmpty() || installed.get().equals(version)) {
          noted.ok(Subject.GRANT, "version " + version + " is for this host");
        } else {
          noted.warning(
              Subject.GRANT,
              "version " + version + " is for this host, and " + installed.get() + " is installed",
              "keyferry-agent status says why; keyferry-agent once tries it now");
        }
      }
      notes.add(noted);
    }
  }

  private static Optional<String> installedVersion(Installation installation) {
    try {
      return installation.journal().confirmed().map(Object::toString);
    } catch (IOException unreadable) {
      return Optional.empty(); // the examination of the target says so
    }
  }

  private void skipAnswer(String reason) {
    notes.skipped(Subject.ANSWER, reason);
    skipManifest(reason);
  }

  private void skipManifest(String reason) {
    notes.skipped(Subject.MANIFEST, reason);
    skipGrants(reason);
  }

  private void skipGrants(String reason) {
    for (var target : settings.targets()) {
      var noted = Notes.on(target, host);
      noted.skipped(Subject.GRANT, reason);
      notes.add(noted);
    }
  }
}
