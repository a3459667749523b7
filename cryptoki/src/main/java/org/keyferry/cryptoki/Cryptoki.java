package org.keyferry.cryptoki;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A PKCS#11 module in this process, called through its function list (PKCS#11 3.1 §5).
///
/// The JDK's own provider may use the same module beside it: it is initialized once, and login,
/// sessions and objects are the process's. For 64-bit systems on which CK_ULONG has 8 octets.
public final class Cryptoki {

  private static final long FUNCTIONS_OFFSET = 8; // after CK_VERSION and its padding
  private static final long FUNCTION_LIST_SIZE = FUNCTIONS_OFFSET + 68 * ADDRESS.byteSize();

  static final FunctionDescriptor GET_FUNCTION_LIST = FunctionDescriptor.of(JAVA_LONG, ADDRESS);

  private final Map<Function, MethodHandle> functions;

  private Cryptoki(MemorySegment functionList) {
    functions = new EnumMap<>(Function.class);
    for (var function : Function.values()) {
      functions.put(function, function.in(functionList));
    }
  }

  /// Loads the module and initializes it, if nobody in this process has done so.
  ///
  /// @throws ModuleFault if there is none that works
  public static Cryptoki load(Path module, Optional<String> arguments) {
    var cryptoki = new Cryptoki(functionList(module));
    try {
      cryptoki.initialize(arguments);
    } catch (CryptokiException refused) {
      throw new ModuleFault.Refused(refused);
    }
    return cryptoki;
  }

  /// As the module names itself.
  public String library() {
    return call(
        Function.C_GetInfo,
        (function, memory) -> {
          var info = memory.allocate(96, 8); // CK_INFO
          check(Function.C_GetInfo, (long) function.invokeExact(info));
          return text(info, 2, 32)
              + ", "
              + text(info, 48, 32)
              + " "
              + info.get(JAVA_BYTE, 80)
              + "."
              + info.get(JAVA_BYTE, 81);
        });
  }

  /// Of slots that hold a token.
  public long[] slots() {
    return call(
        Function.C_GetSlotList,
        (function, memory) -> {
          var count = memory.allocate(JAVA_LONG);
          check(
              Function.C_GetSlotList,
              (long) function.invokeExact((byte) 1, MemorySegment.NULL, count));
          var slots = memory.allocate(JAVA_LONG, Math.max(1, count.get(JAVA_LONG, 0)));
          check(Function.C_GetSlotList, (long) function.invokeExact((byte) 1, slots, count));
          return slots.asSlice(0, 8 * count.get(JAVA_LONG, 0)).toArray(JAVA_LONG);
        });
  }

  public TokenDescription describe(long slot) {
    return call(
        Function.C_GetTokenInfo,
        (function, memory) -> {
          var info = memory.allocate(256, 8); // CK_TOKEN_INFO
          check(Function.C_GetTokenInfo, (long) function.invokeExact(slot, info));
          return new TokenDescription(
              slot,
              text(info, 0, 32),
              text(info, 32, 32) + ", " + text(info, 64, 16),
              info.get(JAVA_LONG, 96));
        });
  }

  public long[] mechanisms(long slot) {
    return call(
        Function.C_GetMechanismList,
        (function, memory) -> {
          var count = memory.allocate(JAVA_LONG);
          check(
              Function.C_GetMechanismList,
              (long) function.invokeExact(slot, MemorySegment.NULL, count));
          var list = memory.allocate(JAVA_LONG, Math.max(1, count.get(JAVA_LONG, 0)));
          check(Function.C_GetMechanismList, (long) function.invokeExact(slot, list, count));
          return list.asSlice(0, 8 * count.get(JAVA_LONG, 0)).toArray(JAVA_LONG);
        });
  }

  /// @param flags CKF_RW_SESSION, or nothing for a session that cannot change the token
  public Session openSession(long slot, long flags) {
    return call(
        Function.C_OpenSession,
        (function, memory) -> {
          var session = memory.allocate(JAVA_LONG);
          check(
              Function.C_OpenSession,
              (long)
                  function.invokeExact(
                      slot,
                      Pkcs11.CKF_SERIAL_SESSION | flags,
                      MemorySegment.NULL,
                      MemorySegment.NULL,
                      session));
          return new Session(this, session.get(JAVA_LONG, 0));
        });
  }

