-- +goose Up
-- +goose StatementBegin
create function append_only() returns trigger language plpgsql as $$
begin raise exception '% is append-only', tg_table_name; end $$;
-- +goose StatementEnd
create trigger audit_no_delete before delete on audit for each row execute function append_only();
create trigger audit_no_truncate before truncate on audit execute function append_only();
create trigger audit_no_update before update on audit for each row
when (not (new.salt is null and new.user_id is null and new.function_id is null and new.unit_id is null
  and new.organisation_id is null and new.object is null and new.person_id is null and new.case_id is null
  and new.action is null and new.source is null
  and new.seq = old.seq and new.at = old.at and new.digest = old.digest and new.mac = old.mac))
execute function append_only();
create trigger disclosure_no_update before update on disclosure for each row execute function append_only();
create trigger disclosure_no_delete before delete on disclosure for each row execute function append_only();
create trigger disclosure_no_truncate before truncate on disclosure execute function append_only();
create trigger item_version_no_update before update on item_version for each row
when (not (length(new.sealed) = 0 and new.item_id = old.item_id and new.version = old.version))
execute function append_only();
