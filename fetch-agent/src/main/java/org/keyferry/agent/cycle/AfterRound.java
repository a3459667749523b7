package org.keyferry.agent.cycle;

/// What is done when a round has ended and is written down.
@FunctionalInterface
public interface AfterRound {

  AfterRound NOTHING = () -> {};

  void ended();
}
