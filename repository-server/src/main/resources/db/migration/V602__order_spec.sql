-- What an order asks of the CA, and what it replaces (RFC 9773 §5).
alter table acme_order
  add column profile text check (length(profile) between 1 and 64),
  add column shortest_validity_seconds bigint check (shortest_validity_seconds > 0),
  add column validity_reason text check (length(validity_reason) between 1 and 200),
  add column other_validity text not null default 'refuse'
    check (other_validity in ('refuse', 'accept')),
  add column preferred_chain text check (length(preferred_chain) between 1 and 64),
  add column replaces text;

alter table acme_order alter column other_validity drop default;
