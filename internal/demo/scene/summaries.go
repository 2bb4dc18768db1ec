package scene

import (
	"context"

	"samverk/internal/access"
	"samverk/internal/id"
	"samverk/internal/mapping"
	"samverk/internal/study"
)

// reportOf2016 is where the shares come from.
const reportOf2016 = "Resultat kommunområde Vetlanda, 2016"

func sharesOfVetlanda() []study.Share {
	return []study.Share{
		{Actor: access.Kommun, Unit: "Socialtjänstens verksamheter", Low: 80, High: 100, Words: "Cirka. Behöver samordning från minst två av de fyra."},
		{Actor: access.Vard, Unit: "Psykiatrimottagningarna", Low: 50, High: 75},
		{Actor: access.Vard, Unit: "Primärvården", Low: 20, High: 20, Words: "Cirka. Målgruppen tar en större del än 20 % av tiden och resurserna."},
		{Actor: access.FK, Unit: "Handläggare för sjukskrivna", Low: 50, High: 80, Words: "Cirka."},
		{Actor: access.FK, Unit: "Handläggare för aktivitetsersättning", Low: 80, High: 90},
		{Actor: access.AF, Unit: "Arbetsförmedlingen", Low: 50, High: 80, Words: "Skiftar efter vilken insats handläggaren arbetar med."},
	}
}

// points are lines of a sort.
type points struct {
	kind, code string
	lines      []string
}

func pointsOfVetlanda() []points {
	return []points{
		{study.Enabler, "exists", []string{
			"Formella samverkansforum på individnivå för medarbetare",
			"Informella samverkansforum på individnivå, internt och externt, hos flera av de fyra",
			"KomBack för ungdomar 16–25 år som riskerar att avbryta studierna eller slutat utan slutbetyg: skolor, AF, näringslivet, öppenvården Slussen, FK och vården",
			"Samverkan med AF om 20/40-jobben, arbete i stället för bidrag",
			"Chefer som ger medarbetare förutsättningar att samverka",
			"Rehabsamordnare som är väg in till vården och samordnar vårdens insatser",
			"Intern samverkan mellan försörjningsstöd och AME",
			"Samverkan mellan kommunens socialpsykiatri och Regionens psykiatrimottagning",
			"Bra och enkel kontakt mellan tjänstemän och politiker i socialförvaltning och nämnd",
		}},
		{study.Enabler, "coming", []string{
			"Utveckling av den interna samverkan mellan försörjningsstöd och AME",
			"Utveckling av arbetsmetoder på AME för målgruppen",
			"Utveckling inom försörjningsstöd genom Instrument X",
			"Utveckling av den externa samverkan mellan försörjningsstöd och AF",
		}},
		{study.Wish, "organisation", []string{
			"Integrerad samverkan: varaktiga, fungerande och individanpassade strukturer mellan alla aktörer för hela målgruppen med behov av samordnad rehabilitering",
			"En gemensam värdegrund: vad kan vi göra för individen, och hur löser vi det tillsammans?",
			"Rätt insats, i rätt tid, till rätt person, av rätt aktör och till rätt kostnad",
			"God kunskap om varandras verksamheter och möjliga insatser",
		}},
		{study.Wish, "individual", []string{
			"Erbjudas rätt insats, i rätt tid, av rätt aktör och till rätt kostnad",
			"En varaktig lösning för arbete eller sysselsättning och självförsörjning",
			"Möjlighet att utifrån sina förutsättningar arbeta 100 % av sin egen förmåga",
		}},
	}
}

