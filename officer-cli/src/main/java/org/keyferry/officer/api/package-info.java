/// The officer API as methods: one per thing the repository can be asked.
///
/// Takes an [org.keyferry.officer.identity.OfficerIdentity]; gives the records of
/// [org.keyferry.protocol.officer], or throws an [org.keyferry.officer.api.ApiFailure]. Knows HTTP
/// and JSON; nothing of commands or of what a person sees.
@NullMarked
package org.keyferry.officer.api;

import org.jspecify.annotations.NullMarked;
