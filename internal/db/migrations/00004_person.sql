-- The person's own side, real sign-in, administration and control of the log.
-- +goose Up

-- sign-in ---------------------------------------------------------------------

create table account_identity ( -- who an account is at a provider
  provider text not null, -- its name in the installation's file
  subject text not null, -- what the provider calls the user: the claim that the file names
  user_id text not null references user_account (id),
  created_at bigint not null,
  primary key (provider, subject)
);
create index account_identity_user on account_identity (user_id);

alter table user_account add column family_hash text not null default ''; -- keyed hash of the family name, for the control of the log
alter table user_account add column reserve boolean not null default false; -- signs in by passkey though the organisation has a provider (break-glass)

create table sign_in ( -- on its way to a provider and back
  state_hash text primary key,
  provider text not null,
  nonce text not null,
  verifier text not null, -- PKCE
  back text not null, -- where it leads to afterwards, a path of ours
  session_id text references session (id), -- set when it proves again who is signed in
  source_hash text not null, -- of the network it came from, so that nobody fills the table
  at bigint not null
);
create index sign_in_at on sign_in (at);
create index sign_in_source on sign_in (source_hash);
create index sign_in_session on sign_in (session_id);

create table logout_seen ( -- logout tokens that have been used
  provider text not null,
  jti text not null,
  at bigint not null,
  primary key (provider, jti)
);
create index logout_seen_at on logout_seen (at);

create table newcomer ( -- somebody about whom there is nothing here, as a provider asserts her, until she asks for something
  id_hash text primary key,
  sealed bytea not null, -- under a key that only the browser has
  at bigint not null
);
create index newcomer_at on newcomer (at);

alter table token add column proves boolean not null default false; -- may do what else demands that the user proves anew who she is

alter table session add column provider text not null default '';
alter table session add column provider_session text not null default ''; -- the provider's sid
alter table session add column provider_subject text not null default ''; -- the provider's sub
alter table session add column acr text not null default ''; -- what the provider calls the level
alter table session add column proved_at bigint not null default 0; -- when the user last proved who she is
alter table session add column representative_id text; -- the person's part that is acted in
create index session_provider on session (provider, provider_session);

create table passkey (
  id text primary key,
  user_id text not null references user_account (id),
  credential text not null unique, -- base64url
  record bytea not null, -- public key, transports, flags, as the library keeps them
  sign_count bigint not null,
  name text not null,
  created_at bigint not null,
  used_at bigint,
  ended_at bigint,
  end_reason text not null default '', -- removed, lost, cloned, ended
  version bigint not null default 1
);
create index passkey_user on passkey (user_id);

create table enrolment ( -- leave to make a passkey, once
  id text primary key,
  secret_hash text unique, -- null until it is handed out
  user_id text not null references user_account (id),
  kind text not null, -- invited, recovery
  asked_by text references user_account (id), -- null when the operator did, by command
  asked_at bigint not null,
  confirmed_by text references user_account (id), -- a recovery takes two
  ends_at bigint not null,
  used_at bigint,
  ended_at bigint
);
create index enrolment_user on enrolment (user_id);

create table ceremony ( -- a passkey challenge that waits for its answer
  id_hash text primary key,
  kind text not null, -- sign_in, prove, add, enrol
  user_id text references user_account (id), -- null while nobody is known
  session_id text references session (id),
  enrolment_id text references enrolment (id),
  record bytea not null, -- challenge and what is demanded of the answer
  at bigint not null
);
create index ceremony_at on ceremony (at);
create index ceremony_user on ceremony (user_id);
create index ceremony_session on ceremony (session_id);
create index ceremony_enrolment on ceremony (enrolment_id);

create table kept_form ( -- what was typed when a session had ended; opened by the browser that typed it
  id_hash text primary key,
  user_id text not null references user_account (id),
  sealed bytea not null, -- under a key that only the browser has
  at bigint not null
);
create index kept_form_at on kept_form (at);
create index kept_form_user on kept_form (user_id);

-- administration --------------------------------------------------------------

