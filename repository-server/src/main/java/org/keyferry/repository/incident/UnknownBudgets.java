package org.keyferry.repository.incident;

import io.quarkus.arc.DefaultBean;
import jakarta.enterprise.context.ApplicationScoped;
import org.keyferry.protocol.pki.DisplayName;

/// As long as nobody knows the limits of CAs.
@ApplicationScoped
@DefaultBean
class UnknownBudgets implements OrderBudgets {

  @Override
  public String sentenceOn(DisplayName ca, int orders) {
    return "the limits of CA "
        + ca
        + " are not known: "
        + orders
        + " orders go there as fast as the waves let them, and wait when it says so";
  }
}
