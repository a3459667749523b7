-- What happened, in order. Rows are only ever added; hash covers the row and the hash before it.
create table audit_entry (
  sequence bigint primary key check (sequence > 0),
  at timestamptz not null,
  kind text not null,
  actor text not null,
  subject text not null,
  facts jsonb not null,
  hash bytea not null unique check (octet_length(hash) = 32)
);

create function refuse_change_of_audit_entry() returns trigger language plpgsql as $$
begin
  raise exception 'the audit record is append-only';
end
$$;

create trigger audit_entry_is_append_only
  before update or delete on audit_entry
  for each row execute function refuse_change_of_audit_entry();

create trigger audit_entry_is_never_emptied
  before truncate on audit_entry
  for each statement execute function refuse_change_of_audit_entry();
