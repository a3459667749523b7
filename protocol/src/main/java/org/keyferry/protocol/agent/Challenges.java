package org.keyferry.protocol.agent;

import java.util.List;
import java.util.regex.Pattern;
import org.keyferry.protocol.pki.Printable;

/// Answer to `GET /v1/challenges`: what this host's web server is to answer to http-01 now (RFC
/// 8555 §8.3), for names of certificates that are granted to it. None of it is secret: whoever asks
/// the web server gets it.
public record Challenges(List<Answer> answers) {

  public Challenges {
    answers = List.copyOf(answers);
  }

  /// One of them: the content of `/.well-known/acme-challenge/<token>`.
  ///
  /// @param token base64url, so it can be a file name and nothing else
  /// @param keyAuthorization the token, a dot, the thumbprint of the account key (RFC 8555 §8.1)
  public record Answer(String token, String keyAuthorization) {

    private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9_-]{1,128}");
    private static final Pattern THUMBPRINT = Pattern.compile("[A-Za-z0-9_-]{43}");

    /// @throws IllegalArgumentException if the token is not base64url, or the key authorization not
    ///   of that token
    public Answer {
      if (!isToken(token)) {
        throw new IllegalArgumentException(
            "the token of a challenge is base64url, not " + Printable.of(token));
      }
      if (!isKeyAuthorization(token, keyAuthorization)) {
        throw new IllegalArgumentException(
            "not the key authorization of " + token + ": " + Printable.of(keyAuthorization));
      }
    }

    public static boolean isToken(String text) {
      return TOKEN.matcher(text).matches();
    }

    public static boolean isKeyAuthorization(String token, String text) {
      return text.startsWith(token + ".")
          && THUMBPRINT.matcher(text.substring(token.length() + 1)).matches();
    }
  }
}
