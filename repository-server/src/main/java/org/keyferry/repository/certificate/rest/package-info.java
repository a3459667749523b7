/// Certificates, their versions and policies over HTTP, for officers.
@NullMarked
package org.keyferry.repository.certificate.rest;

import org.jspecify.annotations.NullMarked;
