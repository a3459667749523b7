-- The custody history of a key: who brought it, and when. Null: it was made in the HSM and never
-- was in clear outside of it. The HSM's MAC binds these columns like all others.
alter table key_record
  add column imported_by text,
  add column imported_at timestamptz,
  add constraint key_record_imported check ((imported_by is null) = (imported_at is null));

-- So that a key is not brought twice, and not brought back after it was delivered.
create index key_record_public_key on key_record (sha256(subject_public_key_info));
