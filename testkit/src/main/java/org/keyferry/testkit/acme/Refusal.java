package org.keyferry.testkit.acme;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.keyferry.protocol.pki.Bytes;

/// A problem document on its way out (RFC 8555 §6.7).
final class Refusal extends RuntimeException {

  static final String MEDIA_TYPE = "application/problem+json";
  private static final long serialVersionUID = 1;

  private final int status;
  private final String type;
  private final transient List<Reply.Header> headers = new ArrayList<>();
  private String instance = "";

  private Refusal(int status, String type, String detail) {
    super(detail);
    this.status = status;
    this.type = type;
  }

  static Refusal malformed(String detail) {
    return new Refusal(400, "malformed", detail);
  }

  static Refusal of(int status, String type, String detail) {
    return new Refusal(status, type, detail);
  }

  Refusal with(String name, String value) {
    headers.add(new Reply.Header(name, value));
    return this;
  }

  Refusal instance(String url) {
    instance = url;
    return this;
  }

  Reply reply() {
    var problem =
        JsonNodeFactory.instance
            .objectNode()
            .put("type", "urn:ietf:params:acme:error:" + type)
            .put("detail", getMessage())
            .put("status", status);
    if (!instance.isEmpty()) {
      problem.put("instance", instance);
    }
    var reply =
        new Reply(
            status, Bytes.of(problem.toString().getBytes(StandardCharsets.UTF_8)), MEDIA_TYPE);
    for (var each : headers) {
      reply = reply.with(each.name(), each.value());
    }
    return reply;
  }
}
