/// Delivery over HTTP: for agents, manifests, bundles and reports; for officers, grants and what is
/// served.
@NullMarked
package org.keyferry.repository.delivery.rest;

import org.jspecify.annotations.NullMarked;
