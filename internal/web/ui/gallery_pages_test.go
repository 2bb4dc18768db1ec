package ui

import (
	"context"
	"io"

	"github.com/a-h/templ"

	"samverk/internal/access"
	"samverk/internal/errs"
	"samverk/internal/i18n"
)

// with sets children into a part, as a page's own template would.
func with(parent templ.Component, children ...templ.Component) templ.Component {
	return templ.ComponentFunc(func(ctx context.Context, w io.Writer) error {
		return parent.Render(templ.WithChildren(ctx, templ.Join(children...)), w)
	})
}

func galleryPages(t *i18n.Texts) map[string]templ.Component {
	return map[string]templ.Component{
		"case": galleryCase(t), "consent": galleryConsent(t), "form": galleryFormPage(t, false), "faults": galleryFormPage(t, true),
		"changed": galleryChanged(t), "error": galleryError(t), "sign-in": gallerySignIn(t), "demo-sign-in": galleryDemo(t),
		"parts": galleryParts(t), "print": galleryPrint(t), "person": galleryPerson(t),
	}
}

func galleryCase(t *i18n.Texts) templ.Component {
	p := galleryFrame(t, "Tolvan Tolvansson")
	p.Head = Head{
		Back: &Link{"Mina ärenden", "/arenden"},
		Meta: []string{"19900101-2385", "Vetlanda", "ärende V-2026-0117", "öppnat 3 sep 2026", "samordnare: samverkanskoordinator Vetlanda"},
		Chips: []Chip{{Text: "Pågående plan"}, {Text: "Utan SGI"}, {"Samtycke till 4 av 4 parter, gäller t.o.m. 3 mar 2027", Success, "/samtycke"},
			{"Uppföljning om 6 dagar", Warning, ""}, {"1 krock i planen", Error, "#krock"}},
		Actions: []Action{{Label: "Kalla till möte", Href: "/kalla"}, {Label: "Skriv i ärendet", Href: "/skriv", Primary: true, Icon: "pen"}},
	}
	p.Flash = &Flash{Success, "Planen är sparad. Den visas för Försörjningsstöd, AME och Samordning (kategorin Plan och möten).", &Link{"Återkalla", "/aterkalla"}}
	todo := Table{Caption: "Överenskommet att göra", Hidden: true, Columns: []Column{{Label: "Vad"}, {Label: "Ansvarig funktion"}, {Label: "Klart"}, {Label: "Läge"}}, Rows: []Row{
		cells(LinkTo("#", "Underlag till läkare inför nytt intyg"), Two("Socialsekreterare", "Försörjningsstöd"), Text("fre 27 nov"), Badge(Warning, "Om 6 dagar")),
		cells(LinkTo("#", "Boka specialist arbetsterapeut"), Two("Handläggare", "Arbetsförmedlingen"), Text("fre 4 dec"), Badge(Info, "Pågår")),
		cells(LinkTo("#", "Beslut om samordningsansvar"), Two("Personlig handläggare", "Försäkringskassan"), Text("fre 13 nov"), Badge(Error, "8 dagar sen")),
		cells(LinkTo("#", "Anmälan till AME"), Two("Socialsekreterare", "Försörjningsstöd"), Text("mån 5 okt"), Badge(Success, "Klart")),
	}}
	words := "Jag vill orka jobba halvtid med något praktiskt, och veta vem jag ska ringa."
	side := templ.Join(
		with(Card("Nästa möte"), templ.Raw(`<p><strong>Samverk Vetlanda</strong><br/>fre 27 nov 09:30–10:00<br/>Stadshuset rum 3 och länk</p><p>Kallade: 4 av 4 parter. Tolvan deltar.</p>`)),
		with(Card("Runt Tolvan"), galleryRound(t)),
		with(Card("Senast"), templ.Raw(`<ul class="plain"><li>I dag 10:12 AME ändrade omfattning till 25 %</li><li>I går FK: samordningsbehov bedömt</li><li>14 nov Tolvan läste planen</li></ul>`)),
	)
	return with(Layout(p), with(Columns(side),
		Quote("Tolvans mål", words, "Delmål 2 av 4 är nådda."),
		with(Section("Gemensam plan", Action{Label: "Skriv ut", Href: "/utskrift", Icon: "print"}, Action{Label: "Ändra planen", Href: "/plan"}), Lanes(t, galleryChart())),
		templ.Raw(`<div id="krock">`),
		with(MessageBox(t, Error, "Krock: sjukskriven 100 % samtidigt som arbetsträning 25 %"),
			templ.Raw(`<p>Läkaren har inte fått underlag om arbetsträningen. <a href="#">Skapa underlag till läkare</a> · <a href="#">Ta upp på nästa möte</a></p>`)),
		templ.Raw(`</div>`),
		with(Section("Överenskommet att göra"), TableOf(todo)),
	))
}

