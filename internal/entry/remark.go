package entry

import (
	"context"

	"samverk/internal/db"
	"samverk/internal/login"
)

// Remark lets somebody who need not be signed in write to those who run the
// service: so many times from one source within a quarter of an hour. Nothing
// is kept of what is written.
func (s *Service) Remark(ctx context.Context, source string) error {
	return s.Enter(ctx, func(tx *db.Tx) error { return login.Try(ctx, tx, login.Remark, source) })
}
