/// The commands of `keyferry-server`: what is done on the machine before and around the container.
///
/// Takes words and one configuration file; gives an exit code, and a sentence if it is not 0.
@NullMarked
package org.keyferry.repository.app.command;

import org.jspecify.annotations.NullMarked;
