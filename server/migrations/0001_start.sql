-- The first schema. Moments have milliseconds, so that a value read is the value stored. Who did something is held by the
-- event of it: where a row of a record repeats that (created_by, updated_by, actor_id), it refers to nobody by itself.

create extension if not exists pg_trgm;

-- The phones or emails of a client as one is the same as another: a switchboard is one phone, whatever the extension.
create function exchanges(channels jsonb) returns text[] language sql immutable strict parallel safe
  return array(select split_part(channel->>'value', ';', 1) from jsonb_array_elements(channels) channel);

create table settings (
  id int primary key default 1 check (id = 1),
  company_name text not null,
  base_currency text not null,
  time_zone text not null,
  week_start int not null check (week_start between 1 and 7),
  bin_days int not null default 30,
  opened_by_default boolean not null default true,
  two_factor_required boolean not null default false
);

create table departments (
  id int primary key generated always as identity,
  version int not null default 1,
  created_at timestamptz(3) not null, created_by int, updated_at timestamptz(3) not null, updated_by int, removed_at timestamptz(3),
  name text not null, name_key text collate "C" not null,
  parent_id int references departments,
  head_id int
);

create table users (
  id int primary key generated always as identity,
  version int not null default 1,
  created_at timestamptz(3) not null, created_by int, updated_at timestamptz(3) not null, updated_by int, removed_at timestamptz(3),
  name text not null, name_key text collate "C" not null,
  email text, email_key text collate "C",
  department_id int references departments,
  active boolean not null,
  invited boolean not null,
  language text not null,
  time_zone text not null, time_zone_key text collate "C" not null,
  theme text not null
);
create unique index users_email on users (email_key) where removed_at is null;
create index users_department on users (department_id);
alter table departments add foreign key (head_id) references users;

-- What people may. A role is given to people, to departments with all below them, and to groups.
create table roles (
  id int primary key generated always as identity,
  version int not null default 1,
  created_at timestamptz(3) not null, created_by int, updated_at timestamptz(3) not null, updated_by int, removed_at timestamptz(3),
  name text not null, name_key text collate "C" not null,
  administrator boolean not null,
  by_default boolean not null,
  position int not null,
  grants jsonb not null,
  field_grants jsonb not null,
  passages jsonb not null
);
create unique index roles_administrator on roles (administrator) where administrator;
create table groups (
  id int primary key generated always as identity,
  version int not null default 1,
  created_at timestamptz(3) not null, created_by int, updated_at timestamptz(3) not null, updated_by int, removed_at timestamptz(3),
  name text not null, name_key text collate "C" not null
);
create table group_members (
  group_id int not null references groups on delete cascade, user_id int not null references users, position int not null,
  primary key (user_id, group_id)
);
create index group_members_group on group_members (group_id);
create table user_roles (
  user_id int not null references users on delete cascade, role_id int not null references roles, position int not null,
  primary key (user_id, role_id)
);
create index user_roles_role on user_roles (role_id);
create table department_roles (
  department_id int not null references departments on delete cascade, role_id int not null references roles, position int not null,
  primary key (department_id, role_id)
);
create table group_roles (
  group_id int not null references groups on delete cascade, role_id int not null references roles, position int not null,
  primary key (group_id, role_id)
);
-- Who has which role, and by what: himself, his department or one above it, a group.
create view role_holders as
with recursive above (department_id, above_id) as (
  select id, id from departments where removed_at is null
  union
  select a.department_id, d.parent_id from above a join departments d on d.id = a.above_id where d.parent_id is not null
), given (user_id, role_id, by, by_id) as (
  select user_id, role_id, 'person', user_id from user_roles
  union all
  select u.id, x.role_id, 'department', x.department_id from users u
    join above a on a.department_id = u.department_id join department_roles x on x.department_id = a.above_id
  union all
  select m.user_id, x.role_id, 'group', m.group_id from group_members m
    join groups g on g.id = m.group_id and g.removed_at is null join group_roles x on x.group_id = g.id
)
select g.user_id, g.role_id, g.by, g.by_id from given g
  join roles r on r.id = g.role_id and r.removed_at is null;

