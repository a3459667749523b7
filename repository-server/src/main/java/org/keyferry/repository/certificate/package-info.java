/// What is managed: certificates, the policies they follow, the CAs that issue them, and the
/// versions that were issued.
///
/// Takes names and policies from officers and versions from [org.keyferry.repository.issuance];
/// gives versions to [org.keyferry.repository.delivery]. Does not know how a certificate is
/// obtained or delivered.
@NullMarked
package org.keyferry.repository.certificate;

import org.jspecify.annotations.NullMarked;
