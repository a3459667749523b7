/// What people are told without asking: conditions that somebody must see to, once when they begin
/// and once when they end, and a digest of those that last.
///
/// Takes conditions from the domains before it; gives messages to channels, such as e-mail. Does
/// not mend anything.
@NullMarked
package org.keyferry.repository.notice;

import org.jspecify.annotations.NullMarked;
