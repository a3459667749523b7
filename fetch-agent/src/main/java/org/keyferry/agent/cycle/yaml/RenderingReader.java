package org.keyferry.agent.cycle.yaml;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.keyferry.agent.cycle.yaml.OwnershipReader.Secrecy;
import org.keyferry.agent.disk.Ownership;
import org.keyferry.agent.install.FileName;
import org.keyferry.agent.install.Rendering;
import org.keyferry.agent.install.Rendering.Content;
import org.keyferry.agent.install.Rendering.KeyStoreType;
import org.keyferry.protocol.bundle.Version;
import org.keyferry.protocol.pki.DisplayName;
import org.keyferry.protocol.pki.Printable;

/// Reads `files:` of a target: further forms of each version.
final class RenderingReader {

  private static final String EXAMPLE = "\"{certificate}.{version}.key.der\"";
  private static final List<String> TAKEN = List.of("key.pem", "chain.pem", "fullchain.pem");

  private final DisplayName certificate;
  private final Ownership ownership;

  /// @param ownership of files with a key in them, if they say nothing else
  RenderingReader(DisplayName certificate, Ownership ownership) {
    this.certificate = certificate;
    this.ownership = ownership;
  }

  List<Rendering> read(YamlMapping target) throws YamlFault {
    var renderings = new ArrayList<Rendering>();
    var names = new HashMap<String, String>();
    TAKEN.forEach(name -> names.put(name, name));
    for (var mapping : target.mappings("files")) {
      var rendering = renderingOf(mapping);
      var example = rendering.name().of(Version.first());
      if (names.putIfAbsent(example, example) != null) {
        throw mapping.fault(
            "name",
            "is "
                + example
                + " for version "
                + Version.first()
                + ", and another file has that name: every version has key.pem, chain.pem and"
                + " fullchain.pem already");
      }
      renderings.add(rendering);
    }
    return renderings;
  }

  /// `alias`, `password-file` and the like of a target whose switch file is a key store.
  Rendering.KeyStoreFile keyStore(YamlMapping target, KeyStoreType type) throws YamlFault {
    return keyStore(
        target,
        new FileName(type == KeyStoreType.PKCS12 ? "keystore.p12" : "keystore.jks"),
        type,
        ownership);
  }

  private Rendering renderingOf(YamlMapping file) throws YamlFault {
    var name = file.required("name", EXAMPLE, this::name);
    var format = file.required("format", "der", RenderingReader::format);
    var rendering =
        switch (format) {
          case PEM -> {
            var content = file.required("content", "pair", RenderingReader::content);
            yield new Rendering.Pem(name, content, ownershipOf(file, content));
          }
          case DER -> {
            var content = file.required("content", "key", RenderingReader::content);
            if (content != Content.KEY && content != Content.CERTIFICATE) {
              throw file.fault(
                  "content", "of a DER file is `key` or `certificate`: DER holds one object");
            }
            yield new Rendering.Der(name, content, ownershipOf(file, content));
          }
          case PKCS12 -> keyStore(file, name, KeyStoreType.PKCS12, ownershipOf(file, Content.PAIR));
          case JKS -> keyStore(file, name, KeyStoreType.JKS, ownershipOf(file, Content.PAIR));
        };
    file.requireNothingElse();
    return rendering;
  }

  private Rendering.KeyStoreFile keyStore(
      YamlMapping mapping, FileName name, KeyStoreType type, Ownership ownership) throws YamlFault {
    var alias = mapping.optional("alias", RenderingReader::alias).orElse(certificate.toString());
    var password =
        mapping.required("password-file", "/etc/keyferry/keystore.password", Scalars::absolute);
    return new Rendering.KeyStoreFile(name, type, alias, password, ownership);
  }

  private Ownership ownershipOf(YamlMapping file, Content content) throws YamlFault {
    return content.isSecret()
        ? OwnershipReader.read(file, ownership, Secrecy.KEY)
        : OwnershipReader.read(file, Ownership.PUBLIC, Secrecy.PUBLIC);
  }

  private FileName name(String text) {
    return new FileName(text.replace("{certificate}", certificate.toString()));
  }

  /// As PKCS#12 keeps it in the JDK and JKS at all: in lower case.
  private static String alias(String text) {
    if (!text.matches("[A-Za-z0-9._@-]{1,100}")) {
      throw new IllegalArgumentException(
          "'" + Printable.of(text) + "' is not 1 to 100 letters, digits, `.`, `_`, `@` and `-`");
    }
    return text;
  }

  private static Format format(String text) {
    return word(Format.values(), text, "format");
  }

  private static Content content(String text) {
    return word(Content.values(), text, "content");
  }

  static <E extends Enum<E>> E word(E[] all, String text, String what) {
    return Arrays.stream(all)
        .filter(each -> each.name().toLowerCase(Locale.ROOT).equals(text))
        .findFirst()
        .orElseThrow(() ->
            new IllegalArgumentException(
                "'"
                    + Printable.of(text)
                    + "' is not a "
                    + what
                    + "; there are "
                    + Arrays.stream(all)
                        .map(each -> each.name().toLowerCase(Locale.ROOT))
                        .collect(Collectors.joining(", "))));
  }

  private enum Format {
    PEM,
    DER,
    PKCS12,
    JKS
  }
}
