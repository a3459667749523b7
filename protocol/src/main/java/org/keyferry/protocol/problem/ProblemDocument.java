package org.keyferry.protocol.problem;

import org.jspecify.annotations.Nullable;

/// A refusal as it travels (RFC 9457 §3.1).
///
/// @param type URI of the problem type
/// @param title the same words for every occurrence of the type
/// @param status the HTTP status
/// @param detail this occurrence, in a sentence that names field, fault and fix
/// @param field the member or parameter at fault (ours), as a path such as `names[0]`
public record ProblemDocument(
    String type, String title, int status, String detail, @Nullable String field) {

  public static final String MEDIA_TYPE = "application/problem+json";

  public static ProblemDocument of(ProblemType type, String detail) {
    return new ProblemDocument(type.uri().toString(), type.title(), type.status(), detail, null);
  }

  /// The same problem, pinned to one member of the request.
  public ProblemDocument at(String path) {
    return new ProblemDocument(type, title, status, detail, path);
  }
}