create table credentials (
  user_id int primary key references users,
  password_hash text not null,
  changed_at timestamptz(3) not null default now(),
  -- a link for a new password was asked for, and no mail could be sent
  reset_asked_at timestamptz(3)
);
create table sessions (
  id int not null unique generated always as identity,
  hash bytea primary key,
  user_id int not null references users,
  -- as whom its person, an administrator, looks
  preview_user_id int references users,
  user_agent text not null default '',
  ip text not null default '',
  created_at timestamptz(3) not null default now(),
  seen_at timestamptz(3) not null default now(),
  expires_at timestamptz(3) not null
);
create index sessions_user on sessions (user_id);
-- The second factor of those who have one: the secret is sealed by the server's key, codes are known by their hashes alone.
create table second_factors (
  user_id int primary key references users,
  secret bytea not null,
  -- the last step of time whose code was taken: none is taken twice
  last_step bigint,
  -- null: is being set up
  confirmed_at timestamptz(3)
);
create table recovery_codes (
  user_id int not null references users,
  hash bytea not null,
  used_at timestamptz(3),
  primary key (user_id, hash)
);
-- Links by which people come in: invited, or because the password is forgotten. Of each kind one holds for a person.
create table links (
  id int primary key generated always as identity,
  kind text not null check (kind in ('invitation', 'reset')),
  user_id int not null references users,
  -- the link itself is known to nobody but its bearer
  hash bytea not null unique,
  -- null: asked for at the sign-in, sent by mail
  made_by int references users,
  created_at timestamptz(3) not null default now(),
  expires_at timestamptz(3) not null,
  ended text check (ended in ('used', 'revoked', 'replaced')),
  ended_at timestamptz(3)
);
create unique index links_user on links (user_id, kind) where ended is null;
-- what people set for themselves, each about something: the fields on the cards of a pipeline
create table preferences (
  user_id int not null references users,
  name text not null,
  about int not null,
  value jsonb not null,
  primary key (user_id, name, about)
);
create table api_keys (
  id int primary key generated always as identity,
  hash bytea not null unique,
  user_id int not null references users,
  name text not null,
  scope text[],
  created_at timestamptz(3) not null default now(),
  seen_at timestamptz(3),
  revoked_at timestamptz(3)
);
create index api_keys_user on api_keys (user_id);
-- What went from a person to another, and what exactly, so that it can come back.
create table handovers (
  id int primary key generated always as identity,
  person_id int not null references users,
  heir_id int not null references users,
  by_id int not null references users,
  parts text[] not null,
  deactivated boolean not null,
  state text not null check (state in ('running', 'done', 'undoing', 'undone', 'failed')),
  total int not null,
  done int not null default 0,
  kept int not null default 0,
  problem text,
  created_at timestamptz(3) not null default clock_timestamp(),
  ended_at timestamptz(3)
);
create index handovers_person on handovers (person_id, id desc);
create table handover_records (
  handover_id int not null references handovers on delete cascade,
  record text not null,
  record_id int not null,
  primary key (handover_id, record, record_id)
);
create table login_tries (
  bucket text primary key,
  count int not null,
  window_start timestamptz(3) not null default now()
);

-- What concerns who comes in and who may what. Rows are added and stay as they are: they name people and records as they
-- were called, and refer to none, so that nothing that is taken out later needs them changed.
create table audit (
  id bigint primary key generated always as identity,
  at timestamptz(3) not null default clock_timestamp(),
  kind text not null,
  actor_id int,
  -- what the actor was called; of nobody, what he called himself
  name text not null,
  about text, about_id int, about_name text,
  ip text,
  via text not null,
  details jsonb not null default '{}',
  -- what it is found by: names, addresses, folded
  words text collate "C" not null
);
create index audit_actor on audit (actor_id, id desc) where actor_id is not null;
create index audit_about on audit (about, about_id, id desc) where about is not null;
create index audit_kind on audit (kind, id desc);
create index audit_at on audit (at, id);
create index audit_words on audit using gin (words gin_trgm_ops) with (fastupdate = off);
create function refuse_change() returns trigger language plpgsql as $$
begin
  raise exception 'the audit log is only added to';
end $$;
create trigger audit_stays before update or delete or truncate on audit for each statement execute function refuse_change();

create table currencies (
  id int primary key generated always as identity,
  version int not null default 1,
  created_at timestamptz(3) not null, created_by int, updated_at timestamptz(3) not null, updated_by int, removed_at timestamptz(3),
  code text not null,
  name text not null, name_key text collate "C" not null,
  decimals int not null,
  base boolean not null,
  rate numeric,
  position int not null
);
create unique index currencies_code on currencies (code) where removed_at is null;
create table currency_rates (
  currency text not null,
  day date not null,
  rate numeric not null check (rate > 0),
  primary key (currency, day)
);

