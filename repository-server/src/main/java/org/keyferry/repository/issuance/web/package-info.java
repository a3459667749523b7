/// Answers http-01 (RFC 8555 §8.3) and tls-alpn-01 (RFC 8737) where CAs look for them, each on a
/// listener of its own, and walks the road to them as CAs do.
@NullMarked
package org.keyferry.repository.issuance.web;

import org.jspecify.annotations.NullMarked;
