/// Notices by HTTP, signed.
@NullMarked
package org.keyferry.repository.notice.webhook;

import org.jspecify.annotations.NullMarked;
