package scene

import (
	"context"
	"slices"

	"samverk/internal/access"
	"samverk/internal/contact"
	"samverk/internal/id"
	"samverk/internal/wayfinding"
)

// ways are the ways in: how to ask by each, who has said when that it holds, and
// how the actors find the ways in to each other (seeds of 2016).
func ways() []Turn {
	return []Turn{
		{What: "what to know of every way in", Day: -130, Do: guideWays},
		{What: "how the ways in work for others", Day: -128, Do: sayExperiences},
		{What: "the ways in that hold", Day: -30, Do: confirmWays},
		{What: "ways in that were wrong", Day: -6, Do: reportWays},
		{What: "one of them is mended", Day: -3, Do: mendWay},
	}
}

// open are the areas that show their ways in to anybody.
func openAreas() []id.Area { return []id.Area{"0685", "0604", "0682", "0686"} }

// unconfirmed are the ways in that nobody has confirmed for a long time.
func unconfirmed() []id.WayIn {
	return []id.WayIn{"vetlanda-in-boende", "aneby-in-missbruk", "eksjo-in-jobb"}
}

// eachWay lets the coordinator of each area do something with each way in.
func eachWay(ctx context.Context, st *Stage, do func(*wayfinding.Service, access.Actor, wayfinding.Way) error) error {
	s := wayfinding.New(st.App)
	for _, area := range st.Areas {
		who := st.Acting(area, "sam")
		all, err := s.Ways(ctx, who, wayfinding.Question{Area: area})
		if err != nil {
			return err
		}
		for _, w := range all.Ways {
			if err := do(s, who, w); err != nil {
				return err
			}
		}
	}
	return nil
}

func guideWays(ctx context.Context, st *Stage) error {
	return eachWay(ctx, st, func(s *wayfinding.Service, who access.Actor, w wayfinding.Way) error {
		m := w.Mending()
		m.Guide = guideFor(w)
		return s.Mend(ctx, who, w.ID, m)
	})
}

func confirmWays(ctx context.Context, st *Stage) error {
	return eachWay(ctx, st, func(s *wayfinding.Service, who access.Actor, w wayfinding.Way) error {
		if slices.Contains(unconfirmed(), w.ID) {
			return nil
		}
		return s.Confirm(ctx, who, w.ID, w.Guide.Version)
	})
}

// guideFor is what to know of a way in, by what it is about.
func guideFor(w wayfinding.Way) contact.Input {
	in := guides()[w.Topic]
	if w.ID == "vetlanda-in-aktivitet" {
		in = contact.Input{AgeTo: 29,
			Situations: "En ung person har, söker eller riskerar att behöva aktivitetsersättning. Är personen 30 år eller äldre: gå genom samordningen på Försäkringskassan.",
			Ready:      "Vilken ersättning personen har i dag, om skola eller SE-coach är med, och när ersättningen tar slut.",
			Form:       "Ring eller skriv till brevlådan. En och samma funktion svarar för hela Höglandet, så föreslå gärna flera mötestider direkt.",
			Keywords:   "ung unga aktivitetsersättning förlängd skolgång särskola SE supported employment",
		}
	}
	if in.AgeTo == 0 {
		in.AgeTo = 120
	}
	in.Shown = slices.Contains(openAreas(), w.Area)
	return in
}