func galleryRound(t *i18n.Texts) templ.Component {
	list := []templ.Component{templ.Raw(`<ul class="plain">`)}
	for _, r := range []struct {
		k           access.Kind
		name, under string
	}{
		{access.Kommun, "Socialsekreterare", "Försörjningsstöd · Handläggare 2"}, {access.Kommun, "Arbetscoach", "AME · vakant, ersättare: enhetschef"},
		{access.Vard, "Rehabkoordinator", "Vetlanda vårdcentral · du själv"}, {access.FK, "Personlig handläggare", "Samordning · funktionsbrevlåda"},
		{access.AF, "Handläggare", "Vetlanda · Handläggare 1"},
	} {
		list = append(list, templ.Raw(`<li>`), Actor(t, r.k, r.name, r.under), templ.Raw(`</li>`))
	}
	return templ.Join(append(list, templ.Raw(`</ul>`))...)
}

func galleryPerson(t *i18n.Texts) templ.Component {
	p := galleryFrame(t, "Vem får veta vad om dig")
	p.Demo = false
	p.Theme = DarkTheme
	p.User = &User{Name: "Tolvan Tolvansson", Where: "inloggad med e-legitimation", Kind: Person}
	p.Nav = []NavItem{{Label: "Min plan", Href: "/min-plan"}, {Label: "Vem får veta vad", Href: "/vem"}, {Label: "Vem har läst", Href: "/last"}, {Label: "Möten", Href: "/moten"}}
	p.Active = "/vem"
	p.Head.Lead = "Så här ser det ut nu. Det gäller till och med 3 mar 2027."
	return with(Layout(p), GridOf(galleryGrid(t, true)))
}

func galleryConsent(t *i18n.Texts) templ.Component {
	p := galleryFrame(t, "Vem får veta vad om dig")
	p.User = &User{Name: "Tolvan Tolvansson", Where: "inloggad med e-legitimation", Kind: Person}
	p.Nav = []NavItem{{Label: "Min plan", Href: "/min-plan"}, {Label: "Vem får veta vad", Href: "/vem"}, {Label: "Vem har läst", Href: "/last"}, {Label: "Möten", Href: "/moten"}}
	p.Active = "/vem"
	p.Head.Lead = "Du bestämmer. Ingen av dem ser mer än det du har kryssat i. Du kan ändra dig när du vill, och det gäller direkt. Det de redan har skrivit i sina egna journaler påverkas inte."
	f := Form{Texts: t, Action: "/vem", Values: map[string][]string{"ends": {"2027-03-03"}}}
	ends := f.Field("ends", "ui.lanes.period")
	ends.Label = "Gäller till och med"
	return with(Layout(p), with(PostForm(f), GridOf(galleryGrid(t, false)), DateField(ends.WithHint("Högst ett år. Sedan frågar vi dig igen.")),
		SubmitRow("Spara samtycket", &Link{"Dra tillbaka allt", "/dra-tillbaka"})),
		with(MessageBox(t, Info, "Sedan den 3 september har planen lästs 14 gånger av 5 funktioner."), templ.Raw(`<p><a href="#">Se vem som har läst</a></p>`)))
}

