/// Notices by e-mail.
@NullMarked
package org.keyferry.repository.notice.mail;

import org.jspecify.annotations.NullMarked;
