/// What is done when certificates must go: one revoked by the CA that issued it, or thousands
/// replaced, in waves, and proved to be replaced by what hosts report.
///
/// Takes a selection and terms from an officer, orders from [org.keyferry.repository.issuance], and
/// what is served from [org.keyferry.repository.delivery]; gives orders, revocations and a report.
/// Does not know how a certificate is obtained or installed.
@NullMarked
package org.keyferry.repository.incident;

import org.jspecify.annotations.NullMarked;
