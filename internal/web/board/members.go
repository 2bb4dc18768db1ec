package board

import (
	"net/http"
	"slices"
	"strconv"

	"samverk/internal/board"
	"samverk/internal/errs"
	"samverk/internal/federation"
	"samverk/internal/id"
	"samverk/internal/web/site"
	"samverk/internal/web/ui"
)

func (s *server) memberRoutes() []site.Route {
	return []site.Route{
		{"GET " + pathMembers, site.Function, s.membersPage},
		{"GET " + pathMembers + "/fil", site.Function, s.sharesFile},
		{"GET " + pathMembers + "/ny", site.Function, s.form(s.newMemberForm)},
		{"POST " + pathMembers + "/ny", site.Function, s.save(s.newMemberForm, s.addMember)},
		{"GET " + pathMembers + "/budget/{year}", site.Function, s.form(s.budgetForm)},
		{"POST " + pathMembers + "/budget/{year}", site.Function, s.save(s.budgetForm, s.saveBudget)},
		{"GET " + pathMembers + "/{organisation}", site.Function, s.form(s.memberForm)},
		{"POST " + pathMembers + "/{organisation}", site.Function, s.save(s.memberForm, s.changeMember)},
	}
}

func budgetURL(year int) string { return pathMembers + "/budget/" + strconv.Itoa(year) }

// membersScreen is the members and what they pay, as their page shows them.
type membersScreen struct {
	board.MembersView
	shares board.SharesView
	v      *site.Visit
}

func (s *server) membersPage(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	asked, err := yearIn(v)
	if err != nil {
		return err
	}
	k := membersScreen{v: v}
	if k.MembersView, err = s.Board.Members(r.Context(), v.Actor); err != nil {
		return err
	}
	if k.shares, err = s.Board.Shares(r.Context(), v.Actor, asked); err != nil {
		return err
	}
	p := s.frame(v, v.Texts.T("federation.members"))
	p.Head.Lead = v.Texts.T("federation.members.lead")
	if k.Keeps {
		p.Head.Actions = []ui.Action{{Label: v.Texts.T("federation.member.add"), Href: pathMembers + "/ny"}}
	}
	return s.Draw(w, r, v, p, membersBody(v, k))
}

// actions are what can be done with the budget of the year.
func (k membersScreen) actions() (all []ui.Action) {
	if k.Keeps {
		for _, y := range []int{k.shares.Year, k.shares.Year + 1} {
			if y == k.shares.Year || !slices.Contains(k.shares.Years, y) {
				all = append(all, ui.Action{Label: k.v.Texts.T("federation.budget.change", "year", strconv.Itoa(y)), Href: budgetURL(y)})
			}
		}
	}
	if k.shares.Budget.Version > 0 {
		all = append(all, ui.Action{Label: k.v.Texts.T("federation.file"), Href: pathMembers + "/fil?ar=" + strconv.Itoa(k.shares.Year)})
	}
	return all
}

func (k membersScreen) table() ui.Table {
	v := k.v
	tab := ui.Table{Caption: v.Texts.T("federation.members"), Hidden: true, Columns: site.Columns(v, "federation.member", "federation.party", "federation.member.joined", "federation.member.leaves")}
	for _, m := range k.Members {
		name := ui.Two(m.Name, ui.KindName(v.Texts, m.Kind))
		if k.Keeps {
			name = site.LinkUnder(pathMembers+"/"+string(m.Org), m.Name, ui.KindName(v.Texts, m.Kind))
		}
		leaves := v.Texts.T("federation.member.stays")
		if m.LeavesOn != "" {
			leaves = v.Texts.T("federation.member.leaves.on", "day", v.Texts.Day(m.LeavesOn), "notice", v.Texts.Day(m.NoticeOn))
		}
		tab.Rows = append(tab.Rows, site.Cells(name, ui.Text(v.TextOf("federation.party", string(m.Party()))), ui.Text(v.Texts.Day(m.JoinedOn)), ui.Text(leaves)))
	}
	return tab
}

