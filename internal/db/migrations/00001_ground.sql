-- Times are microseconds since 1970 in UTC, dates are ISO text, identifiers are text.
-- "sealed" is text under the person's key: what queries need stands beside it in the clear.
-- +goose Up

-- structure level -------------------------------------------------------------

create table area (
  id text primary key, -- SCB's code
  name text not null,
  letter text not null unique -- begins the reference of its cases
);

create table organisation (
  id text primary key,
  name text not null,
  kind text not null -- kommun, vard, fk, af, forbund, admin
);

create table unit (
  id text primary key,
  organisation_id text not null references organisation (id),
  name text not null,
  short_name text not null,
  about text not null default ''
);
create index unit_organisation on unit (organisation_id);

create table unit_area (
  unit_id text not null references unit (id),
  area_id text not null references area (id),
  primary key (unit_id, area_id)
);
create index unit_area_area on unit_area (area_id);

create table function (
  id text primary key,
  unit_id text not null references unit (id),
  name text not null,
  role text not null, -- worker, coordinator, manager, admin, federation
  phone text not null default '',
  mailbox text not null default '',
  sdk_address text not null default '',
  hours text not null default '',
  version bigint not null default 1,
  ended_at bigint -- a function that is no more
);
create index function_unit on function (unit_id);

create table way_in (
  id text primary key,
  area_id text not null references area (id),
  topic text not null, -- coordination, work, care, insurance, job …
  actor text not null, -- kind of organisation it leads into
  function_id text not null references function (id),
  deputy_id text references function (id),
  answer_days integer not null, -- working days until an answer is due
  about text not null default ''
);
create index way_in_area on way_in (area_id, topic);
create index way_in_function on way_in (function_id);

create table forum (
  id text primary key,
  area_id text not null references area (id),
  name text not null,
  formal boolean not null,
  about text not null
);
create index forum_area on forum (area_id);

create table collaboration ( -- who works most, least, easiest, hardest with whom (seed 001)
  id text primary key,
  area_id text not null references area (id),
  from_name text not null,
  from_kind text not null,
  to_name text not null,
  to_kind text not null,
  manner text not null, -- most, least, easiest, hardest
  about text not null,
  source text not null
);
create index collaboration_area on collaboration (area_id);

-- sign-in ---------------------------------------------------------------------

create table user_account (
  id text primary key,
  name text not null unique, -- what is typed at sign-in
  label text not null, -- "Handläggare 2"
  organisation_id text references organisation (id),
  person_id text, -- the person herself, when that is who signs in
  password text not null default '', -- argon2id, empty when none may be used
  version bigint not null default 1,
  ended_at bigint
);
create unique index user_account_person on user_account (person_id);
create index user_account_organisation on user_account (organisation_id);

create table assignment (
  id text primary key,
  function_id text not null references function (id),
  user_id text not null references user_account (id),
  deputy boolean not null,
  since bigint not null,
  until bigint, -- null while it lasts
  version bigint not null default 1
);
create index assignment_function on assignment (function_id, until);
create index assignment_user on assignment (user_id, until);

create table session (
  id text primary key,
  secret_hash text not null unique,
  user_id text not null references user_account (id),
  function_id text references function (id), -- the function acted as
  level text not null, -- level of assurance of the sign-in
  source text not null,
  created_at bigint not null,
  seen_at bigint not null,
  ends_at bigint not null,
  ended_at bigint
);
create index session_of_user on session (user_id, ended_at);

create table token (
  id text primary key,
  secret_hash text not null unique,
  user_id text not null references user_account (id),
  function_id text references function (id), -- null for a person's own token
  name text not null,
  created_at bigint not null,
  ends_at bigint not null,
  revoked_at bigint
);
create index token_user on token (user_id);

create table attempt ( -- failed sign-ins, for throttling
  name_hash text not null,
  at bigint not null
);
create index attempt_name on attempt (name_hash, at);

-- individual level ------------------------------------------------------------

create table person (
  id text primary key,
  number_hash text not null unique, -- keyed hash of the twelve digits
  sealed bytea not null, -- name, number, phone
  area_id text not null references area (id),
  protection text not null, -- none, marked (sekretessmarkering), protected (skyddad folkbokföring)
  created_at bigint not null,
  version bigint not null default 1,
  erased_at bigint
);

create table named_function ( -- those who may know of a person with protected identity
  person_id text not null references person (id),
  function_id text not null references function (id),
  primary key (person_id, function_id)
);

