package scene

import (
	"context"
	"slices"

	"samverk/internal/access"
	"samverk/internal/app"
	"samverk/internal/cases"
	"samverk/internal/catalogue"
	"samverk/internal/fit"
	"samverk/internal/id"
	"samverk/internal/offer"
)

// The catalogue follows the two reports of 2016: which interventions there are,
// and that the municipalities differ in what they have put first. Its words are
// our own. So are, without any source, every number of places, free or not,
// every waiting time, ages where the reports do not tell them, and which of the
// municipalities beside Vetlanda has what.

// entry is an intervention of the demo: who is asked about it, in which areas
// each has one of its own, or which areas share one.
type entry struct {
	contact string    // short name; its unit offers it
	by      string    // who approves it; the organisation's administrator when empty
	in      []id.Area // one in each; all when empty
	shared  bool      // one for all of them
	day     int       // -90 when 0
	free    int       // places, from noPlaces on
	weeks   int
	told    int // day of that
	content offer.Content
}

// Areas by what the municipality is called.
const (
	aneby    id.Area = "0604"
	nassjo   id.Area = "0682"
	savsjo   id.Area = "0684"
	vetlanda id.Area = "0685"
	eksjo    id.Area = "0686"
	tranas   id.Area = "0687"
)

const untold = offer.NoNumber

// whole is content for every age.
func whole(name string, sort offer.Sort, purpose, target, takes string) offer.Content {
	return offer.Content{Name: name, Sort: sort, Purpose: purpose, Target: target, Entry: takes, AgeFrom: untold, AgeTo: untold, Capacity: untold}
}

// aged is content for some ages.
func aged(from, to int, c offer.Content) offer.Content {
	c.AgeFrom, c.AgeTo = from, to
	return c
}

// meant is content for some problems, that demands something.
func meant(c offer.Content, problems []string, requires ...string) offer.Content {
	c.Problems, c.Requires = problems, requires
	return c
}

// sized is content with how much, how long and how many.
func sized(c offer.Content, extent, length string, capacity int) offer.Content {
	c.Extent, c.Length, c.Capacity = extent, length, capacity
	return c
}

