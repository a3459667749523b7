create table officer (
  -- SHA-256 of the certificate, base64url
  certificate text        primary key check (length(certificate) = 43),
  name        text        not null check (length(name) between 1 and 63),
  expires     timestamptz not null,
  state       text        not null check (state in ('ACTIVE', 'REVOKED'))
);

create index officer_name on officer (name);
