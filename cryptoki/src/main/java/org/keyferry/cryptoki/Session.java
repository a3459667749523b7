package org.keyferry.cryptoki;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.keyferry.cryptoki.Cryptoki.Function;

/// A PKCS#11 session. One operation opens one, and closing it destroys every object that was made
/// in it. One thread at a time.
public final class Session implements AutoCloseable {

  private static final long LARGEST_OUTPUT = 8192; // a wrapped RSA-4096 key has some 2,400 octets
  private static final int PAGE = 16;

  private final Cryptoki module;
  private final long session;

  Session(Cryptoki module, long session) {
    this.module = module;
    this.session = session;
  }

  /// @param pin overwritten by the caller
  /// @return what C_Login returned
  public long login(byte[] pin) {
    return module.call(
        Function.C_Login,
        (function, memory) -> {
          var text = memory.allocateFrom(JAVA_BYTE, pin);
          try {
            return (long) function.invokeExact(session, Pkcs11.CKU_USER, text, text.byteSize());
          } finally {
            text.fill((byte) 0);
          }
        });
  }

  public long generateKey(Mechanism mechanism, Template template) {
    return module.call(
        Function.C_GenerateKey,
        (function, memory) -> {
          var key = memory.allocate(JAVA_LONG);
          Cryptoki.check(
              Function.C_GenerateKey,
              (long)
                  function.invokeExact(
                      session, mechanism.in(memory), template.in(memory), template.length(), key));
          return key.get(JAVA_LONG, 0);
        });
  }

  public KeyPairHandles generateKeyPair(
      Mechanism mechanism, Template publicKey, Template privateKey) {
    return module.call(
        Function.C_GenerateKeyPair,
        (function, memory) -> {
          var publicHandle = memory.allocate(JAVA_LONG);
          var privateHandle = memory.allocate(JAVA_LONG);
          Cryptoki.check(
              Function.C_GenerateKeyPair,
              (long)
                  function.invokeExact(
                      session,
                      mechanism.in(memory),
                      publicKey.in(memory),
                      publicKey.length(),
                      privateKey.in(memory),
                      privateKey.length(),
                      publicHandle,
                      privateHandle));
          return new KeyPairHandles(
              publicHandle.get(JAVA_LONG, 0), privateHandle.get(JAVA_LONG, 0));
        });
  }

  public long create(Template template) {
    return module.call(
        Function.C_CreateObject,
        (function, memory) -> {
          var object = memory.allocate(JAVA_LONG);
          Cryptoki.check(
              Function.C_CreateObject,
              (long) function.invokeExact(session, template.in(memory), template.length(), object));
          return object.get(JAVA_LONG, 0);
        });
  }

  public void destroy(long object) {
    module.run(
        Function.C_DestroyObject,
        (function, _) ->
            Cryptoki.check(Function.C_DestroyObject, (long) function.invokeExact(session, object)));
  }

  /// @param key that wraps
  /// @param wrapped key that is wrapped
  public byte[] wrap(Mechanism mechanism, long key, long wrapped) {
    return module.call(
        Function.C_WrapKey,
        (function, memory) -> {
          var output = memory.allocate(LARGEST_OUTPUT);
          var length = memory.allocateFrom(JAVA_LONG, LARGEST_OUTPUT);
          Cryptoki.check(
              Function.C_WrapKey,
              (long)
                  function.invokeExact(
                      session, mechanism.in(memory), key, wrapped, output, length));
          return octets(output, length);
        });
  }

  public long unwrap(Mechanism mechanism, long key, byte[] wrapped, Template template) {
    return module.call(
        Function.C_UnwrapKey,
        (function, memory) -> {
          var input = memory.allocateFrom(JAVA_BYTE, wrapped);
          var object = memory.allocate(JAVA_LONG);
          Cryptoki.check(
              Function.C_UnwrapKey,
              (long)
                  function.invokeExact(
                      session,
                      mechanism.in(memory),
                      key,
                      input,
                      input.byteSize(),
                      template.in(memory),
                      template.length(),
                      object));
          return object.get(JAVA_LONG, 0);
        });
  }

  public byte[] sign(Mechanism mechanism, long key, byte[] content) {
    module.run(
        Function.C_SignInit,
        (function, memory) ->
            Cryptoki.check(
                Function.C_SignInit,
                (long) function.invokeExact(session, mechanism.in(memory), key)));
    return module.call(
        Function.C_Sign,
        (function, memory) -> {
          var input = memory.allocateFrom(JAVA_BYTE, content);
          var output = memory.allocate(LARGEST_OUTPUT);
          var length = memory.allocateFrom(JAVA_LONG, LARGEST_OUTPUT);
          Cryptoki.check(
              Function.C_Sign,
              (long) function.invokeExact(session, input, input.byteSize(), output, length));
          return octets(output, length);
        });
  }

