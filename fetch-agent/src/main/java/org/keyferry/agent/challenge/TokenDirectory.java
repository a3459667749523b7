package org.keyferry.agent.challenge;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import org.keyferry.agent.disk.Folder;
import org.keyferry.agent.disk.Ownership;
import org.keyferry.agent.disk.PathGuard;
import org.keyferry.protocol.agent.Challenges;
import org.keyferry.protocol.agent.Challenges.Answer;

/// The directory that the web server shows as `/.well-known/acme-challenge/`: one file for each
/// token, named like it. What looks like an answer and is none of these is removed, also one of
/// another client of ACME; other files are left alone.
public final class TokenDirectory {

  private final PathGuard guard;
  private final Folder folder;

  /// @param path named by the admin of this host
  public TokenDirectory(PathGuard guard, Path path) {
    this.guard = guard;
    this.folder = new Folder(path);
  }

  /// Afterwards these answers are there, and no others.
  ///
  /// @throws IOException also if somebody else may write to the directory
  public void show(Challenges challenges) throws IOException {
    guard.require(folder.path());
    folder.make("rwxr-xr-x");
    var wanted = new HashSet<String>();
    for (var each : challenges.answers()) {
      wanted.add(each.token());
      if (!holds(each.token(), each.keyAuthorization())) {
        folder.replace(each.token(), bytes(each.keyAuthorization()), Ownership.PUBLIC);
      }
    }
    for (var name : answers()) {
      if (!wanted.contains(name)) {
        folder.remove(name);
      }
    }
  }

  /// Removes all answers.
  public void clear() throws IOException {
    show(new Challenges(List.of()));
  }

  /// Names of files that are answers: named like a token, and with a key authorization of it.
  private List<String> answers() throws IOException {
    var found = new ArrayList<String>();
    for (var name : folder.names()) {
      if (Answer.isToken(name) && Answer.isKeyAuthorization(name, content(name))) {
        found.add(name);
      }
    }
    return found;
  }

  private boolean holds(String token, String keyAuthorization) throws IOException {
    return folder.has(token) && content(token).equals(keyAuthorization);
  }

  private String content(String name) {
    try {
      return folder.read(name).map(each -> new String(each, StandardCharsets.US_ASCII)).orElse("");
    } catch (IOException unreadable) {
      return ""; // a link or a directory: none of ours
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