func municipal() []entry {
	twenty := meant(whole("20/40-jobb", "placing", "En anställning i stället för försörjningsstöd, så att nästa steg blir lättare att ta.",
		"Den som har försörjningsstöd och kan arbeta, men behöver stöd för att komma in.", "Planering tillsammans med försörjningsstöd, AME och Arbetsförmedlingen."), []string{"work"}, "assistance", "enrolled")
	twenty.Aliases, twenty.Length = []string{"Lön istället för ersättning", "Arbete istället för bidrag"}, "Ett år i taget"
	plan := meant(whole("Planering mot egen försörjning", "advice", "En plan för hur personen ska kunna leva på annat än försörjningsstöd, och vem som gör vad.",
		"Den som har eller söker försörjningsstöd.", "Ansökan om försörjningsstöd."), nil, "assistance")
	se := meant(whole("Supported employment", "placing", "En coach följer med till arbetsgivaren och finns kvar när arbetet har börjat.",
		"Den som vill arbeta och har en psykisk funktionsnedsättning.", "Egen vilja att arbeta. Ingen bedömning av arbetsförmåga krävs först."), []string{"work", "mental"})
	se.Aliases, se.Length, se.Evidence = []string{"SE", "SE-coach"}, "Så länge det behövs", "practice"
	home := meant(whole("Boendestöd", "support", "Stöd hemma så att vardagen fungerar.", "Den som har svårt att klara sitt hem och sina dagar på grund av psykisk ohälsa eller funktionsnedsättning.",
		"Ansökan hos kommunen."), []string{"social", "housing", "mental"})
	open := meant(aged(18, untold, whole("Öppenvård för missbruk och beroende", "treatment", "Samtal och behandling för att sluta med eller minska ett missbruk.",
		"Vuxna med missbruk eller beroende.", "Personen kan ringa själv. Ingen remiss behövs.")), []string{"addiction"})
	return []entry{
		{contact: "soc", by: "soc-chef", free: untold, weeks: 1, told: -12, content: plan},
		{contact: "se", in: []id.Area{vetlanda}, free: 2, weeks: 3, told: -5, content: aged(18, 29, sized(se, "Efter behov", "Så länge det behövs", 20))},
		{contact: "se", in: []id.Area{eksjo, nassjo, tranas}, free: 0, weeks: 8, told: -9, content: sized(se, "Efter behov", "Så länge det behövs", 15)},
		{contact: "se", in: []id.Area{aneby, savsjo}, day: -200, free: untold, weeks: untold, content: se},
		{contact: "bo", free: untold, weeks: 4, told: -20, content: home},
		{contact: "slussen", by: "vetlanda-slussen-chef", in: []id.Area{vetlanda}, free: 4, weeks: 1, told: -3, content: func() offer.Content {
			c := open
			c.Name, c.Aliases = "Öppenvården Slussen", []string{"Öppenvård för missbruk och beroende"}
			return c
		}()},
		{contact: "ov", by: "{k}-oppenvard-chef", in: []id.Area{eksjo, nassjo, savsjo, tranas}, free: 3, weeks: 2, told: -15, content: open},
		{contact: "ov", by: "{k}-oppenvard-chef", in: []id.Area{aneby}, day: -200, free: untold, weeks: untold, content: open},
		{contact: "ame", by: "ame-chef", in: []id.Area{vetlanda}, free: 0, weeks: 10, told: -4, content: sized(twenty, "50–100 procent", "Ett år i taget", 20)},
		{contact: "ame", by: "ame-chef", in: []id.Area{aneby}, day: -200, free: untold, weeks: untold, content: meant(whole("Coachning på AME", "guiding", "Hitta en riktning och söka arbete eller praktik.",
			"Den som har försörjningsstöd och saknar arbete.", "Planering med försörjningsstöd."), []string{"work"}, "assistance")},
		{contact: "ame", by: "ame-chef", in: []id.Area{vetlanda}, free: 5, weeks: 2, told: -4, content: meant(whole("Praktik med coach på AME", "guiding", "Pröva ett arbete hos en arbetsgivare, med en coach vid sidan.",
			"Den som har försörjningsstöd och saknar arbete.", "Planering med försörjningsstöd."), []string{"work"}, "assistance")},
		{contact: "ame", by: "ame-chef", in: []id.Area{eksjo, nassjo}, free: 4, weeks: 3, told: -8, content: sized(meant(whole("Arbetsträning på AME", "preparing", "Vänja sig vid tider, uppgifter och arbetskamrater i egen takt.",
			"Den som har varit borta länge från arbete och inte kan gå direkt till en arbetsplats.", "Beställning från försörjningsstöd eller Arbetsförmedlingen."), []string{"work"}), "10–40 timmar i veckan", "Tre månader, kan förlängas", 12)},
		{contact: "ame", by: "ame-chef", in: []id.Area{tranas}, free: 6, weeks: 0, told: -6, content: sized(aged(16, 29, meant(whole("Arbetsträning för unga på AME", "preparing", "Vänja sig vid tider, uppgifter och arbetskamrater i egen takt.",
			"Unga som varken arbetar eller studerar.", "Beställning från försörjningsstöd eller Arbetsförmedlingen."), []string{"work"})), "10–40 timmar i veckan", "Tre månader, kan förlängas", 10)},
		{contact: "ame", by: "ame-chef", in: []id.Area{nassjo}, free: 1, weeks: 5, told: -8, content: sized(meant(whole("Utredning av arbetsförutsättningar på AME", "investigating", "Ta reda på vad personen klarar, under vilka förutsättningar och i vilken omfattning.",
			"Den där det är oklart om och hur mycket hon kan arbeta.", "Frågeställning från den som beställer."), []string{"work", "mental", "physical"}, "ill_health"), "Fyra timmar om dagen", "Åtta veckor", 4)},
		{contact: "cm", in: []id.Area{vetlanda}, free: 1, weeks: 6, told: -30, content: meant(whole("Case management", "coordinating", "En person som håller ihop kontakterna kring den som har många.",
			"Den som har en svår psykisk sjukdom och många insatser samtidigt.", "Personens egen vilja, och en bedömning tillsammans med psykiatrimottagningen."), []string{"mental", "social"})},
		{contact: "vetlanda-grona-handledare", in: []id.Area{vetlanda}, free: 3, weeks: 1, told: -14, content: meant(whole("Sysselsättning på Gröna Huset", "occupation", "Något att gå till, med uppgifter i lugn takt.",
			"Den som har en psykisk funktionsnedsättning.", "Kontakt med socialpsykiatrin."), []string{"social", "mental"})},
		{contact: "sp", in: []id.Area{eksjo, nassjo}, free: 2, weeks: 4, told: -21, content: meant(whole("Sysselsättning i socialpsykiatrin", "occupation", "Något att gå till, med uppgifter i lugn takt.",
			"Den som har en psykisk funktionsnedsättning.", "Ansökan hos kommunen."), []string{"social", "mental"})},
		{contact: "komback", in: []id.Area{vetlanda}, free: 8, weeks: 0, told: -7, content: aged(16, 25, meant(whole("KomBack", "guiding", "Hitta tillbaka till studier eller vidare till arbete.",
			"Ungdomar som riskerar att avbryta sina studier eller har slutat utan slutbetyg.", "Ungdomen eller skolan tar kontakt."), []string{"work", "social"}))},
	}
}

