-- A version that its CA has revoked.
create table revoked_version (
  certificate uuid not null,
  epoch integer not null,
  counter bigint not null,
  reason text not null,
  revoked_at timestamptz not null,
  primary key (certificate, epoch, counter),
  foreign key (certificate, epoch, counter) references certificate_version
);

-- The will to have a version revoked, and how it fares.
create table revocation (
  id uuid primary key,
  revision bigint not null,
  certificate uuid not null,
  epoch integer not null,
  counter bigint not null,
  serial text not null,
  ca text not null,
  reason text not null,
  requested_by text not null,
  requested_at timestamptz not null,
  state text not null check (state in ('held', 'due', 'revoked', 'refused', 'withdrawn')),
  deadline timestamptz,
  revoked_at timestamptz,
  attempts integer not null check (attempts >= 0),
  next_attempt timestamptz,
  last_error text,
  foreign key (certificate, epoch, counter) references certificate_version,
  check ((state in ('held', 'due')) = (next_attempt is not null)),
  check ((state = 'revoked') = (revoked_at is not null)),
  check (state <> 'refused' or last_error is not null)
);

-- one that counts for each version
create unique index revocation_of_version on revocation (certificate, epoch, counter)
  where state not in ('refused', 'withdrawn');
create index revocation_due on revocation (next_attempt) where next_attempt is not null;
