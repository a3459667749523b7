/// Looks at everything that commonly goes wrong, and says how to mend it.
///
/// Takes the settings of this host; gives a [org.keyferry.agent.doctor.Diagnosis]. It knows all
/// that the cycle knows, asks it nothing, and changes nothing. It does not know how its findings
/// are shown.
@NullMarked
package org.keyferry.agent.doctor;

import org.jspecify.annotations.NullMarked;