func others() []entry {
	contact := func(name, where string) offer.Content {
		return whole(name, "contact", "En väg in till vården, och någon som håller ihop vårdens delar i rehabiliteringen.", "Patienter vid "+where+" som behöver stöd tillbaka till arbete eller annan sysselsättning.",
			"Personen är patient på mottagningen.")
	}
	coordinate := meant(whole("Försäkringskassans samordning", "coordinating", "Aktiviteter från flera aktörer ska leda åt samma håll, så att personen kan komma tillbaka till arbete.",
		"Den som av medicinska skäl har nedsatt arbetsförmåga, med eller utan SGI.", "Personen frågar själv efter samordning."), nil, "reduced")
	follow := meant(whole("Aktiviteter under aktivitetsersättning", "coordinating", "Ta reda på vilka aktiviteter som kan vara bra för personen under tiden med ersättning, och följa upp dem.",
		"Unga med aktivitetsersättning.", "Beslut om aktivitetsersättning."), nil, "activity_benefit")
	follow.Ground = "33 kap. 21 § socialförsäkringsbalken"
	job := func(name, purpose, target string, sort offer.Sort) entry {
		return entry{contact: "af", by: "af-chef", free: untold, weeks: untold, content: meant(whole(name, sort, purpose, target, "Inskriven på Arbetsförmedlingen, med en känd nedsättning av arbetsförmågan."), []string{"work"}, "enrolled", "reduced")}
	}
	sius := job("Särskilt introduktions- och uppföljningsstöd", "En konsulent lär in arbetet tillsammans med personen på arbetsplatsen, och följer upp efteråt.", "Den som behöver mer stöd i början av en anställning.", "placing")
	sius.content.Aliases, sius.weeks, sius.told = []string{"SIUS"}, 4, -25
	special := func(contact, name, purpose string, sort offer.Sort, weeks int) entry {
		return entry{contact: contact, shared: true, free: untold, weeks: weeks, told: -18, content: meant(whole(name, sort, purpose, "Den där det är oklart vad hon klarar, eller vilket stöd som behövs.",
			"Handläggaren på Arbetsförmedlingen beställer."), []string{"work"}, "enrolled")}
	}
	return []entry{
		{contact: "vc", by: "vc-chef", free: untold, weeks: 1, told: -10, content: contact("Rehabkoordinering på vårdcentralen", "vårdcentralen")},
		{contact: "psyk", by: "psyk-chef", free: untold, weeks: 2, told: -10, content: meant(contact("Rehabkoordinering på psykiatrimottagningen", "psykiatrimottagningen"), []string{"mental"})},
		{contact: "psyk", by: "psyk-chef", in: []id.Area{eksjo, vetlanda}, free: untold, weeks: 14, told: -40, content: meant(whole("Utredning på psykiatrimottagningen", "examination", "Klargöra vad svårigheterna beror på, och vilken behandling som kan hjälpa.",
			"Vuxna med psykisk ohälsa där bilden är oklar.", "Remiss, eller egen vårdbegäran."), []string{"mental"})},
		{contact: "fk", by: "fk-chef", free: untold, weeks: untold, content: coordinate},
		{contact: "fka", free: untold, weeks: untold, content: follow},
		sius,
		job("Personligt biträde", "Någon på arbetsplatsen får tid att hjälpa med det som personen inte klarar själv.", "Den som kan arbeta med hjälp i vissa uppgifter.", "placing"),
		job("Lönebidrag", "Arbetsgivaren får ersättning för att arbetet anpassas efter vad personen klarar.", "Den som kan arbeta men har nedsatt arbetsförmåga.", "placing"),
		job("Utvecklingsanställning", "En anställning där personen får pröva och utveckla vad hon klarar.", "Den som behöver tid och stöd för att komma vidare.", "placing"),
		special("terapeut", "Anpassning av arbetsplatsen", "Ändra miljön, hjälpmedlen eller uppgifterna så att arbetet går att göra.", "rehabilitating", 3),
		special("af-arbetspsykolog", "Utredning hos arbetspsykolog", "Klargöra förutsättningar för arbete och vad som behöver anpassas.", "investigating", 9),
		special("af-socialkonsulent", "Stöd av socialkonsulent", "Reda ut det i livet som står i vägen för arbete.", "guiding", 5),
		{contact: "unga", shared: true, free: 0, weeks: 12, told: -11, content: meant(whole("Arbetsförmedlingens stöd till unga med aktivitetsersättning", "coordinating", "Planera vägen mot arbete tillsammans med Försäkringskassan.",
			"Unga med aktivitetsersättning på hela Höglandet.", "Försäkringskassan tar kontakt."), []string{"work"}, "activity_benefit")},
	}
}

