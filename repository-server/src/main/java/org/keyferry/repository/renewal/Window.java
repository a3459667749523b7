package org.keyferry.repository.renewal;

import java.time.Instant;

/// When a CA wants a certificate renewed (RFC 9773 §4.2).
public record Window(Instant start, Instant end) {}
