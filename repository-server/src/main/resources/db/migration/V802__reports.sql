-- What each agent said of itself in its last report.
create table host_report (
  agent uuid primary key references agent (id),
  agent_version text not null,
  generation bigint not null check (generation >= 0),
  at timestamptz not null,
  received_at timestamptz not null
);

alter table served_target
  add column kind text not null default 'files',
  add column certificate_id uuid,
  add column installed_not_after timestamptz,
  add column stage text check (
    stage in ('plan', 'stage', 'check', 'switch', 'validate', 'reload', 'probe', 'report')),
  drop constraint served_target_state_check,
  add constraint served_target_state_check check (
    state in ('served', 'installed', 'stale', 'held', 'rolled-back', 'failed', 'waiting'));

alter table served_target alter column kind drop default;

-- What it saw at each listener of a target, in the order of the host's settings.
create table served_listener (
  agent uuid not null,
  target text not null,
  place integer not null check (place >= 0),
  address text not null,
  protocol text not null check (protocol in ('tls', 'smtp', 'imap')),
  server_name text,
  served_serial text,
  served_not_after timestamptz,
  fault text,
  since timestamptz not null,
  primary key (agent, target, place),
  foreign key (agent, target) references served_target on delete cascade
);
