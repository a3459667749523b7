package org.keyferry.agent.disk;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.nio.charset.Charset;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;

/// Extended attributes of files (xattr(7)) by the C library: those that the JDK shows begin with
/// `user.`. A link is not followed.
///
/// The first call links the C library, which takes a JVM a tenth of a second. No static field holds
/// what was linked: a native image initializes classes while it is built, in another process.
final class ExtendedAttributes {

  static final FunctionDescriptor GET =
      FunctionDescriptor.of(JAVA_LONG, ADDRESS, ADDRESS, ADDRESS, JAVA_LONG);
  static final FunctionDescriptor SET =
      FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, ADDRESS, JAVA_LONG, JAVA_INT);

  private static final StructLayout CALL_STATE = Linker.Option.captureStateLayout();
  private static final VarHandle ERRNO = CALL_STATE.varHandle(PathElement.groupElement("errno"));

  private static final int LARGEST = 65_536; // XATTR_SIZE_MAX of Linux

  private static final int EPERM = 1;
  private static final int ENOENT = 2;
  private static final int EACCES = 13;
  private static final int EINVAL = 22;
  private static final int ENOSPC = 28;
  private static final int EROFS = 30;
  private static final int ENODATA = 61;
  private static final int ENOTSUP = 95;
  private static final int EDQUOT = 122;

  private ExtendedAttributes() {}

  /// @return empty if there is no such file, if it has no such attribute, or if its file system has
  ///   none
  static Optional<byte[]> get(Path file, String name) throws IOException {
    try (var memory = Arena.ofConfined()) {
      var state = memory.allocate(CALL_STATE);
      var value = memory.allocate(LARGEST);
      var length =
          (long)
              linked("lgetxattr", GET)
                  .invokeExact(
                      state,
                      path(file, memory),
                      memory.allocateFrom(name),
                      value,
                      value.byteSize());
      if (length >= 0) {
        return Optional.of(value.asSlice(0, length).toArray(JAVA_BYTE));
      }
      return switch (errno(state)) {
        case ENOENT, ENODATA, ENOTSUP -> Optional.empty();
        default -> throw failure(file, errno(state));
      };
    } catch (IOException | RuntimeException | Error thrown) {
      throw thrown;
    } catch (Throwable impossible) {
      throw new IllegalStateException("lgetxattr cannot be called", impossible);
    }
  }

  /// Does nothing on a file system that has no such attributes.
  ///
  /// @throws FileSystemException with the reason of the kernel
  static void set(Path file, String name, byte[] content) throws IOException {
    try (var memory = Arena.ofConfined()) {
      var state = memory.allocate(CALL_STATE);
      var value = memory.allocateFrom(JAVA_BYTE, content);
      var result =
          (int)
              linked("lsetxattr", SET)
                  .invokeExact(
                      state,
                      path(file, memory),
                      memory.allocateFrom(name),
                      value,
                      value.byteSize(),
                      0);
      if (result != 0 && errno(state) != ENOTSUP) {
        throw failure(file, errno(state));
      }
    } catch (IOException | RuntimeException | Error thrown) {
      throw thrown;
    } catch (Throwable impossible) {
      throw new IllegalStateException("lsetxattr cannot be called", impossible);
    }
  }

  private static MethodHandle linked(String name, FunctionDescriptor call) {
    var linker = Linker.nativeLinker();
    return linker.downcallHandle(
        linker.defaultLookup().findOrThrow(name), call, Linker.Option.captureCallState("errno"));
  }

  private static MemorySegment path(Path file, Arena memory) {
    var name =
        file.toString().getBytes(Charset.forName(System.getProperty("sun.jnu.encoding", "UTF-8")));
    return memory.allocateFrom(JAVA_BYTE, Arrays.copyOf(name, name.length + 1));
  }

  private static int errno(MemorySegment state) {
    return (int) ERRNO.get(state, 0L);
  }

  private static FileSystemException failure(Path file, int errno) {
    return new FileSystemException(
        file.toString(),
        null,
        switch (errno) {
          case EPERM -> "Operation not permitted";
          case EACCES -> "Permission denied";
          case EINVAL -> "the policy does not know it";
          case ENOSPC, EDQUOT -> "No space left on device";
          case EROFS -> "Read-only file system";
          default -> "error " + errno + " of extended attributes";
        });
  }
}
