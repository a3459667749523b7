/// Open conditions and trial messages, for officers.
@NullMarked
package org.keyferry.repository.notice.rest;

import org.jspecify.annotations.NullMarked;
