/// Revocations and incidents over HTTP, for officers.
@NullMarked
package org.keyferry.repository.incident.rest;

import org.jspecify.annotations.NullMarked;