// shareTable is what each member pays of a budget, with the sum last.
func shareTable(v *site.Visit, b federation.Budget) ui.Table {
	tab := ui.Table{Caption: v.Texts.T("federation.shares.of", "year", strconv.Itoa(b.Year)), Hidden: true,
		Columns: site.Columns(v, "federation.member", "federation.party", "federation.weight."+b.Basis, "federation.pays")}
	tab.Columns[2].Numeric, tab.Columns[3].Numeric = true, true
	for _, s := range b.Shares {
		weight, pays := "–", money(v, s.Kronor)
		if s.Party() == federation.Municipality {
			weight = v.Texts.Number(int(s.Weight))
		}
		if s.Weight == 0 {
			pays = v.Texts.T("federation.pays.state")
		}
		tab.Rows = append(tab.Rows, site.Cells(ui.Text(s.Name), ui.Text(v.TextOf("federation.party", string(s.Party()))), ui.Text(weight), ui.Text(pays)))
	}
	tab.Rows = append(tab.Rows, site.Cells(ui.Text(v.Texts.T("federation.sum")), ui.Text(""), ui.Text(""), ui.Text(money(v, b.Total))))
	return tab
}

// partyTable is what each party pays.
func partyTable(v *site.Visit, b federation.Budget) ui.Table {
	tab := ui.Table{Caption: v.Texts.T("federation.parties"), Hidden: true, Columns: site.Columns(v, "federation.party", "federation.part", "federation.pays")}
	tab.Columns[2].Numeric = true
	for _, p := range federation.Parties() {
		tab.Rows = append(tab.Rows, site.Cells(ui.Text(v.TextOf("federation.party", string(p))), ui.Text(v.TextOf("federation.part", string(p))), ui.Text(money(v, b.OfParty(p)))))
	}
	return tab
}

// source says where a budget was decided.
func source(v *site.Visit, b federation.Budget) string {
	day := ""
	if b.DecidedOn != "" {
		day = v.Texts.Day(b.DecidedOn)
	}
	return site.Dotted(b.Source, day)
}

func (s *server) sharesFile(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	asked, err := yearIn(v)
	if err != nil {
		return err
	}
	k, err := s.Board.Shares(r.Context(), v.Actor, asked)
	if err != nil {
		return err
	}
	var rows [][]string
	for _, one := range k.Budget.Shares {
		rows = append(rows, []string{strconv.Itoa(k.Year), one.Name, v.TextOf("federation.party", string(one.Party())), site.Number(one.Weight), site.Number(one.Kronor), source(v, k.Budget)})
	}
	return file(w, v, "finansiering", []string{"federation.which_year", "federation.member", "federation.party", "federation.weight", "federation.pays", "federation.source"}, rows)
}

func memberFields(v *site.Visit, candidates []federation.Member) func(ui.Form) []input {
	return func(f ui.Form) (all []input) {
		if candidates != nil {
			which := f.Field("organisation", "federation.member")
			for _, c := range candidates {
				which.Options = append(which.Options, ui.Option{Value: string(c.Org), Label: site.Dotted(c.Name, ui.KindName(v.Texts, c.Kind))})
			}
			all = append(all, input{which, ui.Select})
		}
		return append(all, input{f.Field("joined_on", "federation.member.joined"), ui.DateField},
			input{f.Field("notice_on", "federation.member.notice").MayBeEmpty(), ui.DateField},
			input{f.Field("leaves_on", "federation.member.leaves").MayBeEmpty().WithHint(v.Texts.T("federation.member.leaves.hint")), ui.DateField})
	}
}

func memberInput(v *site.Visit, o id.Org) federation.MemberInput {
	return federation.MemberInput{Org: o, JoinedOn: v.Form.Get("joined_on"), NoticeOn: v.Form.Get("notice_on"), LeavesOn: v.Form.Get("leaves_on")}
}

func (s *server) newMemberForm(r *http.Request, v *site.Visit) (screen, error) {
	view, err := s.Board.Members(r.Context(), v.Actor)
	if err != nil {
		return screen{}, err
	}
	k, err := s.edit(v, view.Keeps, v.Texts.T("federation.member.add"), pathMembers+"/ny", pathMembers)
	k.fields = memberFields(v, append([]federation.Member{}, view.Candidates...))
	return k, err
}

func (s *server) addMember(r *http.Request, v *site.Visit) (string, error) {
	return pathMembers, s.Board.AddMember(r.Context(), v.Actor, memberInput(v, id.Org(v.Form.Get("organisation"))))
}

