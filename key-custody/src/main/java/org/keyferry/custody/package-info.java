/// The trusted core: the HSM, and the keys that never leave it in clear.
///
/// Takes a [org.keyferry.protocol.pki.KeyType] and gives a [KeyRecord], which anybody may store;
/// takes a key record and gives a certification request, the key sealed to its receivers, or its
/// word that its certificate is to be revoked. `issuance` and `delivery` are next.
///
/// Knows PKCS#11 (through the foreign function interface for the life of TLS keys, through the
/// JDK's provider for keys that live on the token). Knows no framework, no database and no network.
@NullMarked
package org.keyferry.custody;

import org.jspecify.annotations.NullMarked;
