create table acme_order (
  id uuid primary key,
  revision bigint not null,
  certificate uuid not null references certificate,
  epoch integer not null check (epoch >= 1),
  counter bigint not null check (counter >= 1),
  identifiers text[] not null,
  ca text not null references certificate_authority,
  key_type text not null,
  challenge text not null check (challenge in ('http-01', 'dns-01')),
  longest_validity_seconds bigint,
  state text not null
    check (state in ('planned', 'keyed', 'pending', 'ready', 'processing', 'valid', 'invalid')),
  key uuid,
  location text,
  expires timestamptz,
  chain text,
  placed_at timestamptz not null,
  attempts integer not null check (attempts >= 0),
  next_attempt timestamptz,
  last_error text,
  unique (certificate, epoch, counter),
  check (state in ('planned', 'invalid') or key is not null),
  check (state not in ('pending', 'ready', 'processing', 'valid') or location is not null),
  check (state not in ('pending', 'ready', 'processing') or expires is not null),
  check ((state = 'valid') = (chain is not null)),
  check (state <> 'invalid' or last_error is not null),
  check ((state in ('valid', 'invalid')) = (next_attempt is null))
);

-- one order at a time
create unique index acme_order_under_way on acme_order (certificate)
  where state not in ('valid', 'invalid');
-- one published version for one order at the CA
create unique index acme_order_location on acme_order (location) where state <> 'invalid';
create index acme_order_of_certificate on acme_order (certificate, id desc);

create table challenge_answer (
  challenge text primary key,
  acme_order uuid not null references acme_order,
  type text not null check (type in ('http-01', 'dns-01')),
  name text not null,
  token text not null,
  key_authorization text not null,
  announced boolean not null
);

create index challenge_answer_of_order on challenge_answer (acme_order);
create index challenge_answer_by_token on challenge_answer (token);

create table acme_account (
  ca text primary key references certificate_authority,
  location text not null
);

-- db-scheduler
create table scheduled_tasks (
  task_name text not null,
  task_instance text not null,
  task_data bytea,
  execution_time timestamptz not null,
  picked boolean not null,
  picked_by text,
  last_success timestamptz,
  last_failure timestamptz,
  consecutive_failures integer,
  last_heartbeat timestamptz,
  version bigint not null,
  priority smallint,
  primary key (task_name, task_instance)
);

create index scheduled_tasks_execution_time on scheduled_tasks (execution_time);
create index scheduled_tasks_last_heartbeat on scheduled_tasks (last_heartbeat);
