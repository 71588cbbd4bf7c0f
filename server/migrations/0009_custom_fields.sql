create table custom_fields (
  id int primary key generated always as identity,
  version int not null default 1,
  created_at timestamptz(3) not null, created_by int, updated_at timestamptz(3) not null, updated_by int, removed_at timestamptz(3),
  record text not null,
  kind text not null,
  several boolean not null,
  name_en text, name_en_key text collate "C",
  name_ru text, name_ru_key text collate "C",
  help_en text, help_en_key text collate "C",
  help_ru text, help_ru_key text collate "C",
  target text,
  preset jsonb not null default '[]',
  "distinct" boolean not null,
  position int not null,
  indexed text not null
);

-- Values by the key of their field, f12; beside them what they are compared by, f12_key, where that is something else.
alter table deals add column custom jsonb not null default '{}';
alter table contacts add column custom jsonb not null default '{}';
alter table companies add column custom jsonb not null default '{}';
alter table products add column custom jsonb not null default '{}';
