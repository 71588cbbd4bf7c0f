-- How the cards of records are arranged: for one person, for a role, or for everybody; of deals also in one pipeline alone.
create table card_layouts (
  id int primary key generated always as identity,
  version int not null default 1,
  record text not null,
  user_id int references users on delete cascade,
  role_id int references roles on delete cascade,
  pipeline_id int references pipelines on delete cascade,
  sections jsonb not null,
  left_out jsonb not null,
  updated_at timestamptz(3) not null,
  updated_by int,
  check (user_id is null or role_id is null),
  unique nulls not distinct (record, user_id, role_id, pipeline_id)
);