create table pipelines (
  id int primary key generated always as identity,
  version int not null default 1,
  created_at timestamptz(3) not null, created_by int, updated_at timestamptz(3) not null, updated_by int, removed_at timestamptz(3),
  name text not null, name_key text collate "C" not null,
  position int not null
);
create table stages (
  id int primary key generated always as identity,
  version int not null default 1,
  created_at timestamptz(3) not null, created_by int, updated_at timestamptz(3) not null, updated_by int, removed_at timestamptz(3),
  pipeline_id int not null references pipelines,
  name text not null, name_key text collate "C" not null,
  color text not null,
  meaning text not null check (meaning in ('open', 'won', 'lost')),
  position int not null,
  rotten_after int,
  unique (id, pipeline_id)
);
create index stages_pipeline on stages (pipeline_id, position);
create unique index stages_won on stages (pipeline_id) where meaning = 'won' and removed_at is null;

create table terms (
  id int primary key generated always as identity,
  version int not null default 1,
  created_at timestamptz(3) not null, created_by int, updated_at timestamptz(3) not null, updated_by int, removed_at timestamptz(3),
  dictionary text not null,
  name text not null, name_key text collate "C" not null,
  color text,
  position int not null,
  active boolean not null
);
create unique index terms_name on terms (dictionary, name_key) where removed_at is null;

create table companies (
  id int primary key generated always as identity,
  version int not null default 1,
  created_at timestamptz(3) not null, created_by int, updated_at timestamptz(3) not null, updated_by int, removed_at timestamptz(3),
  name text not null, name_key text collate "C" not null,
  type_id int references terms,
  industry_id int references terms,
  parent_id int references companies,
  employees int,
  revenue numeric, revenue_currency text,
  address text, address_key text collate "C",
  phones jsonb not null, emails jsonb not null, sites jsonb not null, messengers jsonb not null,
  owner_id int not null references users,
  opened boolean not null,
  comment text
);
create index companies_created on companies (created_at desc, id desc) where removed_at is null;
create index companies_owner on companies (owner_id, created_at desc, id desc) where removed_at is null;
create index companies_name on companies (name_key, id) where removed_at is null;
create index companies_phones on companies using gin (exchanges(phones)) with (fastupdate = off) where removed_at is null;
create index companies_emails on companies using gin (exchanges(emails)) with (fastupdate = off) where removed_at is null;
create index companies_removed on companies (removed_at, id) where removed_at is not null;
create index companies_parent on companies (parent_id) where parent_id is not null;
create table company_observers (
  company_id int not null references companies on delete cascade, user_id int not null references users, position int not null,
  primary key (user_id, company_id)
);
create index company_observers_company on company_observers (company_id);

create table contacts (
  id int primary key generated always as identity,
  version int not null default 1,
  created_at timestamptz(3) not null, created_by int, updated_at timestamptz(3) not null, updated_by int, removed_at timestamptz(3),
  name text not null, name_key text collate "C" not null,
  first_name text, first_name_key text collate "C",
  middle_name text, middle_name_key text collate "C",
  last_name text, last_name_key text collate "C",
  job_title text, job_title_key text collate "C",
  type_id int references terms,
  source_id int references terms,
  birth_date date,
  phones jsonb not null, emails jsonb not null, sites jsonb not null, messengers jsonb not null,
  owner_id int not null references users,
  opened boolean not null,
  comment text
);
create index contacts_created on contacts (created_at desc, id desc) where removed_at is null;
create index contacts_owner on contacts (owner_id, created_at desc, id desc) where removed_at is null;
create index contacts_name on contacts (name_key, id) where removed_at is null;
create index contacts_phones on contacts using gin (exchanges(phones)) with (fastupdate = off) where removed_at is null;
create index contacts_emails on contacts using gin (exchanges(emails)) with (fastupdate = off) where removed_at is null;
create index contacts_removed on contacts (removed_at, id) where removed_at is not null;
create table contact_observers (
  contact_id int not null references contacts on delete cascade, user_id int not null references users, position int not null,
  primary key (user_id, contact_id)
);
create index contact_observers_contact on contact_observers (contact_id);
create table contact_companies (
  contact_id int not null references contacts on delete cascade, company_id int not null references companies, position int not null,
  primary key (contact_id, company_id)
);
create index contact_companies_company on contact_companies (company_id);

create table product_sections (
  id int primary key generated always as identity,
  version int not null default 1,
  created_at timestamptz(3) not null, created_by int, updated_at timestamptz(3) not null, updated_by int, removed_at timestamptz(3),
  name text not null, name_key text collate "C" not null,
  parent_id int references product_sections,
  position int not null
);
create table products (
  id int primary key generated always as identity,
  version int not null default 1,
  created_at timestamptz(3) not null, created_by int, updated_at timestamptz(3) not null, updated_by int, removed_at timestamptz(3),
  name text not null, name_key text collate "C" not null,
  section_id int references product_sections,
  article text, article_key text collate "C",
  price numeric, currency text not null,
  unit_id int references terms,
  tax_rate numeric,
  tax_included boolean not null,
  active boolean not null,
  description text
);
create index products_name on products (name_key, id) where removed_at is null;
create index products_removed on products (removed_at, id) where removed_at is not null;

