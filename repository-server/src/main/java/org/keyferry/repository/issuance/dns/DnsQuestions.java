package org.keyferry.repository.issuance.dns;

import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.keyferry.protocol.pki.Printable;
import org.keyferry.repository.issuance.NameServerFailure;
import org.keyferry.repository.issuance.PreCheckConfig;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.ExtendedResolver;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Resolver;
import org.xbill.DNS.Section;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.TextParseException;
import org.xbill.DNS.Type;

/// Asks the DNS, as everybody does: a resolver, or the servers of a zone.
@ApplicationScoped
class DnsQuestions {

  private static final int MOST_ALIASES = 8;

  private final PreCheckConfig config;

  DnsQuestions(PreCheckConfig config) {
    this.config = config;
  }

  /// The records of a type that a resolver has for a name, or where CNAMEs lead from there.
  List<Record> resolve(Name name, int type) {
    return resolve(resolver(), name, type);
  }

  List<Record> resolve(Resolver resolver, Name name, int type) {
    var owner = name;
    for (var aliases = 0; aliases <= MOST_ALIASES; ) {
      var answer = ask(resolver, owner, type).getSection(Section.ANSWER);
      var asked = owner;
      for (var alias = aliasIn(answer, owner); alias.isPresent(); alias = aliasIn(answer, owner)) {
        owner = alias.get();
        if (++aliases > MOST_ALIASES) {
          break;
        }
      }
      var last = owner;
      var found =
          answer.stream()
              .filter(each -> each.getType() == type && each.getName().equals(last))
              .toList();
      if (!found.isEmpty() || owner.equals(asked)) {
        return found;
      }
    }
    throw new NameServerFailure("the CNAMEs at " + name + " lead on and on: shorten them to one");
  }

  /// Where CNAMEs lead from a name; the name itself if there are none.
  Name follow(Resolver resolver, Name name) {
    var owner = name;
    for (var aliases = 0; aliases < MOST_ALIASES; aliases++) {
      var target = aliasIn(ask(resolver, owner, Type.CNAME).getSection(Section.ANSWER), owner);
      if (target.isEmpty()) {
        return owner;
      }
      owner = target.get();
    }
    throw new NameServerFailure("the CNAMEs at " + name + " lead on and on: shorten them to one");
  }

  /// The zone in which a name is, as a resolver sees it.
  Name zoneOf(Name name) {
    var answer = ask(resolver(), name, Type.SOA);
    for (var section : List.of(Section.ANSWER, Section.AUTHORITY)) {
      for (var each : answer.getSection(section)) {
        if (each.getType() == Type.SOA && name.subdomain(each.getName())) {
          return each.getName();
        }
      }
    }
    throw new NameServerFailure("the DNS knows no zone for " + name + ": is the name registered?");
  }

  Message ask(Resolver resolver, Name name, int type) {
    return checked(
        exchange(resolver, Message.newQuery(Record.newRecord(name, type, DClass.IN))), name, type);
  }

  /// Asks one server of a zone for what it has itself.
  Message askServer(InetAddress server, Name name, int type) {
    var resolver = new SimpleResolver(new InetSocketAddress(server, config.nameServerPort()));
    resolver.setTimeout(config.timeout());
    var question = Message.newQuery(Record.newRecord(name, type, DClass.IN));
    question.getHeader().unsetFlag(Flags.RD);
    return checked(exchange(resolver, question), name, type);
  }

  Message exchange(Resolver resolver, Message question) {
    try {
      return resolver.send(question);
    } catch (IOException failure) {
      throw new NameServerFailure(
          "the DNS does not answer ("
              + resolver
              + "): "
              + Printable.of(String.valueOf(failure.getMessage())),
          failure);
    }
  }

  Resolver resolver() {
    return config
        .resolver()
        .<Resolver>map(text -> resolverAt(text, "keyferry.precheck.resolver", config.timeout()))
        .orElseGet(() -> ofTheSystem(config.timeout()));
  }

  static Resolver ofTheSystem(Duration timeout) {
    var system = new ExtendedResolver();
    system.setTimeout(timeout);
    return system;
  }

  /// @param text `host:port`
  /// @param setting where it stands
  static SimpleResolver resolverAt(String text, String setting, Duration timeout) {
    var colon = text.lastIndexOf(':');
    try {
      return colon < 0
          ? resolverAt(text, SimpleResolver.DEFAULT_PORT, timeout)
          : resolverAt(
              text.substring(0, colon), Integer.parseInt(text.substring(colon + 1)), timeout);
    } catch (NumberFormatException malformed) {
      throw new NameServerFailure(setting + " is not host:port: " + Printable.of(text), malformed);
    }
  }

  static SimpleResolver resolverAt(String host, int port, Duration timeout) {
    try {
      var resolver = new SimpleResolver(host);
      resolver.setPort(port);
      resolver.setTimeout(timeout);
      return resolver;
    } catch (UnknownHostException unknown) {
      throw new NameServerFailure(
          "the name server " + Printable.of(host) + " has no address: check the settings", unknown);
    }
  }

  /// @param absolute with a trailing dot
  static Name nameOf(String absolute) {
    try {
      return Name.fromString(absolute);
    } catch (TextParseException malformed) {
      throw new NameServerFailure("not a DNS name: " + Printable.of(absolute), malformed);
    }
  }

  /// What names a TXT record has, each in one piece.
  static List<String> textsIn(List<Record> records) {
    var texts = new ArrayList<String>();
    for (var each : records) {
      if (each instanceof org.xbill.DNS.TXTRecord text) {
        texts.add(String.join("", text.getStrings()));
      }
    }
    return texts;
  }

  private static Optional<Name> aliasIn(List<Record> answer, Name owner) {
    return answer.stream()
        .filter(each -> each.getName().equals(owner))
        .filter(CNAMERecord.class::isInstance)
        .map(each -> ((CNAMERecord) each).getTarget())
        .findFirst();
  }

  private static Message checked(Message answer, Name name, int type) {
    return switch (answer.getRcode()) {
      case Rcode.NOERROR, Rcode.NXDOMAIN -> answer;
      default ->
          throw new NameServerFailure(
              "the DNS answered the question for "
                  + name
                  + " "
                  + Type.string(type)
                  + " with "
                  + Rcode.string(answer.getRcode())
                  + ", and would answer the CA so, too");
    };
  }
}
