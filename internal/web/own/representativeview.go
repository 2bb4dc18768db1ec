package own

import (
	"samverk/internal/access"
	"samverk/internal/id"
	"samverk/internal/representative"
	"samverk/internal/web/site"
	"samverk/internal/web/ui"
)

// standing are those who act, are to act or wait, and gone the others.
func (k representativesScreen) standing() (standing, gone []representative.Representative) {
	for _, r := range k.All {
		if r.Open(k.Today) {
			standing = append(standing, r)
		} else {
			gone = append(gone, r)
		}
	}
	return standing, gone
}

// stateBadge says how far one has come.
func (k representativesScreen) state(r representative.Representative) (ui.Tone, string) {
	state := r.State(k.Today)
	tone := ui.Plain
	switch state {
	case representative.InForce:
		tone = ui.Success
	case representative.Waiting:
		tone = ui.Warning
	case representative.Coming:
		tone = ui.Info
	}
	return tone, k.v.TextOf("representative.state", state)
}

// terms say in words who it is, what she may do, for how long and why.
func (k representativesScreen) terms(r representative.Representative) (all []ui.Term) {
	t := k.v.Texts
	add := func(word, says string) {
		if says != "" {
			all = append(all, ui.Term{Word: t.T(word), Says: ui.Text(says)})
		}
	}
	if r.Number != "" {
		add("representative.number", site.NumberText(r.Number))
	}
	add("representative.may", taskWords(k.v, r.Tasks))
	add("representative.may_not", k.not(r.Tasks))
	add("representative.when", t.Days(r.StartsOn, r.EndsOn))
	add("representative.granted", k.granted(r))
	add("representative.proof", k.proof(r))
	if k.MayGrant && r.Open(k.Today) {
		add("representative.account", t.T(map[bool]string{true: "representative.account.yes", false: "representative.account.no"}[r.SignedIn]))
	}
	if !r.EndedAt.IsZero() {
		add("representative.ended", site.Dotted(t.DayOf(r.EndedAt), k.ender(r)))
	}
	return all
}

// not is what she may not do, so that nobody need guess.
func (k representativesScreen) not(tasks access.Tasks) string {
	var none access.Tasks
	for _, name := range access.TaskNames() {
		if bit := access.ParseTasks(name); !tasks.Has(bit) {
			none |= bit
		}
	}
	return taskWords(k.v, none)
}

func (k representativesScreen) granted(r representative.Representative) string {
	if r.How == "" {
		return ""
	}
	t := k.v.Texts
	if r.GrantedBy == "" && k.yours() {
		return t.T("representative.granted.you", "day", t.DayOf(r.Created))
	}
	if r.GrantedBy == "" {
		return t.T("representative.granted.person", "day", t.DayOf(r.Created))
	}
	return t.T("representative.granted.function", "day", t.DayOf(r.Created), "who", k.function(r.GrantedBy), "how", site.Lower(k.v.TextOf("representative.how", r.How)))
}

// yours reports whether the reader is the person herself.
func (k representativesScreen) yours() bool { return k.Self && k.v.Part == nil }

func (k representativesScreen) proof(r representative.Representative) string {
	t := k.v.Texts
	switch {
	case r.How == "":
		return ""
	case r.ProvedAt.IsZero():
		return t.T("representative.proof.waits")
	case r.ProvedBy == "" && k.yours():
		return t.T("representative.proof.yours")
	case r.ProvedBy == "":
		return t.T("representative.proof.own")
	}
	return t.T("representative.proof.seen", "what", r.Proof, "on", t.Day(r.ProofOn), "who", k.function(r.ProvedBy), "day", t.DayOf(r.ProvedAt))
}

func (k representativesScreen) ender(r representative.Representative) string {
	if r.EndedBy == "" {
		return ""
	}
	return k.function(r.EndedBy)
}

func (k representativesScreen) function(f id.Function) string {
	fn := k.Functions[f]
	return site.Pair(fn.Name, fn.UnitName)
}

// proves reports whether the reader can note that she has seen the proof.
func (k representativesScreen) proves(r representative.Representative) bool {
	return k.MayGrant && !k.Self && r.State(k.Today) == representative.Waiting
}

func (k representativesScreen) kindField() ui.Field {
	f := k.form.Field("kind", "representative.kind")
	for _, kind := range representative.Kinds() {
		f.Options = append(f.Options, ui.Option{Value: string(kind), Label: k.v.TextOf("representative.kind", string(kind)), About: k.v.TextOf("representative.about", string(kind))})
	}
	return f
}

func (k representativesScreen) taskField() ui.Field {
	f := k.form.Field("tasks", "representative.tasks").WithHint(k.v.Texts.T("representative.tasks.hint"))
	for _, name := range access.TaskNames() {
		f.Options = append(f.Options, ui.Option{Value: name, Label: k.v.TextOf("representative.task", name), About: k.v.TextOf("representative.task_about", name)})
	}
	return f
}

func (k representativesScreen) endsField() ui.Field {
	f := k.form.Field("ends_on", "representative.ends_on").WithHint(k.v.Texts.T("representative.ends_on.hint"))
	f.Min = k.Today
	return f
}

func (k representativesScreen) numberField() ui.Field {
	f := k.form.Field("number", "representative.number").WithHint(k.v.Texts.T("representative.number.hint")).WithLimit(20)
	f.InputMode = "numeric"
	return f
}

func (k representativesScreen) proofField() ui.Field {
	return k.form.Field("proof", "representative.proof.what").WithHint(k.v.Texts.T("representative.proof.hint")).WithLimit(300)
}
