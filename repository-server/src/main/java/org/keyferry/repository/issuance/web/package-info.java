/// Answers http-01 (RFC 8555 §8.3) where CAs look for it: on a plain listener of its own.
@NullMarked
package org.keyferry.repository.issuance.web;

import org.jspecify.annotations.NullMarked;
