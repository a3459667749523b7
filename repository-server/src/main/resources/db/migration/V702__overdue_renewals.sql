-- When people are told that a renewal has not come to its end.
alter table renewal add column overdue_at timestamptz;

create index renewal_overdue on renewal (overdue_at) where overdue_at is not null;
