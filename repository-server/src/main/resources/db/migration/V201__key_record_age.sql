-- When a key was made, so that one that nothing came of can be told from one that is in use any moment.
alter table key_record add column made_at timestamptz not null default now();