  /// @return the plaintext; the caller overwrites it
  public byte[] decrypt(Mechanism mechanism, long key, byte[] content) {
    module.run(
        Function.C_DecryptInit,
        (function, memory) ->
            Cryptoki.check(
                Function.C_DecryptInit,
                (long) function.invokeExact(session, mechanism.in(memory), key)));
    return module.call(
        Function.C_Decrypt,
        (function, memory) -> {
          var input = memory.allocateFrom(JAVA_BYTE, content);
          var output = memory.allocate(LARGEST_OUTPUT);
          var length = memory.allocateFrom(JAVA_LONG, LARGEST_OUTPUT);
          try {
            Cryptoki.check(
                Function.C_Decrypt,
                (long) function.invokeExact(session, input, input.byteSize(), output, length));
            return octets(output, length);
          } finally {
            output.fill((byte) 0);
          }
        });
  }

  /// @return the caller overwrites it, if it is secret
  public byte[] attribute(long object, long type) {
    return module.call(
        Function.C_GetAttributeValue,
        (function, memory) -> {
          var value = memory.allocate(LARGEST_OUTPUT);
          var attribute = memory.allocate(24, 8); // CK_ATTRIBUTE
          attribute.set(JAVA_LONG, 0, type);
          attribute.set(ADDRESS, 8, value);
          attribute.set(JAVA_LONG, 16, LARGEST_OUTPUT);
          try {
            Cryptoki.check(
                Function.C_GetAttributeValue,
                (long) function.invokeExact(session, object, attribute, 1L));
            return octets(value, attribute.asSlice(16, 8));
          } finally {
            value.fill((byte) 0);
          }
        });
  }

  /// A CK_ULONG.
  ///
  /// @throws CryptokiException CKR_ATTRIBUTE_VALUE_INVALID if it is none
  public long number(long object, long type) {
    var value = attribute(object, type);
    if (value.length != Long.BYTES) {
      throw new CryptokiException(Function.C_GetAttributeValue, Pkcs11.CKR_ATTRIBUTE_VALUE_INVALID);
    }
    return ByteBuffer.wrap(value).order(ByteOrder.nativeOrder()).getLong();
  }

  /// Whether a CK_BBOOL is CK_TRUE.
  public boolean is(long object, long type) {
    var value = attribute(object, type);
    return value.length == 1 && value[0] != 0;
  }

  /// The first that is like `template`, in no order.
  public Optional<Long> find(Template template) {
    return all(template).stream().findFirst();
  }

  /// All that are like `template`; on the token, or made in any session of this process.
  public List<Long> all(Template template) {
    module.run(
        Function.C_FindObjectsInit,
        (function, memory) ->
            Cryptoki.check(
                Function.C_FindObjectsInit,
                (long) function.invokeExact(session, template.in(memory), template.length())));
    try {
      var found = new ArrayList<Long>();
      long[] page;
      do {
        page = nextPage();
        for (var object : page) {
          found.add(object);
        }
      } while (page.length == PAGE);
      return found;
    } finally {
      module.run(
          Function.C_FindObjectsFinal,
          (function, _) ->
              Cryptoki.check(Function.C_FindObjectsFinal, (long) function.invokeExact(session)));
    }
  }

  /// Destroys every object that was made in this session.
  @Override
  public void close() {
    module.run(
        Function.C_CloseSession,
        (function, _) ->
            Cryptoki.check(Function.C_CloseSession, (long) function.invokeExact(session)));
  }

  private long[] nextPage() {
    return module.call(
        Function.C_FindObjects,
        (function, memory) -> {
          var objects = memory.allocate(JAVA_LONG, PAGE);
          var count = memory.allocate(JAVA_LONG);
          Cryptoki.check(
              Function.C_FindObjects,
              (long) function.invokeExact(session, objects, (long) PAGE, count));
          return objects.asSlice(0, 8 * count.get(JAVA_LONG, 0)).toArray(JAVA_LONG);
        });
  }

  private static byte[] octets(MemorySegment output, MemorySegment length) {
    return output.asSlice(0, length.get(JAVA_LONG, 0)).toArray(JAVA_BYTE);
  }

  /// What C_GenerateKeyPair gives.
  public record KeyPairHandles(long publicKey, long privateKey) {}
}