create table deals (
  id int primary key generated always as identity,
  version int not null default 1,
  created_at timestamptz(3) not null, created_by int, updated_at timestamptz(3) not null, updated_by int, removed_at timestamptz(3),
  title text not null, title_key text collate "C" not null,
  pipeline_id int not null,
  stage_id int not null,
  foreign key (stage_id, pipeline_id) references stages (id, pipeline_id),
  state text not null check (state in ('open', 'won', 'lost')),
  stage_since timestamptz(3) not null,
  closed_at timestamptz(3),
  amount numeric, currency text not null, amount_base numeric,
  amount_from text not null check (amount_from in ('products', 'hand')),
  tax numeric,
  probability int,
  type_id int references terms,
  source_id int references terms,
  source_text text, source_text_key text collate "C",
  begin_date date, close_date date,
  owner_id int not null references users,
  opened boolean not null,
  company_id int references companies,
  return_customer boolean not null, repeated_approach boolean not null,
  comment text, info text,
  utm_source text, utm_source_key text collate "C", utm_medium text, utm_medium_key text collate "C",
  utm_campaign text, utm_campaign_key text collate "C", utm_content text, utm_content_key text collate "C", utm_term text, utm_term_key text collate "C",
  originator text, originator_key text collate "C", origin text, origin_key text collate "C",
  position numeric not null
) with (fillfactor = 85);
create index deals_created on deals (created_at desc, id desc) where removed_at is null;
create index deals_amount on deals ((coalesce(amount_base, '-Infinity'::numeric)) desc, id desc) where removed_at is null;
create index deals_owner_created on deals (owner_id, created_at desc, id desc) where removed_at is null;
create index deals_owner_amount on deals (owner_id, (coalesce(amount_base, '-Infinity'::numeric)) desc, id desc) where removed_at is null;
create index deals_stage on deals (stage_id, position, id) where removed_at is null;
create index deals_stage_owner on deals (stage_id, owner_id, position, id) where removed_at is null;
create index deals_company on deals (company_id, created_at desc, id desc) where company_id is not null;
create index deals_removed on deals (removed_at, id) where removed_at is not null;
create unique index deals_origin on deals (originator_key, origin_key) where removed_at is null and origin_key is not null;
create table deal_observers (
  deal_id int not null references deals on delete cascade, user_id int not null references users, position int not null,
  primary key (user_id, deal_id)
);
create index deal_observers_deal on deal_observers (deal_id);
create table deal_contacts (
  deal_id int not null references deals on delete cascade, contact_id int not null references contacts, position int not null,
  primary key (deal_id, contact_id)
);
create index deal_contacts_contact on deal_contacts (contact_id);
create table deal_tags (
  deal_id int not null references deals on delete cascade, term_id int not null references terms, position int not null,
  primary key (deal_id, term_id)
);
create index deal_tags_term on deal_tags (term_id);

create table deal_lines (
  id bigint primary key generated always as identity,
  deal_id int not null references deals on delete cascade,
  position int not null,
  product_id int references products,
  name text not null,
  quantity numeric not null,
  price numeric not null,
  discount_kind text not null check (discount_kind in ('percent', 'sum')),
  discount numeric not null,
  tax_rate numeric,
  tax_included boolean not null,
  unit_id int references terms,
  total numeric not null
);
create index deal_lines_deal on deal_lines (deal_id, position);
create index deal_lines_product on deal_lines (product_id) where product_id is not null;

create table stage_entries (
  id bigint primary key generated always as identity,
  deal_id int not null references deals on delete cascade,
  kind text not null check (kind in ('created', 'moved', 'closed', 'pipeline')),
  -- the stage of the entry before
  from_stage_id int,
  stage_id int not null,
  pipeline_id int not null,
  foreign key (stage_id, pipeline_id) references stages (id, pipeline_id),
  entered_at timestamptz(3) not null,
  left_at timestamptz(3),
  actor_id int
);
create index stage_entries_deal on stage_entries (deal_id, id);
create unique index stage_entries_current on stage_entries (deal_id) where left_at is null;

