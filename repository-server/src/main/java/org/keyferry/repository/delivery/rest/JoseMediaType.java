package org.keyferry.repository.delivery.rest;

/// How a signed statement travels (RFC 7515 §9.2.1).
final class JoseMediaType {

  static final String JOSE = "application/jose";

  private JoseMediaType() {}
}
