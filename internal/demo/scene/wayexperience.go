package scene

import (
	"context"

	"samverk/internal/access"
	"samverk/internal/contact"
	"samverk/internal/id"
	"samverk/internal/wayfinding"
)

// sayExperiences enters what the interviews said of the ways in: what the six
// areas have in common, and of Vetlanda what its own report says. The levels are
// the demo's reading of those words.
func sayExperiences(ctx context.Context, st *Stage) error {
	const vetlanda id.Area = "0685"
	s := wayfinding.New(st.App)
	for _, e := range commonExperiences() {
		e.Source = "Huvudrapport Fokus Integrerad Samverkan, 2016: Kontaktvägar"
		if err := s.Say(ctx, federationOfficer(st), e); err != nil {
			return err
		}
	}
	for _, e := range vetlandaExperiences() {
		e.Area, e.Source = vetlanda, "Resultat kommunområde Vetlanda, 2016: Kontaktvägar"
		if err := s.Say(ctx, st.Acting(vetlanda, "sam"), e); err != nil {
			return err
		}
	}
	return nil
}

const (
	hard, ratherHard, ratherEasy, easy = 1, 2, 3, 4

	rehab       = "Rehabsamordnare"
	coordinates = "Koordinatorer och samverkansansvarig"
	officer     = "Handläggare"
)

func commonExperiences() []contact.Experience {
	const kommun, vard, fk, af = access.Kommun, access.Vard, access.FK, access.AF
	toMunicipality := "Många verksamheter: försörjningsstöd, AME, socialpsykiatri, LSS, SE, boendestöd, öppenvård. Svårt att veta vem som är kontakt i ärendet. Man önskar en väg in."
	return []contact.Experience{
		{From: vard, To: kommun, Works: hard, Note: toMunicipality},
		{From: fk, To: kommun, Works: hard, Note: toMunicipality},
		{From: af, To: kommun, Works: hard, Note: toMunicipality},
		{From: fk, To: vard, Works: easy, Via: rehab, Note: "Enkel och bra formell väg in. FK har den enklaste kontakten."},
		{From: af, To: vard, Works: ratherHard, Via: rehab, Note: "Bra formell väg in, men svårare att nå än för FK. Man önskar att funktionen hade mer tid."},
		{From: kommun, To: vard, Works: ratherHard, Via: rehab, Note: "Bra formell väg in, men svårare att nå än för FK. Man önskar att funktionen hade mer tid."},
		{From: vard, To: fk, Works: easy, Via: coordinates, Note: "Enklast när patienten är sjukskriven, har anställning och SGI."},
		{From: af, To: fk, Works: ratherEasy, Via: coordinates, Note: "Ganska lätt i de gemensamma ärendena."},
		{From: kommun, To: fk, Works: hard, Note: "Svår när personen har försörjningsstöd och saknar anställning och SGI. Beskrivna, formella processer saknas."},
		{From: fk, To: af, Works: easy, Via: officer + " och funktionsbrevlådan", Note: "Enkel väg in."},
		{From: kommun, To: af, Works: ratherEasy, Via: officer, Note: "Försörjningsstöd och AME når handläggaren enkelt och känner varandra väl. Skiljer sig mellan områdena, och omorganisation har försvårat."},
		{From: vard, To: af, Works: hard, Via: officer, Note: "Vården vet inte alltid vem som är handläggare. En formell väg in saknas."},
	}
}

func vetlandaExperiences() []contact.Experience {
	const kommun, vard, fk, af = access.Kommun, access.Vard, access.FK, access.AF
	toMunicipality := "Många verksamheter: försörjningsstöd, AME, socialpsykiatri, LSS, boendestöd och öppenvård. Svårt att veta vem man ska kontakta och vilka som är kontaktpersoner i ärendet. En formell väg in saknas; man önskar en väg in."
	return []contact.Experience{
		{From: vard, To: kommun, Works: hard, Note: toMunicipality},
		{From: fk, To: kommun, Works: hard, Note: toMunicipality},
		{From: af, To: kommun, Works: hard, Note: toMunicipality},
		{From: fk, To: vard, Works: easy, Via: rehab, Note: "Enkel och bra formell väg in. FK har den enklaste kontakten."},
		{From: af, To: vard, Works: ratherHard, Via: rehab, Note: "Enkel och bra formell väg in, men det kan vara svårt att få kontakt. Man önskar att funktionen hade mer tid."},
		{From: kommun, To: vard, Works: ratherHard, Via: rehab, Note: "Enkel och bra formell väg in, men det kan vara svårt att få kontakt. Man önskar att funktionen hade mer tid."},
		{From: vard, To: fk, Works: easy, Via: coordinates, Note: "Enklast när det gäller sjukskrivning av en patient som har anställning och SGI."},
		{From: af, To: fk, Works: ratherEasy, Via: coordinates, Note: "Ganska lätt, främst i gemensam kartläggning."},
		{From: kommun, To: fk, Works: hard, Note: "Svår när personen har försörjningsstöd och saknar anställning och SGI."},
		{From: fk, To: af, Works: easy, Via: officer + " och funktionsbrevlådan", Note: "Enkel väg in."},
		{From: kommun, To: af, Works: ratherHard, Note: "Organisations- och personalförändringar hos AF har försvårat vägen in något."},
		{From: vard, To: af, Works: hard, Via: officer, Note: "Svårt att veta vem och hur man ska kontakta. En formell väg in saknas; man önskar en väg in."},
	}
}