// catalogueTurns are the interventions, wishes and expectations of the demo.
func catalogueTurns() (all []Turn) {
	for _, e := range append(municipal(), others()...) {
		all = append(all, e.turns()...)
	}
	all = append(all, Turn{"insatser: förslag", -6, proposed}, Turn{"insatser: kompetens", -80, competences}, Turn{"saknat", -15, missed})
	return append(append(all, wishes()...), expectations()...)
}

// turns are when an intervention is approved, and when its room is told.
func (e entry) turns() (all []Turn) {
	if e.day == 0 {
		e.day = -90
	}
	made := map[id.Area]id.Intervention{}
	all = append(all, Turn{"insats: " + e.content.Name, e.day, func(ctx context.Context, s *Stage) error {
		for _, a := range e.areas(s) {
			c, who := e.content, e.approver(s, a)
			c.Areas, c.Contact = []id.Area{a}, s.Function(a, e.contact)
			if e.shared {
				c.Areas = s.Areas
			}
			i, err := catalogue.New(s.App).Add(ctx, who, s.Acting(a, e.contact).Unit, c, offer.Approved)
			if err != nil {
				return err
			}
			made[a] = i
		}
		return nil
	}})
	if e.told == 0 {
		return all
	}
	return append(all, Turn{"platser: " + e.content.Name, e.told, func(ctx context.Context, s *Stage) error {
		for _, a := range e.areas(s) {
			free := e.free
			if free > 0 && a != vetlanda {
				free = (free + int(a[3])) % (free + 2) // so that the areas are not alike
			}
			if err := catalogue.New(s.App).TellPlaces(ctx, e.approver(s, a), made[a], 1, offer.Places{Free: free, Weeks: e.weeks}); err != nil {
				return err
			}
		}
		return nil
	}})
}

// areas are where there is one of the entry.
func (e entry) areas(s *Stage) []id.Area {
	switch {
	case e.shared:
		return []id.Area{vetlanda}
	case len(e.in) > 0:
		return e.in
	}
	return s.Areas
}

