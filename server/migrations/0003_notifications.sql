-- What people are told. Whether it may be told is asked when it is written and again when it is shown.
create table notifications (
  id bigint primary key generated always as identity,
  person_id int not null references users on delete cascade,
  kind text not null,
  -- what it is about; of many of a kind no id
  record text, record_id int,
  -- the field that must be seen for it to be told
  field text,
  actor_id int,
  at timestamptz(3) not null,
  data jsonb not null default '{}',
  -- of one cause nobody is told twice
  key text not null,
  -- whether it is shown in Sdelka, or was a letter alone
  in_app boolean not null,
  read_at timestamptz(3),
  -- what it told of is no more; it may come back
  withdrawn_at timestamptz(3),
  mailed_at timestamptz(3),
  unique (person_id, key)
);
create index notifications_person on notifications (person_id, id desc) where in_app and withdrawn_at is null;
create index notifications_unread on notifications (person_id, id desc)
  where in_app and withdrawn_at is null and read_at is null;
create index notifications_key on notifications (key);
create index notifications_record on notifications (record, record_id);
create index notifications_at on notifications (at);
