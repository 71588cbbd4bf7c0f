-- Deals are found by their number in the system they came from, people by email. How that is written stands in their words
-- at once, so that filters find it; how it sounds is added by a job.
update search_entries e set words = overlay(e.words placing e'\n' || d.origin_key || e'\n\n' from position(e'\n\n' in e.words) for 2)
from deals d where e.record = 'deals' and e.record_id = d.id and d.origin_key is not null;
update search_entries e set words = overlay(e.words placing e'\n' || u.email_key || e'\n\n' from position(e'\n\n' in e.words) for 2)
from users u where e.record = 'users' and e.record_id = u.id and u.email_key is not null;
insert into jobs (kind, payload) select 'records.renewWords', jsonb_build_object('record', record, 'field', field)
from (values ('deals', 'origin'), ('users', 'email')) added (record, field)
where exists (select from search_entries e where e.record = added.record);
