/// A small ACME CA for tests, written from RFC 8555, RFC 9773 and draft-ietf-acme-profiles: what
/// the Pebble of Debian lacks (renewal information, `replaces`, profiles, limits, changed terms of
/// service), a clock to turn, and a record of every request with its time. Never shipped.
@NullMarked
package org.keyferry.testkit.acme;

import org.jspecify.annotations.NullMarked;
