-- Agreements, forums, sittings, calls, meetings and minutes.
-- +goose Up

-- structure level -------------------------------------------------------------

create table agreement (
  id text primary key,
  area_id text not null references area (id),
  title text not null,
  copied_from text references agreement (id),
  created_at bigint not null,
  created_by text references function (id),
  review_on text, -- date, where a review has moved the one of the version in force
  ended_at bigint,
  end_reason text not null default ''
);
create index agreement_area on agreement (area_id);

create table agreement_version ( -- a published one never changes
  id text primary key,
  agreement_id text not null references agreement (id),
  number integer not null, -- 1, 2, …
  state text not null, -- draft, signing, published, replaced
  purpose text not null default '',
  target_group text not null default '',
  criteria text not null default '',
  goals text not null default '',
  roles text not null default '',
  division text not null default '', -- of work
  routines text not null default '',
  forms text not null default '',
  forum_rules text not null default '',
  grounds text not null default '', -- codes of the legal grounds, with commas
  answer_days integer not null default 5, -- working days until a call is to be answered
  valid_from text, -- date
  valid_until text, -- date, the last day
  review_on text, -- date
  created_at bigint not null,
  published_at bigint,
  reminded_on text not null default '', -- the last date that a reminder was sent for
  version bigint not null default 1,
  unique (agreement_id, number)
);

create table agreement_actor ( -- what an agreement lets each actor do in its forums
  version_id text not null references agreement_version (id),
  actor text not null, -- kind of organisation
  may_call boolean not null,
  is_called boolean not null,
  must_attend boolean not null,
  primary key (version_id, actor)
);

create table agreement_party (
  version_id text not null references agreement_version (id),
  organisation_id text not null references organisation (id),
  answer text not null default '', -- signed, declined
  reason text not null default '', -- words, when declined
  answered_at bigint,
  answered_by text references function (id),
  primary key (version_id, organisation_id)
);
create index agreement_party_organisation on agreement_party (organisation_id);

create table agreement_event (
  id text primary key,
  agreement_id text not null references agreement (id),
  number integer not null, -- of the version
  at bigint not null,
  kind text not null, -- drafted, copied, opened, signed, declined, taken_back, published, reviewed, discarded, ended
  function_id text references function (id), -- null for the system
  organisation_id text references organisation (id), -- that signed or declined
  words text not null default ''
);
create index agreement_event_agreement on agreement_event (agreement_id, at);

alter table forum add column kind text not null default 'network'; -- samverk, sip, gk, reconciliation, se, managers, school, three_party, network, youth, general
alter table forum add column level text not null default 'individual'; -- individual: cases are taken up; general, managers: never a person
alter table forum add column internal boolean not null default false; -- within one actor
alter table forum add column status text not null default 'active'; -- planned, starting, active, resting, ended
alter table forum add column status_at bigint not null default 0;
alter table forum add column use_when text not null default '';
alter table forum add column target text not null default ''; -- whom it is for
alter table forum add column age_from integer;
alter table forum add column age_to integer;
alter table forum add column agreement_id text references agreement (id);
alter table forum add column driver_id text references function (id); -- exactly one function drives it
alter table forum add column deputy_id text references function (id);
alter table forum add column chairing text not null default 'fixed'; -- fixed, rotation
alter table forum add column chair_id text references function (id);
alter table forum add column secretary_id text references function (id);
alter table forum add column place text not null default '';
alter table forum add column link text not null default '';
alter table forum add column rule text not null default ''; -- RFC 5545, as planned last
alter table forum add column review_on text;
alter table forum add column version bigint not null default 1;
create index forum_agreement on forum (agreement_id);

create table forum_actor ( -- where no agreement says so: what each actor may do
  forum_id text not null references forum (id),
  actor text not null,
  may_call boolean not null,
  is_called boolean not null,
  must_attend boolean not null,
  primary key (forum_id, actor)
);

create table forum_member (
  forum_id text not null references forum (id),
  function_id text not null references function (id),
  since bigint not null,
  left_at bigint,
  primary key (forum_id, function_id, since)
);
create unique index forum_member_current on forum_member (forum_id, function_id) where left_at is null;
create index forum_member_function on forum_member (function_id);

create table forum_step ( -- the checklist of a forum that is starting
  forum_id text not null references forum (id),
  step text not null,
  done_at bigint not null,
  done_by text references function (id),
  primary key (forum_id, step)
);

create table forum_event (
  id text primary key,
  forum_id text not null references forum (id),
  at bigint not null,
  kind text not null, -- created, changed, planned, starting, active, resting, ended, joined, left
  function_id text references function (id),
  words text not null default ''
);
create index forum_event_forum on forum_event (forum_id, at);

