alter table custom_fields add column becoming text;
