/// A year of renewals in virtual time: the classes that decide when and where, against CAs that are
/// down, slow and strict.
@NullMarked
package org.keyferry.repository.simulation;

import org.jspecify.annotations.NullMarked;
