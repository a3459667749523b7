/// PKCS#11 as the standard says it: one module in this process, its sessions, templates and
/// mechanisms, by the foreign function interface.
///
/// Takes handles and octets; gives handles and octets. What keys are for is not known here:
/// `key-custody` and the agent's `identity` decide.
@NullMarked
package org.keyferry.cryptoki;

import org.jspecify.annotations.NullMarked;