  /// Ends the login of this process at the token.
  public void closeAllSessions(long slot) {
    run(
        Function.C_CloseAllSessions,
        (function, _) -> check(Function.C_CloseAllSessions, (long) function.invokeExact(slot)));
  }

  /// Ends the module in this process, for everybody in it: sessions, logins and handles are gone.
  /// Some modules find a token that was away only after this and another [#load].
  ///
  /// Whatever the module answers, it cannot be used until then.
  public void end() {
    run(
        Function.C_Finalize,
        (function, _) -> {
          var _ = (long) function.invokeExact(MemorySegment.NULL);
        });
  }

  /// Lends function and memory to `body`; the memory is gone when it returns.
  <T> T call(Function function, Body<T> body) {
    try (var memory = Arena.ofConfined()) {
      return body.apply(functionHandle(function), memory);
    } catch (RuntimeException | Error thrown) {
      throw thrown;
    } catch (Throwable impossible) {
      throw new IllegalStateException(function + " cannot be called", impossible);
    }
  }

  /// As [#call], for a function that gives nothing back.
  void run(Function function, Run body) {
    var _ =
        call(
            function,
            (handle, memory) -> {
              body.apply(handle, memory);
              return function;
            });
  }

  static void check(Function function, long returnValue) {
    if (returnValue != Pkcs11.CKR_OK) {
      throw new CryptokiException(function, returnValue);
    }
  }

  private MethodHandle functionHandle(Function function) {
    var handle = functions.get(function);
    if (handle == null) {
      throw new IllegalStateException("no " + function);
    }
    return handle;
  }

  private void initialize(Optional<String> arguments) {
    run(
        Function.C_Initialize,
        (function, memory) -> {
          var options = memory.allocate(48, 8); // CK_C_INITIALIZE_ARGS
          options.set(JAVA_LONG, 32, Pkcs11.CKF_OS_LOCKING_OK);
          arguments.ifPresent(text -> options.set(ADDRESS, 40, memory.allocateFrom(text)));
          var returnValue = (long) function.invokeExact(options);
          if (returnValue != Pkcs11.CKR_CRYPTOKI_ALREADY_INITIALIZED) {
            check(Function.C_Initialize, returnValue);
          }
        });
  }

  private static MemorySegment functionList(Path module) {
    if (!Files.exists(module)) {
      throw new ModuleFault.Missing();
    }
    var getFunctionList =
        library(module)
            .find("C_GetFunctionList")
            .orElseThrow(() -> new ModuleFault.NotPkcs11("it has no C_GetFunctionList"));
    var call = Linker.nativeLinker().downcallHandle(getFunctionList, GET_FUNCTION_LIST);
    try (var memory = Arena.ofConfined()) {
      var pointer = memory.allocate(ADDRESS);
      var returnValue = (long) call.invokeExact(pointer);
      if (returnValue != Pkcs11.CKR_OK) {
        throw new ModuleFault.NotPkcs11("C_GetFunctionList: " + Pkcs11.nameOf(returnValue));
      }
      return pointer.get(ADDRESS, 0).reinterpret(FUNCTION_LIST_SIZE);
    } catch (RuntimeException | Error thrown) {
      throw thrown;
    } catch (Throwable impossible) {
      throw new IllegalStateException("C_GetFunctionList cannot be called", impossible);
    }
  }

  /// A module cannot be unloaded: others in this process may use it.
  private static SymbolLookup library(Path module) {
    try {
      return SymbolLookup.libraryLookup(module, Arena.global());
    } catch (IllegalArgumentException notLoaded) {
      throw new ModuleFault.NotPkcs11("it is not a shared library", notLoaded);
    }
  }

  private static String text(MemorySegment struct, long offset, long length) {
    var padded = struct.asSlice(offset, length).toArray(JAVA_BYTE);
    return new String(padded, StandardCharsets.UTF_8).strip();
  }

