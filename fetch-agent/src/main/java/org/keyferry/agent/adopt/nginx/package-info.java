/// What an nginx is told to serve: its configuration as `nginx -T` would see it.
///
/// Takes the main configuration file; gives a [org.keyferry.agent.adopt.host.Use] for each
/// certificate of each server block, and remarks on what it could not read. Syntax and inheritance
/// are those of nginx.org/en/docs; the tokens are read as `ngx_conf_read_token` reads them.
@NullMarked
package org.keyferry.agent.adopt.nginx;

import org.jspecify.annotations.NullMarked;
