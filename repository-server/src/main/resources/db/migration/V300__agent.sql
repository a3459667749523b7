create table agent (
  id                uuid        primary key,
  name              text        not null check (length(name) between 1 and 63),
  state             text        not null check (state in ('ENROLLED', 'QUARANTINED', 'REVOKED')),
  sealing_key       bytea       not null,
  enrolled_at       timestamptz not null,
  identity          text        not null check (length(identity) = 43),
  identity_expires  timestamptz not null,
  previous_identity text        check (length(previous_identity) = 43),
  last_seen         timestamptz
);

-- A revoked agent leaves its name to the next one.
create unique index agent_name on agent (name) where state <> 'REVOKED';

create table enrollment_token (
  id           uuid        primary key,
  agent_name   text        not null check (length(agent_name) between 1 and 63),
  -- SHA-256 of the secret, base64url; the secret itself is kept nowhere
  secret       text        not null unique check (length(secret) = 43),
  expires_at   timestamptz not null,
  used_at      timestamptz,
  -- whose enrollment used it, so that a lost answer can be given again
  identity_key text        check (length(identity_key) = 43),
  agent        uuid        references agent (id),
  identity     text,
  check ((used_at is null) = (identity_key is null))
);
