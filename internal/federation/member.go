package federation

import (
	"context"

	"samverk/internal/access"
	"samverk/internal/db"
	"samverk/internal/errs"
	"samverk/internal/id"
)

// noticeYears is how long a member stays after it has said that it leaves (lag
// 2003:1210 27 §).
const noticeYears = 3

// MemberInput is what is noted of a member.
type MemberInput struct {
	Org      id.Org
	JoinedOn string // date
	NoticeOn string // date that it said it leaves; may be empty
	LeavesOn string // date; three years after notice when not said
}

// Member is an organisation that belongs to the federation.
type Member struct {
	MemberInput
	Name    string
	Kind    access.Kind
	Version int64
}

// Party returns the party that the member pays as.
func (m Member) Party() Party { return PartyOf(m.Kind) }

// In reports whether the organisation is a member in a part of a year.
func (m Member) In(year int) bool {
	return m.JoinedOn <= lastDay(year) && (m.LeavesOn == "" || m.LeavesOn > firstDay(year))
}

// Pays reports whether the member pays in its own name: the state's part is
// paid through FK (lag 2003:1210 5 §).
func (m Member) Pays() bool { return m.Kind != access.AF }

// check reports all that is wrong with the input, and fills in the day that the
// member leaves on.
func (in *MemberInput) check(f *errs.Faults) {
	joined := checkDay(f, "joined_on", in.JoinedOn, true)
	noticed := checkDay(f, "notice_on", in.NoticeOn, false)
	f.Check(!joined || !noticed || in.NoticeOn >= in.JoinedOn, "notice_on", "federation.member.notice.before")
	f.Check(in.LeavesOn == "" || in.NoticeOn != "", "notice_on", "federation.member.notice.missing")
	if noticed && in.LeavesOn == "" {
		in.LeavesOn = later(in.NoticeOn, noticeYears, 0)
	}
	left := checkDay(f, "leaves_on", in.LeavesOn, false)
	f.Check(!left || !noticed || in.LeavesOn >= later(in.NoticeOn, noticeYears, 0), "leaves_on", "federation.member.leaves.early")
}

const memberColumns = `select m.organisation_id, m.joined_on, m.notice_on, m.leaves_on, o.name, o.kind, m.version
	from federation_member m join organisation o on o.id = m.organisation_id `

func scanMember(scan db.Scan) (m Member, err error) {
	return m, scan(&m.Org, &m.JoinedOn, &m.NoticeOn, &m.LeavesOn, &m.Name, &m.Kind, &m.Version)
}

// Members lists all that are or have been members: in the order of the law,
// then by name.
func Members(ctx context.Context, tx *db.Tx) ([]Member, error) {
	return db.All(ctx, tx, scanMember, memberColumns+`order by case o.kind when 'fk' then 0 when 'af' then 1 when 'vard' then 2 else 3 end, o.name, o.id limit $1`, most)
}

func memberOf(ctx context.Context, tx *db.Tx, o id.Org) (Member, error) {
	return db.First(db.All(ctx, tx, scanMember, memberColumns+`where m.organisation_id = $1`, o))
}

// Candidates lists the organisations that could become members.
func Candidates(ctx context.Context, tx *db.Tx) ([]Member, error) {
	return db.All(ctx, tx, func(scan db.Scan) (m Member, err error) { return m, scan(&m.Org, &m.Name, &m.Kind) },
		`select o.id, o.name, o.kind from organisation o where o.kind in ('kommun', 'vard', 'fk', 'af')
			and not exists (select 1 from federation_member m where m.organisation_id = o.id) order by o.name, o.id limit $1`, most)
}

// AddMember notes that an organisation is a member.
func AddMember(ctx context.Context, tx *db.Tx, in MemberInput) error {
	var f errs.Faults
	in.check(&f)
	can, err := tx.Has(ctx, `select 1 from organisation where id = $1 and kind in ('kommun', 'vard', 'fk', 'af')`, in.Org)
	if err != nil {
		return err
	}
	f.Check(can, "organisation", "federation.member.unknown")
	already, err := tx.Has(ctx, `select 1 from federation_member where organisation_id = $1`, in.Org)
	if err != nil {
		return err
	}
	f.Check(!already, "organisation", "federation.member.already")
	if err := f.OneEach().Err(); err != nil {
		return err
	}
	n, err := tx.Exec(ctx, `insert into federation_member (organisation_id, joined_on, notice_on, leaves_on) values ($1, $2, $3, $4) on conflict do nothing`,
		in.Org, in.JoinedOn, in.NoticeOn, in.LeavesOn)
	if err != nil {
		return err
	}
	f.Check(n > 0, "organisation", "federation.member.already")
	return f.Err()
}

// ChangeMember changes what is noted of a member: also that it leaves.
func ChangeMember(ctx context.Context, tx *db.Tx, in MemberInput, version int64) error {
	now, err := memberOf(ctx, tx, in.Org)
	if err != nil {
		return err
	}
	if now.Version != version {
		return errs.Changed(now)
	}
	var f errs.Faults
	in.check(&f)
	if err := f.OneEach().Err(); err != nil {
		return err
	}
	n, err := tx.Exec(ctx, `update federation_member set joined_on = $1, notice_on = $2, leaves_on = $3, version = version + 1
		where organisation_id = $4 and version = $5`, in.JoinedOn, in.NoticeOn, in.LeavesOn, in.Org, version)
	return claimed(n, err, func() (Member, error) { return memberOf(ctx, tx, in.Org) })
}
