-- A policy has several CAs, in order of preference, each with a profile if it has any.
create table policy_issuer (
  policy text not null references policy on delete cascade,
  rank integer not null check (rank between 0 and 4),
  ca text not null references certificate_authority,
  profile text check (length(profile) between 1 and 64),
  primary key (policy, rank)
);

create index policy_issuer_by_ca on policy_issuer (ca);

insert into policy_issuer (policy, rank, ca) select name, 0, ca from policy;

alter table policy
  drop column ca,
  add column shortest_validity_seconds bigint check (shortest_validity_seconds > 0),
  add column validity_reason text check (length(validity_reason) between 1 and 200),
  add column other_validity text not null default 'refuse'
    check (other_validity in ('refuse', 'accept')),
  add column outage_seconds bigint check (outage_seconds > 0),
  add column preferred_chain text check (length(preferred_chain) between 1 and 64);

alter table policy alter column other_validity drop default;
