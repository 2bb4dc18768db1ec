-- +goose Up

create table rule_told ( -- each rule as it stood when those who use it were last told
  rule text primary key,
  name text not null,
  ask text not null default '', -- whom it is asked about
  digest text not null -- of all that its versions say
);
