-- What colleagues say about a record. Who sees the record reads it, who may change the record writes.
create table comments (
  id int primary key generated always as identity,
  record text not null,
  record_id int not null,
  text text not null,
  author_id int,
  at timestamptz(3) not null,
  edited_at timestamptz(3),
  removed_at timestamptz(3)
);
create index comments_record on comments (record, record_id, at desc, id desc) where removed_at is null;
create index comments_removed on comments (removed_at) where removed_at is not null;

-- What stands first in the timeline of a record.
create table timeline_pins (
  id bigint primary key generated always as identity,
  record text not null,
  record_id int not null,
  kind text not null,
  entry_id bigint not null,
  at timestamptz(3) not null,
  unique (record, record_id, kind, entry_id)
);

-- What happened to a record is read in the order of time: what is told of the past is written later.
create index events_time on events (record, record_id, at desc, id desc);
drop index events_record;

-- By what it was done: a robot, or a key of a program, as it was called then.
alter table events add column cause text;
