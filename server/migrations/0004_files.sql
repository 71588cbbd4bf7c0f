-- What the files hold, each content once, under its SHA-256 in the folder of the files. A row is written before its bytes
-- are put in their place, in one transaction: a content that a row names is there.
create table file_contents (
  hash text primary key check (hash ~ '^[0-9a-f]{64}$'),
  size bigint not null check (size > 0),
  -- what the bytes are, whatever name they came under
  type text not null,
  width int, height int,
  kept_at timestamptz not null default clock_timestamp()
);

-- A file hangs on a record or, by `part`, on something of it: a field, a comment. Until then it waits as an upload of who
-- has brought it.
create table files (
  id int primary key generated always as identity,
  hash text not null references file_contents,
  name text not null check (length(name) between 1 and 255),
  record text, record_id int, part text,
  created_at timestamptz not null default clock_timestamp(), created_by int references users,
  removed_at timestamptz, removed_by int references users,
  check ((record is null) = (record_id is null)),
  check (record is not null or (part is null and removed_at is null))
);
create index files_of_record on files (record, record_id, id desc) where record is not null;
create index files_by_hash on files (hash);
create index files_waiting on files (created_by, created_at) where record is null;
create index files_removed on files (removed_at) where removed_at is not null;
