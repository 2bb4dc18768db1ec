-- +goose Up

create table gauge_round ( -- a round of self-assessment, or of who works how with whom
  id text primary key,
  area_id text not null references area (id),
  kind text not null, -- factors, ties
  forum_id text references forum (id), -- where it is about one forum
  title text not null,
  factor_set text not null, -- eight, five; empty for ties
  anonymous boolean not null,
  actors text not null, -- codes of those who answer, with commas
  opens_on text not null,
  closes_on text not null, -- the last day to answer
  ended_on text, -- the day when it was closed before that
  function_id text not null references function (id), -- who opened it
  told integer not null default 0, -- 1 when those who answer have been told, 2 when reminded
  version bigint not null default 1
);
create index gauge_round_area on gauge_round (area_id, closes_on);
create index gauge_round_forum on gauge_round (forum_id);
create index gauge_round_function on gauge_round (function_id);

create table gauge_answered ( -- who has answered, and nothing of what
  round_id text not null references gauge_round (id),
  function_id text not null references function (id),
  primary key (round_id, function_id)
);
create index gauge_answered_function on gauge_answered (function_id);

create table gauge_tally ( -- how many of an actor's answers took a step: no answer stands by itself
  round_id text not null references gauge_round (id),
  actor text not null,
  factor text not null, -- or picture
  step integer not null, -- 0 for those who cannot judge
  answers integer not null,
  primary key (round_id, actor, factor, step)
);

create table gauge_words ( -- reasons, apart from who gave them and from each other
  id text primary key,
  round_id text not null references gauge_round (id),
  factor text not null, -- or picture
  words text not null
);
create index gauge_words_round on gauge_words (round_id);

create table gauge_given ( -- what a function has answered, in a round that is not anonymous
  round_id text not null references gauge_round (id),
  function_id text not null references function (id),
  factor text not null, -- or picture
  step integer not null,
  words text not null,
  primary key (round_id, function_id, factor)
);
create index gauge_given_function on gauge_given (function_id);

create table gauge_tie ( -- that a party works with another, as a function has said
  id text primary key,
  round_id text not null references gauge_round (id),
  function_id text not null references function (id),
  from_unit text not null references unit (id),
  from_name text not null,
  from_kind text not null,
  to_code text not null, -- a unit, or an actor as a whole
  to_name text not null,
  to_kind text not null,
  manner text not null, -- most, easiest, least, hardest
  about text not null,
  unique (round_id, function_id, to_code, manner)
);
create index gauge_tie_function on gauge_tie (function_id);
create index gauge_tie_unit on gauge_tie (from_unit);

create table survey ( -- answered by link, without an account
  id text primary key,
  area_id text not null references area (id),
  title text not null,
  aim text not null,
  opens_on text not null,
  closes_on text not null,
  ended_on text,
  function_id text not null references function (id),
  version bigint not null default 1
);
create index survey_area on survey (area_id, closes_on);
create index survey_function on survey (function_id);

create table survey_question (
  survey_id text not null references survey (id),
  number integer not null,
  kind text not null, -- scale, choice, several, text, number
  words text not null,
  options text not null, -- one a line; of a scale what its ends mean
  needed boolean not null,
  primary key (survey_id, number)
);

create table survey_invitation ( -- a code that opens a survey once; who has it is not known here
  code_hash text primary key,
  survey_id text not null references survey (id),
  actor text not null, -- of those whom it was made for; empty for anybody
  used boolean not null default false
);
create index survey_invitation_survey on survey_invitation (survey_id);

create table survey_tally ( -- how many of an actor's answers said what: no answer stands by itself
  survey_id text not null references survey (id),
  number integer not null,
  actor text not null,
  value text not null, -- of several: each that was chosen; '' for how many answered the question
  answers integer not null,
  primary key (survey_id, number, actor, value)
);

create table survey_words ( -- short texts, apart from the rest of the answer
  id text primary key,
  survey_id text not null references survey (id),
  number integer not null,
  words text not null
);
create index survey_words_survey on survey_words (survey_id);

create table instrument ( -- what an instrument of others gave: number and result, never its questions
  id text primary key,
  area_id text not null references area (id),
  name text not null,
  number integer not null,
  value text not null,
  year integer not null,
  source text not null,
  function_id text not null references function (id),
  version bigint not null default 1
);
create index instrument_area on instrument (area_id, year);
create index instrument_function on instrument (function_id);
