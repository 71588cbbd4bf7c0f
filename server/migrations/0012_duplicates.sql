-- Clients that may be one and the same are looked for in the background. Those whose names, phones or numbers have
-- changed are marked; a mark is only added, so that nobody waits for another's, and goes once it has been looked at.
create table duplicate_marks (
  id bigint primary key generated always as identity,
  record text not null,
  record_id int not null
);
create index duplicate_marks_record on duplicate_marks (record, record_id);
-- What a client is known by, as numbers made of it: those who have one in common are compared.
create table duplicate_keys (
  record text not null,
  record_id int not null,
  keys bigint[] not null,
  primary key (record, record_id)
);
create index duplicate_keys_keys on duplicate_keys using gin (keys) with (fastupdate = off);
-- Two that are alike, the smaller number first.
create table duplicate_pairs (
  record text not null,
  a int not null, b int not null check (a < b),
  -- what is the same: tax, phone, email, name; near: the name but for a letter
  signs text[] not null,
  -- the smaller the surer
  rank smallint not null,
  -- they have different tax numbers
  parted boolean not null,
  primary key (record, a, b)
);
create index duplicate_pairs_b on duplicate_pairs (record, b);
create index duplicate_pairs_rank on duplicate_pairs (record, rank, b desc, a desc);
-- Those of whom somebody has said that they are not the same.
create table duplicate_apart (
  record text not null,
  a int not null, b int not null check (a < b),
  by_id int, at timestamptz(3) not null,
  primary key (record, a, b)
);
insert into duplicate_marks (record, record_id) select 'contacts', id from contacts where removed_at is null order by id;
insert into duplicate_marks (record, record_id) select 'companies', id from companies where removed_at is null order by id;
