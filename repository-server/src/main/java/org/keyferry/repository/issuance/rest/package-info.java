/// Orders and the CAs they go to over HTTP, for officers.
@NullMarked
package org.keyferry.repository.issuance.rest;

import org.jspecify.annotations.NullMarked;
