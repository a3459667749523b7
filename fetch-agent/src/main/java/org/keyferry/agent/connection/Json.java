package org.keyferry.agent.connection;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.io.IOException;
import org.keyferry.protocol.pki.Bytes;

/// JSON between records and bytes. Members that this release does not know are skipped: records of
/// the protocol grow, and servers are updated before agents. Members that it knows must be there.
public final class Json {

  private static final ObjectMapper MAPPER =
      JsonMapper.builder()
          .addModule(new JavaTimeModule())
          .addModule(new Jdk8Module())
          .enable(
              DeserializationFeature.FAIL_ON_TRAILING_TOKENS,
              DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES,
              DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
          .build();

  private Json() {}

  public static byte[] write(Object document) {
    try {
      return MAPPER.writeValueAsBytes(document);
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException("our own records become JSON", impossible);
    }
  }

  /// For people: indented, with a line feed at the end.
  public static String writeIndented(Object document) {
    try {
      return MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(document) + "\n";
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException("our own records become JSON", impossible);
    }
  }

  /// @throws IOException if it is not JSON or not of this type
  public static <T> T read(Bytes json, Class<T> type) throws IOException {
    var document = MAPPER.readValue(json.toArray(), type);
    if (document == null) {
      throw new IOException("the JSON document is null");
    }
    return document;
  }

  /// As [#read(Bytes, Class)], for lists and maps.
  public static <T> T read(Bytes json, TypeReference<T> type) throws IOException {
    var document = MAPPER.readValue(json.toArray(), type);
    if (document == null) {
      throw new IOException("the JSON document is null");
    }
    return document;
  }
}
