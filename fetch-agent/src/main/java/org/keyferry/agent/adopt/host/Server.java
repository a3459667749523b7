package org.keyferry.agent.adopt.host;

/// What serves. Named as people type it.
public enum Server {
  nginx,
  apache,
  haproxy
}
