-- An agent may receive a certificate.
create table delivery_grant (
  agent uuid not null references agent (id),
  certificate uuid not null references certificate (id),
  granted_at timestamptz not null,
  granted_by text not null,
  primary key (agent, certificate)
);

create index on delivery_grant (certificate);

-- One version of a certificate, sealed to one agent: made once, never changed.
create table bundle (
  agent uuid not null references agent (id),
  certificate uuid not null references certificate (id),
  epoch integer not null check (epoch > 0),
  counter bigint not null check (counter > 0),
  name text not null,
  statement text not null,
  thumbprint text not null unique check (length(thumbprint) = 43),
  sealed_at timestamptz not null,
  primary key (agent, certificate, epoch, counter)
);

create function refuse_change_of_bundle() returns trigger language plpgsql as $$
begin
  raise exception 'a bundle is never changed or removed';
end
$$;

create trigger bundle_is_immutable
  before update or delete on bundle
  for each row execute function refuse_change_of_bundle();

-- The last manifest of each agent, shared by all replicas.
create table manifest (
  agent uuid primary key references agent (id),
  statement text not null,
  thumbprint text not null check (length(thumbprint) = 43),
  content text not null check (length(content) = 43),
  issued_at timestamptz not null,
  fresh_until timestamptz not null check (fresh_until > issued_at)
);
