package org.keyferry.officer.cli;

import java.io.PrintWriter;
import java.io.Writer;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequest;
import org.bouncycastle.util.io.pem.PemReader;
import org.keyferry.officer.identity.OfficerHome;
import org.keyferry.protocol.pki.CertificateChain;
import org.keyferry.protocol.pki.DisplayName;
import org.keyferry.testkit.FixtureCa;
import org.keyferry.testkit.TurnableClock;

/// An officer who types commands: at a terminal, or into a pipe.
final class OfficerAtWork implements Terminal {

  private final TurnableClock clock = TurnableClock.at("2026-11-25T12:00:00Z");
  private final Path home;
  private final List<String> seen = new ArrayList<>();
  private final Queue<String> types = new ArrayDeque<>();
  private boolean interactive;

  OfficerAtWork(Path home) {
    this.home = home;
  }

  /// Goes through request and installation, with a certificate of `ca`.
  void hasAnIdentityOf(FixtureCa ca, URI server) throws Exception {
    var officer = new OfficerHome(home);
    var request = officer.request(new DisplayName("alice"), new SecureRandom());
    var certificate = certificateFor(request, ca);
    var root = Files.writeString(home.resolve("root.pem"), pemOf(ca));
    officer.install(certificate, root, server, InstantSource.system().instant());
  }

  static Path certificateFor(Path request, FixtureCa ca) throws Exception {
    try (var reader = new PemReader(Files.newBufferedReader(request))) {
      var content = new JcaPKCS10CertificationRequest(reader.readPemObject().getContent());
      return Files.writeString(
          request.resolveSibling("officer-alice.pem"),
          ca.issue(content.getPublicKey(), "alice").toPem());
    }
  }

  static String pemOf(FixtureCa ca) {
    return new CertificateChain(List.of(ca.root())).toPem();
  }

  void sitsAtATerminal() {
    interactive = true;
  }

  void willType(String answer) {
    types.add(answer);
  }

  /// @return the exit code
  int runs(String... arguments) {
    seen.clear();
    var surroundings =
        new Surroundings(home, "1.2.3", clock, new SecureRandom(), this, clock::turn);
    return Keyferry.run(surroundings, writer(""), writer("! "), arguments);
  }

  /// What the last command wrote, in its order; lines on standard error begin with `! `.
  List<String> sees() {
    return List.copyOf(seen);
  }

  @Override
  public boolean isInteractive() {
    return interactive;
  }

  @Override
  public int columns() {
    return 80;
  }

  @Override
  public Optional<String> ask(String question) {
    seen.add("? " + question.strip());
    return Optional.ofNullable(types.poll());
  }

  @Override
  public Optional<char[]> askSecret(String question) {
    return ask(question).map(String::toCharArray);
  }

  private PrintWriter writer(String prefix) {
    return new PrintWriter(new Lines(prefix), true);
  }

  /// Notes lines as they end. What is wiped before its end was never there.
  private final class Lines extends Writer {

    private final String prefix;
    private final StringBuilder line = new StringBuilder();

    Lines(String prefix) {
      this.prefix = prefix;
    }

    @Override
    public void write(char[] buffer, int offset, int length) {
      for (var at = offset; at < offset + length; at++) {
        switch (buffer[at]) {
          case '\n' -> {
            seen.add((prefix + line).stripTrailing());
            line.setLength(0);
          }
          case '\r' -> line.setLength(0);
          default -> line.append(buffer[at]);
        }
      }
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
  }
}
