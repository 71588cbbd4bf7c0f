-- Records that have become part of another one: an old link leads there. They refer to nothing by themselves, so that they
-- outlive what the bin lets go of.
create table merged (
  record text not null,
  record_id int not null,
  into_id int not null,
  -- the event by which it happened
  event_id bigint not null,
  primary key (record, record_id)
);
create index merged_into on merged (record, into_id);
create index merged_event on merged (event_id);
-- What pointed at them or hung on them, as it was before, so that a merge can be taken back.
create table merge_moves (
  id bigint primary key generated always as identity,
  event_id bigint not null,
  -- a field that points, `deals.companyId`, or a table that hangs
  place text not null,
  -- of a field: numbers of records with the value before; of a table: the record that its rows belonged to, and their keys
  rows jsonb not null
);
create index merge_moves_event on merge_moves (event_id);
