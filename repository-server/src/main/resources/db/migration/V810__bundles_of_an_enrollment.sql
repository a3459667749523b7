-- A host that enrolls again has a new sealing key, so what it may have is sealed anew. The bundles of
-- its enrollments before stay as they are.
alter table bundle add column enrollment integer not null default 1 check (enrollment > 0);
alter table bundle drop constraint bundle_pkey;
alter table bundle add primary key (agent, certificate, epoch, counter, enrollment);
