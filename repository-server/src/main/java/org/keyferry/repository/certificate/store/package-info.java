/// Certificates, versions, policies and CAs in the database.
@NullMarked
package org.keyferry.repository.certificate.store;

import org.jspecify.annotations.NullMarked;
