-- What Försäkringskassan is asked to coordinate, and what actors judge together.
-- +goose Up

create table coordination ( -- asked of Försäkringskassan by the person, or noted for her (sweden.md L15)
  id text primary key,
  case_id text not null references cases (id),
  person_id text not null references person (id),
  unit_id text not null, -- of whom asked; 'self' for the person
  function_id text references function (id), -- which noted it; null for the person
  how text not null, -- self, oral, paper
  representative_id text references representative (id),
  state text not null, -- asked, examined, granted, refused, withdrawn
  reason text not null default '', -- code: why it is not applicable
  sealed bytea not null, -- what she wants help with
  answer bytea, -- sealed: the answer in words, and what is added to a plan
  asked_at bigint not null,
  due_on text not null,
  examined_at bigint,
  answered_at bigint,
  answered_by text references function (id), -- who took the last step at Försäkringskassan
  reminded integer not null default 0,
  version bigint not null default 1
);
create index coordination_case on coordination (case_id, asked_at);
create index coordination_person on coordination (person_id);
create unique index coordination_open on coordination (case_id, unit_id) where state in ('asked', 'examined'); -- of each unit one at a time
create index coordination_due on coordination (due_on) where state in ('asked', 'examined');
create index coordination_function on coordination (function_id);
create index coordination_answered on coordination (answered_by);
create index coordination_representative on coordination (representative_id);

create table assessment ( -- a meeting at which several actors judge together
  call_id text primary key references call (id),
  case_id text not null references cases (id),
  person_id text not null references person (id),
  item_id text references item (id), -- the statement; null until something is written
  state text not null, -- open, agreed
  begun_at bigint not null,
  begun_by text not null references function (id),
  agreed_at bigint,
  version bigint not null default 1
);
create index assessment_case on assessment (case_id);
create index assessment_person on assessment (person_id);
create index assessment_item on assessment (item_id);
create index assessment_begun on assessment (begun_by);

create table assessment_part ( -- what a version of the statement leads to, in parts
  call_id text not null references assessment (call_id),
  item_id text not null references item (id),
  item_version bigint not null,
  sealed bytea not null, -- measure, actor, benefit, time, cost, paths
  primary key (call_id, item_id, item_version)
);
create index assessment_part_item on assessment_part (item_id);
