package org.keyferry.repository.issuance.store;

/// Something is due as soon as the present transaction commits.
record WorkAdded() {}
