-- When a token was made: its id says it (RFC 9562 §5.7), in milliseconds.
alter table enrollment_token add column made_at timestamptz;
update enrollment_token set made_at = to_timestamp(
  ('x' || translate(left(id::text, 13), '-', ''))::bit(48)::bigint / 1000.0);
alter table enrollment_token alter column made_at set not null;

create index enrollment_token_unused on enrollment_token (expires_at) where used_at is null;
