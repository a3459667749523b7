/// What an Apache is told to serve, in the order in which Apache reads it.
///
/// Takes the main configuration file and the environment that it is started with; gives a
/// [org.keyferry.agent.adopt.host.Use] for each certificate of each virtual host, and remarks on
/// what it could not read. The syntax is that of httpd.apache.org/docs/2.4/configuring.html.
@NullMarked
package org.keyferry.agent.adopt.apache;

import org.jspecify.annotations.NullMarked;
