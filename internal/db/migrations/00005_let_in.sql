-- Who has let somebody in as an account.
-- +goose Up

create table let_in (
  id text primary key,
  user_id text not null references user_account (id), -- the account
  how text not null, -- invited, recovery, bound
  provider text not null default '', -- of what was bound
  asked_by text references user_account (id), -- null when the operator did, by command; the account itself at the first sign-in with a provider
  confirmed_by text references user_account (id), -- a recovery takes two
  at bigint not null
);
create index let_in_user on let_in (user_id, at);
create index let_in_asker on let_in (asked_by);
create index let_in_second on let_in (confirmed_by);

insert into let_in (id, user_id, how, asked_by, confirmed_by, at) select id, user_id, kind, asked_by, confirmed_by, asked_at from enrolment;
