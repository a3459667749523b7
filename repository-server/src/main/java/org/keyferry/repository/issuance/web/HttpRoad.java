package org.keyferry.repository.issuance.web;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.SocketAddress;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.InetAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.keyferry.protocol.pki.DnsName;
import org.keyferry.protocol.pki.Identifier;
import org.keyferry.protocol.pki.IpAddress;
import org.keyferry.protocol.pki.Printable;
import org.keyferry.repository.issuance.Addresses;
import org.keyferry.repository.issuance.ChallengeAnswer;
import org.keyferry.repository.issuance.Outlook;
import org.keyferry.repository.issuance.PreCheckConfig;

/// Walks the road of http-01 (RFC 8555 §8.3) as CAs do: every address of the name, redirects
/// followed, without a look at certificates, because CAs look at none there either.
@ApplicationScoped
class HttpRoad {

  private static final int MOST_REDIRECTS = 10;
  private static final int LARGEST_BODY = 16 * 1024;

  private final PreCheckConfig config;
  private final Addresses addresses;
  private final HttpClient client;

  HttpRoad(Vertx vertx, PreCheckConfig config, Addresses addresses) {
    this.config = config;
    this.addresses = addresses;
    this.client =
        vertx.createHttpClient(
            new HttpClientOptions()
                .setConnectTimeout(Math.toIntExact(config.timeout().toMillis()))
                .setKeepAlive(false)
                .setTrustAll(true) // what comes back is compared with what we know
                .setVerifyHost(false));
  }

  @PreDestroy
  void close() {
    client.close();
  }

  Outlook leadsTo(ChallengeAnswer answer) {
    var path = ChallengeListener.PREFIX + answer.token();
    var found = addressesOf(answer.name());
    if (found.isEmpty()) {
      return new Outlook.Obstructed(
          "the name "
              + answer.name()
              + " has no address in the DNS, so no CA finds http-01 there: publish one, or use"
              + " dns-01");
    }
    var faults = new ArrayList<String>();
    for (var address : found) {
      switch (walk(answer.name(), address, path)) {
        case Arrival.Body(var status, var text) -> {
          if (status != 200 || !text.stripTrailing().equals(answer.keyAuthorization())) {
            return wrong(answer, address, status);
          }
        }
        case Arrival.Nowhere(var why) -> faults.add(address.getHostAddress() + ": " + why);
        case Arrival.Elsewhere _ ->
            faults.add(address.getHostAddress() + ": redirects lead on and on");
      }
    }
    return faults.size() < found.size() ? new Outlook.Clear() : silent(answer, faults);
  }

  private List<InetAddress> addressesOf(Identifier identifier) {
    return switch (identifier) {
      case DnsName name -> addresses.of(name);
      case IpAddress address -> List.of(address.toInetAddress());
    };
  }

  /// As it stands in a URL.
  private static String host(Identifier identifier) {
    return switch (identifier) {
      case DnsName name -> name.value();
      case IpAddress address -> address.inUrl();
    };
  }

  private static Outlook wrong(ChallengeAnswer answer, InetAddress address, int status) {
    return new Outlook.Obstructed(
        "http://"
            + host(answer.name())
            + ChallengeListener.PREFIX
            + "… does not lead to the repository: what listens at "
            + address.getHostAddress()
            + " answered HTTP "
            + status
            + (status == 200 ? " and something else" : "")
            + "; let it pass that path on to keyferry.http01.port, or to an agent that answers");
  }

  private static Outlook silent(ChallengeAnswer answer, List<String> faults) {
    return new Outlook.Obstructed(
        "http://"
            + host(answer.name())
            + " cannot be reached from the repository ("
            + faults.getFirst()
            + "): let port 80 there answer; if only this network cannot reach it,"
            + " keyferry.precheck.reach=off leaves the try out");
  }

  private Arrival walk(Identifier identifier, InetAddress address, String path) {
    var arrival = get("http", host(identifier), config.httpPort(), address, path);
    for (var redirects = 0; redirects < MOST_REDIRECTS; redirects++) {
      if (arrival instanceof Arrival.Elsewhere(var from, var location)) {
        arrival = follow(identifier, from, location);
      }
    }
    return arrival;
  }

