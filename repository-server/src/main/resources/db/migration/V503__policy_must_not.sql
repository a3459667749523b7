-- What certificates of a policy must not have.
alter table policy
  add column must_not text[] not null default '{}'
    check (must_not <@ array['common-name', 'ocsp']);