alter table unit add column version bigint not null default 1;
alter table unit add column ended_at bigint;
alter table organisation add column jit boolean not null default false; -- accounts may be made at the first sign-in
alter table organisation add column version bigint not null default 1;
alter table area add column version bigint not null default 1;
alter table way_in add column version bigint not null default 1;

create table organisation_area ( -- where an organisation takes part, as the federation has decided
  organisation_id text not null references organisation (id),
  area_id text not null references area (id),
  primary key (organisation_id, area_id)
);
create index organisation_area_area on organisation_area (area_id);
insert into organisation_area (organisation_id, area_id)
  select distinct u.organisation_id, ua.area_id from unit_area ua join unit u on u.id = ua.unit_id;

create table change_request ( -- what takes two users
  id text primary key,
  kind text not null, -- assign, end_assignment (of who administers), raise_protection, lift_protection, recover
  organisation_id text not null references organisation (id),
  subject text not null, -- identifier of what is changed
  payload text not null, -- JSON of codes and identifiers, never about a person
  asked_by text not null references user_account (id),
  asked_at bigint not null,
  ends_at bigint not null,
  answered_by text references user_account (id),
  answered_at bigint,
  outcome text not null default '', -- done, refused, withdrawn
  version bigint not null default 1
);
create unique index change_request_recover on change_request (subject) where answered_at is null and kind = 'recover'; -- one at a time
create index change_request_open on change_request (organisation_id, asked_at) where answered_at is null;
create index change_request_subject on change_request (subject, kind);

create table import_batch ( -- rows of a file, shown before they are taken in
  id text primary key,
  organisation_id text not null references organisation (id),
  user_id text not null references user_account (id),
  kind text not null, -- units, functions, people, assignments
  name text not null, -- of the file
  rows bytea not null, -- as read, JSON
  faults integer not null,
  at bigint not null,
  done_at bigint,
  version bigint not null default 1
);
create index import_batch_at on import_batch (at);
create index import_batch_org on import_batch (organisation_id, at);
create index import_batch_user on import_batch (user_id);

-- the person's own side -------------------------------------------------------

alter table person add column language text not null default ''; -- sv, en, '' unknown
alter table person add column profile bytea; -- sealed: how she wants to be reached

create table representative ( -- who acts for the person, in one case, in some tasks
  id text primary key,
  person_id text not null references person (id),
  case_id text not null references cases (id),
  kind text not null, -- god_man, forvaltare, ombud, narstaende
  number_hash text not null, -- keyed hash of the representative's number
  user_id text references user_account (id), -- her account, once she has signed in
  tasks text not null, -- read, write, consent, meet, ask; with commas
  starts_on text not null,
  ends_on text not null,
  sealed bytea not null, -- name, number, what proves it
  granted_by text references function (id), -- null when the person did
  received_how text not null default '', -- paper, oral, digital
  created_at bigint not null,
  proved_by text references function (id), -- which has seen what proves it; null when the person's own word does
  proved_at bigint, -- null while that waits: until then she can do nothing
  ended_at bigint,
  ended_by text references function (id), -- null when the person did
  end_reason text not null default '', -- person, noted, replaced, expired, erased
  version bigint not null default 1
);
create unique index representative_current on representative (case_id, number_hash) where ended_at is null;
create index representative_granted on representative (granted_by);
create index representative_proved on representative (proved_by);
create index representative_ended on representative (ended_by);
create index representative_case on representative (case_id);
create index representative_person on representative (person_id);
create index representative_number on representative (number_hash) where ended_at is null;
create index representative_user on representative (user_id) where ended_at is null;

alter table item_version add column representative_id text; -- who wrote it in the person's name
alter table case_event add column representative_id text;
alter table consent add column representative_id text;
alter table disclosure add column representative_id text;
alter table block add column representative_id text;
alter table meeting_consent add column representative_id text;
alter table minutes_reader add column representative_id text;
alter table call add column representative_id text; -- who gave the person's answer
alter table call_event add column representative_id text;
alter table call_offer add column representative_id text;
alter table consent add column signed_on text not null default ''; -- date on the paper
alter table consent add column reminded bigint not null default 0; -- days before the end that was reminded of last: 30, 14, 3

