alter table renewal
  -- of the version in force
  add column not_after timestamptz,
  add column life_seconds bigint check (life_seconds > 0),
  -- when its CA is asked next when it wants it renewed, and what it said last (RFC 9773)
  add column look_at timestamptz,
  add column window_start timestamptz,
  add column window_end timestamptz,
  add check ((window_start is null) = (window_end is null));

-- What is due is read from these alone, so a tick costs what is due and not what exists.
drop index renewal_due;
create index renewal_due on renewal (renew_at) include (certificate) where renew_at is not null;
create index renewal_expired on renewal (not_after) include (renew_at, certificate)
  where renew_at is not null;
create index renewal_look on renewal (look_at) include (certificate) where look_at is not null;
create index renewal_life on renewal (life_seconds);
