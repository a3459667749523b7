package org.keyferry.repository.issuance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.keyferry.protocol.officer.AddCertificate;
import org.keyferry.protocol.officer.AddCertificateAuthority;
import org.keyferry.protocol.officer.CertificateView;
import org.keyferry.protocol.officer.IssuerView;
import org.keyferry.protocol.officer.OrderView;
import org.keyferry.protocol.officer.Page;
import org.keyferry.protocol.officer.PolicyView;
import org.keyferry.protocol.officer.VersionView;
import org.keyferry.protocol.pki.CertificateChain;
import org.keyferry.protocol.pki.KeyType;
import org.keyferry.repository.app.HttpsCaller;

/// An officer who has one CA, one policy for it of the same name, and certificates.
public record OfficerOfCas(HttpsCaller caller, ObjectMapper json, String name) {

  public void addAuthority(URI directory, X509Certificate anchor, X509Certificate issuer) {
    created(
        "/v1/cas",
        new AddCertificateAuthority(
            name, directory.toString(), List.of(), pem(anchor), pem(issuer), true));
  }

  public void addPolicy(KeyType type) {
    addPolicy(type, null, null);
  }

  void addPolicy(@Nullable String profile, @Nullable Double renewAfter) {
    addPolicy(KeyType.EC_P256, profile, renewAfter);
  }

  private void addPolicy(KeyType type, @Nullable String profile, @Nullable Double renewAfter) {
    created(
        "/v1/policies",
        new PolicyView(
            name,
            List.of(new IssuerView(name, profile)),
            type.toString(),
            null,
            renewAfter,
            null,
            "http-01",
            null,
            null,
            "sealed"));
  }

  /// @return id of its first order
  String addCertificate(String certificate, String... identifiers) {
    var body =
        created("/v1/certificates", new AddCertificate(certificate, List.of(identifiers), name));
    return Objects.requireNonNull(read(body, CertificateView.class).order());
  }

  CertificateView certificate(String certificate) {
    return read(got("/v1/certificates/" + certificate), CertificateView.class);
  }

  OrderView order(String id) {
    return read(got("/v1/orders/" + id), OrderView.class);
  }

  List<VersionView> versions(String certificate) {
    try {
      var body = got("/v1/certificates/" + certificate + "/versions");
      return json.readValue(body, new TypeReference<Page<VersionView>>() {}).items();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /// @param body empty for none
  HttpResponse<String> post(String path, Object body) {
    try {
      return caller.post(path, "".equals(body) ? "" : json.writeValueAsString(body));
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  HttpResponse<String> delete(String path) {
    try {
      return caller.delete(path);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private String got(String path) {
    try {
      return caller.get(path).body();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private String created(String path, Object body) {
    var answer = post(path, body);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
    return answer.body();
  }

  private <T> T read(String body, Class<T> type) {
    try {
      return json.readValue(body, type);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private static List<String> pem(X509Certificate certificate) {
    return List.of(new CertificateChain(List.of(certificate)).toPem());
  }
}
