-- Deals that are made anew by themselves: by which rule, until when, with whose rights. `next_day`: none while it is paused
-- or once it is over. `last_day`: what has been made or skipped up to that day is not made again.
create table repetitions (
  id int primary key generated always as identity,
  deal_id int not null unique references deals on delete cascade,
  version int not null default 1,
  rule jsonb not null,
  first_day date not null, until date, times int,
  time text not null,
  made int not null default 0,
  next_day date, last_day date,
  paused text, reason text,
  person_id int not null references users,
  failures int not null default 0, retry_at timestamptz(3)
);
create index repetitions_next on repetitions (next_day, time) where next_day is not null;
-- For which days deals have been made: for none twice.
create table repetition_days (
  repetition_id int not null references repetitions on delete cascade, day date not null,
  primary key (repetition_id, day)
);

alter table deals add column repeats text, add column repeats_on date, add column repeat_of_id int references deals on delete set null;
create index deals_repeats on deals (repeats_on, id) where repeats is not null;
create index deals_repeat_of on deals (repeat_of_id) where repeat_of_id is not null;