func galleryFormPage(t *i18n.Texts, faults bool) templ.Component {
	f := galleryForm(t, faults)
	p := galleryFrame(t, "Begär samordning")
	p.Head.Lead = "Vem behöver du hjälp av, och vad behöver de veta?"
	p.Faults = f.Faults
	named := func(name, label string) Field {
		field := f.Field(name, "ui.choose")
		field.Label = label
		return field
	}
	number := named("number", "Personnummer").WithHint("Tolv siffror, till exempel 19900101-2385.").WithLimit(13)
	number.InputMode = "numeric"
	extent := named("extent", "Omfattning").MayBeEmpty()
	extent.Unit = "procent"
	to := named("to", "Vilka behöver vara med?").WithOptions(Option{Value: "kommun", Label: "Försörjningsstöd", About: "Kommunen"}, Option{Value: "vard", Label: "Vetlanda vårdcentral"},
		Option{Value: "fk", Label: "Försäkringskassan, samordning"}, Option{Value: "psyk", Label: "Psykiatrimottagningen", About: "Spärrad av personen", Locked: true})
	how := named("how", "Hur bråttom är det?").WithOptions(Option{Value: "now", Label: "Inom en vecka"}, Option{Value: "later", Label: "Nästa forum räcker", About: "fre 27 nov"})
	area := named("area", "Kommun").WithOptions(Option{Value: "0685", Label: "Vetlanda"}, Option{Value: "0682", Label: "Nässjö"})
	return with(Layout(p),
		Steps(t, []Step{{"Vem det gäller", "#"}, {"Vad som behövs", "#"}, {"Till vem", ""}, {"Skicka", ""}}, 2),
		with(PostForm(f), TextField(named("title", "Vad gäller det?").WithLimit(120)), TextField(number), Select(area), Radios(how), DateField(named("day", "Senast svar")), NumberField(extent),
			with(Preview("/forhandsvisa", "mottagare"), Checkboxes(to)), TextArea(named("words", "Med egna ord").WithHint("Skriv inte diagnoser här.").WithLimit(2000)),
			SubmitRow("Skicka begäran", &Link{"Avbryt", "/"})))
}

func galleryChanged(t *i18n.Texts) templ.Component {
	p := galleryFrame(t, "Ändra planen")
	f := Form{Texts: t, Action: "/plan", Version: 4, Changed: true, Values: map[string][]string{"words": {"Arbetsträning på lagret, två halvdagar i veckan, med arbetscoach."}}}
	words := f.Field("words", "ui.lanes.what")
	return with(Layout(p), with(Changed(t, "Arbetscoach, AME", []Difference{
		{"Aktivitet", "Arbetsträning på lagret, två halvdagar i veckan, med stöd av handledare.", "Arbetsträning på lagret, tre halvdagar i veckan, med arbetscoach."},
		{"Börjar", "12 okt 2026", "19 okt 2026"}, {"Anteckning", "", "Ring före besök."}}), with(PostForm(f), TextArea(words), SubmitRow("Spara planen", nil))))
}

func galleryError(t *i18n.Texts) templ.Component {
	p := galleryFrame(t, "Det gick inte att spara")
	return with(Layout(p), ErrorPage(t, Failure{Text: t.Error(errs.New(errs.Unavailable, "storage.unavailable")), Saved: NotSaved, Reference: "7F3K-22Q"}))
}

func gallerySignIn(t *i18n.Texts) templ.Component {
	p := Page{Title: "Logga in", Texts: t, Site: "Höglandets samordningsförbund", Path: PathSignIn}
	return with(Layout(p), SignIn(t, []SignInWay{{"Logga in med e-legitimation", "För dig som en plan handlar om.", "/oidc/e-leg", true}, {"Logga in med jobbets konto", "För dig som arbetar hos kommun, vård, Försäkringskassan eller Arbetsförmedlingen.", "/oidc/jobb", false}}))
}

