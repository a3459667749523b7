-- An agent that enrolls again stays itself, with new keys: this counts how often it did.
alter table agent add column enrollment integer not null default 1 check (enrollment > 0);

-- Why it is quarantined.
alter table agent add column quarantine text;
update agent set quarantine = 'an identity was used that had been replaced'
  where state = 'QUARANTINED';
alter table agent add check ((quarantine is null) = (state <> 'QUARANTINED'));

-- The agent that the host stays which enrolls with this token.
alter table enrollment_token add column keeps uuid references agent (id);

-- Identities that were replaced, since the agent enrolled last: whoever comes with one has a copy.
create table retired_identity (
  identity   text        primary key check (length(identity) = 43),
  agent      uuid        not null references agent (id),
  retired_at timestamptz not null
);

create index on retired_identity (agent);

-- The last reports of each agent: two hosts with one state report two things with one generation.
create table reported_generation (
  agent      uuid        not null references agent (id),
  generation bigint      not null check (generation > 0),
  report     text        not null check (length(report) = 43),
  taken_at   timestamptz not null,
  primary key (agent, generation)
);
