create table certificate_authority (
  name text primary key check (length(name) between 1 and 63),
  directory text not null check (directory like 'https://%'),
  contacts text[] not null,
  trust_anchors text[] not null,
  issuers text[] not null
);

create table policy (
  name text primary key check (length(name) between 1 and 63),
  ca text not null references certificate_authority,
  key_type text not null,
  longest_validity_seconds bigint check (longest_validity_seconds > 0),
  renew_after double precision check (renew_after between 0.1 and 0.95),
  challenge text not null check (challenge in ('http-01', 'dns-01')),
  custody text not null check (custody in ('sealed'))
);

create table certificate (
  id uuid primary key,
  name text not null unique check (length(name) between 1 and 63),
  identifiers text[] not null check (cardinality(identifiers) between 1 and 100),
  policy text not null references policy,
  -- the version that was allotted last; grows, also when nothing comes of it
  epoch integer not null check (epoch >= 1),
  counter bigint not null check (counter >= 0)
);

create table certificate_version (
  certificate uuid not null references certificate,
  epoch integer not null check (epoch >= 1),
  counter bigint not null check (counter >= 1),
  serial text not null unique,
  chain text not null,
  key uuid not null unique,
  published_at timestamptz not null,
  primary key (certificate, epoch, counter)
);
