/// The officer API for who answers, and to whom.
@NullMarked
package org.keyferry.repository.approval.rest;

import org.jspecify.annotations.NullMarked;