func galleryDemo(t *i18n.Texts) templ.Component {
	p := Page{Title: "Pröva Samverk", Texts: t, Demo: true, Path: PathSignIn}
	user := func(key, name, where string, k access.Kind, about string) DemoUser {
		return DemoUser{Key: key, User: User{Name: name, Where: where, Kind: k}, About: about}
	}
	vetlanda := DemoGroup{"Vetlanda", []DemoUser{
		user("f1", "Samverkanskoordinator", "Vetlanda kommun", access.Kommun, "Öppnar och leder ärenden. Elva pågår."), user("f2", "Socialsekreterare", "Försörjningsstöd · Vetlanda kommun", access.Kommun, ""),
		user("f3", "Rehabkoordinator", "Vetlanda vårdcentral · Region Jönköpings län", access.Vard, "Tre begäranden väntar på svar."),
		user("f4", "Personlig handläggare", "Samordning · Försäkringskassan", access.FK, ""), user("f5", "Handläggare", "Arbetsförmedlingen Vetlanda", access.AF, "")}}
	rest := DemoGroup{"Hela Höglandet", []DemoUser{user("f6", "Förbundschef", "Höglandets samordningsförbund", access.Forbund, "Ser tal, aldrig personer."), user("f7", "Systemförvaltare", "Drift", access.Drift, "")}}
	return with(Layout(p), DemoSignIn(t, []DemoUser{user("p1", "Tolvan Tolvansson", "har en plan i Vetlanda", Person, "Bestämmer vem som får veta vad.")}, []DemoGroup{vetlanda, rest}))
}

func galleryParts(t *i18n.Texts) templ.Component {
	p := galleryFrame(t, "Delar")
	p.Active = "/"
	p.Head.Actions = []Action{{Label: "Avsluta ärendet", Href: "/avsluta", Opens: "avsluta"}}
	return with(Layout(p),
		EmptyState("Inga ärenden ännu", "Här visas ärenden som din enhet är part i. Det första börjar med att någon ber om samordning.", &Action{Label: "Begär samordning", Href: "/begar", Primary: true, Icon: "plus"}),
		Pager(t, Pages{First: "/arenden", Next: "/arenden?efter=x", Shown: 50}),
		with(MessageBox(t, Info, "En ny begäran har kommit")), with(MessageBox(t, Success, "Samtycket är sparat")), with(MessageBox(t, Warning, "Intyget går ut om 9 dagar")), with(MessageBox(t, Error, "Svar saknas")),
		with(Details("Varför ser jag inte allt?"), Text("Du ser det som personen har sagt ja till.")),
		DefinitionList([]Term{{"Väg in", Text("Rehabkoordinator")}, {"Svarar inom", Text("5 dagar")}, {"Telefon", Text("0383-00 00 00")}}),
		with(Confirm(t, Dialog{ID: "avsluta", Title: "Avsluta ärendet?", Text: "Alla parter får veta det. Ärendet kan öppnas igen.", Action: "/avsluta", Do: "Avsluta", Danger: true, Version: "2", Once: "k"})),
	)
}

func galleryPrint(t *i18n.Texts) templ.Component {
	p := galleryFrame(t, "Gemensam plan")
	p.Print, p.Running = true, "ärende V-2026-0117 · utskrivet 21 nov 2026"
	p.Head = Head{Meta: []string{"Tolvan Tolvansson", "19900101-2385", "Vetlanda"}, Back: &Link{"Tillbaka till ärendet", "/arenden/x"}}
	return with(Layout(p), Quote("Tolvans mål", "Jag vill orka jobba halvtid med något praktiskt, och veta vem jag ska ringa.", ""), with(Section("Planen"), Lanes(t, galleryChart())),
		with(Section("Vem får veta vad"), GridOf(galleryGrid(t, true))))
}
