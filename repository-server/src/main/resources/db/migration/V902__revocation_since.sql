-- When a revocation came into its state.
alter table revocation add column since timestamptz;
update revocation set since = coalesce(revoked_at, requested_at);
alter table revocation alter column since set not null;

create index revocation_unsettled on revocation (since) where state in ('due', 'refused');
create index revocation_history on revocation (certificate, epoch, counter);