create table request (
  id text primary key,
  person_id text not null references person (id),
  area_id text not null references area (id),
  topic text not null,
  from_function text references function (id), -- null when the person herself asks
  to_function text not null references function (id),
  state text not null, -- draft, sent, question, accepted, declined, withdrawn
  wanted text not null, -- kinds of actors that seem needed, with commas
  situation text not null, -- codes of the situation, with commas
  consented boolean not null, -- the person agrees to the request being sent with her name
  consent_how text not null, -- oral, paper, digital, '' while to be asked for
  sealed bytea not null, -- what is hoped for, what is already tried
  asked_as bytea, -- sealed: who it is as the asker wrote it, which is all that she is shown
  created_at bigint not null,
  sent_at bigint,
  due_at bigint,
  escalated integer not null default 0, -- 1 deputy told, 2 manager told
  told_function text references function (id), -- who was told last, and may answer too while it is sent
  refusals integer not null default 0, -- forwarded or declined without a taker
  case_id text,
  version bigint not null default 1
);
create index request_to on request (to_function, state, sent_at);
create index request_from on request (from_function, created_at);
create index request_person on request (person_id);
create index request_due on request (due_at) where state = 'sent';
create index request_told on request (told_function) where state = 'sent' and told_function is not null;
create index request_around on request (told_function) where state = 'declined' and told_function is not null; -- sent around: the coordinator of the area was told

create table request_event (
  id text primary key,
  request_id text not null references request (id),
  at bigint not null,
  kind text not null, -- sent, question, answer, forwarded, accepted, declined, withdrawn, overdue, consented
  by_function text,
  to_function text,
  reason text not null default '', -- code
  sealed bytea
);
create index request_event_request on request_event (request_id, at);

create table case_counter ( area_id text primary key, year integer not null, last integer not null );

create table cases (
  id text primary key,
  ref text not null unique, -- V-2026-0117; begins with X where the identity is protected
  person_id text not null references person (id),
  area_id text not null references area (id),
  request_id text references request (id),
  coordinator_id text not null references function (id),
  state text not null, -- open, resting, closing, closed
  opened_at bigint not null,
  state_at bigint not null,
  rests_until text, -- date
  closing_how text, -- handover, joint
  handover_to text references function (id),
  version bigint not null default 1
);
create index cases_person on cases (person_id);
create index cases_coordinator on cases (coordinator_id, state);

create table party (
  id text primary key,
  case_id text not null references cases (id),
  function_id text not null references function (id),
  unit_id text not null references unit (id),
  state text not null, -- invited, takes_part, left, declined
  case_state text not null, -- follows cases.state, so that a list needs one index
  opened_at bigint not null, -- follows cases.opened_at, for the same reason
  invited_by text references function (id),
  invited_at bigint not null,
  answered_at bigint,
  reason text not null default '',
  version bigint not null default 1,
  unique (case_id, function_id)
);
create index party_list on party (function_id, case_state, state, opened_at, case_id);

create table case_event (
  id text primary key,
  case_id text not null references cases (id),
  at bigint not null,
  kind text not null, -- opened, invited, joined, declined, left, consent, withdrawn, written, revised, recalled, agreed, resting, resumed, closing, closed, reopened
  function_id text, -- who; null for the person and the system
  unit_id text, -- the unit it reveals; '' when it reveals none, 'self' for the person
  item_id text, -- set when it reveals an item
  party_id text,
  category text not null default '',
  reason text not null default '', -- code
  sealed bytea
);
create index case_event_case on case_event (case_id, at);

create table consent (
  id text primary key,
  case_id text not null references cases (id),
  person_id text not null references person (id),
  how text not null, -- oral, paper, digital
  given_by text not null, -- person, representative
  received_by text references function (id), -- null when given digitally by the person
  starts_on text not null,
  ends_on text not null, -- last day; at most one year after the first
  sealed bytea not null, -- purpose
  created_at bigint not null,
  ended_at bigint, -- withdrawn or replaced
  end_reason text not null default '', -- withdrawn, replaced, closed
  version bigint not null default 1
);
create unique index consent_current on consent (case_id) where ended_at is null;

create table consent_cell (
  consent_id text not null references consent (id),
  unit_id text not null references unit (id),
  category text not null,
  since bigint not null,
  until bigint, -- null while ticked
  primary key (consent_id, unit_id, category, since)
);

create table block ( -- spärr: never to this unit
  id text primary key,
  person_id text not null references person (id),
  unit_id text not null references unit (id),
  set_at bigint not null,
  set_by text references function (id),
  lifted_at bigint
);
create unique index block_current on block (person_id, unit_id) where lifted_at is null;

