package org.keyferry.protocol.agent;

/// `POST /v1/enrollments`: a host asks to become an agent.
///
/// @param secret of the [EnrollmentToken], base64url
/// @param identityRequest PKCS#10 (RFC 2986) for the identity key (EC P-256), DER in base64url. Its
///   subject and extensions are ignored: the repository decides them
/// @param sealingKey SubjectPublicKeyInfo of an RSA key of 3072 or 4096 bits, DER in base64url
/// @param sealingKeyProof [SealingKeyProof], base64url
public record EnrollmentRequest(
    String secret, String identityRequest, String sealingKey, String sealingKeyProof) {

  @Override
  public String toString() {
    return "EnrollmentRequest[secret withheld]";
  }
}
