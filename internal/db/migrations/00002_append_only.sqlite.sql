-- +goose Up
-- +goose StatementBegin
create trigger audit_no_delete before delete on audit begin select raise(abort, 'audit is append-only'); end;
-- +goose StatementEnd
-- +goose StatementBegin
create trigger audit_no_update before update on audit
when not (new.salt is null and new.user_id is null and new.function_id is null and new.unit_id is null
  and new.organisation_id is null and new.object is null and new.person_id is null and new.case_id is null
  and new.action is null and new.source is null
  and new.seq = old.seq and new.at = old.at and new.digest = old.digest and new.mac = old.mac)
begin select raise(abort, 'audit is append-only'); end;
-- +goose StatementEnd
-- +goose StatementBegin
create trigger disclosure_no_update before update on disclosure begin select raise(abort, 'disclosure is append-only'); end;
-- +goose StatementEnd
-- +goose StatementBegin
create trigger disclosure_no_delete before delete on disclosure begin select raise(abort, 'disclosure is append-only'); end;
-- +goose StatementEnd
-- +goose StatementBegin
create trigger item_version_no_update before update on item_version
when not (length(new.sealed) = 0 and new.item_id = old.item_id and new.version = old.version)
begin select raise(abort, 'item_version is append-only'); end;
-- +goose StatementEnd
