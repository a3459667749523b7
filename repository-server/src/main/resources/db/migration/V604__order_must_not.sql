-- What the certificate of an order must not have.
alter table acme_order
  add column must_not text[] not null default '{}'
    check (must_not <@ array['common-name', 'ocsp']);
