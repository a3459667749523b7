-- An order says what it is for, what it asked of the validity and what it got; it may be cancelled, or
-- be a rehearsal; and what a CA should not have issued is kept aside with it.
alter table acme_order
  add column aim text not null default 'publish' check (aim in ('publish', 'rehearse')),
  add column lever text check (lever in ('not-after', 'profile', 'none')),
  add column asked_not_after timestamptz check ((lever = 'not-after') = (asked_not_after is not null)),
  add column granted_not_before timestamptz,
  add column granted_not_after timestamptz,
  add column rogue text,
  add column rogue_fault text,
  drop constraint acme_order_state_check,
  drop constraint acme_order_check,
  drop constraint acme_order_check4,
  drop constraint acme_order_check5;

update acme_order set lever = 'none'
  where state in ('pending', 'ready', 'processing', 'valid');

alter table acme_order
  alter column aim drop default,
  add constraint acme_order_state_check check (state in
    ('planned', 'keyed', 'pending', 'ready', 'processing', 'valid', 'invalid', 'cancelled',
     'rehearsed')),
  add check (state in ('planned', 'invalid', 'cancelled') or key is not null),
  add check (state not in ('invalid', 'cancelled') or last_error is not null),
  add check ((state in ('valid', 'invalid', 'cancelled', 'rehearsed')) = (next_attempt is null)),
  add check (state <> 'pending' or lever is not null),
  add check (state <> 'rehearsed' or aim = 'rehearse'),
  add check (state <> 'valid' or aim = 'publish'),
  add check (rogue is null or state = 'invalid'),
  add check ((rogue is null) = (rogue_fault is null));

-- one order at a time, and one rehearsal beside it
drop index acme_order_under_way;
create unique index acme_order_under_way on acme_order (certificate, aim)
  where state not in ('valid', 'invalid', 'cancelled', 'rehearsed');

-- one published version for one order at the CA; a CA may give the same order again to who asks the
-- same again
drop index acme_order_location;
create unique index acme_order_location on acme_order (location)
  where aim = 'publish' and state not in ('invalid', 'cancelled');

create index acme_order_rogue on acme_order (id) where rogue is not null;
