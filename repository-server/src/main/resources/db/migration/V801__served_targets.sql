-- What each agent last said of each of its targets.
create table served_target (
  agent uuid not null references agent (id),
  target text not null,
  certificate text not null,
  installed text,
  installed_serial text,
  served_serial text,
  state text not null
    check (state in ('served', 'installed', 'rolled-back', 'failed', 'waiting')),
  detail text,
  reported_at timestamptz not null,
  since timestamptz not null,
  primary key (agent, target)
);

create index on served_target (certificate);
