package org.keyferry.protocol.officer;

/// `POST /v1/cas/{name}/account/terms`: an officer agrees to new terms of service of a CA (RFC 8555
/// §7.3.3).
///
/// @param termsOfService URL of the terms that the officer has read
public record AgreeToTerms(String termsOfService) {}