create table item (
  id text primary key,
  case_id text not null references cases (id),
  person_id text not null references person (id),
  unit_id text not null, -- owner; 'self' for the person
  kind text not null, -- goal, need, activity, certificate, requirement, commitment, note
  category text not null,
  version bigint not null, -- the newest
  created_at bigint not null,
  changed_at bigint not null
);
create index item_case on item (case_id, unit_id);

create table item_version (
  item_id text not null references item (id),
  version bigint not null,
  case_id text not null references cases (id),
  at bigint not null,
  function_id text references function (id), -- author; null for the person
  status text not null, -- planned, ongoing, done, stopped, '' where it means nothing
  start_on text,
  end_on text,
  extent integer, -- percent of full time
  weekly text not null default '', -- "1 09:00-12:00,3 09:00-12:00", Monday is 1
  due_on text,
  responsible text references function (id), -- the function that does it; null for the person
  reason text not null default '', -- why a version replaced the one before: code
  sealed bytea not null, -- title, words
  primary key (item_id, version)
);
create index item_version_case on item_version (case_id);
create index item_version_due on item_version (responsible, due_on) where due_on is not null;

create table disclosure (
  id text primary key,
  item_id text not null references item (id),
  version bigint not null,
  case_id text not null references cases (id),
  unit_id text not null references unit (id), -- receiver
  kind text not null, -- disclosed, copied (to the receiver's own record)
  ground text not null, -- consent, provision
  provision text not null default '', -- the provision named
  sealed bytea, -- the written reason
  consent_id text references consent (id),
  function_id text references function (id), -- who disclosed; null for the person
  at bigint not null
);
create index disclosure_item on disclosure (item_id);
create index disclosure_case on disclosure (case_id, unit_id);

create table recall (
  id text primary key,
  disclosure_id text not null references disclosure (id),
  case_id text not null references cases (id),
  asked_by text not null references user_account (id),
  asked_at bigint not null,
  confirmed_by text references user_account (id), -- somebody else
  confirmed_at bigint,
  reason text not null,
  version bigint not null default 1
);
create unique index recall_disclosure on recall (disclosure_id);
create index recall_case on recall (case_id);

create table plan (
  id text primary key,
  case_id text not null references cases (id),
  number integer not null, -- 1, 2, …
  kind text not null, -- handlingsplan, SIP, GK, aktivitetsplan
  state text not null, -- preparation, agreed
  follow_up_on text,
  person_part text not null default '', -- how the person's part is recorded: present, approved, informed
  created_at bigint not null,
  agreed_at bigint,
  agreed_by text references function (id),
  version bigint not null default 1,
  unique (case_id, number)
);

create table plan_entry ( -- which version of which item stands in an agreed plan
  plan_id text not null references plan (id),
  item_id text not null references item (id),
  item_version bigint not null,
  primary key (plan_id, item_id)
);

create table plan_informed (
  plan_id text not null references plan (id),
  party_id text not null references party (id),
  at bigint not null,
  read_at bigint,
  primary key (plan_id, party_id)
);

-- ground ----------------------------------------------------------------------

create table once ( -- what a submit led to, so that a second one gives the first answer
  actor text not null,
  key text not null,
  action text not null,
  digest text not null,
  object text not null,
  at bigint not null,
  primary key (actor, key)
);
create index once_at on once (at);

create table job (
  id text primary key,
  kind text not null,
  subject text not null, -- an identifier, never content
  run_at bigint not null,
  leased_until bigint not null default 0,
  attempts integer not null default 0,
  fault text not null default '', -- message key of the last failure
  created_at bigint not null,
  done_at bigint
);
create index job_due on job (run_at) where done_at is null;

create table lease ( -- which process does what only one may do
  name text primary key,
  holder text not null,
  until bigint not null
);

create table audit_head ( id integer primary key, size bigint not null );
insert into audit_head (id, size) values (1, 0);

create table audit (
  seq bigint primary key, -- 0, 1, 2 … without gaps
  at bigint not null,
  user_id text, -- the columns from here to salt are empty once the row's text is erased
  function_id text,
  unit_id text,
  organisation_id text,
  deputy boolean,
  action text,
  outcome text, -- read, done, refused
  object text,
  person_id text,
  case_id text,
  categories text,
  ground text,
  level text,
  source text,
  salt bytea,
  digest bytea not null, -- commitment to everything above
  mac bytea not null -- keyed, so that no row can be put in from outside
);
create index audit_person on audit (person_id, seq);
create index audit_organisation on audit (organisation_id, seq);

create table audit_node ( -- hashes of whole subtrees of 256 leaves and more
  level integer not null,
  n bigint not null,
  hash bytea not null,
  primary key (level, n)
);

create table audit_checkpoint ( size bigint primary key, at bigint not null, note text not null );