  /// Who runs the host says where a redirect leads. By its name, that is where CAs come to, too; at
  /// an address it could be what only this server reaches.
  private Arrival follow(Identifier proved, URI from, String location) {
    try {
      var to = from.resolve(location);
      var scheme = String.valueOf(to.getScheme()).toLowerCase(Locale.ROOT);
      var host = to.getHost();
      if (host == null || !(scheme.equals("http") || scheme.equals("https"))) {
        return new Arrival.Nowhere("a redirect leads to " + Printable.of(location));
      }
      var port = scheme.equals("https") ? config.tlsPort() : config.httpPort();
      if (to.getPort() != -1 && to.getPort() != port) {
        return new Arrival.Nowhere(
            "a redirect leads to port " + to.getPort() + ", where CAs do not go");
      }
      var target = identifierIn(host);
      if (target instanceof IpAddress && !target.equals(proved)) {
        return new Arrival.Nowhere("a redirect leads to an address: " + Printable.of(host));
      }
      var addressed = addressesOf(target);
      if (addressed.isEmpty()) {
        return new Arrival.Nowhere(
            "a redirect leads to " + Printable.of(host) + ", which has no address");
      }
      var path = to.getRawPath() + (to.getRawQuery() == null ? "" : "?" + to.getRawQuery());
      return get(scheme, host, port, addressed.getFirst(), path);
    } catch (IllegalArgumentException malformed) {
      return new Arrival.Nowhere("a redirect leads to " + Printable.of(location));
    }
  }

  /// RFC 3986 §3.2.2: IPv6 stands in brackets.
  private static Identifier identifierIn(String host) {
    return Identifier.parse(
        host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host);
  }

  private Arrival get(String scheme, String host, int port, InetAddress address, String path) {
    if (address.isLinkLocalAddress()
        || address.isMulticastAddress()
        || address.isAnyLocalAddress()) {
      return new Arrival.Nowhere("this is no address of a server");
    }
    var request =
        new RequestOptions()
            .setMethod(HttpMethod.GET)
            .setServer(SocketAddress.inetSocketAddress(port, address.getHostAddress()))
            .setSsl(scheme.equals("https"))
            .setHost(host)
            .setPort(port)
            .setURI(path)
            .setTimeout(config.timeout().toMillis());
    var response =
        client
            .request(request)
            .compose(HttpClientRequest::send)
            .compose(each -> read(URI.create(scheme + "://" + host + path), each));
    return await(response);
  }

  private static Future<Arrival> read(URI at, HttpClientResponse response) {
    var location = Optional.ofNullable(response.getHeader(HttpHeaders.LOCATION));
    if (response.statusCode() / 100 == 3 && location.isPresent()) {
      response.request().connection().close();
      return Future.succeededFuture(new Arrival.Elsewhere(at, location.get()));
    }
    var promise = Promise.<Arrival>promise();
    var body = Buffer.buffer();
    response.exceptionHandler(promise::tryFail);
    response.handler(part -> {
      if (body.length() + part.length() > LARGEST_BODY) {
        promise.tryComplete(new Arrival.Body(response.statusCode(), "too long"));
        response.request().connection().close();
      } else {
        body.appendBuffer(part);
      }
    });
    response.endHandler(_ ->
        promise.tryComplete(
            new Arrival.Body(response.statusCode(), body.toString(StandardCharsets.ISO_8859_1))));
    return promise.future();
  }

  private Arrival await(Future<Arrival> response) {
    try {
      return response
          .toCompletionStage()
          .toCompletableFuture()
          .get(config.timeout().toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException failure) {
      var cause = Optional.ofNullable(failure.getCause()).orElse(failure);
      return new Arrival.Nowhere(Printable.of(String.valueOf(cause.getMessage())));
    } catch (TimeoutException _) {
      return new Arrival.Nowhere("no answer within " + config.timeout());
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return new Arrival.Nowhere("the repository is going down");
    }
  }

  /// Where a request came to.
  private sealed interface Arrival {

    record Body(int status, String text) implements Arrival {}

    record Elsewhere(URI from, String location) implements Arrival {}

    record Nowhere(String why) implements Arrival {}
  }
}
