-- Briefs to doctors, the versions of their form, and their answers.
-- +goose Up

create table brief_form ( -- the fields of an organisation's briefs, in one version that never changes
  id text primary key,
  organisation_id text not null references organisation (id),
  number bigint not null,
  function_id text not null references function (id), -- which made the version
  at bigint not null
);
create unique index brief_form_number on brief_form (organisation_id, number);
create index brief_form_function on brief_form (function_id);

create table brief_field (
  form_id text not null references brief_form (id),
  place bigint not null,
  code text not null, -- a part that every form may have, or q1, q2 …
  label text not null default '', -- the organisation's own; empty for the usual
  sort text not null default '', -- of a question: text, yes_no, choice, percent, day
  options text not null default '', -- of a choice, one a line
  required boolean not null default false,
  asks text not null default '', -- of a question, who answers: writer, care
  primary key (form_id, place)
);

create table brief (
  id text primary key,
  case_id text not null references cases (id),
  person_id text not null references person (id),
  unit_id text not null references unit (id), -- which made it
  function_id text not null references function (id), -- which made it, and is answered
  form_id text references brief_form (id), -- null for the usual fields
  state text not null, -- draft, with_person, received, answered, not_needed, expired
  how text not null default '', -- carried, sent
  ends_on text not null,
  created_at bigint not null,
  handed_at bigint, -- to the person
  to_unit text references unit (id), -- which it was sent to, or which opened it
  to_function text references function (id),
  received_at bigint,
  answered_at bigint,
  answered_by text references function (id), -- which answered, or noted an answer on paper
  answer_how text not null default '', -- digital, paper
  noted_at bigint, -- when the answer became items of the case
  taken_at bigint, -- when the plan was looked through with the answer
  code_public text, -- finds the brief; null when it has no code
  code_hash text, -- keyed hash of the whole code; null when the code is dead
  code_sealed bytea, -- the code, for who carries and who hands over
  code_wrong bigint not null default 0, -- how many times the secret part was guessed wrong
  reminded bigint not null default 0,
  sealed bytea not null, -- what the brief says
  answer bytea, -- sealed
  version bigint not null default 1
);
create unique index brief_code on brief (code_public);
create index brief_case on brief (case_id, created_at);
create index brief_person on brief (person_id);
create index brief_unit on brief (unit_id, state);
create index brief_function on brief (function_id, state);
create index brief_form_of on brief (form_id);
create index brief_to on brief (to_unit, state, ends_on);
create index brief_to_function on brief (to_function);
create index brief_answered on brief (answered_by);
create index brief_ends on brief (state, ends_on);

create table brief_try ( -- how many wrong codes a user or a function has tried on a day
  key text primary key,
  day text not null,
  wrong bigint not null
);