// guides are what to know of the ways in of each topic, in words of our own
// after what the interviews asked for.
func guides() map[string]contact.Input {
	return map[string]contact.Input{
		"coordination": {
			Situations: "Du vet inte vem i kommunen som svarar, flera verksamheter behövs samtidigt, eller ingen annan har svarat.",
			Ready:      "Vad du behöver hjälp med, vilka som redan är med, och om personen har sagt ja till att ni talas vid.",
			Form:       "Ring. Gäller det en viss person: skicka en begäran om samordning i Samverk, så kommer den rätt direkt.",
			Keywords:   "en väg in kommunen vem ansvarar rundgång SIP möte socialtjänsten flera insatser samverkanskoordinator",
		},
		"livelihood": {
			Situations: "Personen har eller kan behöva försörjningsstöd, eller uppger ohälsa som skäl till att planeringen mot arbete inte går att följa. Säg till direkt om personen saknar anställning och SGI.",
			Ready:      "Vilken försörjning personen har i dag, vilka planeringar som pågår hos dig, och vad du vill veta.",
			Form:       "Ring på telefontiden. Annars: skriv till brevlådan utan namn och personnummer, så ringer funktionen upp.",
			Keywords:   "soc socialbidrag ekonomiskt bistånd pengar hyra socialsekreterare försörjning nollplacerad",
		},
		"work": {
			Situations: "Personen kan behöva arbetsträning, arbetsprövning, kartläggning eller stöd under en kommunal anställning. Är personen redo att söka arbete: vänd dig till Arbetsförmedlingen.",
			Ready:      "Vad personen har prövat, hur många timmar som är rimligt, och om läkare har sagt något om arbetsförmågan.",
			Form:       "Ring eller skriv till brevlådan. Platserna är få: fråga först om det finns plats.",
			Keywords:   "AME arbetsträning arbetsprövning praktik plats coach sysselsättning 20/40 jobb lön i stället för ersättning",
		},
		"care": {
			Situations: "Ett läkarintyg eller en bedömning behövs, eller personen söker vård utan att ha en kontakt på psykiatrimottagningen. Har personen redan en kontakt där: vänd dig till psykiatrin. Är du osäker: fråga rehabkoordinatorn, som vet vem som tar det.",
			Ready:      "Vilken planering som pågår och vad frågan till vården gäller: besök, intyg eller samtal. Personens ja till att ni talas vid.",
			Form:       "Ring rehabkoordinatorn. Skicka underlag till läkare genom Samverk, inte i mejl.",
			Keywords:   "läkarintyg läkarutlåtande LUH intyg doktor husläkare sjukskrivning distriktssköterska ohälsa oro värk rehabsamordnare",
		},
		"psychiatry": {
			Situations: "Personen har en kontakt på psykiatrimottagningen, eller vårdcentralen har remitterat dit. Har personen ingen vårdkontakt: börja på vårdcentralen. Behövs hjälp genast: ring 112 eller psykiatrisk akutmottagning.",
			Ready:      "Om personen har en behandlare där, vad som är planerat hos dig, och personens ja till att ni talas vid.",
			Form:       "Ring rehabkoordinatorn. Föreslå två eller tre mötestider direkt.",
			Keywords:   "psyk psykmottagning allvarlig psykisk sjukdom psykos bipolär neuropsykiatri behandlare CM case manager",
		},
		"insurance": {
			Situations: "Personen är sjukskriven, har eller söker sjukersättning, eller behöver att Försäkringskassan samordnar. Gäller också när personen har försörjningsstöd och saknar anställning och SGI: säg det med en gång.",
			Ready:      "Om det finns en sjukskrivning och till när, vem som är arbetsgivare om det finns någon, och vad du vill ha hjälp med.",
			Form:       "Ring samordningen. En begäran om samordning skickar du i Samverk.",
			Keywords:   "FK sjukpenning sjukersättning SGI sjukskriven samordningsansvar avstämningsmöte gemensam kartläggning GK koordinator samverkansansvarig",
		},
		"job": {
			Situations: "Personen söker arbete, är inskriven eller ska skrivas in, eller arbetsförmågan ska klargöras. Klarar personen ännu inte en vanlig arbetsplats: fråga kommunens arbetsmarknadsenhet först.",
			Ready:      "Om personen är inskriven, vilka hinder som finns, och vad ni redan har prövat.",
			Form:       "Skriv till funktionsbrevlådan utan namn, så ringer handläggaren. Vården kan ringa direkt.",
			Keywords:   "AF arbetslös jobb inskrivning arbetssökande lönebidrag funktionsnedsättning rehabilitering arbetsförmåga",
		},
		"addiction": {
			Situations: "Missbruk eller beroende är med i bilden, eller du misstänker det. Pågår en psykiatrisk kontakt samtidigt: säg det, så ringer mottagningen och öppenvården varandra.",
			Ready:      "Om personen vill ha kontakt själv, och vad som pågår i övrigt.",
			Form:       "Ring. Den enskilde kan också ringa själv.",
			Keywords:   "alkohol narkotika droger spel beroende missbruk öppenvård behandling nykter",
		},
		"housing": {
			Situations: "Vardagen hemma fungerar inte, eller personen behöver stöd i sitt boende. Gäller frågan LSS eller socialpsykiatri: börja också här.",
			Ready:      "Hur personen bor, vad som inte fungerar, och om personen vill ha hjälpen.",
			Form:       "Ring eller skriv till brevlådan. Funktionen talar om hur en ansökan går till.",
			Keywords:   "boendestöd lägenhet bostad vardag socialpsykiatri LSS hemma städa",
		},
	}
}

// reportWays lets others say what was wrong.
func reportWays(ctx context.Context, st *Stage) error {
	s := wayfinding.New(st.App)
	for _, r := range []struct {
		area  id.Area
		short string
		contact.NewReport
	}{
		{"0685", "fk", contact.NewReport{Way: "vetlanda-in-boende", Kind: "silence", Words: "Ringde tre dagar i rad på telefontiden."}},
		{"0604", "af", contact.NewReport{Way: "aneby-in-vard", Kind: "number", Words: "Numret gick till vårdcentralens tidbokning."}},
	} {
		if _, err := s.Report(ctx, st.Acting(r.area, r.short), r.NewReport); err != nil {
			return err
		}
	}
	return nil
}

// mendWay lets the one who answers for a way in put it right.
func mendWay(ctx context.Context, st *Stage) error {
	s, who := wayfinding.New(st.App), st.Acting("0604", "vc")
	reports, err := s.Reports(ctx, who, "aneby-in-vard")
	if err != nil {
		return err
	}
	for _, r := range reports {
		if err := s.Answer(ctx, who, "aneby-in-vard", r.ID, "Rehabkoordinatorns eget nummer står nu här.", r.Version); err != nil {
			return err
		}
	}
	v, err := s.Way(ctx, who, "aneby-in-vard")
	if err != nil {
		return err
	}
	m := v.Mending()
	m.Contact.Hours = "vardagar 8–9 och 13–14"
	return s.Mend(ctx, who, "aneby-in-vard", m)
}