func developmentsOfVetlanda() []string {
	return []string{
		"Forum för formell samverkan mellan medarbetare hos de fyra kring individen, med kontinuitet, gemensam planering, dokumentation och uppföljning (Samverk Vetlanda)",
		"Forum för samverkan mellan chefer hos de fyra (lokal samverkansgrupp, LSG)",
		"Gemensam handlingsplan för alla fyra vid samverkansmöten kring individen",
		"Definiera, beskriva och kartlägga målgruppen att samverka kring",
		"Kartlägga möjliga insatser för målgruppen hos de fyra",
		"Förbättra de formella kontaktvägarna mellan de fyra",
		"Öka kunskapen om varandras verksamheter, verktyg, kompetens, ansvar och regelverk hos medarbetare, chefer och politiker",
		"Mötesform för avslut och överlämning, där relevant information delas, det som redan är gjort tas till vara och nästa aktör tar vid",
		"Samverkan mellan AF och AME under och vid slutet av anställningar i 20/40-jobben",
		"Fortsätta att utveckla och förenkla den interna samverkan i kommunen",
		"Kartlägga och analysera gruppen med försörjningsstöd genom Instrument X",
		"Platser för arbetsträning och arbetsprövning, kartläggning och utredning av förutsättningar för arbete på AME",
		"Fortsätta att utveckla samverkan med näringslivet för fler anställningar",
	}
}

// developmentsOfAll are the proposals of the main report that hold for all.
func developmentsOfAll() []string {
	return []string{
		"En gemensam arbetsmetod för personer som har försörjningsstöd och saknar SGI",
		"Gemensamma utbildningsdagar om samverkan, samordnad rehabilitering och försäkringsmedicin",
		"En gemensam metod för att utvärdera samverkan",
		"En samverkanskoordinator i varje kommunområde, som en väg in till kommunen",
	}
}

func developmentsOfAreas() []string {
	return []string{
		"Skriftlig beskrivning av formella och informella forum, och när de används",
		"Inventering av möjliga insatser hos varje aktör",
		"Chefsgrupp med alla fyra som beslutar om samverkan",
	}
}

// proposals of the main report, factor by factor.
func proposals() []points {
	return []points{
		{study.Proposal, "leadership", []string{"En chefsgrupp i varje kommunområde med alla fyra, som beslutar om utveckling av samverkan."}},
		{study.Proposal, "structure", []string{"Ett formellt forum i varje område där alla fyra kan kalla och kallas, i en skriftlig överenskommelse.", "En samverkanskoordinator som ser över forumen och är en väg in till kommunen."}},
		{study.Proposal, "forums", []string{"En skriftlig beskrivning i varje område av de forum som finns, och hur och när de används."}},
		{study.Proposal, "stability", []string{"Samverkanskoordinatorn följer förändringar hos de fyra och håller i introduktion för nyanställda."}},
		{study.Proposal, "respect", []string{"Inventering av möjliga insatser, och av vad man önskar av varandra.", "Gemensamma utbildningsdagar."}},
		{study.Proposal, "goals", []string{"Gemensam målgrupp och gemensamma mål i överenskommelsen, och en gemensam metod för utvärdering."}},
		{study.Proposal, "individual", []string{"Ett evidensbaserat instrument i försörjningsstöd, och arbetsrehabiliterande insatser på AME."}},
		{study.Proposal, "knowledge", []string{"Varje aktör kartlägger och utvecklar sin interna samverkan och sina möjliga insatser."}},
	}
}

// tablesOfVetlanda is how the tables at the end of the report are to be read.
const tablesOfVetlanda = `I Öppna jämförelser går kommunens storlek från 1 till 5, och den socioekonomiska sorteringsnyckeln från 1, låg risk, till 8, hög risk.
Försörjningsmåttet gäller alla i åldrarna 16–64 år 2014–2015: genomsnittligt utbetalt belopp per individ, i kronor, från www.finsam.se/nationellaradet. Ersättningarna står var för sig och i tre grupper.
- Ohälsa: sjukpenning (SP) med rehabiliteringspenning (RP), aktivitetsersättning (AE) och sjukersättning (SE)
- Arbetsmarknadsstöd: arbetslöshetskassa (AL), aktivitetsstöd (AS) med utvecklingsersättning (UE), etableringsersättning (EE) med etableringstillägg (ET) och bostadsersättning (BE)
- Ekonomiskt bistånd (EB), försörjningsstöd`

