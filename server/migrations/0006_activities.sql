-- What is to be done. All that an activity is bound to stands in one table, each row naming one record; the three views
-- are its parts by what they name, and are written through.
create table activities (
  id int primary key generated always as identity,
  version int not null default 1,
  created_at timestamptz(3) not null, created_by int, updated_at timestamptz(3) not null, updated_by int, removed_at timestamptz(3),
  kind text not null,
  title text not null, title_key text collate "C" not null,
  description text,
  deadline timestamptz(3) not null,
  day date,
  duration int,
  priority text not null,
  owner_id int not null references users,
  checklist jsonb not null,
  reminders jsonb not null,
  finished_at timestamptz(3),
  finished_by int,
  result text
);
create index activities_owner on activities (owner_id, deadline, id) where removed_at is null;
create index activities_created on activities (created_at desc, id desc) where removed_at is null;
create index activities_removed on activities (removed_at, id) where removed_at is not null;
create table activity_participants (
  activity_id int not null references activities on delete cascade, user_id int not null references users, position int not null,
  primary key (user_id, activity_id)
);
create index activity_participants_activity on activity_participants (activity_id);
create table activity_watchers (
  activity_id int not null references activities on delete cascade, user_id int not null references users, position int not null,
  primary key (user_id, activity_id)
);
create index activity_watchers_activity on activity_watchers (activity_id);

create table activity_links (
  activity_id int not null references activities on delete cascade,
  deal_id int references deals on delete cascade,
  contact_id int references contacts on delete cascade,
  company_id int references companies on delete cascade,
  position int not null,
  check (num_nonnulls(deal_id, contact_id, company_id) = 1)
);
create index activity_links_activity on activity_links (activity_id);
create unique index activity_links_deal on activity_links (deal_id, activity_id) where deal_id is not null;
create unique index activity_links_contact on activity_links (contact_id, activity_id) where contact_id is not null;
create unique index activity_links_company on activity_links (company_id, activity_id) where company_id is not null;
create view activity_deals as select activity_id, deal_id, position from activity_links where deal_id is not null;
create view activity_contacts as select activity_id, contact_id, position from activity_links where contact_id is not null;
create view activity_companies as select activity_id, company_id, position from activity_links where company_id is not null;

-- When somebody is to be reminded, and whether he has been: a job that is taken up twice reminds once.
create table activity_reminders (
  activity_id int not null references activities on delete cascade,
  minutes int not null,
  at timestamptz(3) not null,
  sent_at timestamptz(3),
  primary key (activity_id, minutes)
);

-- What comes next of a deal refers to nothing by itself: held by the database, it would have two who finish two activities
-- of one deal wait for each other in a circle. It is set anew with whatever is finished, removed or bound otherwise.
alter table deals add column next_activity_id int, add column next_activity_at timestamptz(3);
create index deals_next_activity on deals (next_activity_at, id) where removed_at is null and state = 'open';
