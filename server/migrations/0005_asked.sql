-- What must be filled in of a deal from a stage on, and of each record always.
alter table stages add column asked jsonb not null default '[]';
alter table stages alter column asked drop default;
alter table settings add column required jsonb not null default '{}';

-- Whoever sees a kind of record may arrange its card for himself.
update roles r set grants = r.grants || coalesce((
  select jsonb_agg(jsonb_build_object('record', record, 'action', 'layout', 'range', 'own'))
  from (values ('deals'), ('contacts'), ('companies')) x(record)
  where exists (select 1 from jsonb_array_elements(r.grants) g where g ->> 'record' = x.record and g ->> 'action' = 'see')), '[]')
where not administrator;
