/// The officers: who may change what the repository does.
///
/// Takes a certificate that the officer CA issued; gives the [Officer] who presents it. The first
/// officer comes from the key ceremony (`admin`), the others from officers.
///
/// What officers do is not known here.
@NullMarked
package org.keyferry.repository.approval;

import org.jspecify.annotations.NullMarked;
