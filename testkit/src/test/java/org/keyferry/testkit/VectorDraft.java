package org.keyferry.testkit;

import java.util.LinkedHashMap;
import java.util.Map;
import org.keyferry.protocol.bundle.Bundle;
import org.keyferry.protocol.bundle.Manifest;
import org.keyferry.protocol.pki.Thumbprint;

/// A vector in the making: the agent of every other vector, until told otherwise.
final class VectorDraft {

  private final Map<String, String> headers = new LinkedHashMap<>();

  private VectorDraft(String kind, String expect, String comment) {
    headers.put("expect", expect);
    headers.put("comment", comment);
    headers.put("statement", kind);
    headers.put("now", VectorWorkshop.NOW.toString());
    headers.put("repository", VectorWorkshop.REPOSITORY.toString());
    headers.put("agent", VectorWorkshop.AGENT.toString());
    headers.put("signing-keys", "signer-1 signer-2");
  }

  /// @param expect success, or the name of a reason
  static VectorDraft ofBundle(String expect, String comment) {
    return new VectorDraft("bundle", expect, comment).with("sealing-key", "sealing-1");
  }

  /// @param expect success, or the name of a reason
  static VectorDraft ofManifest(String expect, String comment) {
    return new VectorDraft("manifest", expect, comment);
  }

  VectorDraft with(String field, String value) {
    headers.put(field, value);
    return this;
  }

  VectorDraft entry(Bundle bundle) {
    return with("entry-certificate", bundle.certificate().toString())
        .with("entry-name", bundle.name().toString())
        .with("entry-version", bundle.version().toString());
  }

  VectorDraft held(Manifest.Entry entry, String version, Thumbprint digest) {
    return with("held-certificate", entry.certificate().toString())
        .with("held-version", version)
        .with("held-digest", digest.value());
  }

  VectorDraft seen(long size, String head) {
    return with("seen-size", Long.toString(size)).with("seen-head", Thumbprint.of(head).value());
  }

  String text(String statement) {
    if ("bundle".equals(headers.get("statement"))) {
      headers.putIfAbsent("entry-digest", Thumbprint.of(statement).value());
    }
    var text = new StringBuilder();
    headers.forEach((field, value) -> text.append(field).append(": ").append(value).append('\n'));
    return text.append('\n').append(statement).append('\n').toString();
  }
}