func (s *server) memberForm(r *http.Request, v *site.Visit) (screen, error) {
	view, err := s.Board.Members(r.Context(), v.Actor)
	if err != nil {
		return screen{}, err
	}
	i := slices.IndexFunc(view.Members, func(m federation.Member) bool { return m.Org == id.Org(r.PathValue("organisation")) })
	if i < 0 {
		return screen{}, errs.Missing()
	}
	m := view.Members[i]
	k, err := s.edit(v, view.Keeps, m.Name, pathMembers+"/"+string(m.Org), pathMembers)
	k.form.Version, k.form.Values = m.Version, map[string][]string{"joined_on": one(m.JoinedOn), "notice_on": one(m.NoticeOn), "leaves_on": one(m.LeavesOn)}
	k.fields = memberFields(v, nil)
	return k, err
}

func (s *server) changeMember(r *http.Request, v *site.Visit) (string, error) {
	return pathMembers, s.Board.ChangeMember(r.Context(), v.Actor, memberInput(v, id.Org(r.PathValue("organisation"))), v.Version())
}

// budgetYear is the year that an address names.
func (s *server) budgetYear(r *http.Request, v *site.Visit) (board.SharesView, error) {
	year, err := strconv.Atoi(r.PathValue("year"))
	if err != nil || year <= 0 {
		return board.SharesView{}, errs.Missing()
	}
	return s.Board.Shares(r.Context(), v.Actor, year)
}

func (s *server) budgetForm(r *http.Request, v *site.Visit) (screen, error) {
	view, err := s.budgetYear(r, v)
	if err != nil {
		return screen{}, err
	}
	b := view.Budget
	k, err := s.edit(v, view.Keeps, v.Texts.T("federation.budget.change", "year", strconv.Itoa(view.Year)), budgetURL(view.Year), pathMembers+"?ar="+strconv.Itoa(view.Year))
	k.page.Head.Lead = v.Texts.T("federation.budget.lead")
	if b.Version > 0 {
		k.form.Version = b.Version
		k.form.Values = map[string][]string{"total": one(site.Number(b.Total)), "basis": one(b.Basis), "source": one(b.Source), "decided_on": one(b.DecidedOn)}
		for o, w := range b.Weights {
			k.form.Values[federation.WeightField(o)] = one(site.Number(w))
		}
	}
	k.fields = func(f ui.Form) []input {
		total := f.Field("total", "federation.budget.total")
		total.Unit = v.Texts.T("federation.unit")
		all := []input{{total, ui.NumberField}, {f.Field("basis", "federation.budget.basis.ask").WithOptions(site.Choices(v, "federation.basis", federation.Bases())...), ui.Radios}}
		for _, m := range view.Members {
			if split(view.Members, m) {
				w := f.Field(federation.WeightField(m.Org), "federation.weight")
				w.Label = v.Texts.T("federation.weight.of", "name", m.Name)
				all = append(all, input{w, ui.NumberField})
			}
		}
		return append(all, input{f.Field("source", "federation.source").MayBeEmpty().WithHint(v.Texts.T("federation.source.hint")).WithLimit(federation.MostTitle), ui.TextField},
			input{f.Field("decided_on", "federation.budget.decided").MayBeEmpty(), ui.DateField})
	}
	return k, err
}

// split reports whether a member shares its party's part with others.
func split(all []federation.Member, m federation.Member) bool {
	n := 0
	for _, o := range all {
		if o.Party() == m.Party() && o.Pays() {
			n++
		}
	}
	return n > 1 && m.Pays()
}

func (s *server) saveBudget(r *http.Request, v *site.Visit) (string, error) {
	view, err := s.budgetYear(r, v)
	if err != nil {
		return "", err
	}
	in := federation.BudgetInput{Year: view.Year, Total: kronor(v.Form.Get("total")), Basis: v.Form.Get("basis"), Source: v.Form.Get("source"),
		DecidedOn: v.Form.Get("decided_on"), Weights: map[id.Org]int64{}}
	for _, m := range view.Members {
		if split(view.Members, m) {
			in.Weights[m.Org] = kronor(v.Form.Get(federation.WeightField(m.Org)))
		}
	}
	return pathMembers + "?ar=" + strconv.Itoa(view.Year), s.Board.SaveBudget(r.Context(), v.Actor, in, max(v.Version(), 0))
}
