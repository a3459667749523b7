-- what people were told of and what has not ended
create table open_condition (
  kind text not null,
  subject text not null,
  since timestamptz not null,
  sentence text not null,
  told_at timestamptz not null,
  seen_at timestamptz not null,
  primary key (kind, subject)
);

-- one row for each channel that has not taken it yet
create table waiting_notice (
  notice uuid not null,
  channel text not null,
  document text not null,
  attempts integer not null check (attempts >= 0),
  next_attempt timestamptz not null,
  last_error text,
  primary key (notice, channel)
);

create index waiting_notice_due on waiting_notice (next_attempt);

-- one row at most: when the last digest was due
create table last_digest (
  only_one boolean primary key default true check (only_one),
  at timestamptz not null
);
