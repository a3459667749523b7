-- When the newest identity was issued: while it may be on its way, it is not retired for an older
-- request that comes late. The default is for servers that do not know the column yet.
alter table agent add column identity_issued timestamptz not null default now();