create table sitting ( -- one date of a forum
  id text primary key,
  forum_id text not null references forum (id),
  starts_at bigint not null,
  ends_at bigint not null,
  place text not null default '',
  link text not null default '',
  state text not null, -- planned, held, cancelled
  cancel_reason text not null default '', -- code: no_time, ill, no_cases, moved, other
  chair_id text references function (id),
  secretary_id text references function (id),
  sequence integer not null default 0, -- of its calendar entry
  version bigint not null default 1,
  unique (forum_id, starts_at)
);
create index sitting_time on sitting (starts_at);

create table slot ( -- one time of a sitting; it tells nobody what it is taken for
  id text primary key,
  sitting_id text not null references sitting (id),
  starts_at bigint not null,
  ends_at bigint not null,
  use text not null default '', -- '' while free; case, consultation, closed
  taken_by text references function (id),
  version bigint not null default 1,
  unique (sitting_id, starts_at)
);

create table sitting_member ( -- who came, of a forum that takes up no cases
  sitting_id text not null references sitting (id),
  function_id text not null references function (id),
  present boolean not null,
  primary key (sitting_id, function_id)
);

create table consultation ( -- about nobody in particular
  id text primary key,
  slot_id text not null references slot (id),
  sitting_id text not null references sitting (id),
  function_id text not null references function (id),
  question text not null,
  outcome text not null default '',
  state text not null, -- open, answered, withdrawn
  created_at bigint not null,
  version bigint not null default 1
);
create index consultation_sitting on consultation (sitting_id);

create table feed ( -- a calendar that can be subscribed to
  id text primary key,
  secret_hash text not null unique,
  function_id text not null references function (id),
  user_id text not null references user_account (id),
  created_at bigint not null,
  revoked_at bigint
);
create index feed_function on feed (function_id, user_id);

create table busy ( -- when a function is taken, as its own calendar says; nothing of what it does
  function_id text not null references function (id),
  starts_at bigint not null,
  ends_at bigint not null,
  primary key (function_id, starts_at, ends_at)
);

create table obstacle ( -- something that stands in the way, for the managers' group; never about a person
  id text primary key,
  area_id text not null references area (id),
  forum_id text references forum (id), -- the managers' group; null while the area has none
  kind text not null, -- code
  title text not null,
  words text not null,
  raised_by text not null references function (id),
  raised_at bigint not null,
  due_on text not null,
  state text not null, -- open, answered, withdrawn
  decision text not null default '', -- of the newest answer: done, planned, not_ours, declined
  answered_at bigint, -- the first answer
  follow_up_on text, -- date
  reminded_on text not null default '', -- the last date that a reminder was sent for
  version bigint not null default 1
);
create index obstacle_area on obstacle (area_id, state, raised_at);
create index obstacle_forum on obstacle (forum_id, state);
create index obstacle_raiser on obstacle (raised_by);
create index obstacle_time on obstacle (raised_at, id);
create index obstacle_due on obstacle (due_on) where state = 'open';
create index obstacle_follow_up on obstacle (follow_up_on) where state = 'answered';

create table obstacle_answer ( -- what the group has decided, the first to the newest
  obstacle_id text not null references obstacle (id),
  number integer not null,
  at bigint not null,
  function_id text not null references function (id),
  decision text not null,
  words text not null,
  follow_up_on text, -- date
  primary key (obstacle_id, number)
);

create index job_fault on job (kind, subject) where done_at is null;
create index job_done on job (done_at) where done_at is not null;

-- individual level ------------------------------------------------------------

create table case_obstacle ( -- where an obstacle was met: known on this level only
  case_id text not null references cases (id),
  obstacle_id text not null references obstacle (id),
  unit_id text not null references unit (id),
  primary key (case_id, obstacle_id)
);

create table meeting_consent ( -- that the parties meet about her without her; apart from the consent to disclose
  id text primary key,
  case_id text not null references cases (id),
  person_id text not null references person (id),
  how text not null, -- oral, paper, digital
  received_by text references function (id), -- null when given by the person herself
  created_at bigint not null,
  ends_on text not null,
  ended_at bigint,
  version bigint not null default 1
);
create unique index meeting_consent_current on meeting_consent (case_id) where ended_at is null;

