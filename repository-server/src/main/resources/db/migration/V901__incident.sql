-- Many certificates that must be replaced, wave by wave.
create table incident (
  name text primary key check (length(name) between 1 and 63),
  revision bigint not null,
  -- the selection
  ca text,
  account text,
  key_type text,
  serials text[] not null,
  agent text,
  name_pattern text,
  issued_from timestamptz,
  issued_to timestamptz,
  -- the terms
  canary integer not null,
  wave_size integer not null,
  stop_on_error integer not null check (stop_on_error between 0 and 100),
  patience_seconds bigint not null check (patience_seconds > 0),
  revoke text,
  rehearsal text,
  -- what was counted when it was planned
  certificates integer not null,
  agents integer not null,
  targets integer not null,
  notes text[] not null,
  planned_by text not null,
  planned_at timestamptz not null,
  state text not null check (state in ('planned', 'running', 'paused', 'done', 'aborted')),
  wave integer not null check (wave >= 0),
  waves integer not null check (waves >= 1),
  why text,
  check ((state = 'paused') = (why is not null))
);

create table incident_certificate (
  incident text not null references incident,
  certificate uuid not null references certificate,
  -- copied, so that lists and reports need no other table; names never change
  name text not null,
  revision bigint not null,
  wave integer not null check (wave >= 1),
  epoch integer not null,
  counter bigint not null,
  serial text not null,
  state text not null
    check (state in ('waiting', 'ordered', 'issued', 'served', 'revoked', 'rehearsed', 'failed')),
  acme_order uuid,
  by_epoch integer,
  by_counter bigint,
  begun_at timestamptz,
  reason text,
  since timestamptz not null,
  primary key (incident, certificate),
  check ((state = 'failed') = (reason is not null)),
  check (state <> 'ordered' or (acme_order is not null and begun_at is not null)),
  check (state not in ('issued', 'served', 'revoked') or by_counter is not null)
);

create index incident_certificate_by_state on incident_certificate (incident, state, wave, name);
create index incident_certificate_by_name on incident_certificate (incident, name);

-- Every transition of both, for the report.
create table incident_transition (
  number bigint generated always as identity primary key,
  incident text not null references incident,
  certificate text,
  at timestamptz not null,
  state text not null,
  detail text,
  by text not null
);

create index incident_transition_of_incident on incident_transition (incident, number);

create function refuse_change_of_transition() returns trigger language plpgsql as $$
begin
  raise exception 'a transition is never changed or removed';
end
$$;

create trigger incident_transition_is_immutable
  before update or delete on incident_transition
  for each row execute function refuse_change_of_transition();