-- Sums of deals by what a board and a scope ask for. Changes are appended as deltas, so that no writer waits for another's row,
-- and folded in the background; a sum is always the folded rows plus the deltas.
create table deal_total_deltas (
  id bigint primary key generated always as identity,
  stage_id int not null, owner_id int not null, opened boolean not null, currency text not null, month date,
  count int not null, amount numeric not null, amount_base numeric not null
);
create table deal_totals (
  stage_id int not null, owner_id int not null, opened boolean not null, currency text not null,
  count int not null, amount numeric not null, amount_base numeric not null,
  primary key (stage_id, owner_id, opened, currency)
) with (fillfactor = 70);
create table deal_totals_monthly (
  stage_id int not null, owner_id int not null, opened boolean not null, currency text not null, month date,
  count int not null, amount numeric not null, amount_base numeric not null,
  unique nulls not distinct (stage_id, owner_id, opened, currency, month)
) with (fillfactor = 70);

create table search_entries (
  record text not null,
  record_id int not null,
  words text collate "C" not null,
  primary key (record, record_id)
);
create index search_entries_words on search_entries using gin (words gin_trgm_ops);
-- A search asks for many likenesses at once: with the usual hundred samples, planning it takes longer than doing it.
alter table search_entries alter column words set statistics 10;

-- Every word that was ever written, as it sounds: where nothing is found, those that differ by a letter are looked up here.
create table search_words (word text collate "C" not null);
create index search_words_word on search_words (word);
create index search_words_near on search_words using gin (word gin_trgm_ops);
alter table search_words alter column word set statistics 10;

create table events (
  id bigint primary key generated always as identity,
  name text not null,
  record text not null,
  record_id int not null,
  version int not null,
  actor_id int references users,
  via text not null,
  at timestamptz(3) not null,
  changes jsonb not null,
  xid xid8 not null default pg_current_xact_id(),
  undoes bigint references events,
  undone_by bigint references events,
  import_id int
);
create index events_record on events (record, record_id, id desc);
create index events_xid on events (xid);
create index events_import on events (import_id) where import_id is not null;

create table jobs (
  id bigint primary key generated always as identity,
  kind text not null,
  payload jsonb not null,
  unique_key text,
  person_id int references users,
  run_at timestamptz(3) not null default clock_timestamp(),
  attempts int not null default 0,
  lease_until timestamptz(3),
  lease_by text,
  state text not null default 'waiting' check (state in ('waiting', 'running', 'done', 'failed', 'cancelled')),
  error text,
  created_at timestamptz(3) not null default clock_timestamp(),
  ended_at timestamptz(3)
);
create index jobs_due on jobs (run_at, id) where state in ('waiting', 'running');
create unique index jobs_once on jobs (kind, unique_key) where state = 'waiting';

create table imports (
  id int primary key generated always as identity,
  person_id int not null references users,
  job_id bigint,
  state text not null default 'waiting' check (state in ('draft', 'trying', 'waiting', 'running', 'done', 'failed', 'cancelled', 'undoing', 'undone')),
  mapping jsonb not null,
  -- the same as a person decided it column by column
  plan jsonb,
  file_name text not null,
  file bytea,
  encoding text not null,
  delimiter text not null,
  columns jsonb not null,
  unmapped jsonb not null,
  rows_total int,
  rows_done int not null default 0,
  chunks_done int not null default 0,
  created jsonb not null default '{}',
  updated jsonb not null default '{}',
  unchanged int not null default 0,
  refused int not null default 0,
  -- what its undoing has left, because somebody had changed or used it: how many of each record
  kept jsonb not null default '{}',
  -- what it would do, found out by doing it and taking it back
  trial jsonb,
  problem text,
  created_at timestamptz(3) not null default clock_timestamp(),
  ended_at timestamptz(3)
);
create index imports_person on imports (person_id, id desc);
-- A file on its way: it comes in parts, so that no request is large.
create table import_parts (
  import_id int not null references imports on delete cascade,
  position int not null,
  bytes bytea not null,
  primary key (import_id, position)
);
create table import_refusals (
  import_id int not null references imports on delete cascade,
  row int not null,
  reason text not null,
  line jsonb not null,
  primary key (import_id, row)
);

-- The demo data: one row once it has ever been asked for, and what belongs to it.
create table demo (
  id int primary key default 1 check (id = 1),
  state text not null check (state in ('loading', 'here', 'removing', 'gone')),
  person_id int not null references users,
  percent int not null default 0,
  -- stages of a person's own that were given a limit for it: id → days, and the events that tell of that
  rotten jsonb not null default '{}',
  traces jsonb not null default '[]',
  -- what happened later is somebody's own doing
  last_event bigint not null default 0,
  kept jsonb not null default '{}',
  problem text
);
create table demo_records (
  record text not null,
  record_id int not null,
  primary key (record, record_id)
);
