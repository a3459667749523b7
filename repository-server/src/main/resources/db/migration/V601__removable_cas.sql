-- A CA may be removed when nothing uses it any more; orders that are settled keep its name.
alter table acme_order drop constraint acme_order_ca_fkey;

alter table acme_account
  drop constraint acme_account_ca_fkey,
  add constraint acme_account_ca_fkey
    foreign key (ca) references certificate_authority on delete cascade;
