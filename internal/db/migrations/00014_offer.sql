-- +goose Up

create table intervention ( -- what a unit can do for people; its words stand in versions
  id text primary key,
  unit_id text not null references unit (id),
  newest integer not null, -- number of the newest version
  shown integer not null default 0, -- number of the version that others see; 0 before the first is approved
  free_places integer, -- null where it is not known
  wait_weeks integer, -- null where it is not known; never zero for that
  places_on text not null default '', -- date that places and waiting time were told
  confirmed_on text not null, -- date that somebody said that it all holds
  asked_on text not null default '', -- date that somebody was last asked to confirm it
  edited_at bigint not null,
  ended_on text not null default '', -- date
  version bigint not null default 1
);
create index intervention_unit on intervention (unit_id, ended_on);
create index intervention_confirmed on intervention (confirmed_on) where ended_on = '';

create table intervention_version ( -- what an intervention says, from the first to the newest
  intervention_id text not null references intervention (id),
  number integer not null,
  state text not null, -- draft, proposed, approved
  name text not null,
  aliases text not null default '', -- one to a line
  sort text not null, -- sub-kind
  purpose text not null default '',
  target text not null default '',
  entry text not null default '', -- what it takes to get there, in words
  requires text not null default '', -- codes with commas between
  problems text not null default '', -- codes with commas between
  age_from integer, -- null for no bound
  age_to integer,
  extent text not null default '',
  length text not null default '',
  capacity integer, -- null where it is not known
  contact_id text references function (id),
  ground text not null default '',
  evidence text not null default '', -- code; empty where it is not known
  cost text not null default '', -- class; empty where it is not known
  starts_on text not null default '', -- date
  ends_on text not null default '', -- date
  by_function text not null references function (id),
  at bigint not null,
  approved_by text references function (id),
  primary key (intervention_id, number)
);
create index intervention_version_contact on intervention_version (contact_id);
create index intervention_version_by on intervention_version (by_function);
create index intervention_version_approved on intervention_version (approved_by);

create table intervention_area ( -- where a version is offered
  intervention_id text not null references intervention (id),
  number integer not null,
  area_id text not null references area (id),
  primary key (intervention_id, number, area_id)
);
create index intervention_area_area on intervention_area (area_id);

create table unit_competence ( -- what people at a unit know, beyond its task
  unit_id text not null references unit (id),
  code text not null,
  primary key (unit_id, code)
);

create table missing_count ( -- how often cases needed what there was not; of no case in particular
  area_id text not null references area (id),
  sort text not null,
  actor text not null, -- who would have been expected to have it; empty for nobody in particular
  half text not null, -- 2026-1, 2026-2
  cases integer not null,
  primary key (area_id, sort, actor, half)
);

create table wish ( -- what one actor of an area wishes that another could do
  id text primary key,
  area_id text not null references area (id),
  from_actor text not null,
  to_actor text not null,
  sort text not null,
  words text not null,
  since_on text not null, -- date
  by_function text not null references function (id),
  state text not null, -- open, met, withdrawn
  met_by text references intervention (id),
  closed_on text not null default '', -- date
  version bigint not null default 1
);
create index wish_area on wish (area_id, state, since_on);
create index wish_since on wish (since_on, id);
create index wish_by on wish (by_function);
create index wish_met on wish (met_by);

create table expectation ( -- what one actor of an area expects of another, and what that answers
  id text primary key,
  area_id text not null references area (id),
  from_actor text not null,
  to_actor text not null,
  words text not null,
  since_on text not null, -- date
  by_function text not null references function (id),
  answer text not null default '', -- can, partly, cannot; empty while it waits
  answer_words text not null default '',
  answered_by text references function (id),
  answered_on text not null default '', -- date
  review_on text not null default '', -- date
  withdrawn_on text not null default '', -- date
  version bigint not null default 1
);
create index expectation_area on expectation (area_id, withdrawn_on, since_on);
create index expectation_since on expectation (since_on, id);
create index expectation_by on expectation (by_function);
create index expectation_answered on expectation (answered_by);
