package org.keyferry.agent.adopt.edit;

import java.nio.file.Path;
import org.keyferry.agent.disk.Ownership;
import org.keyferry.protocol.pki.Bytes;

/// A file that is not there yet.
///
/// @param file of the host
public record NewFile(Path file, Bytes content, Ownership ownership) {}
