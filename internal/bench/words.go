package bench

import (
	"math/rand/v2"
	"strings"

	"samverk/internal/item"
)

var (
	givenNames  = []string{"Alva", "Bo", "Cissi", "Dag", "Ebba", "Folke", "Greta", "Hugo", "Iris", "Jon", "Karin", "Leo", "Maja", "Nils", "Olga", "Per"}
	familyNames = []string{"Provsson", "Mätlund", "Testberg", "Övning", "Försök", "Exempelström", "Modig", "Påhitt", "Tänkt", "Dikt", "Saga", "Kuliss"}

	titles = []string{
		"Arbetsträning på halvtid", "Samtal om vardagen", "Intyg om arbetsförmåga", "Egen ekonomi i ordning", "Praktik inom vård",
		"Rehabilitering hos fysioterapeut", "Mål: arbete på minst halvtid", "Kontakt med boendestöd", "Ansökan om sjukersättning",
	}
	sentences = []string{
		"Personen vill komma i gång med något på förmiddagarna och orkar två timmar i taget.",
		"Vi har kommit överens om att börja med ett studiebesök och sedan bestämma takten tillsammans.",
		"Handledaren på platsen vet vad som gäller och hör av sig om något blir för mycket.",
		"Det som har prövats tidigare gick för fort fram, och därför ökar vi först efter fyra veckor.",
		"Resorna dit ska fungera med buss, och det finns en plan för dagar när orken tryter.",
		"Nästa steg bestäms vid uppföljningen, när vi har sett hur de första veckorna har varit.",
	}
)

func pick[T any](r *rand.Rand, from []T) T { return from[r.IntN(len(from))] }

func fullName(r *rand.Rand) string { return pick(r, givenNames) + " " + pick(r, familyNames) }

// someWords are two to five sentences.
func someWords(r *rand.Rand) string {
	var b strings.Builder
	for n := range 2 + r.IntN(4) {
		if n > 0 {
			b.WriteByte(' ')
		}
		b.WriteString(pick(r, sentences))
	}
	return b.String()
}

// statusOf is a status that means something for a kind.
func statusOf(r *rand.Rand, k item.Kind) string {
	if all := item.Statuses(k); len(all) > 0 && k != item.Note && k != item.Certificate {
		return pick(r, all)
	}
	return ""
}
