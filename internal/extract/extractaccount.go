package extract

import (
	"samverk/internal/db"
)

// account is what she signs in with.
func (x *extract) account() error {
	section := x.add("account", 1)
	return x.tx.Each(x.ctx, func(scan db.Scan) error {
		var f fields
		var name, label string
		var ended int64
		err := scan(&name, &label, &ended)
		f.text("name", name)
		f.text("label", label)
		f.moment("ended", db.Time(ended))
		section.row(f)
		return err
	}, `select name, label, coalesce(ended_at, 0) from user_account where person_id = $1 order by id`, x.who.Person)
}

// waysIn is how she signs in: what providers call her, her passkeys and what
// programs use in her place.
func (x *extract) waysIn() error {
	section := x.add("sign_in_ways", 1)
	return x.tx.Each(x.ctx, func(scan db.Scan) error {
		var f fields
		var what, called, why string
		var at, used, until, ended int64
		var proves bool
		err := scan(&what, &called, &at, &used, &until, &ended, &why, &proves)
		f.add("what", "extract.way", what)
		f.text("name", called)
		f.moment("created", db.Time(at))
		f.moment("last", db.Time(used))
		f.moment("until", db.Time(until))
		f.moment("ended", db.Time(ended))
		f.add("ended_how", "extract.ended", why)
		if proves {
			f.add("may", "extract.token", "proves")
		}
		section.row(f)
		return err
	}, `select i.provider, i.subject, i.created_at, 0, 0, 0, '', false from account_identity i where i.user_id = $1
		union all select 'passkey', k.name, k.created_at, coalesce(k.used_at, 0), 0, coalesce(k.ended_at, 0), k.end_reason, false from passkey k where k.user_id = $1
		union all select 'token', t.name, t.created_at, 0, t.ends_at, coalesce(t.revoked_at, 0), '', t.proves from token t where t.user_id = $1
		order by 3, 1, 2`, x.who.User)
}

// sessions is where and when she has signed in, as long as that is kept.
func (x *extract) sessions() error {
	section := x.add("sessions", 1)
	return x.tx.Each(x.ctx, func(scan db.Scan) error {
		var f fields
		var level, source, provider, subject, acr, acted string
		var since, seen, proved, until, ended int64
		err := scan(&since, &seen, &proved, &until, &ended, &level, &source, &provider, &subject, &acr, &acted)
		f.moment("since", db.Time(since))
		f.moment("last", db.Time(seen))
		f.moment("proved", db.Time(proved))
		f.moment("until", db.Time(until))
		f.moment("ended", db.Time(ended))
		f.add("level", "sessions.level", level)
		f.text("from_address", source)
		f.text("provider", provider)
		f.text("label", subject)
		f.text("provider_level", acr)
		f.add("acts_for", "representative.kind", acted)
		section.row(f)
		return err
	}, `select s.created_at, s.seen_at, s.proved_at, s.ends_at, coalesce(s.ended_at, 0), s.level, s.source, s.provider, s.provider_subject, s.acr,
		coalesce((select rp.kind from representative rp where rp.id = s.representative_id), '')
		from session s where s.user_id = $1 order by s.created_at, s.id`, x.who.User)
}
