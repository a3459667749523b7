/// The commands: what a person types, and what they read then.
///
/// Takes words from the command line; gives tables or JSON, and an exit code. One class per noun of
/// the officer API. Knows `api` and `identity`; time, chance and the terminal are handed in.
@NullMarked
package org.keyferry.officer.cli;

import org.jspecify.annotations.NullMarked;
