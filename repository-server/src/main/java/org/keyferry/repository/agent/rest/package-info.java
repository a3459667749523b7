/// The agent API for who one is, and the officer API for agents and their tokens.
@NullMarked
package org.keyferry.repository.agent.rest;

import org.jspecify.annotations.NullMarked;