// approver is who approves the entry: the manager, or who administers the
// organisation where the unit has none.
func (e entry) approver(s *Stage, a id.Area) access.Actor {
	if e.by != "" {
		return s.Acting(a, e.by)
	}
	switch of := s.Acting(a, e.contact).Org; of {
	case "af", "fk":
		return s.Acting(a, string(of)+"-admin")
	}
	return s.Acting(a, "{k}-admin")
}

// proposed is what waits for a manager: an answer to what others wish.
func proposed(ctx context.Context, s *Stage) error {
	c := sized(meant(whole("Arbetsprövning och bedömning på AME", "investigating", "Pröva att arbeta under trygga former, så att det blir känt vad personen klarar.",
		"Den som inte kan gå direkt till en arbetsplats, och där förutsättningarna är oklara.", "Beställning från Arbetsförmedlingen, Försäkringskassan eller försörjningsstöd."), []string{"work"}), "10–20 timmar i veckan", "Åtta veckor", 4)
	c.Areas, c.Contact = []id.Area{vetlanda}, s.Function(vetlanda, "ame")
	_, err := catalogue.New(s.App).Add(ctx, s.Acting(vetlanda, "ame"), s.Acting(vetlanda, "ame").Unit, c, offer.Proposed)
	return err
}

func competences(ctx context.Context, s *Stage) error {
	for _, one := range []struct {
		area  id.Area
		who   string
		codes []string
	}{
		{nassjo, "ame", []string{"work_rehabilitation", "insurance_medicine"}}, {eksjo, "ame", []string{"work_rehabilitation"}},
		{vetlanda, "se", []string{"supported_employment"}}, {vetlanda, "terapeut", []string{"social_consultant", "work_psychologist", "occupational_therapist"}},
	} {
		who := s.Acting(one.area, one.who)
		if err := catalogue.New(s.App).KeepCompetence(ctx, who, who.Unit, one.codes); err != nil {
			return err
		}
	}
	return nil
}

