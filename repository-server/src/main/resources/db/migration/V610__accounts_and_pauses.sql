-- An account may be gone while the numbers of its keys go on.
alter table acme_account
  alter column location drop not null,
  add column key_number integer not null default 1 check (key_number >= 1),
  -- noted before the CA is asked; then either key may be in force
  add column next_key_number integer check (next_key_number > key_number);

-- until when a CA wants to be left alone (Retry-After)
create table acme_pause (
  ca text not null references certificate_authority on delete cascade,
  -- digest of the names whose orders wait; empty: every request waits
  names text not null,
  until timestamptz not null,
  primary key (ca, names)
);
