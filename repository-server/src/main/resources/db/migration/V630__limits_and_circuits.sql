-- How much each CA takes, and whether it is up.
alter table certificate_authority
  add column limits text[] not null default '{}', -- new-orders=300/PT3H
  add column exempts_renewals boolean not null default false;

alter table certificate_authority
  alter column limits drop default,
  alter column exempts_renewals drop default;

-- Bucket4j
create table token_bucket (
  id text primary key,
  state bytea,
  expires_at bigint
);

create index token_bucket_expires_at on token_bucket (expires_at);

create table circuit (
  ca text primary key references certificate_authority on delete cascade,
  state text not null check (state in ('closed', 'open', 'half-open')),
  failures integer not null check (failures >= 0),
  since timestamptz,
  probe_at timestamptz,
  probes integer not null check (probes >= 0),
  reason text,
  check ((state = 'closed') = (since is null)),
  check ((since is null) = (probe_at is null)),
  check ((since is null) = (reason is null))
);

alter table acme_order
  add column waits_for text, -- what holds the order up, other than a failure
  add column issuer_reason text; -- why the order is not at the first CA of its policy
