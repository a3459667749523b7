package org.keyferry.agent.disk;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/// The labels of files, by which SELinux decides what a confined server may do with them. A file
/// that takes the place of another keeps its label.
public interface Labels {

  /// Files have none.
  Labels NONE =
      new Labels() {
        @Override
        public Optional<Label> of(Path file) {
          return Optional.empty();
        }

        @Override
        public void give(Path file, Label label) {}
      };

  /// Those that are on the disk, whatever this kernel makes of them.
  Labels ON_DISK =
      new Labels() {
        private static final String ATTRIBUTE = "security.selinux";

        @Override
        public Optional<Label> of(Path file) throws IOException {
          return ExtendedAttributes.get(file, ATTRIBUTE).flatMap(Label::decode);
        }

        @Override
        public void give(Path file, Label label) throws IOException {
          var present = of(file);
          if (present.filter(label::equals).isPresent()) {
            return; // the policy gave it already
          }
          try {
            ExtendedAttributes.set(file, ATTRIBUTE, label.encoded());
          } catch (FileSystemException refused) {
            if (present.filter(label::isReadAs).isPresent()) {
              return;
            }
            throw new FileSystemException(
                file.toString(),
                null,
                "cannot keep the SELinux label "
                    + label
                    + " of what it replaces ("
                    + refused.getReason()
                    + "): label the directory so (semanage fcontext, restorecon -RF), or allow"
                    + " relabeling");
          }
        }
      };

  /// The directory is there if the kernel was started with SELinux, and only then. Without it,
  /// labels mean nothing, a kernel wants CAP_SYS_ADMIN of whoever writes one, and the time that a
  /// JVM needs to link the C library is saved.
  static Labels ofThisHost() {
    return Files.isDirectory(Path.of("/sys/fs/selinux")) ? ON_DISK : NONE;
  }

  /// @return empty if there is no such file, or if its file system has no labels
  Optional<Label> of(Path file) throws IOException;

  /// Does nothing on a file system whose labels its mount decides.
  ///
  /// @throws FileSystemException with a sentence, if the policy or the kernel refuses
  void give(Path file, Label label) throws IOException;
}