func summariesOfVetlanda() map[string]string {
	return map[string]string{
		study.Intro:    "Underlaget visar vilka arenor för samverkan som finns och används för dem som har komplex problematik och behöver samordnad rehabilitering, och vad som styr möjligheterna att samverka.",
		"leadership":   "Viljan finns hos cheferna. Tiden och det interna arbetet står i vägen.",
		"structure":    "Samverkan sker, men utan gemensamma rutiner. Den beror på situation och person.",
		"forums":       "Flera formella forum finns, med återkommande möten, gemensam dokumentation, handlingsplan och uppföljning, men inget där alla fyra möts kring hela målgruppen.",
		"stability":    "Förändringar hos alla parter har gjort samverkan svårare att hålla i.",
		"respect":      "Förväntningarna är fel på båda håll, för att kunskapen om varandra brister.",
		"goals":        "Målgruppen är inte gemensamt bestämd; varje aktör beskriver den, och svårigheterna kring den, på sitt sätt.",
		"individual":   "Insatserna är individanpassade var för sig, men inte samordnade.",
		"knowledge":    "Det saknas ett ställe där de fyra utvecklar samverkan tillsammans.",
		study.Figures:  tablesOfVetlanda,
		study.Enablers: "Mycket är på gång, framför allt inom kommunen, och alla aktörer vill förändra och förbättra.",
	}
}

func sumUpStudy(ctx context.Context, st *Stage) error {
	s, v, err := theStudy(ctx, st)
	if err != nil {
		return err
	}
	for section, words := range summariesOfVetlanda() {
		if err := s.SaveSummary(ctx, st.Acting(areaVetlanda, "sam"), v.ID, study.Summary{Place: study.Place{Area: areaVetlanda}, Section: section, Words: words}); err != nil {
			return err
		}
	}
	for _, h := range sharesOfVetlanda() {
		h.Area, h.Source = areaVetlanda, reportOf2016
		if err := s.AddShare(ctx, st.Acting(areaVetlanda, "sam"), v.ID, h); err != nil {
			return err
		}
	}
	if err := enterPoints(ctx, st.Acting(areaVetlanda, "sam"), s, v.ID, areaVetlanda, pointsOfVetlanda()); err != nil {
		return err
	}
	return sumUpOthers(ctx, st, s, v.ID)
}

func enterPoints(ctx context.Context, who access.Actor, s *mapping.Service, of id.Study, area id.Area, all []points) error {
	for _, p := range all {
		if err := s.AddPoints(ctx, who, of, study.Point{Area: area, Kind: p.kind, Code: p.code}, p.lines); err != nil {
			return err
		}
	}
	return nil
}

// sumUpOthers sums up the other areas, each actor and what is common to all.
func sumUpOthers(ctx context.Context, st *Stage, s *mapping.Service, of id.Study) error {
	who := federationOfficer(st)
	all := []study.Summary{{Section: "goals", Words: "Alla fyra i alla områden beskriver en gemensam målgrupp som viktig och svår."},
		{Section: "structure", Words: "Kommunens verksamheter skiljer sig mest mellan områdena, och det påverkar de andra tre."}}
	for k, words := range map[access.Kind]string{access.Kommun: "Nästan alla i de intervjuade verksamheterna hör till målgruppen.", access.Vard: "Målgruppen söker vård ofta och tar mycket av resurserna.",
		access.FK: "Fler saknar både anställning och SGI.", access.AF: "Målgruppen är resurskrävande och inte känslig för konjunkturen."} {
		all = append(all, study.Summary{Place: study.Place{Actor: k}, Section: "goals", Words: words})
	}
	for _, a := range st.Areas {
		if a != areaVetlanda {
			all = append(all, study.Summary{Place: study.Place{Area: a}, Section: study.Intro, Words: "Området har samma styrkor och svårigheter som de andra; här återges det som är gemensamt."})
			if err := enterPoints(ctx, who, s, of, a, []points{{study.Enabler, "exists", []string{"Gemensam kartläggning mellan FK och AF"}}, {study.Wish, "individual", []string{"Rätt insats, i rätt tid, av rätt aktör"}}}); err != nil {
				return err
			}
		}
	}
	for _, m := range all {
		if err := s.SaveSummary(ctx, who, of, m); err != nil {
			return err
		}
	}
	return enterPoints(ctx, who, s, of, "", proposals())
}
