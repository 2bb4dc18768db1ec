package structure

import (
	"context"

	"samverk/internal/access"
	"samverk/internal/agreement"
	"samverk/internal/app"
	"samverk/internal/db"
	"samverk/internal/forum"
	"samverk/internal/id"
)

// agree takes a step with an agreement, as it stood when its version was seen.
func (a *Service) agree(ctx context.Context, who access.Actor, act access.Action, which id.Agreement, version int64, take func(*db.Tx, agreement.Step) error) error {
	_, err := a.Do(ctx, who, act, access.Object{Agreement: which}, func(tx *db.Tx, _ access.Sight) (string, error) {
		return string(which), take(tx, agreement.Step{Agreement: which, Version: version, By: who.Function})
	})
	return err
}

// SaveAgreement changes the text of a draft.
func (a *Service) SaveAgreement(ctx context.Context, who access.Actor, which id.Agreement, title string, c agreement.Content, version int64) error {
	return a.agree(ctx, who, access.AgreementKeep, which, version, func(tx *db.Tx, s agreement.Step) error {
		return agreement.Save(ctx, tx, s, title, c)
	})
}

// OpenAgreement asks the parties to sign a draft, and tells those who can.
func (a *Service) OpenAgreement(ctx context.Context, who access.Actor, which id.Agreement, version int64) error {
	return a.agree(ctx, who, access.AgreementKeep, which, version, func(tx *db.Tx, s agreement.Step) error {
		if err := agreement.Open(ctx, tx, s); err != nil {
			return err
		}
		return a.tellOf(ctx, tx, which, who, agreement.Invited)
	})
}

// TakeBackAgreement makes a draft of what the parties have been asked to sign.
func (a *Service) TakeBackAgreement(ctx context.Context, who access.Actor, which id.Agreement, version int64) error {
	return a.agree(ctx, who, access.AgreementKeep, which, version, func(tx *db.Tx, s agreement.Step) error { return agreement.TakeBack(ctx, tx, s) })
}

// SignAgreement signs for the actor's own organisation. The last signature
// publishes the version.
func (a *Service) SignAgreement(ctx context.Context, who access.Actor, which id.Agreement, version int64) error {
	return a.agree(ctx, who, access.AgreementSign, which, version, func(tx *db.Tx, s agreement.Step) error {
		own, err := orgOf(ctx, tx, who.Unit)
		if err != nil {
			return err
		}
		published, err := agreement.Sign(ctx, tx, s, own)
		if err != nil || !published {
			return err
		}
		return a.tellOf(ctx, tx, which, who, agreement.Signers, agreement.Keepers)
	})
}

// DeclineAgreement says no for the actor's own organisation, and why.
func (a *Service) DeclineAgreement(ctx context.Context, who access.Actor, which id.Agreement, reason string, version int64) error {
	return a.agree(ctx, who, access.AgreementSign, which, version, func(tx *db.Tx, s agreement.Step) error {
		own, err := orgOf(ctx, tx, who.Unit)
		if err != nil {
			return err
		}
		if err := agreement.Decline(ctx, tx, s, own, reason); err != nil {
			return err
		}
		return a.tellOf(ctx, tx, which, who, agreement.Keepers)
	})
}

// NextAgreement drafts a version after the one that has been published.
func (a *Service) NextAgreement(ctx context.Context, who access.Actor, which id.Agreement, version int64) error {
	return a.agree(ctx, who, access.AgreementKeep, which, version, func(tx *db.Tx, s agreement.Step) error { return agreement.Next(ctx, tx, s) })
}

// DiscardAgreement throws away the draft of a later version.
func (a *Service) DiscardAgreement(ctx context.Context, who access.Actor, which id.Agreement, version int64) error {
	return a.agree(ctx, who, access.AgreementKeep, which, version, func(tx *db.Tx, s agreement.Step) error { return agreement.Discard(ctx, tx, s) })
}

// ReviewAgreement notes that an agreement has been gone through and stands
// until its next review.
func (a *Service) ReviewAgreement(ctx context.Context, who access.Actor, which id.Agreement, next, words string, version int64) error {
	return a.agree(ctx, who, access.AgreementKeep, which, version, func(tx *db.Tx, s agreement.Step) error {
		return agreement.Review(ctx, tx, s, next, words)
	})
}

// EndAgreement ends an agreement before its time, and tells its parties and
// those who drive the forums that it governs.
func (a *Service) EndAgreement(ctx context.Context, who access.Actor, which id.Agreement, reason string, version int64) error {
	return a.agree(ctx, who, access.AgreementKeep, which, version, func(tx *db.Tx, s agreement.Step) error {
		if err := agreement.End(ctx, tx, s, reason); err != nil {
			return err
		}
		return a.tellOf(ctx, tx, which, who, agreement.Signers, agreement.Keepers, drivers)
	})
}

// drivers lists who drives the forums that an agreement governs.
func drivers(ctx context.Context, tx *db.Tx, which id.Agreement) (all []id.Function, err error) {
	forums, err := forum.Under(ctx, tx, which)
	for _, f := range forums {
		if f.Status != forum.Ended {
			all = append(all, f.Driver, f.Deputy)
		}
	}
	return all, err
}

// tellOf lets functions know that something waits, but not the one who did it.
func (a *Service) tellOf(ctx context.Context, tx *db.Tx, which id.Agreement, who access.Actor, whom ...func(context.Context, *db.Tx, id.Agreement) ([]id.Function, error)) error {
	var all []id.Function
	for _, of := range whom {
		some, err := of(ctx, tx, which)
		if err != nil {
			return err
		}
		all = append(all, some...)
	}
	return a.TellOthers(ctx, tx, who, all...)
}

// Remind tells those who have signed an agreement and those who keep
// it that it is soon to be reviewed, or soon holds no longer.
func (a *Service) Remind(ctx context.Context) error {
	return app.ByItself(ctx, a.App, agreement.Reminders, func(r agreement.Reminder) (access.Object, string) {
		return access.Object{Agreement: r.Agreement}, string(r.Agreement)
	}, func(ctx context.Context, tx *db.Tx, r agreement.Reminder) (bool, error) {
		if first, err := agreement.Reminded(ctx, tx, r); err != nil || !first {
			return false, err
		}
		return true, a.tellOf(ctx, tx, r.Agreement, access.Actor{System: true}, agreement.Signers, agreement.Keepers)
	})
}
