/// The settings of this host as a YAML file.
///
/// Takes a file; gives [org.keyferry.agent.cycle.Settings], or every fault in it with its line,
/// what is wrong and what to write instead. An edge of `cycle`.
@NullMarked
package org.keyferry.agent.cycle.yaml;

import org.jspecify.annotations.NullMarked;
