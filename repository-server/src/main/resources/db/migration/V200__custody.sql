-- The repository itself: one row, made at the key ceremony. It names the root of the token that the
-- keys below are wrapped by, so that a database meets no other token.
create table repository (
  only_one   boolean     primary key default true check (only_one),
  id         uuid        not null,
  root       text        not null check (length(root) = 43),
  founded_at timestamptz not null
);

-- Private keys, wrapped by a key that never leaves the HSM, and bound by it to all other columns.
create table key_record (
  id                      uuid    primary key,
  certificate             uuid    not null,
  epoch                   integer not null check (epoch >= 1),
  counter                 bigint  not null check (counter >= 1),
  type                    text    not null
    check (type in ('EC_P256', 'EC_P384', 'RSA_2048', 'RSA_3072', 'RSA_4096')),
  subject_public_key_info bytea   not null,
  wrapped                 bytea   not null,
  kek_label               text    not null,
  mechanism               bigint  not null,
  binding                 bytea   not null
);

create index key_record_certificate on key_record (certificate, epoch, counter);
