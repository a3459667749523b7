package org.keyferry.agent;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.keyferry.agent.cycle.StatusPage;
import org.keyferry.agent.cycle.Tally;

/// Status pages for those who show them.
public final class AStatusPage {

  public static final Instant NOON = Instant.parse("2026-11-25T12:00:00Z");

  private AStatusPage() {}

  /// Three targets: one is well, one was rolled back, one waits.
  public static StatusPage ofABusyHost() {
    return new StatusPage(
        NOON,
        Optional.of(
            new StatusPage.Identity(
                "0198a7c0-0000-7000-8000-000000002001",
                "web1",
                "0198a7c0-0000-7000-8000-000000000001",
                NOON.plus(Duration.ofDays(6)),
                NOON.plus(Duration.ofDays(3)),
                "files")),
        "https://repository.example:8443",
        Optional.of(712L),
        Optional.of(NOON.minusSeconds(12)),
        Optional.of(NOON.minusSeconds(12)),
        Optional.of(
            new StatusPage.Freshness(
                NOON.minus(Duration.ofMinutes(15)), NOON.plus(Duration.ofMinutes(45)))),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        "the agent waits for news",
        new Tally(new TreeMap<>(Map.of("ok", 41L, "unreachable", 2L)), 5, 0),
        List.of(
            wellServed(),
            rolledBack(),
            waitingFor(
                "ask an officer for a grant (keyferry grants add), unless the certificate is on its way")),
        new TreeMap<>(
            Map.of("shop", "no target on this host wants it: version 1.1 is kept sealed")));
  }

  public static StatusPage ofAStranger() {
    return new StatusPage(
        NOON,
        Optional.empty(),
        "https://repository.example:8443",
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        "enroll this host: ask an officer for a token (keyferry tokens create NAME), and run"
            + " keyferry-agent enroll --token-file FILE",
        new Tally(new TreeMap<>(), 0, 0),
        List.of(waitingFor("it waits for a first round")),
        new TreeMap<>());
  }

  private static StatusPage.Line wellServed() {
    return new StatusPage.Line(
        "www",
        "nginx",
        "www",
        "served",
        Optional.of("1.42"),
        Optional.of("5ed7"),
        Optional.of(NOON.plus(Duration.ofDays(90))),
        Optional.of("5ed7"),
        List.of(
            seen("127.0.0.1:443", "tls", Optional.of("www.example.com"), "5ed7", 90),
            seen("[::1]:443", "tls", Optional.of("www.example.com"), "5ed7", 90)),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        "nothing is to be done",
        Optional.empty(),
        0,
        42,
        0);
  }

  private static StatusPage.Line rolledBack() {
    return new StatusPage.Line(
        "mail-of-the-whole-company",
        "postfix",
        "mail-of-the-whole-company",
        "rolled-back",
        Optional.of("1.3"),
        Optional.of("16b6"),
        Optional.of(NOON.plus(Duration.ofDays(2))),
        Optional.of("16b6"),
        List.of(
            seen("127.0.0.1:25", "smtp", Optional.empty(), "16b6", 2),
            new StatusPage.Seen(
                "127.0.0.1:143",
                "imap",
                Optional.of("mail.example.com"),
                Optional.empty(),
                Optional.empty(),
                Optional.of("no TLS handshake with 127.0.0.1:143: Connection refused"),
                Optional.of(NOON.minusSeconds(12)))),
        Optional.of("validate"),
        Optional.of(
            "/usr/sbin/postfix check failed (exit code 1): fatal: open /etc/postfix/main.cf: No"
                + " such file or directory"),
        Optional.empty(),
        "it is tried again at 2026-11-25 12:04Z (in 4 min), or now by keyferry-agent once;"
            + " keyferry-agent doctor looks for the cause",
        Optional.of(NOON.plus(Duration.ofMinutes(4))),
        3,
        3,
        3);
  }

  private static StatusPage.Line waitingFor(String next) {
    return new StatusPage.Line(
        "api",
        "haproxy",
        "api",
        "waiting",
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        List.of(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        next,
        Optional.empty(),
        0,
        0,
        0);
  }

  private static StatusPage.Seen seen(
      String address, String protocol, Optional<String> name, String serial, int days) {
    return new StatusPage.Seen(
        address,
        protocol,
        name,
        Optional.of(serial),
        Optional.of(NOON.plus(Duration.ofDays(days))),
        Optional.empty(),
        Optional.of(NOON.minusSeconds(12)));
  }
}
