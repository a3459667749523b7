/// What HTTP says beside the content, where the JDK does not read it. The package knows no other.
@NullMarked
package org.keyferry.protocol.http;

import org.jspecify.annotations.NullMarked;
