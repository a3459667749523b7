package org.keyferry.repository.approval;

/// Officers are not as they were, once the transaction commits.
record OfficerChanged() {}
