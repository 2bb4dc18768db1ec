-- Rules that an installation has loaded, and whom an agreement is for, as data.
-- +goose Up

create table rule_file ( -- the newest one holds
  id text primary key,
  loaded_at bigint not null,
  loaded_by text not null, -- a function, as the operator names it
  source text not null -- the file, as it was
);
create index rule_file_loaded on rule_file (loaded_at);

alter table agreement_version add column target text not null default ''; -- the criteria, as a file of rules has a condition; empty for none