create table call (
  id text primary key,
  case_id text not null references cases (id),
  person_id text not null references person (id),
  forum_id text references forum (id), -- null outside forums
  sitting_id text references sitting (id),
  slot_id text references slot (id),
  caller_id text references function (id), -- null for the person
  caller_unit text not null, -- 'self' for the person
  secretary_id text references function (id), -- who keeps the minutes
  state text not null, -- seeking, called, meeting, held, cancelled
  starts_at bigint, -- null while a time is sought
  ends_at bigint,
  place text not null default '',
  link text not null default '',
  person_way text not null, -- invited, without
  person_answer text not null default '', -- yes, another, no
  person_answered_at bigint,
  person_came text not null default '', -- present, absent
  person_reason text not null default '', -- code: why not
  due_at bigint, -- when answers are due
  started_at bigint,
  ended_at bigint,
  follow_up_on text, -- date
  cancel_reason text not null default '',
  sequence integer not null default 0, -- of its calendar entry
  change bigint not null default 0, -- grows with everything that happens in the meeting
  sealed bytea not null, -- the question to be answered
  created_at bigint not null,
  version bigint not null default 1
);
create index call_case on call (case_id, created_at);
create unique index call_slot on call (slot_id) where state <> 'cancelled' and slot_id is not null;
create index call_sitting on call (sitting_id);
create index call_time on call (starts_at);
create index call_when on call (coalesce(starts_at, created_at));
create index call_person on call (person_id);
create index call_caller on call (caller_id, state);
create index call_secretary on call (secretary_id, state);
create index call_forum on call (forum_id, started_at);

create table call_party (
  call_id text not null references call (id),
  case_id text not null references cases (id),
  function_id text not null references function (id),
  unit_id text not null references unit (id),
  answer text not null default '', -- yes, another, no
  reason text not null default '', -- code
  answered_at bigint,
  answered_by text references function (id), -- another one when a deputy or the manager answered for it
  due_at bigint, -- null when answered
  escalated integer not null default 0, -- 1 reminded, 2 deputy told, 3 manager told
  told_function text references function (id), -- may answer too while it is unanswered
  came text not null default '', -- present, remote, absent
  came_reason text not null default '', -- code
  sealed bytea, -- what it should bring
  said bytea, -- sealed: its words when it answered
  version bigint not null default 1,
  primary key (call_id, function_id)
);
create index call_party_function on call_party (function_id, answer);
create index call_party_told on call_party (told_function) where told_function is not null;
create index call_party_due on call_party (due_at) where due_at is not null;

create table call_event (
  id text primary key,
  call_id text not null references call (id),
  at bigint not null,
  kind text not null, -- called, answered, offered, moved, reminded, escalated, cancelled, started, ended, final, amended, recalled
  function_id text, -- null for the person and the system
  about_id text, -- the function it is about
  starts_at bigint, -- the time before it was moved
  reason text not null default ''
);
create index call_event_call on call_event (call_id, at);

create table call_offer ( -- a time that somebody offers
  id text primary key,
  call_id text not null references call (id),
  starts_at bigint not null,
  ends_at bigint not null,
  slot_id text references slot (id),
  function_id text, -- who offered it; null for the person
  created_at bigint not null,
  unique (call_id, starts_at, ends_at)
);

create table call_mark (
  offer_id text not null references call_offer (id),
  function_id text not null, -- 'self' for the person
  mark text not null, -- yes, maybe, no
  at bigint not null,
  primary key (offer_id, function_id)
);

create table call_item ( -- what was said, decided and promised at a meeting
  call_id text not null references call (id),
  item_id text not null references item (id),
  place integer not null,
  primary key (call_id, item_id)
);
create index call_item_item on call_item (item_id);

create table stand ( -- how an actor stands to a decision
  item_id text not null references item (id),
  function_id text not null references function (id),
  unit_id text not null references unit (id),
  stand text not null, -- agrees, abstains, differs
  words_id text references item (id), -- its words are an item of their own
  at bigint not null,
  version bigint not null default 1,
  primary key (item_id, function_id)
);

create table minutes (
  id text primary key,
  call_id text not null references call (id),
  case_id text not null references cases (id),
  person_id text not null references person (id),
  unit_id text not null references unit (id), -- that keeps them
  number integer not null, -- 1, then one for each amendment
  state text not null, -- draft, final, replaced, recalled
  reason text not null default '', -- code: why they were amended
  sealed bytea, -- words about that
  function_id text references function (id), -- who made them final
  final_at bigint,
  recall_reason text not null default '',
  recall_asked_by text references user_account (id),
  recall_asked_at bigint,
  recalled_by text references user_account (id), -- somebody else
  recalled_at bigint,
  version bigint not null default 1,
  unique (call_id, number)
);
create index minutes_case on minutes (case_id);
create index minutes_asked on minutes (unit_id) where recall_asked_by is not null;

create table minutes_entry (
  minutes_id text not null references minutes (id),
  item_id text not null references item (id),
  item_version bigint not null,
  place integer not null,
  primary key (minutes_id, item_id)
);

create table minutes_reader (
  minutes_id text not null references minutes (id),
  function_id text not null, -- 'self' for the person
  unit_id text not null,
  informed_at bigint not null,
  read_at bigint,
  primary key (minutes_id, function_id)
);
create index minutes_reader_unread on minutes_reader (function_id) where read_at is null;

create index item_planned on item (created_at) where kind in ('activity', 'commitment');