create table objection ( -- "this is wrong", beside an item (invändning, sweden.md L17)
  id text primary key,
  case_id text not null references cases (id),
  item_id text not null references item (id),
  item_version bigint not null,
  sealed bytea not null,
  at bigint not null,
  representative_id text references representative (id),
  withdrawn_at bigint,
  version bigint not null default 1
);
create index objection_item on objection (item_id);
create index objection_case on objection (case_id);
create index objection_representative on objection (representative_id);

create table matter ( -- something the person asks of a unit, which must answer
  id text primary key,
  person_id text not null references person (id),
  case_id text references cases (id),
  unit_id text not null references unit (id), -- which answers
  kind text not null, -- correction, erasure, reading
  item_id text references item (id),
  seq bigint, -- of the log, for a reading that is asked about
  state text not null, -- open, answered, withdrawn
  outcome text not null default '', -- granted, partly, refused; explained, unfounded (of a reading)
  sealed bytea not null, -- what is asked
  answer bytea, -- sealed
  asked_at bigint not null,
  due_on text not null,
  answered_at bigint,
  answered_by text references function (id),
  representative_id text references representative (id),
  reminded bigint not null default 0, -- how many times the unit has been reminded
  version bigint not null default 1
);
create unique index matter_open on matter (person_id, kind, coalesce(case_id, ''), coalesce(item_id, ''), coalesce(seq, 0)) where state = 'open'; -- the same is asked once
create index matter_answered on matter (answered_by);
create index matter_person on matter (person_id, asked_at);
create index matter_unit on matter (unit_id, state, due_on);
create index matter_case on matter (case_id);
create index matter_item on matter (item_id);
create index matter_representative on matter (representative_id);

create table special_consent ( -- never part of the grid
  id text primary key,
  case_id text not null references cases (id),
  person_id text not null references person (id),
  kind text not null, -- sus (sweden.md Y1), inform_fk (L14)
  how text not null, -- oral, paper, digital
  signed_on text not null default '',
  received_by text references function (id), -- null when given digitally
  representative_id text references representative (id),
  starts_on text not null,
  ends_on text not null default '',
  sealed bytea not null, -- what it is about
  created_at bigint not null,
  ended_at bigint,
  version bigint not null default 1
);
create unique index special_consent_current on special_consent (case_id, kind) where ended_at is null and kind <> 'sus'; -- SUS: one for each intervention
create index special_consent_case on special_consent (case_id);
create index special_consent_person on special_consent (person_id);

create table special_use ( -- what has been done on such a consent
  id text primary key,
  special_id text not null references special_consent (id),
  what text not null, -- original (the paper was sent to FK), registered (in SUS), informed (FK)
  on_day text not null,
  function_id text not null references function (id),
  at bigint not null
);
create index special_use_of on special_use (special_id);

create table pending_consent ( -- of a protected person, until a function has confirmed it in person
  id text primary key,
  case_id text not null references cases (id),
  sealed bytea not null, -- the consent as it was asked for
  asked_at bigint not null,
  representative_id text references representative (id),
  settled_at bigint,
  settled_by text references function (id),
  outcome text not null default '', -- confirmed, refused, withdrawn, replaced
  version bigint not null default 1
);
create unique index pending_consent_current on pending_consent (case_id) where settled_at is null;

-- control of the log ----------------------------------------------------------

create table review ( -- an organisation's control of its own users' readings, for a period
  id text primary key,
  organisation_id text not null references organisation (id),
  from_day text not null,
  to_day text not null, -- the last day
  due_on text not null,
  made_at bigint not null,
  readings bigint not null, -- in the period
  words text not null default '', -- the reviewer's summary
  signed_by text references user_account (id),
  signed_as text references function (id),
  signed_at bigint,
  version bigint not null default 1
);
create unique index review_period on review (organisation_id, from_day);

create table review_row ( -- one reading to be judged
  id text primary key,
  review_id text not null references review (id),
  seq bigint not null,
  patterns text not null, -- sample, refused, outside, many, namesake, protected, hours; with commas
  verdict text not null default '', -- ok, asked, breach
  words text not null default '',
  judged_by text references user_account (id),
  judged_at bigint,
  version bigint not null default 1,
  unique (review_id, seq)
);