  /// What is done while function and memory are lent.
  @FunctionalInterface
  interface Body<T> {
    T apply(MethodHandle function, Arena memory) throws Throwable;
  }

  /// As [Body], without a result.
  @FunctionalInterface
  interface Run {
    void apply(MethodHandle function, Arena memory) throws Throwable;
  }

  /// What C_GetTokenInfo says.
  ///
  /// @param label empty if the token is not initialized
  /// @param model manufacturer and model
  public record TokenDescription(long slot, String label, String model, long flags) {

    public boolean has(long flag) {
      return (flags & flag) != 0;
    }
  }

  /// The functions that we call: place in CK_FUNCTION_LIST, and parameters. A CK_ULONG and a handle
  /// are a `long`, a CK_BBOOL is a `byte`.
  public enum Function {
    C_Initialize(0, ADDRESS),
    C_Finalize(1, ADDRESS),
    C_GetInfo(2, ADDRESS),
    C_GetSlotList(4, JAVA_BYTE, ADDRESS, ADDRESS),
    C_GetTokenInfo(6, JAVA_LONG, ADDRESS),
    C_GetMechanismList(7, JAVA_LONG, ADDRESS, ADDRESS),
    C_OpenSession(12, JAVA_LONG, JAVA_LONG, ADDRESS, ADDRESS, ADDRESS),
    C_CloseSession(13, JAVA_LONG),
    C_CloseAllSessions(14, JAVA_LONG),
    C_Login(18, JAVA_LONG, JAVA_LONG, ADDRESS, JAVA_LONG),
    C_CreateObject(20, JAVA_LONG, ADDRESS, JAVA_LONG, ADDRESS),
    C_DestroyObject(22, JAVA_LONG, JAVA_LONG),
    C_GetAttributeValue(24, JAVA_LONG, JAVA_LONG, ADDRESS, JAVA_LONG),
    C_FindObjectsInit(26, JAVA_LONG, ADDRESS, JAVA_LONG),
    C_FindObjects(27, JAVA_LONG, ADDRESS, JAVA_LONG, ADDRESS),
    C_FindObjectsFinal(28, JAVA_LONG),
    C_DecryptInit(33, JAVA_LONG, ADDRESS, JAVA_LONG),
    C_Decrypt(34, JAVA_LONG, ADDRESS, JAVA_LONG, ADDRESS, ADDRESS),
    C_SignInit(42, JAVA_LONG, ADDRESS, JAVA_LONG),
    C_Sign(43, JAVA_LONG, ADDRESS, JAVA_LONG, ADDRESS, ADDRESS),
    C_GenerateKey(58, JAVA_LONG, ADDRESS, ADDRESS, JAVA_LONG, ADDRESS),
    C_GenerateKeyPair(
        59, JAVA_LONG, ADDRESS, ADDRESS, JAVA_LONG, ADDRESS, JAVA_LONG, ADDRESS, ADDRESS),
    C_WrapKey(60, JAVA_LONG, ADDRESS, JAVA_LONG, JAVA_LONG, ADDRESS, ADDRESS),
    C_UnwrapKey(61, JAVA_LONG, ADDRESS, JAVA_LONG, ADDRESS, JAVA_LONG, ADDRESS, JAVA_LONG, ADDRESS);

    private final int place;

    @SuppressWarnings("ImmutableEnumChecker") // layouts are values, and nobody else has the list
    private final List<MemoryLayout> parameters;

    Function(int place, MemoryLayout... parameters) {
      this.place = place;
      this.parameters = List.of(parameters);
    }

    private MethodHandle in(MemorySegment functionList) {
      var address = functionList.get(ADDRESS, FUNCTIONS_OFFSET + (long) place * ADDRESS.byteSize());
      return Linker.nativeLinker().downcallHandle(address, signature());
    }

    FunctionDescriptor signature() {
      return FunctionDescriptor.of(JAVA_LONG, parameters.toArray(MemoryLayout[]::new));
    }
  }
}
