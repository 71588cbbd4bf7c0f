-- What a contact does in a company, and his part in a deal; deals that have to do with one another, each among the other's.
alter table contact_companies add title text;
alter table deal_contacts add role_id int references terms;
create index deal_contacts_role on deal_contacts (role_id) where role_id is not null;
create table deal_relations (
  deal_id int not null references deals on delete cascade, related_id int not null references deals on delete cascade,
  position int not null,
  primary key (deal_id, related_id), check (deal_id <> related_id)
);
create index deal_relations_related on deal_relations (related_id);

insert into terms (created_at, updated_at, dictionary, name, name_key, position, active)
select now(), now(), 'contactRole', word.name, lower(word.name), word.position, true
from (values ('ru', 'Решает', 0), ('ru', 'Платит', 1), ('ru', 'Влияет', 2), ('ru', 'Пользуется', 3), ('ru', 'Другое', 4),
  ('en', 'Decides', 0), ('en', 'Pays', 1), ('en', 'Influences', 2), ('en', 'Uses', 3), ('en', 'Other', 4)) word (language, name, position)
where word.language = (select language from users order by id limit 1);
insert into jobs (kind, payload) select 'records.renewWords', '{"record": "terms", "field": "name"}' where exists (select from settings);
