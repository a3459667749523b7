package org.keyferry.repository.incident;

import io.quarkus.arc.DefaultBean;
import jakarta.enterprise.context.ApplicationScoped;
import org.keyferry.protocol.pki.DisplayName;

/// Reckons nothing: orders wait by themselves for the limits of their CA.
@ApplicationScoped
@DefaultBean
class UnknownBudgets implements OrderBudgets {

  @Override
  public String sentenceOn(DisplayName ca, int orders) {
    return orders
        + " orders go to CA "
        + ca
        + " as fast as the waves and its limits let them: keyferry cas show "
        + ca;
  }
}
