/// The officer's tool: `keyferry`, an HTTP client of the officer API and nothing more.
///
/// `identity` (who the officer is) · `existing` (keys that are brought) · `api` (what the
/// repository can be asked) · `cli` (what a person types and reads) · `app` (time, chance and the
/// process). Each uses only those before it.
@NullMarked
package org.keyferry.officer;

import org.jspecify.annotations.NullMarked;