// missed counts, from cases that are open, what they needed that there was not.
func missed(ctx context.Context, s *Stage) error {
	for _, a := range []id.Area{vetlanda, eksjo, nassjo} {
		for _, what := range []struct {
			sort  offer.Sort
			actor access.Kind
			most  int
		}{{"investigating", access.Kommun, 4}, {"preparing", access.Kommun, 3}, {"therapy", access.Vard, 2}} {
			who := s.Acting(a, "sam")
			rows, _, err := s.App.Cases(ctx, who, "", cases.Page{Limit: 30})
			if err != nil {
				return err
			}
			rows = slices.DeleteFunc(rows, func(r app.CaseRow) bool { return r.AreaName == "" })
			for _, r := range rows[:min(len(rows), what.most)] {
				if err := fit.New(s.App).Note(ctx, who, r.ID, what.sort, what.actor); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

// wishes are what the actors wish of each other in the two reports.
func wishes() (all []Turn) {
	type wish struct {
		who   string
		to    access.Kind
		sort  offer.Sort
		words string
		since int
		in    []id.Area // all when empty
	}
	for _, w := range []wish{
		{"af", access.Kommun, "preparing", "Arbetsförberedande insatser på AME med möjlighet till arbetsprövning och arbetsträning, för den som har svårt att gå direkt ut på en arbetsplats.", -400, []id.Area{vetlanda, aneby, savsjo}},
		{"af", access.Kommun, "investigating", "Platser för utredning och bedömning på AME, så att det blir klart vilka förutsättningar personen har.", -400, nil},
		{"psyk", access.AF, "coordinating", "Enklare, snabbare och mer samverkan med Arbetsförmedlingen.", -380, []id.Area{vetlanda}},
		{"af", access.FK, "coordinating", "Enklare samverkan när personen saknar SGI.", -380, []id.Area{vetlanda, tranas}},
		{"ame", access.AF, "placing", "Mer samverkan under anställningen och när en ettårig anställning tar slut.", -350, []id.Area{vetlanda}},
		{"soc", access.Vard, "contact", "Mer samverkan i de komplexa ärendena, med en känd väg in.", -350, []id.Area{vetlanda, eksjo}},
		{"vc", access.AF, "coordinating", "Formell och återkommande samverkan, så att vi vet vad vi sjukskriver från.", -300, []id.Area{eksjo, nassjo}},
	} {
		all = append(all, Turn{"önskan: " + w.words, -70, func(ctx context.Context, s *Stage) error {
			areas := w.in
			if len(areas) == 0 {
				areas = s.Areas
			}
			for _, a := range areas {
				if _, err := catalogue.New(s.App).Wish(ctx, s.Acting(a, w.who), offer.NewWish{Area: a, To: w.to, Sort: w.sort, Words: w.words, Since: s.Date(w.since)}); err != nil {
					return err
				}
			}
			return nil
		}})
	}
	return append(all, Turn{"önskan uppfylld", -30, met})
}

// met closes the wish that Nässjö's own intervention answers.
func met(ctx context.Context, s *Stage) error {
	shelf, who := catalogue.New(s.App), s.Acting(nassjo, "af")
	v, err := shelf.Wishes(ctx, who, nassjo, offer.Open, offer.Page{Limit: 50})
	if err != nil {
		return err
	}
	for _, w := range v.Rows {
		for _, g := range v.Gaps {
			if w.Sort == "investigating" && g.Sort == w.Sort && g.Actor == w.To && len(g.Offered) > 0 {
				return shelf.CloseWish(ctx, who, w.ID, w.Version, offer.Met, g.Offered[0].ID)
			}
		}
	}
	return nil
}

// expectations are what the actors expect of each other, and the answers.
func expectations() (all []Turn) {
	for _, e := range []struct {
		who, words string
		to         access.Kind
		manager    string
		reply      offer.Reply
		review     int
		in         []id.Area // all when empty
	}{
		{"af", "Att rehabkoordinatorn svarar inom några dagar, så att planeringen inte stannar.", access.Vard, "vc-chef", offer.Reply{Answer: "partly", Words: "Inom en vecka. Rehabkoordinatorn har flera uppdrag."}, -3, nil},
		{"vc", "Att kommunen kan säga vilka av sina verksamheter som är med kring en person, när hon samtycker.", access.Kommun, "chef", offer.Reply{Answer: "can", Words: "Genom samverkanskoordinatorn, som är en väg in."}, 200, nil},
		{"soc", "Att Försäkringskassan är med vid samordning också när personen saknar SGI.", access.FK, "fk-chef", offer.Reply{Answer: "partly", Words: "När personen själv frågar efter samordning, och det finns en medicinsk nedsättning."}, 150, []id.Area{vetlanda, eksjo, nassjo}},
		{"fk", "Att AME kan ta emot för arbetsträning inom en månad.", access.Kommun, "ame-chef", offer.Reply{Answer: "cannot", Words: "Vi har inga platser för arbetsträning i dag. Ett förslag finns."}, 90, []id.Area{vetlanda}},
		{"psyk", "Att Arbetsförmedlingen har en handläggare som känner målgruppen.", access.AF, "", offer.Reply{}, 0, []id.Area{vetlanda, tranas}},
	} {
		made := map[id.Area]id.Expectation{}
		each := func(s *Stage, do func(a id.Area) error) (err error) {
			areas := e.in
			if len(areas) == 0 {
				areas = s.Areas
			}
			for _, a := range areas {
				if err == nil {
					err = do(a)
				}
			}
			return err
		}
		all = append(all, Turn{"förväntan: " + e.words, -60, func(ctx context.Context, s *Stage) error {
			return each(s, func(a id.Area) (err error) {
				made[a], err = catalogue.New(s.App).Expect(ctx, s.Acting(a, e.who), offer.NewExpectation{Area: a, To: e.to, Words: e.words})
				return err
			})
		}})
		if e.manager == "" {
			continue
		}
		all = append(all, Turn{"svar: " + e.words, -50, func(ctx context.Context, s *Stage) error {
			return each(s, func(a id.Area) error {
				r := e.reply
				r.ReviewOn = s.Date(e.review)
				return catalogue.New(s.App).Answer(ctx, s.Acting(a, e.manager), made[a], 1, r)
			})
		}})
	}
	return all
}
