create table renewal (
  certificate uuid primary key references certificate,
  -- when the next order is due; empty while one is under way
  renew_at timestamptz,
  failures integer not null check (failures >= 0)
);

create index renewal_due on renewal (renew_at);
