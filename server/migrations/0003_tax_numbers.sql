-- The number by which a tax office knows a company or a person.
alter table companies add tax_number text, add tax_number_key text collate "C";
alter table contacts add tax_number text, add tax_number_key text collate "C";
create index companies_tax on companies (tax_number_key) where removed_at is null and tax_number_key is not null;
create index contacts_tax on contacts (tax_number_key) where removed_at is null and tax_number_key is not null;
