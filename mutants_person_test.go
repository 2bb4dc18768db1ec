package samverk

const (
	byOwn            = "./internal/own"
	byControl        = "./internal/control"
	byEntry          = "./internal/entry"
	byLogin          = "./internal/login"
	byAdmin          = "./internal/admin"
	byIntake         = "./internal/intake"
	byRepresentative = byOwn + " -run Represent|Task|Grant|Part|God|Leave|RunOut|End"
	byOwnConsent     = byOwn + " -run Protected|Consent|Block|RunOut"
	byMatter         = byOwn + " -run Matter|Asked|Objection|Question|Ask|Answer|Object|Representative"
	byTokens         = "./internal/login -run Forgery|Function|Ended"
	byProvider       = byEntry + " -run LockNobody|Forgery|SignIn|Issuer|Binding|Accounts|Proving|Provider"
	byPasskey        = byEntry + " -run Key|Answer|Link|Invit|Recovery|Proving|LockNobody"
	bySession        = "./internal/app ./internal/entry -run Session|Glance|Token|Assignment|EndingAUser|Proof"
)

// personMutants are bugs in what issue 4 brought: the person's own side, ways
// in, administration and control of the log.
var personMutants = []mutant{
	// Representatives.
	{"a representative does what she was not given", "internal/access/task.go", `f.Tasks.Has(task) || task == TaskRead && f.Tasks != 0`, `task != 0 && f.Tasks != 0`, byAccess},
	{"all tasks are given with one", "internal/app/facts.go", `true, r.Tasks, string(r.Kind)`, `true, access.ParseTasks("read,write,consent,meet,ask"), string(r.Kind)`, byRepresentative},
	{"a representation goes on after its last day", "internal/representative/representative.go", `r.starts_on <= $1 and r.ends_on >= $1`, `r.starts_on <= $1`, byRepresentative},
	{"a representation begins before its first day", "internal/representative/representative.go", `r.starts_on <= $1 and r.ends_on >= $1`, `r.ends_on >= $1`, byRepresentative},
	{"an ended representation goes on", "internal/representative/representative.go", `r.ended_at is null and r.starts_on`, `r.starts_on`, byRepresentative},
	{"nobody has to see the proof", "internal/representative/representative.go", `r.proved_at is not null and `, ``, byRepresentative},
	{"a representative gets at the person's other cases", "internal/app/facts.go", `k.Proxy && on.Case != "" && on.Case != who.Only {`, `k.Proxy && on.Case == "none" {`, byRepresentative},
	{"a list shows a representative the person's other cases", "internal/app/lists.go", `(who.Proxy == "" || who.Only == c)`, `true`, byRepresentative},
	{"somebody else's part is taken", "internal/representative/representative.go", `and r.id = $2 and r.user_id = $3`, `and r.id = $2 and $3 <> ''`, byRepresentative},
	{"a god man acts on the person's word alone", "internal/representative/grant.go", `!n.Kind.Appointed() && !guarded`, `!guarded`, byRepresentative},
	{"who is let in by a protected person need not be met", "internal/representative/grant.go", `!n.Kind.Appointed() && !guarded`, `!n.Kind.Appointed() && (guarded || !guarded)`, byRepresentative},
	{"a representative reads the others' numbers", "internal/representative/representative.go", `($3 = '' or r.id = $3)`, `($3 = '' or $3 <> '')`, byRepresentative},
	{"a representative reads who has read", "internal/app/consent.go", `if s.Self() && s.Proxy() == "" { // the log`, `if s.Self() { // the log`, byOwn},
	{"a representative asks about the log", "internal/own/matter.go", `who.Proxy != "" || len(rows) == 0`, `len(rows) == 0`, byMatter},
	{"a representative sees what was asked in other cases", "internal/app/facts.go", `(!k.Proxy || c == who.Only)`, `true`, byMatter},
	{"a representative lists what was asked in other cases", "internal/own/matter.go", `matter.OfPerson(ctx, tx, key, who.Only)`, `matter.OfPerson(ctx, tx, key, "")`, byMatter},
	{"a representative gets the extract", "internal/access/task.go", `MatterAsk:  TaskAsk`, `ExtractRead: TaskRead, MatterAsk: TaskAsk`, byAccess},

	// Proving anew who one is.
	{"administration demands no proof", "internal/access/proof.go", `OrgKeep: always, `, ``, byAccess},
	{"the extract demands no proof", "internal/access/proof.go", `, ExtractRead: always`, ``, byAccess},
	{"a representative consents without proof", "internal/access/proof.go", `!f.Self || f.Proxy`, `!f.Self`, byAccess},
	{"a proof lasts for ever", "internal/access/proof.go", `now.Sub(who.Proved) < ProofLasts`, `now.Sub(who.Proved) < 100*ProofLasts`, byAccess},
	{"what is demanded is not asked for", "internal/app/app.go", `return access.Prove(act, k.Facts, who, tx.Now)`, `return access.Prove(act, access.Facts{System: true}, who, tx.Now)`, bySession},
	{"every token proves", "internal/entry/session.go", `if t.Proves {`, `if t.ID != "" {`, bySession},
	{"an old sign-in at the provider proves", "internal/provider/token.go", `Before(now.Add(-freshly))`, `Before(now.Add(-100 * freshly))`, byProvider},

	// Providers.
	{"an issuer asserts another organisation's people", "internal/entry/provider.go", `slices.Contains(v.provider.Organisations(), a.Org) &&`, `(a.Org != "" || slices.Contains(v.provider.Organisations(), a.Org)) &&`, byProvider},
	{"a provider of several mixes its organisations", "internal/entry/provider.go", `(v.who.Organisation == "" || v.who.Organisation == a.Org)`, `true`, byProvider},
	{"an account that has ended comes in by its provider", "internal/entry/provider.go", `case a.Ended:`, `case a.Ended && a.Version < 0:`, byProvider},
	{"the level is not demanded", "internal/provider/token.go", `!enough(i.Level, p.Demanded)`, `i.Level == ""`, byProvider},
	{"the nonce is not looked at", "internal/provider/token.go", `a.Nonce == "" || subtle`, `a.Nonce == "" && subtle`, byProvider},
	{"the audience is not looked at", "internal/provider/discover.go", `&oidc.Config{ClientID: p.ClientID,`, `&oidc.Config{SkipClientIDCheck: true,`, byProvider},
	{"a token for two is taken", "internal/provider/token.go", `case len(t.Audience) != 1:`, `case len(t.Audience) < 1:`, byProvider},
	{"an expired token is taken", "internal/provider/discover.go", `&oidc.Config{ClientID`, `&oidc.Config{SkipExpiryCheck: true, ClientID`, byProvider},
	{"the issuer is not looked at", "internal/provider/discover.go", `&oidc.Config{ClientID`, `&oidc.Config{SkipIssuerCheck: true, ClientID`, byProvider},
	{"the signature is not looked at", "internal/provider/discover.go", `&oidc.Config{ClientID`, `&oidc.Config{InsecureSkipSignatureCheck: true, ClientID`, byProvider},
	{"any algorithm is taken", "internal/provider/discover.go", `SupportedSigningAlgs: signed`, `SupportedSigningAlgs: append(signed, "RS384", "PS256", "HS256", "none")`, byProvider},
	{"a sign-in comes back to another browser", "internal/login/identity.go", `hash(state, browser)`, `hash(state)`, byProvider},
	{"a sign-in comes back at any time", "internal/login/identity.go", `and provider = $2 and at > $3`, `and provider = $2 and at < $3 + 1000000000000`, byProvider},
	{"an account is made though the organisation allows none", "internal/entry/provider.go", `where id = $1 and jit`, `where id = $1`, byProvider},
	{"a word of signing out is believed again", "internal/login/identity.go", `if err != nil || made == 0 {
		return nil, false, err`, `if err != nil || made < 0 {
		return nil, false, err`, byProvider},
	{"one session's end ends another's", "internal/login/identity.go", `($3 = '' or provider_session = $3)`, `($3 = '' or $3 <> '')`, byProvider},
	{"whom nothing is known about is told from who is known", "internal/entry/person.go", `waits || v.from.Session != ""`, `waits || !waits`, byEntry},
	{"the level is taken from what a user writes of herself", "internal/provider/token.go", `!ok && name != "acr" && name != "sid"`, `!ok`, "./internal/provider"},
	{"a proof that is still to come is taken", "internal/provider/token.go", `|| time.Unix(more.AuthTime, 0).After(now.Add(skew))`, ``, byProvider},
	{"many who begin to sign in lock the others out", "internal/login/identity.go", `order by d.at desc limit 1 offset $2)`, `order by d.at desc limit 1 offset 100 * $2)`, byProvider},
	{"a title with a number is shown to all", "internal/entry/provider.go", `n.Check() != nil || id.HasNumber(n.Label)`, `n.Check() != nil`, byProvider},

	// Passkeys.
	{"a copied key goes on", "internal/login/webauthn.go", `if key.Authenticator.CloneWarning {`, `if key.Authenticator.CloneWarning && v.Cloned {`, byPasskey},
	{"the user of a key need not be verified", "internal/login/webauthn.go", `protocol.VerificationRequired`, `protocol.VerificationPreferred`, byPasskey},
	{"a question to a key is answered for something else", "internal/login/ceremony.go", `c.Ceremony != as`, `c.Kind == ""`, byPasskey},
	{"a question to a key is answered late", "internal/login/ceremony.go", `tx.Now.Sub(db.Time(at)) >= ceremonyLasts`, `tx.Now.Sub(db.Time(at)) >= 100*ceremonyLasts`, byPasskey},
	{"an invitation is used twice", "internal/login/enrolment.go", `!e.Used && !e.Over`, `!e.Over`, byPasskey},
	{"an expired invitation is used", "internal/login/enrolment.go", `&& now.Before(e.Ends)`, ``, byPasskey},
	{"an invitation before the last one is used", "internal/login/enrolment.go", `!e.Used && !e.Over`, `!e.Used`, byPasskey},
	{"one who has a key is invited to another", "internal/login/enrolment.go", `	if has {`, `	if has && n.Lost {`, byPasskey},
	{"recovery takes one", "internal/entry/enrolment.go", `r.AskedBy == who.User || r.User == who.User`, `r.User == who.User`, byPasskey},
	{"who has lost her key confirms that herself", "internal/entry/enrolment.go", `r.AskedBy == who.User || r.User == who.User`, `r.AskedBy == who.User`, byPasskey},
	{"recovery leaves the old key", "internal/login/account.go", `if err := endPasskeys(ctx, tx, u, reason); err != nil {`, `if err := endPasskeys(ctx, tx, "", reason); err != nil {`, byPasskey},
	{"one invites somebody who administers", "internal/entry/enrolment.go", `err != nil || administers {`, `err != nil || administers && u == "" {`, byPasskey},
	{"who is in reserve no more stays in", "internal/login/keep.go", `case was && !in.Reserve:`, `case was && !in.Reserve && n == 0:`, byEntry + " -run Reserve"},
	{"a link works though the account is in reserve no more", "internal/login/passkey.go", `update enrolment set ended_at = $1 where user_id = $2 and used_at`, `update enrolment set ended_at = $1 where user_id = $2 and id = '' and used_at`, byEntry + " -run Reserve"},
	{"one alone comes in as a colleague", "internal/login/enrolment.go", `used && n.AskedBy != ""`, `used && n.AskedBy == ""`, byEntry + " -run InUse"},
	{"the last key is taken away", "internal/login/passkey.go", `and o.id <> $3 and o.ended_at`, `and o.ended_at`, byPasskey},
	{"wrong answers lock others out", "internal/login/attempt.go", `hash("try", kind, network(source))`, `hash("try", kind)`, byProvider},
	{"a guesser locks the victim out", "internal/login/attempt.go", `hash("pair", name, source)`, `hash("pair", name)`, byLogin},

	// Sessions, tokens and what ends with an assignment.
	{"idleness ends nothing", "internal/login/session.go", `and s.seen_at > $2`, `and $2 > 0`, byLogin},
	{"a session lasts for ever", "internal/login/session.go", `s.ended_at is null and s.ends_at > $1`, `s.ended_at is null and $1 > 0`, byLogin},
	{"a page that asks by itself keeps the session", "internal/entry/session.go", `	v, _, _, err := s.bySecret(ctx, secret, source)`, `	v, err := s.Session(ctx, secret, source)`, bySession},
	{"an ended session acts", "internal/app/facts.go", `err != nil || !lives {`, `err != nil || !lives && false {`, bySession},
	{"a session acts as what its user no longer holds", "internal/login/session.go", `set function_id = null where function_id = $1`, `set function_id = null where function_id = $1 and id = $1`, byTokens},
	{"a token outlives the assignment", "internal/login/session.go", `where function_id = $1 and ($2 = '' or user_id = $2) and revoked_at is null`, `where function_id = $1 and user_id = $2 and revoked_at < 0`, byTokens},
	{"a calendar outlives the assignment", "internal/app/ending.go", `feed.RevokeAll(ctx, tx, u, f); err != nil || u != ""`, `error(nil); err != nil || u != ""`, bySession},
	{"what waits for an ended user is sent", "internal/app/ending.go", `job.Forget(ctx, tx, string(u))`, `job.Forget(ctx, tx, "")`, bySession},
	{"a kept form comes back after its time", "internal/login/kept.go", `id_hash = $1 and user_id = $2 and at > $3`, `id_hash = $1 and user_id = $2 and $3 > 0`, byEntry},
	{"somebody else's kept form waits on", "internal/entry/kept.go", `err != nil || found {`, `err != nil || found || true {`, byEntry},

	// The person's consent and questions.
	{"a protected person's consent is taken over the net", "internal/app/consent.go", `err != nil || !guarded || !s.Self()`, `err != nil || guarded || !s.Self()`, byOwnConsent},
	{"what waits is confirmed though nobody has met her", "internal/own/pending.go", `f.Check(met,`, `f.Check(met || !met,`, byOwnConsent},
	{"what waits outlives the withdrawal", "internal/app/consent.go", `consent.Drop(ctx, tx, s, "withdrawn")`, `error(nil)`, byOwnConsent},
	{"something else is confirmed than what was seen", "internal/consent/pending.go", ` and version = $5`, ` and version <= $5 + 1000`, byOwnConsent},
	{"what has run out is confirmed", "internal/own/pending.go", `p.Wanted.EndsOn < tx.Today()`, `p.Wanted.EndsOn == ""`, byOwnConsent},
	{"a protected person lifts a block over the net", "internal/app/consent.go", `err == nil && guarded && s.Self() {`, `err == nil && guarded && !s.Self() {`, byOwnConsent},
	{"a protected person is in SUS by name", "internal/own/special.go", `case k == consent.SUS:`, `case k == "":`, byOwn},
	{"another unit reads what the person asked", "internal/access/access.go", `f.known() && f.Role == Manager && f.OwnUnit }`, `f.known() && f.Role == Manager }`, byAccess},
	{"a unit lists what others are asked", "internal/matter/matter.go", `where m.unit_id = $1 and `, `where $1 <> '' and `, byMatter},
	{"any manager is told what a protected person asks", "internal/matter/matter.go", `(p.protection = 'none' or exists (`, `(p.protection <> '' or exists (`, byMatter},
	{"a question is answered twice", "internal/matter/write.go", `now.State != Open || now.Version != r.Version`, `false`, byMatter},
	{"words that the person took back are read", "internal/item/objection.go", `o.Stands() || s.Self()`, `o.ID != ""`, byMatter},

	// Administration.
	{"one decides who administers", "internal/org/change.go", `outcome != ChangeWithdrawn && c.By == by`, `outcome == ChangeWithdrawn && c.By == by && by == ""`, byAdmin},
	{"an assignment to administer needs nobody else", "internal/admin/staffing.go", `asked = f.Role == access.Admin`, `asked = f.Role == ""`, byAdmin},
	{"one agrees to herself", "internal/admin/changes.go", `if n.User == who.User {`, `if n.User == "" {`, byAdmin},
	{"who administers no more has a change done", "internal/admin/changes.go", `err != nil || !still {`, `err != nil || !still && false {`, byAdmin},
	{"an answer comes after seven days", "internal/org/change.go", `case !c.Open(tx.Now):`, `case !c.Open(c.At):`, byAdmin},
	{"who staffs takes a function", "internal/admin/staffing.go", `n.User != who.User, "user"`, `n.User != "", "user"`, byAdmin},
	{"one changes how another administrator signs in", "internal/admin/people.go", `f.Check(!administers, "", `, `f.Check(!administers || u != "", "", `, byAdmin},
	{"accounts of another organisation are kept", "internal/admin/people.go", `(a.Org != who.Org || a.Ended || a.Org == "")`, `(a.Ended || a.Org == "")`, byAdmin},
	{"protection is lifted by one", "internal/admin/protection.go", `now.Protection.Restricted() && !to.Restricted()`, `now.Protection == to && !to.Restricted()`, byAdmin},
	{"the federation looks persons up", "internal/access/access.go", `PersonFind:    func(f Facts) bool { return f.handles() }`, `PersonFind:    func(f Facts) bool { return f.Holds }`, byAccess},
	{"the federation knows of persons", "internal/access/access.go", `return f.Holds && (f.Role == Worker || f.Role == Coordinator || f.Role == Manager)`, `return f.Holds`, byAccess},
	{"an import takes in the right half", "internal/intake/importing.go", `case p.Wrong > 0 || len(p.Whole) > 0:`, `case len(p.Whole) > 0:`, byIntake},
	{"another is taken in than was seen", "internal/intake/importing.go", `case p.Seen != seen:`, `case seen == "":`, byIntake},
	{"somebody else's file is taken in", "internal/intake/importing.go", `and user_id = $2 and organisation_id`, `and $2 <> '' and organisation_id`, byIntake},

	// Control of the log.
	{"one judges her own reading", "internal/control/control.go", `one.Check(!own[j.Row],`, `one.Check(!own[j.Row] || j.Row != "",`, byControl},
	{"a control is signed with rows left", "internal/control/control.go", `f.Check(left == 0,`, `f.Check(left >= 0,`, byControl},
	{"who controls learns whom it was about", "internal/app/logs.go", `r.UserLabel, r.Person = labels[r.User], ""`, `r.UserLabel = labels[r.User]`, byControl},
	{"another organisation controls the log", "internal/access/access.go", `f.Holds && f.Role == Manager && f.OwnOrg`, `f.Holds && f.Role == Manager`, byAccess},
	{"another organisation's control is read", "internal/review/review.go", `where v.id = $1 and v.organisation_id = $2`, `where v.id = $1 and $2 <> ''`, byControl},
	{"a judgement that somebody else has changed is changed", "internal/review/review.go", `and review_id = $6 and version = $7`, `and review_id = $6 and version <= $7 + 1000`, byControl},
	{"protected persons are not chosen", "internal/control/pick.go", `if who.Protection.Restricted() {`, `if false {`, byControl},
	{"refusals are not chosen", "internal/control/pick.go", `case r.Outcome == "refused":`, `case r.Outcome == "":`, byControl},
}
